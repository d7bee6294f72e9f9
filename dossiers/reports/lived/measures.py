"""How long something took, and what is said of many such times: the median and the ninth decile, by rank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from msgspec import Struct

from dossiers.clock import HANDS_OF
from dossiers.clock.marks import MINUTE, down
from dossiers.display.formats import half_up
from procedures.machine import Limit, LimitUnit, State
from procedures.time.calendar import WorkingCalendar

HOUR, DAY = 60, 24 * 60
"""Minutes."""
PLACES = 2
"""Decimals with which an amount of time is told."""


class Took(Struct, frozen=True, gc=False):
    """The minutes of a stretch: ``elapsed`` day and night, ``worked`` in sessions; ``amount`` is in the unit of the limit."""

    elapsed: int
    worked: int
    amount: float

    def __add__(self, other: Self) -> Self:
        """Return both together."""
        return type(self)(self.elapsed + other.elapsed, self.worked + other.worked, self.amount + other.amount)


def is_worked(state: State) -> bool:
    """Say whether an office has a dossier in a state, which works by sessions."""
    return state.holder is None or HANDS_OF[state.holder].is_office


def took(since: datetime, until: datetime, calendar: WorkingCalendar, unit: LimitUnit) -> Took:
    """Measure a stretch in whole minutes; an instant within a minute is rounded down, as whose hands it was in is.

    Whoever had the dossier, its amount is in the unit that is asked for, so that times can be summed and set side by side.
    """
    elapsed = (down(until) - down(since)) // MINUTE
    worked = calendar.working_minutes_between(since, until)
    if unit is LimitUnit.CALENDAR_DAY:
        return Took(elapsed, worked, elapsed / DAY)
    return Took(elapsed, worked, worked / (HOUR if unit is LimitUnit.WORKING_HOUR else calendar.day_minutes))


def ranked[T: (int, float)](values: Sequence[T], percent: int) -> T:
    """Return the least of the sorted values that so many per cent of them do not exceed."""
    return values[-(-len(values) * percent // 100) - 1]


@dataclass(frozen=True, slots=True)
class Spread:
    """Half took no longer than ``half``, nine in ten no longer than ``nine_in_ten``."""

    count: int
    half: Limit
    nine_in_ten: Limit

    @classmethod
    def of(cls, times: Sequence[Took], unit: LimitUnit) -> Self:
        """Return what is said of some times, at least one."""
        amounts = sorted(one.amount for one in times)
        return cls(len(times), *(rounded(ranked(amounts, percent), unit) for percent in (50, 90)))


def rounded(amount: float, unit: LimitUnit) -> Limit:
    """Return a time as it is written."""
    return Limit(half_up(amount, PLACES), unit)
