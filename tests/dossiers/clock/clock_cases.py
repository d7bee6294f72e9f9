"""Short ways to write down what happened to a clock, in local time."""

from decimal import Decimal

from dossiers import clock
from dossiers.clock import Mark, MarkKind, Reading, Terms
from procedures.machine import AfterSupplement, Limit, LimitUnit, Pause
from procedures.time.calendars import build_default
from tests.procedures.time.naive_calendar import at

MONDAY = "2026-01-05 09:00"
CALENDAR = build_default()
WD, CD, WH = LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.WORKING_HOUR
RESTART, CARRY_ON = AfterSupplement.RESTART, AfterSupplement.CARRY_ON
SUPPLEMENT, PAYMENT = Pause.SUPPLEMENT, Pause.PAYMENT


def limit(amount: str | int, unit: LimitUnit = WD) -> Limit:
    return Limit(Decimal(amount), unit)


def pause(text: str, kind: Pause = SUPPLEMENT) -> list[Mark]:
    """Return the marks of ``2026-01-07 10:00..2026-01-14 15:00``; without an end the pause is open."""
    begun, _, ended = text.partition("..")
    marks = [Mark(MarkKind.PAUSED, at(begun), kind)]
    return [*marks, Mark(MarkKind.RESUMED, at(ended), kind)] if ended else marks


def log(accepted: str, *pauses: list[Mark], finished: str | None = None) -> list[Mark]:
    marks = [Mark(MarkKind.STARTED, at(accepted)), *(mark for pair in pauses for mark in pair)]
    return [*marks, Mark(MarkKind.ENDED, at(finished))] if finished else marks


def read(marks: list[Mark], given: Limit, after: AfterSupplement = RESTART, *, as_of: str | None = None) -> Reading:
    instant = at(as_of) if as_of else max(mark.at for mark in marks)
    return clock.read(marks, Terms(given, after), CALENDAR, as_of=instant)


def reappointed(when: str, new: str) -> list[Mark]:
    return [Mark(MarkKind.REAPPOINTED, at(when), new_due_at=at(new))]
