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
    """The new appointment."""
    signature: Signature


def apology_of(event: Event, number: str, token: str) -> Apology:
    """Return what the apology of an event says."""
    before, now = reading_of(log_until(event)[-2]).due_at, reading_of(event).due_at
    return Apology(
        form=form_of(event, Paper.APOLOGY, number, token),
        promised=moment_in_words(local(before)) if before else "",
        reason=words_of(event.payload).reason,
        responsible=_unit_of(event),
        due=moment_in_words(local(now)) if now else "",
        signature=signature_of(event),
    )


def _unit_of(event: Event) -> str:
    """Return the name of the unit that has the dossier, on the day of the event."""
    pk = facts_of(event).unit
    unit = Unit.objects.filter(pk=pk).first() if pk is not None else None
    return called(unit, event.dossier.agencies, local(event.at).date()).name_vi if unit else ""
