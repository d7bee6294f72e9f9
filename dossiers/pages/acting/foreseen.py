"""The appointment that an acceptance would give, what is announced for before that, and until when a supplement may be asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dossiers import clock, policy
from dossiers.acts.handed import GIVES_BACK
from dossiers.acts.receiving import hands_result_over
from dossiers.commands import flags
from dossiers.display.agency.closed import closed_at
from dossiers.display.agency.handed import missing, to_take_back
from dossiers.display.agency.receiving import receiving_of
from dossiers.display.formats import localized, vn_datetime
from dossiers.display.promises import overtaken
from dossiers.display.promises.foreseen import appointment, before_answer, before_supplement, once_resumed
from dossiers.filing.counter.intake import short_of
from dossiers.log.answers import standing
from dossiers.log.handed import come_short, filed_in, lacking
from dossiers.log.instants import announced, event_of
from dossiers.models import Dossier, Event
from procedures import steady
from procedures.machine import Action, Clock, Deed, LimitUnit, Machine, Paper, Text
from procedures.time.calendar import WorkingCalendar, local


def appointment_by(
    action: Action, machine: Machine, events: Sequence[Event], calendar: WorkingCalendar, *, at: datetime
) -> datetime | None:
    """Return the appointment in force once an action takes a dossier to be complete at an instant.

    None beyond the calendar, and of an action that sets no clock going.
    """
    was, then = machine.states[action.source], machine.states[action.target]
    if completes(action) and was.clock is Clock.NOT_STARTED:
        return appointment(machine, events, calendar, at=at)
    if not completes(action) or (was.clock, then.clock) != (Clock.PAUSED, Clock.RUNNING):
        return None
    return once_resumed(machine, events, calendar, at=at)


def appointment_of_a_filing(machine: Machine, *, at: datetime) -> datetime | None:
    """Return the appointment of what would be filed and accepted at an instant."""
    known = steady.now()
    agency = next((unit.pk for unit in known.units.values() if unit.agency_code == settings.AGENCY_CODE), None)
    return appointment(machine, (), known.calendars.of(agency), at=at)


_SUPPLEMENTED = "confirm-supplement"


def completes(action: Action) -> bool:
    """Say whether an action takes a dossier to be complete: at its acceptance, and after a supplement."""
    return action.paper is Paper.RECEIPT or action.name == _SUPPLEMENTED


def lacking_by(machine: Machine, events: Sequence[Event]) -> tuple[str, ...]:
    """Say what has not come by the end of a log with its words: papers that the desk has counted, things that are brought."""
    another = _("another one is asked for and not received yet: %(what)s (there: %(there)s)")
    things = missing(machine, events)
    names = {one.component.name for one in things}
    answers, filed = standing(events), filed_in(events)
    titles = [one.title for one in lacking(machine, answers, events, filed) if one.name not in names]
    titles += [short_of(*found) for found in come_short(machine, answers, events, filed)]
    said = tuple(_("not received yet: %(what)s") % {"what": localized(title)} for title in titles)
    return said + tuple(
        (another if one.there else _("not received yet: %(what)s")) % {"what": localized(one.title), "there": one.there}
        for one in things
    )


DECIDING = frozenset({Deed.PROPOSE, Deed.DECIDE, Deed.AT_ONCE, Deed.NUMBER})


def rests_on_papers(action: Action) -> bool:
    """Say whether whoever takes an action is to know what has not come: a result is decided, numbered or handed over by it."""
    return completes(action) or action.deed in DECIDING or hands_result_over(action)


def given_back_by(action: Action, machine: Machine, events: Sequence[Event]) -> tuple[str, ...]:
    """Say of an action that ends a dossier without a result what lies at the receiving point, by a log with its words, and goes back."""
    ends = action.target != action.source and machine.states[action.target].status in GIVES_BACK
    words = _("to be given back to the applicant then: %(what)s")
    return tuple(
        words % {"what": f"{localized(one.title)} ({one.notes})" if one.notes else localized(one.title)}
        for one in (to_take_back(machine, events) if ends else ())
    )


def promised_by(
    action: Action, dossier: Dossier, events: Sequence[Event], calendar: WorkingCalendar, *, at: datetime
) -> tuple[str, ...]:
    """Say of an action that takes a dossier to be complete what has not come, which appointment it gives, and whether that is too late.

    Also that the place of the result is closed then, as form 01 and the pages will say it.

    Of the appointment nothing beyond the calendar. Where a result is decided or handed over, what has not come alone; of
    any other action nothing.
    """
    if not rests_on_papers(action):
        return ()
    machine = dossier.machine
    not_come = lacking_by(machine, events)
    due = appointment_by(action, machine, events, calendar, at=at)
    if due is None:
        return not_come
    too_late = overtaken(event_of(events), due)
    promised = _("result promised by %(at)s") % {"at": vn_datetime(due)}
    shut = closed_at(dossier, due) if receiving_of(events).is_had_there else None
    if shut:
        promised = f"{promised} ({localized(shut.words)})"
    return (*not_come, promised, localized(too_late)) if too_late else (*not_come, promised)


def overtaken_answer(dossier: Dossier, log: Sequence[Event]) -> Text | None:
    """Say that what was announced begins before the office must have answered, or before the appointment given as late as that.

    None where neither is so, or where the office has answered.
    """
    if dossier.machine.event is None:
        return None
    calendar = steady.now().calendars.of(dossier.agency_id)
    return before_answer(dossier.machine, log, calendar, dossier.answer_due_at if dossier.owes_answer else None)


def overtaken_supplement(dossier: Dossier, log: Sequence[Event], now: datetime) -> Text | None:
    """Say of a dossier that waits for a supplement since when an answer gives an appointment after what was announced."""
    if dossier.machine.event is None:
        return None
    calendar = steady.now().calendars.of(dossier.agency_id)
    return before_supplement(dossier.machine, log, calendar, now, dossier.applicant_due_at)


def of_a_check(machine: Machine, values: Mapping[str, Any], result_at: datetime | None) -> dict[str, object]:
    """Return what the check says of the appointment that it foresees.

    By its hour where the limit counts hours, and on the day of what is announced.
    """
    event_at = datetime.fromisoformat(said) if (said := announced(machine, values)) else None
    is_that_day = event_at is not None and result_at is not None and local(event_at).date() == local(result_at).date()
    by_hour = is_that_day or machine.legal_limit.unit is LimitUnit.WORKING_HOUR
    return {"result_at": result_at, "by_hour": by_hour, "overtaken": overtaken(event_at, result_at)}


def in_notice_time(log: Sequence[Event], machine: Machine, calendar: WorkingCalendar, now: datetime) -> bool:
    """Say whether a supplement asked for now is within the days that the rule gives the office."""
    until = flags.notice_due(log, machine, calendar)
    return until is None or not clock.is_late(until, now, LimitUnit.WORKING_DAY)


def asks_late(action: Action, log: Sequence[Event], machine: Machine, calendar: WorkingCalendar, now: datetime) -> bool:
    """Say whether an action asks for a supplement past those days, which is read before it is taken."""
    return action.name in policy.ASKS_SUPPLEMENT and not in_notice_time(log, machine, calendar, now)
