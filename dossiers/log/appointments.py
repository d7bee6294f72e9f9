"""Return dates that are given anew, in time, days that are promised with an apology once it is too late, and what will not keep its date (ADR 0075)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.rights import STEP_ROLES
from dossiers import acts, clock
from dossiers.clock import Ahead, Plan
from dossiers.log.facts import facts_of, reading_of, still_stands
from dossiers.models import Dossier, DossierQuerySet, Event, LateReason, Outlook
from dossiers.models.standing import MOVED, PAUSED, PROMISED
from dossiers.refusals import Refusal, appointment
from procedures.machine import Action, Clock, Guard, Machine, Text
from procedures.models import CalendarVersion
from procedures.time.calendar import CalendarError, CalendarExhausted, WorkingCalendar, local
from procedures.time.calendars import calendar_by_digest
from procedures.time.regimes.rules import Rule

REAPPOINT = "reappoint"
"""How the machines of all editions call the act by which another return date is given."""
APOLOGISING = frozenset({REAPPOINT, acts.PROMISE_LATE})


def reappointing(machine: Machine, state: str) -> Action | None:
    """Return the action by which another return date is given in a state; None where a version has none there."""
    return next((one for one in machine.actions_from(state) if Guard.DAY_BEFORE_DUE in one.guards), None)


def too_often(dossier: Dossier, log: Sequence[Event], at: datetime) -> Refusal | None:
    """Say so where other appointments were made as often as the regime of the day allows."""
    if not dossier.reappointed:
        return None
    made, rules = sum(facts_of(event).new_due_at is not None for event in log), dossier.ruling(at)
    if made < rules.apology_times:
        return None
    return appointment.AlreadyReappointed(rules.apology_times, rules.cite(Rule.APOLOGY_TIMES))


def too_late(dossier: Dossier, at: datetime) -> Refusal | None:
    """Say so where another appointment comes later than the regime wants it before the date in force."""
    due, rules = dossier.due_at, dossier.ruling(at)
    if due is not None and clock.may_reappoint(due, at, rules.apology_lead_days):
        return None
    return appointment.TooLateToReappoint(rules.apology_lead_days, rules.cite(Rule.APOLOGY_LEAD_DAYS))


def still_in_time(dossier: Dossier, log: Sequence[Event], at: datetime) -> Refusal | None:
    """Say so where another return date can be given now, which moves the date: that goes before a mere promise."""
    action = reappointing(dossier.machine, dossier.state)
    if action is None or too_often(dossier, log, at) or too_late(dossier, at):
        return None
    return appointment.StillInTime(action.label)


class LastDay(NamedTuple):
    """Until when a leader who signs moves the return date."""

    signed_on: date
    """The last day on which somebody is there to sign: a working one, unless none is left."""
    allowed: date
    """The last day on which it is taken, be it worked or not."""


def last_day_to_move(dossier: Dossier, log: Sequence[Event], at: datetime, calendar: WorkingCalendar) -> LastDay | None:
    """Return the last day on which a leader who signs moves the return date; None where it cannot be moved any more."""
    if still_in_time(dossier, log, at) is None or dossier.due_at is None:
        return None
    return last_day_before(dossier.due_at, dossier.ruling(at).apology_lead_days, local(at).date(), calendar)


def last_day_before(due_at: datetime, lead_days: int, today: date, calendar: WorkingCalendar) -> LastDay:
    """Return the last day that is so many days before a return date, and the last one up to it on which anybody signs."""
    allowed = local(due_at).date() - timedelta(days=lead_days)
    worked = allowed if calendar.is_working(allowed) else calendar.add_working_days(allowed, -1)
    return LastDay(worked if worked >= today else allowed, allowed)


def apologising(dossier: Dossier, log: Sequence[Event], at: datetime) -> str:
    """Return the name of the act by which the office would apologise for a dossier now: another date in time, else a promise."""
    action = reappointing(dossier.machine, dossier.state)
    return action.name if action and still_in_time(dossier, log, at) else acts.PROMISE_LATE


def unmet(guard: Guard, dossier: Dossier, log: Sequence[Event], at: datetime) -> Refusal | None:
    """Return why a guard of another return date, or of a promise after it, is not met now."""
    match guard:
        case Guard.NOT_YET_REAPPOINTED:
            return too_often(dossier, log, at)
        case Guard.DAY_BEFORE_DUE:
            return too_late(dossier, at)
        case _:
            return still_in_time(dossier, log, at)


def begun_later(event: Event) -> Text | None:
    """Say from when the time of an acceptance counts that was outside office hours; None of others, and where its calendar is gone."""
    reading = reading_of(event)
    if reading.counted is None or reading.counted.started_at != event.at:
        return None
    try:
        calendar = calendar_by_digest(reading.calendar_digest)
        return clock.begun_later(event.at, reading.counted.unit, calendar)
    except (CalendarVersion.DoesNotExist, CalendarError):
        return None


def promises_of(log: Sequence[Event]) -> list[Event]:
    """Return the events of a log that holds by which a day was promised for what is late, the newest last."""
    return [event for event in log if event.action == acts.PROMISE_LATE]


def waiting_reasons() -> QuerySet[LateReason]:
    """Narrow to what was written of return dates that are in force still, and no leader has signed since."""
    since = Event.objects.filter(still_stands(), action__in=APOLOGISING, at__gte=OuterRef("at"))
    is_signed = Exists(since.filter(dossier=OuterRef("dossier")))
    return LateReason.objects.filter(~is_signed, due_at=F("dossier__due_at"))


def days_that_stand(dossiers: Sequence[Dossier], now: datetime) -> dict[int, datetime]:
    """Return the days that are ahead and promised for the return dates in force, by the keys of dossiers: one query."""
    due = {one.pk: one.due_at for one in dossiers if one.promised_for is not None and one.promised_for > now}
    if not due:
        return {}
    found = Event.objects.filter(still_stands(), action=acts.PROMISE_LATE, dossier__in=due).order_by("sequence")
    newest = {event.dossier_id: event for event in found}
    days = {pk: facts_of(event).promised for pk, event in newest.items() if reading_of(event).due_at == due[pk]}
    return {pk: day for pk, day in days.items() if day is not None and day > now}


def standing_promise(log: Sequence[Event]) -> datetime | None:
    """Return the day that was promised last, by a log that holds; None where none was."""
    promise = next(reversed(promises_of(log)), None)
    return facts_of(promise).promised if promise else None


UNEXPLAINED, WAITING, PROMISING, HALTED = APOLOGIES = "none", "waiting", "promised", "paused"
"""Of what is late each dossier stands in one of these."""
REDATED = "moved"
"""Of what another date was given in time, late or not."""


def how_apologised(now: datetime, *, of_late: bool = False) -> dict[str, Q]:
    """Return the filters of open dossiers by what was done about their dates.

    Nothing of what is late; a reason written, which goes before a day that was promised for an earlier date; a day promised;
    or none promised of what is late and paused, of which nothing can be signed now. Beside these, another date given in time.

    ``of_late``: they narrow what is late and not resolved; said twice, the database would expect a few of a hundred.
    """
    is_paused = Q(status__in=PAUSED)
    # In a pause no date runs, so nobody is asked, and nothing can be signed.
    unresolved = Q() if of_late else Q(resolved_at=None)
    has_reason = Q(pk__in=waiting_reasons().values("dossier"))
    waits = unresolved & has_reason & ~is_paused
    promised = PROMISED & unresolved & Q(promised_for__gt=now) & ~(has_reason & ~is_paused)
    late = Q() if of_late else Q(resolved_at=None, late_at__lte=now)
    late &= Q(promised_for=None) | Q(promised_for__lte=now)
    return {
        UNEXPLAINED: late & ~has_reason & ~is_paused,
        WAITING: waits,
        PROMISING: promised,
        HALTED: late & is_paused,
        REDATED: MOVED & Q(resolved_at=None),
    }


ALWAYS = datetime(2199, 1, 1, tzinfo=UTC)
"""Until when a path fits of which nothing can be said: no way leads on to a result, or the calendar is yet to be prolonged."""


def ahead_of(dossier: Dossier, calendar: WorkingCalendar) -> Ahead | None:
    """Return what is ahead of a dossier that runs, on its agency's calendar; None of others, and where nothing can be said."""
    step_due_at, due_at, accepted_at = dossier.step_due_at, dossier.due_at, dossier.accepted_at
    if dossier.place.clock is not Clock.RUNNING or not (step_due_at and due_at and accepted_at):
        return None
    plan = Plan(dossier.machine, dossier.proposed, calendar, accepted_at)
    try:
        return Ahead.of(plan, dossier.state, step_due_at=step_due_at, due_at=due_at)
    except CalendarExhausted:
        return None


def outrun(dossier: Dossier, calendar: WorkingCalendar, now: datetime) -> Ahead | None:
    """Return what is ahead of a dossier where it fits no longer; None while it fits, and once its date itself has passed."""
    found = None if dossier.is_late(now) else ahead_of(dossier, calendar)
    return None if found is None or found.fits(now) else found


def running() -> DossierQuerySet:
    """Narrow to what is worked on, and has a step and a return date."""
    dated = Dossier.objects.filter(due_at__isnull=False, step_due_at__isnull=False, accepted_at__isnull=False)
    return dated.filter(holder__in=STEP_ROLES, resolved_at=None).exclude(status__in=PAUSED)


def not_looked_at() -> DossierQuerySet:
    """Narrow to what runs and has another step, or another return date, than was looked at last."""
    rows = Outlook.objects.filter(
        dossier=OuterRef("pk"), due_at=OuterRef("due_at"), step_due_at=OuterRef("step_due_at")
    )
    return running().filter(~Exists(rows))


def look(dossier: Dossier, calendar: WorkingCalendar) -> None:
    """Keep until when what remains of a dossier fits."""
    found = ahead_of(dossier, calendar)
    fits_until = found.fits_until(dossier.accepted_at) if found and dossier.accepted_at else ALWAYS
    kept = {"due_at": dossier.due_at, "step_due_at": dossier.step_due_at, "fits_until": fits_until, "noted_at": None}
    Outlook.objects.update_or_create(dossier=dossier, defaults=kept)


def no_longer_fits(now: datetime) -> Q:
    """Return the filter of what runs, is within its return date, and by the plan will not keep it."""
    rows = Outlook.objects.filter(
        fits_until__lt=now, due_at=F("dossier__due_at"), step_due_at=F("dossier__step_due_at")
    )
    in_time = Q(late_at=None) | Q(late_at__gt=now)
    runs = ~Q(holder="") & ~Q(status__in=PAUSED) & Q(resolved_at=None)
    return runs & in_time & Q(pk__in=rows.values("dossier"))
