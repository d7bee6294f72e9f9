"""The strip of a limit in hours, and the day of a limit in days that is running."""

from dossiers.display.ribbon import DayState
from tests.dossiers.display.test_ribbon import CD, MONDAY, WH, drawn, limit, log, states


def test_of_hours_before_the_office_opens_nothing_is_drawn_as_spent() -> None:
    early = drawn(log("2026-01-05 06:07"), limit(8, WH), now="2026-01-05 06:10")
    later = drawn(log("2026-01-05 06:07"), limit(8, WH), now="2026-01-05 08:30")

    assert "Đã dùng 0 trên 8 giờ làm việc." in early.summary
    assert states(early)["05/01"] is DayState.WORKED
    assert DayState.SPENT.value not in {key.name for key in early.keys}
    assert states(later)["05/01"] is DayState.SPENT


def test_hours_are_written_with_a_comma() -> None:
    found = drawn(log(MONDAY), limit(8, WH), now="2026-01-05 10:30")

    assert found.summary == "Hẹn trả 09:00 06/01/2026. Đã dùng 1,5 trên 8 giờ làm việc."
    assert states(found) == {"05/01": DayState.SPENT, "06/01": DayState.WORKED}


def test_hours_overdue_on_the_due_day_itself_are_said_to_be() -> None:
    assert drawn(log(MONDAY), limit(2, WH), now="2026-01-05 14:00").summary.startswith("Quá hạn")


def test_the_running_day_is_named_as_running_in_english_too() -> None:
    assert drawn(log(MONDAY), now="2026-01-19 00:15", language="en").summary.endswith("Now in working day 10 of 10.")
    assert drawn(log(MONDAY), limit(16, CD), now="2026-01-10 09:00", language="en").summary.endswith(
        "Now in day 5 of 16."
    )
