"""Form 04, the apology with another date: a letter of the agency to the applicant."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Unit, User
from accounts.roles import Role
from dossiers.log.facts import facts_of, reading_of, words_of
from dossiers.models import Dossier, Event
from dossiers.papers.form import Form, Signature, form_of, log_until, signature_of
from dossiers.papers.wording import moment_in_words
from procedures import steady
from procedures.machine import Paper
from procedures.time.agencies.stored import called
from procedures.time.calendar import local

NO_NUMBER, NO_TOKEN = "……", "-"
"""Of a letter that is only looked at."""


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
    is_promise: bool
    """Whether the appointment that is not kept stays in force."""
    signature: Signature


def apology_of(event: Event, number: str, token: str) -> Apology:
    """Return what the apology of an event says."""
    before, reading, promised = reading_of(log_until(event)[-2]).due_at, reading_of(event), facts_of(event).promised
    now, unit = promised or reading.due_at, responsible_of(event)
    return Apology(
        form=form_of(event, Paper.APOLOGY, number, token),
        promised=moment_in_words(local(before)) if before else "",
        reason=words_of(event.payload).reason,
        responsible=unit.name_vi if unit else "",
        due=moment_in_words(local(now)) if now else "",
        is_promise=promised is not None,
        signature=signature_of(event),
    )


def draft_of(dossier: Dossier, *, reason: str, day: date, by: User, at: datetime, moves: bool) -> Apology:
    """Return what the apology would say if somebody signed it now, without a number; ``moves``: another date, in time."""
    event = Event(dossier=dossier, actor=by, at=at, role=Role.DEPARTMENT_LEADER)
    unit, due = dossier.unit, dossier.due_at
    named = called(unit, dossier.agencies, local(at).date()) if unit else None
    return Apology(
        form=form_of(event, Paper.APOLOGY, NO_NUMBER, NO_TOKEN),
        promised=moment_in_words(local(due)) if due else "",
        reason=reason,
        responsible=named.name_vi if named else "",
        due=moment_in_words(local(steady.now().calendars.of(dossier.agency_id).close_of(day))),
        is_promise=not moves,
        signature=signature_of(event),
    )


def responsible_of(event: Event) -> Unit | None:
    """Return the unit that has the dossier under its name on the day of the event; None where none has."""
    pk = facts_of(event).unit
    unit = Unit.objects.filter(pk=pk).first() if pk is not None else None
    return called(unit, event.dossier.agencies, local(event.at).date()) if unit else None
