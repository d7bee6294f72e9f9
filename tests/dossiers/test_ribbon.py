"""The time ribbon: what each day is drawn as, and that every colour of it is a word too."""

import re
from datetime import date

import pytest
from django.template.loader import render_to_string

from dossiers import clock
from dossiers.clock import Mark, Terms
from dossiers.ribbon import CELL, SHOWN_FIRST, SHOWN_LAST, DayState, Ribbon, Sign, ribbon
from procedures.machine import AfterSupplement, Limit
from tests.dossiers.clock_cases import (
    CALENDAR,
    CARRY_ON,
    CD,
    MONDAY,
    PAYMENT,
    RESTART,
    WH,
    limit,
    log,
    pause,
    reappointed,
)
from tests.procedures.naive_calendar import at


def drawn(
    marks: list[Mark],
    given: Limit | None = None,
    after: AfterSupplement = RESTART,
    *,
    now: str,
    language: str = "vi",
) -> Ribbon:
    terms, instant = Terms(given or limit(10), after), at(now)
    reading = clock.read(marks, terms, CALENDAR, as_of=instant)
    days = clock.days_of(marks, terms, CALENDAR, as_of=instant)
    return ribbon(days, reading, today=instant.date(), language=language)


def states(found: Ribbon) -> dict[str, DayState]:
    return {f"{cell.date:%d/%m}": cell.state for cell in found.cells}


def test_a_running_dossier_shows_what_is_spent_and_what_is_still_to_come() -> None:
    found = drawn(log(MONDAY), now="2026-01-08 10:00")

    assert states(found) == {
        "05/01": DayState.IDLE,
        "06/01": DayState.SPENT,
        "07/01": DayState.SPENT,
        "08/01": DayState.SPENT,
        "09/01": DayState.WORKED,
        "10/01": DayState.OFF,
        "11/01": DayState.OFF,
        "12/01": DayState.WORKED,
        "13/01": DayState.WORKED,
        "14/01": DayState.WORKED,
        "15/01": DayState.WORKED,
        "16/01": DayState.WORKED,
        "17/01": DayState.OFF,
        "18/01": DayState.OFF,
        "19/01": DayState.WORKED,
    }
    assert found.summary == "Hẹn trả 17:00 19/01/2026. Đã dùng 3 trên 10 ngày làm việc."
    assert found.cells[3].signs == (Sign.TODAY,)
    assert found.cells[-1].signs == (Sign.DUE,)


SUMMARIES = [
    (log(MONDAY, pause("2026-01-07 10:00")), "2026-01-09 09:00", "Đang tạm dừng. Đã dùng 2 trên 10 ngày làm việc."),
    (log(MONDAY), "2026-01-21 09:00", "Quá hạn: hẹn trả 17:00 19/01/2026. Đã dùng 12 trên 10 ngày làm việc."),
    (
        [*log(MONDAY), *reappointed("2026-01-16 09:00", "2026-01-27 17:00")],
        "2026-01-20 09:00",
        "Quá hạn 17:00 19/01/2026, đã hẹn lại 17:00 27/01/2026. Đã dùng 11 trên 10 ngày làm việc.",
    ),
    (
        log(MONDAY, finished="2026-01-16 09:00"),
        "2026-02-20 09:00",
        "Giải quyết xong 09:00 16/01/2026, trước hạn. Đã dùng 9 trên 10 ngày làm việc.",
    ),
    (
        log("2026-11-20 09:00"),
        "2026-11-20 10:00",
        "Hẹn trả 17:00 07/12/2026. Đã dùng 0 trên 10 ngày làm việc."
        " Có ngày nghỉ trong hạn chưa được công bố chính thức.",
    ),
]


@pytest.mark.parametrize(("marks", "now", "summary"), SUMMARIES)
def test_the_summary_says_where_the_dossier_stands(marks: list[Mark], now: str, summary: str) -> None:
    assert drawn(marks, now=now).summary == summary


def test_hours_are_written_with_a_comma() -> None:
    found = drawn(log(MONDAY), limit(8, WH), now="2026-01-05 10:30")

    assert found.summary == "Hẹn trả 09:00 06/01/2026. Đã dùng 1,5 trên 8 giờ làm việc."
    assert states(found) == {"05/01": DayState.SPENT, "06/01": DayState.WORKED}


def test_hours_overdue_on_the_due_day_itself_are_said_to_be() -> None:
    assert drawn(log(MONDAY), limit(2, WH), now="2026-01-05 14:00").summary.startswith("Quá hạn")


def test_late_days_are_drawn_as_late() -> None:
    found = states(drawn(log(MONDAY), now="2026-01-21 09:00"))

    assert found["19/01"] is DayState.SPENT
    assert found["20/01"] is found["21/01"] is DayState.OVERDUE


def test_a_paused_day_off_is_paused_and_hatched() -> None:
    found = drawn(log(MONDAY, pause("2026-01-07 10:00..2026-01-14 15:00", PAYMENT)), now="2026-01-15 09:00")
    saturday = next(cell for cell in found.cells if cell.date == date(2026, 1, 10))

    assert saturday.state is DayState.PAUSED
    assert saturday.classes == "ribbon__day ribbon__day--paused ribbon__day--off"
    assert saturday.label == "Thứ bảy 10/01/2026, Thứ bảy"


def test_a_counted_day_off_is_spent_and_hatched() -> None:
    found = drawn(log("2026-04-10 09:00"), limit(16, CD), now="2026-04-13 09:00")

    assert found.cells[1].classes == "ribbon__day ribbon__day--spent ribbon__day--off"


def test_each_day_says_all_of_itself() -> None:
    found = drawn(log("2026-02-13 09:00"), limit(3), now="2026-02-25 09:00", language="en")

    assert found.cells[0].label == "Friday 13/02/2026, First day, not counted (Civil Code art. 147)"
    assert found.cells[4].label == "Tuesday 17/02/2026, Lunar New Year"
    assert found.cells[-1].label == "Wednesday 25/02/2026, spent, today, result due"


def test_the_three_dates_are_marked_where_they_differ() -> None:
    marks = [
        *log(MONDAY, pause("2026-01-06 10:00..2026-01-07 15:00")),
        *reappointed("2026-01-16 09:00", "2026-01-27 17:00"),
    ]
    found = drawn(marks, now="2026-01-16 10:00")

    signs = {f"{cell.date:%d/%m}": cell.signs for cell in found.cells if cell.signs}
    assert signs == {"16/01": (Sign.TODAY,), "19/01": (Sign.FIRST,), "21/01": (Sign.LAWFUL,), "27/01": (Sign.DUE,)}
    assert [key.label for key in found.keys if key.sign] == [
        "hôm nay 16/01/2026",
        "hẹn trả 17:00 27/01/2026",
        "hạn theo quy định 17:00 21/01/2026",
        "hẹn trả ban đầu 17:00 19/01/2026",
    ]


def test_the_key_names_what_is_drawn_and_nothing_else() -> None:
    found = drawn(log(MONDAY), limit(3), now="2026-01-06 09:00")

    assert [key.name for key in found.keys] == ["spent", "worked", "idle", "today", "due"]


def test_days_that_did_not_count_are_told_in_stretches_and_weekends_are_not() -> None:
    found = drawn(log(MONDAY, pause("2026-01-06 10:00..2026-01-09 15:00")), after=CARRY_ON, now="2026-01-12 09:00")

    assert [(note.when, note.reason) for note in found.notes] == [
        ("05/01/2026", "Ngày đầu không tính (Bộ luật Dân sự, Điều 147)"),
        ("07/01/2026 – 09/01/2026", "Tạm dừng chờ bổ sung hồ sơ"),
    ]


def test_weeks_begin_on_monday_and_lie_side_by_side() -> None:
    found = drawn(log("2026-01-07 09:00"), limit(5), now="2026-01-07 10:00")

    assert [[cell.date.day for cell in week.cells] for week in found.weeks] == [[7, 8, 9, 10, 11], [12, 13, 14]]
    assert found.weeks[0].cells[0].x == 2 * CELL
    assert found.weeks[1].cells[0].x == 0


def test_a_month_is_written_where_there_is_room() -> None:
    found = drawn(log("2026-01-26 09:00"), limit(10), now="2026-01-26 10:00")

    assert [week.months for week in found.weeks] == [((0, "01/2026"), (110, "02/2026")), ((0, "02/2026"),), ((0, "02/2026"),)]  # fmt: skip


def test_a_very_long_ribbon_leaves_weeks_out_and_says_how_many() -> None:
    marks = log(MONDAY, pause("2026-01-07 10:00"))

    found = drawn(marks, now="2026-10-30 09:00")

    assert len(found.weeks) == SHOWN_FIRST + SHOWN_LAST
    assert [week.skipped for week in found.weeks if week.skipped] == [33]
    assert found.cells[-1].date == date(2026, 10, 30)


def test_the_description_counts_the_days() -> None:
    found = drawn(log(MONDAY, pause("2026-01-06 10:00..2026-01-09 15:00")), after=CARRY_ON, now="2026-01-12 09:00")

    assert found.description == (
        "Từ 05/01/2026 đến 22/01/2026: 10 ngày tính vào thời hạn, 4 ngày nghỉ, 3 ngày tạm dừng."
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_picture_has_no_inline_style_and_says_itself_in_words(language: str) -> None:
    found = drawn(log(MONDAY, pause("2026-01-07 10:00")), now="2026-10-30 09:00", language=language)

    page = render_to_string("components/ribbon.html", {"ribbon": found})

    assert "style=" not in page
    assert "<script" not in page
    assert page.count('class="ribbon__week"') == len(found.weeks)
    assert found.summary in page
    assert f"<desc>{found.description}</desc>" in page
    assert f'<p class="visually-hidden" id="ribbon-description">{found.description}</p>' in page
    assert page.count("url(#ribbon-hatch)") == sum(cell.off for cell in found.cells) + 1
    assert len(page) < 24_000
    assert len(re.findall(r'id="ribbon-hatch"', page)) == 1


def test_a_usual_ribbon_is_a_small_part_of_a_page() -> None:
    page = render_to_string("components/ribbon.html", {"ribbon": drawn(log(MONDAY), now="2026-01-08 10:00")})

    assert len(page) < 10_000
