"""A dossier as it stood at an instant: from the log up to then, on the calendar that was in force then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, Protocol, Self

from dossiers import clock
from dossiers.clock import (
    HANDS_OF,
    Attribution,
    ClockError,
    CountedDay,
    Hands,
    Holding,
    Mark,
    Reading,
    Stay,
    StepTime,
    Terms,
)
from dossiers.log import columns, instants
from dossiers.log.effective import Recorded, effective
from dossiers.log.facts import HasFacts, facts_of, reading_of
from dossiers.models import Dossier, Event
from procedures.machine import Clock, Machine, State, Text
from procedures.models import CalendarVersion
from procedures.steady import Steady
from procedures.time.calendar import CalendarExhausted, WorkingCalendar, local
from procedures.time.calendars import Calendars, calendar_by_digest, calendar_for


@dataclass(frozen=True)
class Moment:
    """What was known of a dossier at an instant: nothing that came later."""

    dossier: Dossier
    at: datetime
    log: Sequence[Event]
    calendar: WorkingCalendar
    """The calendar that the reading then rested on."""
    known: Steady = field(compare=False)
    machine: Machine = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "machine", self.dossier.machine)

    @classmethod
    def of(cls, dossier: Dossier, events: Sequence[Event], at: datetime, known: Steady) -> Self:
        """Read a loaded log as it was at an instant; an instant to come is read as if nothing more happened.

        Raises ClockError where the dossier was not there yet.
        """
        log = effective(event for event in events if event.at <= at)
        if not log:
            filed_at = f"{local(dossier.filed_at):%H:%M %d/%m/%Y}"
            raise ClockError(
                Text(
                    f"khi đó chưa có hồ sơ: hồ sơ được nộp lúc {filed_at}",
                    f"the dossier was not there yet: it was filed at {filed_at}",
                )
            )
        return cls(dossier, at, log, _calendar_then(log, dossier.machine, at), known)

    @classmethod
    def latest(cls, dossier: Dossier, events: Sequence[Event], now: datetime, known: Steady) -> Self:
        """Read the whole log as it is now: on the newest calendar, where that leaves the dates as they are.

        Where it would move them, the dossier is about to be counted again; until then what is recorded holds.
        """
        newest = known.calendars.of(dossier.agency_id)
        recorded = cls.of(dossier, events, max(now, events[-1].at), known)
        if recorded.is_over or newest == recorded.calendar:
            return recorded
        fresh = replace(recorded, calendar=newest)
        return fresh if fresh.dates == recorded.dates else recorded

    @cached_property
    def columns(self) -> columns.Columns:
        """Return state, holder and dates as they were stored then."""
        return columns.project(self.log, self.machine)

    @cached_property
    def place(self) -> State:
        """Return the state in which it was."""
        return self.machine.states[self.log[-1].target]

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Return what had happened to the clock; none before acceptance."""
        return columns.marks_of(self.log, self.machine)

    @cached_property
    def terms(self) -> Terms:
        """Return the terms by which the clock counted."""
        terms = columns.terms_of(self.machine, self.log)
        return replace(terms, first_due_at=instants.receipt_date(self.log))

    @cached_property
    def reading(self) -> Reading | None:
        """Return what the clock showed; None before acceptance."""
        return clock.read(self.marks, self.terms, self.calendar, as_of=self.at) if self.marks else None

    @property
    def dates(self) -> tuple[datetime, datetime] | None:
        """Return the lawful date and the appointment; None before acceptance, and beyond the calendar's range."""
        try:
            return (self.reading.lawful_due_at, self.reading.due_at) if self.reading else None
        except CalendarExhausted:
            return None

    @cached_property
    def days(self) -> tuple[CountedDay, ...]:
        """Return the days on the way, as the clock counted them then."""
        return clock.days_of(self.marks, self.terms, self.calendar, as_of=self.at) if self.marks else ()

    @cached_property
    def is_over(self) -> bool:
        """Say whether nobody's time was counted any more: a result, or an end without one."""
        return self.place.clock is Clock.ENDED

    @cached_property
    def ended_at(self) -> datetime | None:
        """Return when that came about."""
        ends = (event.at for event in self.log if self.machine.states[event.target].clock is Clock.ENDED)
        return min(ends, default=None)

    @cached_property
    def whole(self) -> Attribution:
        """Return in whose hands it was from the filing to the end, or to this instant."""
        return self._attributed(self.log[0].at)

    @cached_property
    def accepted(self) -> Attribution | None:
        """Return the same from acceptance on; None before it."""
        return self._attributed(self.reading.started_at) if self.reading else None

    def _attributed(self, since: datetime) -> Attribution:
        holdings = holdings_of(self.log, self.machine)
        until = self.ended_at or self.at
        return clock.attribute(holdings, self.calendars.of, since=since, until=until)

    @cached_property
    def calendars(self) -> Calendars:
        """Return the calendars of units that were stored by then, beside the one of the reading for all others.

        Those that were stored after the clock ended are left out: a later correction repaints no closed dossier.
        """
        return calendars_until(self.ended_at or self.at, self.calendar, self.known)

    @cached_property
    def stays(self) -> tuple[Stay, ...]:
        """Return the stays from acceptance to the end of the clock, with what was recorded of each step."""
        return tuple(_stays(self.log, self.machine))

    @property
    def is_undated(self) -> bool:
        """Say whether no return date is in force: in a pause it is counted anew when the pause is over."""
        return self.reading is not None and self.reading.is_undated

    @property
    def unit_ids(self) -> set[int]:
        """Return the units that had it, whose names a page needs."""
        return {unit for event in self.log if (unit := facts_of(event).unit)}


def calendars_until(until: datetime, calendar: WorkingCalendar, known: Steady) -> Calendars:
    """Return the calendars of units that were stored by an instant, beside a common one."""
    digests = {unit: digest for unit, at, digest in known.once(_calendars_of_units) if at <= until}
    parents = {unit.pk: unit.parent_id for unit in known.units.values()} if digests else {}
    by_unit: dict[int | None, WorkingCalendar] = {unit: calendar_by_digest(digest) for unit, digest in digests.items()}
    return Calendars({**by_unit, None: calendar}, parents)


def _calendars_of_units() -> list[tuple[int, datetime, str]]:
    """Return the calendars that units have had of their own, the newest last: the unit, since when, its digest."""
    stored = CalendarVersion.objects.exclude(unit=None).order_by("created_at", "pk")
    return list(stored.values_list("unit_id", "created_at", "digest"))


def _calendar_then(log: Sequence[Event], machine: Machine, at: datetime) -> WorkingCalendar:
    """Return the calendar of the last reading, or of the one that ended the clock: a verdict keeps its own.

    Past the last day that it covers the newest one is read, which may reach further.
    """
    ended = next((event for event in log if machine.states[event.target].clock is Clock.ENDED), None)
    recorded = calendar_by_digest(reading_of(ended or log[-1]).calendar_digest)
    return calendar_for(log[0].dossier.agency_id) if ended is None and local(at).date() > recorded.last else recorded


class Had(HasFacts, Protocol):
    """The part of an event that says who has the dossier after it."""

    target: str
    at: datetime


def holdings_of(log: Sequence[Had], machine: Machine) -> tuple[Holding, ...]:
    """Return into whose hands a dossier came with each event, until its clock ended."""
    holdings: list[Holding] = []
    for event in log:
        place = machine.states[event.target]
        if place.clock is Clock.ENDED or place.holder is None:
            break
        holdings.append(Holding(event.at, HANDS_OF[place.holder], facts_of(event).unit))
    return tuple(holdings)


class Whereabouts(NamedTuple):
    """Where a dossier lay: the division that answers for it, and the unit in whose hands it was."""

    division_id: int | None
    unit_id: int | None


def whereabouts(recorded: Sequence[Recorded]) -> list[Whereabouts]:
    """Return where a dossier lay after each event of all that was recorded, by what held then (as ``columns.project``)."""
    return [_whereabouts(effective(recorded[: count + 1])) for count in range(len(recorded))]


def _whereabouts(log: Sequence[Recorded]) -> Whereabouts:
    divisions = (division for event in reversed(log) if (division := facts_of(event).division) is not None)
    return Whereabouts(next(divisions, None), facts_of(log[-1]).unit)


def _stays(log: Sequence[Event], machine: Machine) -> Iterator[Stay]:
    """Yield the stays; events that do not leave the state, such as a re-appointment, do not divide one."""
    entered: Event | None = None
    for event in log:
        place = machine.states[event.target]
        if entered is not None and event.target != entered.target:
            yield _stay(entered, event, machine)
        if place.clock in (Clock.NOT_STARTED, Clock.ENDED):
            entered = None
        elif entered is None or event.target != entered.target:
            entered = event
    if entered is not None:
        yield _stay(entered, None, machine, last=log[-1])


def _stay(entered: Event, left: Event | None, machine: Machine, *, last: Event | None = None) -> Stay:
    place = machine.states[entered.target]
    hands = HANDS_OF[place.holder] if place.holder else Hands.OFFICE
    time = _step_done(left, machine) if left else _step_now(last, place, machine)
    return Stay(place.label, hands, facts_of(entered).unit, entered.at, left.at if left else None, time)


def _step_done(left: Event, machine: Machine) -> StepTime | None:
    done = facts_of(left).step
    step = machine.step(done.name) if done else None
    return StepTime(step, done.due_at, done.verdict) if done and step else None


def _step_now(last: Event | None, place: State, machine: Machine) -> StepTime | None:
    due_at = reading_of(last).step_due_at if last else None
    step = machine.step(place.step) if place.step else None
    return StepTime(step, due_at, None) if step and due_at else None
