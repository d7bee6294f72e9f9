"""The strip of a limit in hours before the office opens."""

from dossiers.display.ribbon import DayState
from tests.dossiers.display.test_ribbon import WH, drawn, limit, log, states


def test_of_hours_before_the_office_opens_nothing_is_drawn_as_spent() -> None:
    early = drawn(log("2026-01-05 06:07"), limit(8, WH), now="2026-01-05 06:10")
    later = drawn(log("2026-01-05 06:07"), limit(8, WH), now="2026-01-05 08:30")

    assert "Đã dùng 0 trên 8 giờ làm việc." in early.summary
    assert states(early)["05/01"] is DayState.WORKED
    assert DayState.SPENT.value not in {key.name for key in early.keys}
    assert states(later)["05/01"] is DayState.SPENT
