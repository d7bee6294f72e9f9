"""The strip of a limit in hours, and the day of a limit in days that is running."""

import pytest

from dossiers.display.ribbon import DayState, shares
from tests.dossiers.clock.clock_cases import PAYMENT, pause
from tests.dossiers.display.test_ribbon import CD, MONDAY, WH, Ribbon, drawn, limit, log, states


def test_of_hours_before_the_office_opens_nothing_is_drawn_as_spent() -> None:
    early = drawn(log("2026-01-05 06:07"), limit(8, WH), now="2026-01-05 06:10")
    later = drawn(log("2026-01-05 06:07"), limit(8, WH), now="2026-01-05 08:30")

    assert "Đã dùng 0 trên 8 giờ làm việc." in early.summary
    assert states(early)["05/01"] is DayState.WORKED
    assert DayState.SPENT.value not in {key.name for key in early.keys}
    assert states(later)["05/01"] is DayState.RUNNING


def test_hours_are_written_with_a_comma() -> None:
    found = drawn(log(MONDAY), limit(8, WH), now="2026-01-05 10:30")

    assert found.summary == "Hẹn trả 09:00 06/01/2026. Đã dùng 1,5 trên 8 giờ làm việc."
    assert states(found) == {"05/01": DayState.RUNNING, "06/01": DayState.WORKED}


def test_hours_overdue_on_the_due_day_itself_are_said_to_be() -> None:
    assert drawn(log(MONDAY), limit(2, WH), now="2026-01-05 14:00").summary.startswith("Quá hạn")


def test_the_running_day_is_named_as_running_in_english_too() -> None:
    assert drawn(log(MONDAY), now="2026-01-19 00:15", language="en").summary.endswith("Now in working day 10 of 10.")
    assert drawn(log(MONDAY), limit(16, CD), now="2026-01-10 09:00", language="en").summary.endswith(
        "Now in day 5 of 16."
    )


def today_of(found: Ribbon) -> tuple[str, str]:
    """Return what today's cell says, and what the key calls such a cell."""
    cell = next(cell for cell in found.cells if "today" in cell.classes)
    return cell.label, next(key.label for key in found.keys if key.name == cell.state.value)


@pytest.mark.parametrize(
    ("language", "label", "key"),
    [
        ("vi", "Thứ năm 08/01/2026, đang ở ngày làm việc thứ 3 trên 10, hôm nay", "đang tính"),
        ("en", "Thursday 08/01/2026, now in working day 3 of 10, today", "running"),
    ],
)
def test_today_is_not_called_used_while_it_runs(language: str, label: str, key: str) -> None:
    assert today_of(drawn(log(MONDAY), now="2026-01-08 10:00", language=language)) == (label, key)


@pytest.mark.parametrize(
    ("language", "label", "key"),
    [
        ("vi", "Thứ hai 05/01/2026, đã dùng 1,5 trên 8 giờ làm việc, hôm nay", "đang tính"),
        ("en", "Monday 05/01/2026, 1,5 of 8 working hours are spent, today", "running"),
    ],
)
def test_nor_is_a_day_of_which_hours_are_left(language: str, label: str, key: str) -> None:
    assert today_of(drawn(log(MONDAY), limit(8, WH), now="2026-01-05 10:30", language=language)) == (label, key)


def test_a_day_on_which_the_time_stands_still_or_is_over_is_not_running() -> None:
    late = drawn(log(MONDAY), now="2026-01-21 09:00")
    paused = drawn(log(MONDAY, pause("2026-01-08 09:30..", PAYMENT)), now="2026-01-08 10:00")
    ended = drawn(log(MONDAY, finished="2026-01-08 09:30"), now="2026-01-08 10:00")

    assert today_of(late) == ("Thứ tư 21/01/2026, quá hạn, hôm nay", "quá hạn")
    assert DayState.RUNNING not in {*states(paused).values(), *states(ended).values()}


def test_shares_of_hands_are_a_hundred_together_in_words_as_on_pages() -> None:
    assert sum(shares([1, 1, 1, 1, 1, 1])) == sum(shares([2, 1])) == sum(shares([0, 7])) == 100
