"""Form 04, the apology with another date: a letter of the agency to the applicant."""

from dataclasses import dataclass

from accounts.models import Unit
from dossiers.log.facts import facts_of, reading_of, words_of
from dossiers.models import Event
from dossiers.papers.form import Form, Signature, form_of, log_until, signature_of
from dossiers.papers.wording import moment_in_words
from procedures.machine import Paper
from procedures.time.agencies.stored import called
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class Apology:
    """Form 04 in the words that are printed."""

    form: Form
    promised: str
    """The appointment that is not kept."""
    reason: str
    responsible: str
    """The unit that has the dossier."""
    due: str
    """The new appointment, or the day that is promised."""
    lawful: str
    """Of a promise after the date: the date of the law, which stays; else ""."""
    signature: Signature


def apology_of(event: Event, number: str, token: str) -> Apology:
    """Return what the apology of an event says."""
    before, reading, promised = reading_of(log_until(event)[-2]).due_at, reading_of(event), facts_of(event).promised
    now, lawful, unit = promised or reading.due_at, reading.lawful_due_at, responsible_of(event)
    return Apology(
        form=form_of(event, Paper.APOLOGY, number, token),
        promised=moment_in_words(local(before)) if before else "",
        reason=words_of(event.payload).reason,
        responsible=unit.name_vi if unit else "",
        due=moment_in_words(local(now)) if now else "",
        lawful=moment_in_words(local(lawful)) if promised and lawful else "",
        signature=signature_of(event),
    )


def responsible_of(event: Event) -> Unit | None:
    """Return the unit that has the dossier under its name on the day of the event; None where none has."""
    pk = facts_of(event).unit
    unit = Unit.objects.filter(pk=pk).first() if pk is not None else None
    return called(unit, event.dossier.agencies, local(event.at).date()) if unit else None
