"""Why each day counted or did not."""

from datetime import UTC, datetime

import pytest

from dossiers.clock import CountedDay, Mark, MarkKind, Terms, days_of
from procedures.machine import AfterSupplement, Limit, Pause, Text
from procedures.time.calendar import CalendarExhausted
from tests.dossiers.clock.clock_cases import (
    CALENDAR,
    CARRY_ON,
    CD,
    MONDAY,
    PAYMENT,
    RESTART,
    WD,
    WH,
    limit,
    log,
    pause,
    reappointed,
)
from tests.procedures.time.naive_calendar import at


def days(
    marks: list[Mark], given: Limit, after: AfterSupplement = RESTART, *, as_of: str | None = None
) -> dict[str, CountedDay]:
    instant = at(as_of) if as_of else max(mark.at for mark in marks)
    found = days_of(marks, Terms(given, after), CALENDAR, as_of=instant)
    return {f"{day.date:%d/%m}": day for day in found}


def reasons(found: dict[str, CountedDay]) -> dict[str, str]:
    """Return why days did not count, without the words in parentheses."""
    return {on: day.reason.vi.partition(" (")[0] for on, day in found.items() if day.reason}


def test_the_first_day_and_the_days_off_do_not_count() -> None:
    found = days(log("2026-04-24 09:00"), limit(3))

    assert reasons(found) == {
        "24/04": "Ngày đầu không tính",
        "25/04": "Thứ bảy",
        "26/04": "Ngày Giỗ Tổ Hùng Vương",
        "27/04": "Ngày Giỗ Tổ Hùng Vương",
        "30/04": "Ngày Chiến thắng",
        "01/05": "Ngày Quốc tế Lao động",
        "02/05": "Thứ bảy",
        "03/05": "Chủ nhật",
    }
    assert [on for on, day in found.items() if day.counts] == ["28/04", "29/04", "04/05"]
    assert found["25/04"].off
    assert not found["28/04"].off


def test_days_before_the_first_session_say_so() -> None:
    found = days(log("2026-02-13 17:40"), limit(3))

    assert reasons(found)["13/02"] == "Tiếp nhận ngoài giờ làm việc, tính từ buổi làm việc kế tiếp"
    assert reasons(found)["17/02"] == "Tết Nguyên Đán"
    assert reasons(found)["23/02"] == "Ngày đầu không tính"
    assert [on for on, day in found.items() if day.counts] == ["24/02", "25/02", "26/02"]


def test_in_calendar_days_a_day_off_counts_and_the_last_one_rolls() -> None:
    found = days(log("2026-04-10 09:00"), limit(16, CD))

    assert sum(day.counts for day in found.values()) == 16
    assert found["12/04"].counts
    assert found["12/04"].off
    assert reasons(found).keys() == {"10/04", "27/04", "28/04"}
    assert reasons(found)["28/04"].startswith("Hạn rơi vào ngày nghỉ")


def test_a_restart_discards_the_days_before_it() -> None:
    found = days(log(MONDAY, pause("2026-01-07 10:00..2026-01-14 15:00")), limit(10))

    assert reasons(found)["05/01"] == "Thời hạn được tính lại từ đầu sau khi bổ sung"
    assert reasons(found)["08/01"] == "Tạm dừng chờ bổ sung hồ sơ"
    assert reasons(found)["10/01"] == "Thứ bảy"
    assert found["10/01"].pause is Pause.SUPPLEMENT
    assert reasons(found)["14/01"] == "Ngày đầu không tính"
    assert sum(day.counts for day in found.values()) == 10


def test_a_pause_for_a_payment_says_so() -> None:
    found = days(log(MONDAY, pause("2026-01-07 10:00..2026-01-09 15:00", PAYMENT)), limit(10), CARRY_ON)

    assert reasons(found)["08/01"] == "Tạm dừng chờ nộp phí, lệ phí"
    assert found["07/01"].counts
    assert not found["09/01"].counts


def test_in_calendar_days_a_day_off_in_a_pause_is_paused() -> None:
    found = days(log(MONDAY, pause("2026-01-07 10:00..2026-01-12 15:00")), limit(10, CD), CARRY_ON)

    assert reasons(found)["10/01"] == "Tạm dừng chờ bổ sung hồ sơ"


def test_while_a_pause_is_open_no_later_day_counts() -> None:
    found = days(log(MONDAY, pause("2026-01-07 10:00")), limit(10), as_of="2026-01-09 09:00")

    assert [on for on, day in found.items() if day.counts] == ["06/01", "07/01"]
    assert list(found)[-1] == "19/01"
    assert reasons(found)["16/01"] == "Tạm dừng chờ bổ sung hồ sơ"


def test_after_an_early_end_the_rest_is_not_needed() -> None:
    found = days(log(MONDAY, finished="2026-01-16 09:00"), limit(10))

    assert sum(day.counts for day in found.values()) == 9
    assert reasons(found)["19/01"] == "Đã giải quyết xong"


def test_late_days_count_on_until_the_end() -> None:
    found = days(log(MONDAY, finished="2026-01-21 09:00"), limit(10))

    assert list(found)[-1] == "21/01"
    assert sum(day.counts for day in found.values()) == 12


def test_days_after_the_limit_that_a_reappointment_adds_are_not_part_of_it() -> None:
    marks = [*log(MONDAY), *reappointed("2026-01-16 09:00", "2026-01-21 17:00")]

    found = days(marks, limit(10))

    assert list(found)[-1] == "21/01"
    assert reasons(found)["20/01"] == "Sau khi hết thời hạn"
    assert sum(day.counts for day in found.values()) == 10


HOURS = [
    # accepted after hours: that day has none of the limit
    (log("2026-01-05 17:30"), {"06/01"}, {"05/01": "Tiếp nhận ngoài giờ làm việc, tính từ buổi làm việc kế tiếp"}),
    # paused from the opening to after the close
    (
        log(MONDAY, pause("2026-01-06 07:00..2026-01-06 18:00")),
        {"05/01", "07/01"},
        {"06/01": "Tạm dừng chờ bổ sung hồ sơ"},
    ),
    # ended before the day's first session
    (log(MONDAY, finished="2026-01-06 07:00"), {"05/01"}, {"06/01": "Đã giải quyết xong"}),
    # ended in the minute in which it began
    (log(MONDAY, finished=MONDAY), set(), {"05/01": "Đã giải quyết xong", "06/01": "Đã giải quyết xong"}),
]


@pytest.mark.parametrize(("marks", "counted", "why"), HOURS)
def test_with_hours_a_day_counts_when_a_minute_of_it_does(
    marks: list[Mark], counted: set[str], why: dict[str, str]
) -> None:
    found = days(marks, limit(8, WH), CARRY_ON)

    assert {on for on, day in found.items() if day.counts} == counted
    assert reasons(found) == why


def test_every_reason_is_there_in_english_too() -> None:
    found = days(log("2026-01-09 17:40", pause("2026-01-12 09:00..2026-01-13 09:00", PAYMENT)), limit(5, WD), CARRY_ON)

    assert all(isinstance(day.reason, Text) and day.reason.en for day in found.values() if not day.counts)


def test_an_appointment_on_the_last_of_all_days_is_no_guess_when_a_pause_moves_it() -> None:
    last = Mark(MarkKind.REAPPOINTED, at("2026-01-06 09:00"), new_due_at=datetime(9999, 12, 31, 9, tzinfo=UTC))
    marks = [*log("2026-01-05 09:00", pause("2026-01-07 09:00..2026-01-09 09:00", PAYMENT)), last]

    with pytest.raises(CalendarExhausted, match="chưa có lịch nghỉ năm"):
        days(marks, limit(15, CD))
