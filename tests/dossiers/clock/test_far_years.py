"""What lies where no calendar reaches is refused, in every unit."""

from datetime import UTC, datetime

import pytest

from dossiers import clock
from dossiers.clock import Mark, MarkKind, Terms
from procedures.machine import LimitUnit
from procedures.time.calendar import CalendarExhausted
from tests.dossiers.clock.clock_cases import CALENDAR, limit


@pytest.mark.parametrize("year", [1, 1900, 2014, 2028, 9999])
def test_a_year_far_away_is_no_guess(year: int) -> None:
    for instant in (datetime(year, 1, 1, 3, tzinfo=UTC), datetime(year, 12, 31, 23, 59, 30, tzinfo=UTC)):
        for unit in LimitUnit:
            with pytest.raises(CalendarExhausted, match="chưa có lịch nghỉ năm"):
                clock.read([Mark(MarkKind.STARTED, instant)], Terms(limit(1, unit)), CALENDAR, as_of=instant)


def test_an_event_in_the_first_hours_of_the_first_year_is_no_guess() -> None:
    with pytest.raises(CalendarExhausted) as refused:
        clock.inform_by(datetime(1, 1, 1, 3, tzinfo=UTC), 12)

    assert refused.value.year == 1
