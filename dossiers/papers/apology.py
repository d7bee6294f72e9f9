"""The apology for a date that is not kept: a letter of the agency to the applicant.

Where it gives another date it is form 04 of the circular in force. Where it moves none it is a letter of our own, as the title of
that form would say what is not so (ADR 0075).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from accounts.models import Unit, User
from accounts.roles import Role
from dossiers.clock import judged_by
from dossiers.filing import composed
from dossiers.log.answers import standing
from dossiers.log.appointments import REAPPOINT, apologising, standing_promise
from dossiers.log.facts import facts_of, reading_of, words_of
from dossiers.models import Dossier, Event
from dossiers.papers.form import Form, Signature, form_of, log_until, signature_of
from dossiers.papers.wording import moment_in_words
from procedures import steady
from procedures.machine import Paper
from procedures.time.agencies.stored import called
from procedures.time.calendar import local

OWN_TITLE = "Thư xin lỗi"
"""Of a letter that moves no date: the office's everyday word. A form is named by its own title (``display.agency.titles``)."""
GAP = "……"
"""What is still to be written in a letter that is only looked at."""
NO_NUMBER, NO_TOKEN = GAP, "-"
"""Of a letter that is only looked at."""


class Proposal(NamedTuple):
    """What a letter is to say."""

    reason: str
    day: date | None
    """A working day that the calendar covers; None while there is none."""


@dataclass(frozen=True, slots=True)
class Apology:
    """The letter in the words that are printed."""

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
    replaces: str
    """The day that was promised before, of which this one takes the place; "" of the first promise."""
    judged: str
    """By which limit on time or late is judged all the same."""
    signature: Signature
    subject: str
    """What tells the dossier apart from the applicant's others; "" once that is erased."""


def apology_of(event: Event, number: str, token: str) -> Apology:
    """Return what the apology of an event says."""
    log, reading, promised = log_until(event), reading_of(event), facts_of(event).promised
    before, now, unit = reading_of(log[-2]).due_at, promised or reading.due_at, responsible_of(event)
    return Apology(
        form=_form_of(event, number, token, moves=promised is None),
        promised=moment_in_words(local(before)) if before else "",
        reason=words_of(event.payload).reason,
        responsible=unit.name_vi if unit else "",
        due=moment_in_words(local(now)) if now else "",
        is_promise=promised is not None,
        replaces=_replaced(log[:-1]) if promised else "",
        judged=judged_by(reading.lawful_due_at).vi,
        signature=signature_of(event),
        subject=composed.subject(event.dossier.machine, answers) if (answers := standing(log)) else "",
    )


def draft_of(dossier: Dossier, proposal: Proposal, log: Sequence[Event], *, by: User, at: datetime) -> Apology:
    """Return what the apology would say if somebody signed it now, without a number. ``log``: what holds of it."""
    moves = apologising(dossier, log, at) == REAPPOINT
    event = Event(dossier=dossier, actor=by, at=at, role=Role.DEPARTMENT_LEADER)
    unit, due = dossier.unit, dossier.due_at
    named = called(unit, dossier.agencies, local(at).date()) if unit else None
    calendar, day = steady.now().calendars.of(dossier.agency_id), proposal.day
    return Apology(
        form=replace(_form_of(event, NO_NUMBER, NO_TOKEN, moves=moves), url=""),
        promised=moment_in_words(local(due)) if due else "",
        reason=proposal.reason,
        responsible=named.name_vi if named else "",
        due=moment_in_words(local(calendar.close_of(day))) if day else GAP,
        is_promise=not moves,
        replaces="" if moves else _replaced(log),
        judged=judged_by(dossier.lawful_due_at).vi,
        signature=signature_of(event),
        subject=dossier.subject,
    )


def _form_of(event: Event, number: str, token: str, *, moves: bool) -> Form:
    form = form_of(event, Paper.APOLOGY, number, token)
    return form if moves else replace(form, title=OWN_TITLE)


def replaced_by(event: Event) -> datetime | None:
    """Return the day that was promised before an event, of which its own takes the place; None without one."""
    return standing_promise(log_until(event)[:-1]) if facts_of(event).promised else None


def _replaced(log: Sequence[Event]) -> str:
    day = standing_promise(log)
    return moment_in_words(local(day)) if day else ""


def responsible_of(event: Event) -> Unit | None:
    """Return the unit that has the dossier under its name on the day of the event; None where none has."""
    pk = facts_of(event).unit
    unit = Unit.objects.filter(pk=pk).first() if pk is not None else None
    return called(unit, event.dossier.agencies, local(event.at).date()) if unit else None
