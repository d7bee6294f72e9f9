"""Whose hands a dossier was in, on its edges: no time at all, a unit's own day, and each sentence of a refusal."""

from datetime import date

import pytest

from dossiers.clock import ClockError, Hands, Holding, attribute
from procedures.machine import Text
from procedures.time.calendar import OFFICE_WEEK, WorkingCalendar
from tests.dossiers.clock.clock_cases import CALENDAR, MONDAY
from tests.procedures.time.naive_calendar import at, sessions

LONG_DAYS = WorkingCalendar(
    date(2026, 1, 1), date(2026, 3, 31), (), (sessions("07:00-11:30 13:00-17:30"), *OFFICE_WEEK[1:])
)


def calendar_of(unit: int | None) -> WorkingCalendar:
    return LONG_DAYS if unit == 1 else CALENDAR


def test_no_time_at_all_has_no_parts() -> None:
    found = attribute([Holding(at(MONDAY), Hands.DESK)], calendar_of, since=at(MONDAY), until=at(MONDAY))

    assert (found.minutes, found.parts) == (0, ())


def test_each_part_knows_the_day_of_its_own_unit_in_whole_minutes() -> None:
    held = [
        Holding(at("2026-01-05 09:00:30"), Hands.DESK),
        Holding(at("2026-01-05 10:00:59"), Hands.DIVISION, 1),
        Holding(at("2026-01-05 17:00"), Hands.CITIZEN),
    ]

    found = attribute(held, calendar_of, since=held[0].since, until=at("2026-01-05 18:00"))

    told = [(part.hands, part.unit, part.minutes, part.day_minutes) for part in found.parts]
    assert told == [
        (Hands.DESK, None, 60, 480),
        (Hands.DIVISION, 1, 90 + 240, 540),
        (Hands.CITIZEN, None, 60, 1440),
        (Hands.CLOSED, None, 90, 1440),
    ]
    assert all(isinstance(part.minutes, int) for part in found.parts)


@pytest.mark.parametrize(
    ("since", "until", "text"),
    [
        ("2026-01-06 09:00", "2026-01-05 09:00", Text("kết thúc trước khi bắt đầu", "it ends before it begins")),
        ("2026-01-04 09:00", "2026-01-06 09:00", Text("khi đó chưa ai giữ hồ sơ", "nobody had the dossier yet")),
    ],
    ids=["backwards", "before"],
)
def test_time_that_nobody_can_have_had_is_refused_with_a_sentence(since: str, until: str, text: Text) -> None:
    with pytest.raises(ClockError) as refused:
        attribute([Holding(at(MONDAY), Hands.DESK)], calendar_of, since=at(since), until=at(until))

    assert refused.value.text == text
