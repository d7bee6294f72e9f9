"""The time ribbon: what each day is drawn as, and that every colour of it is a word too."""

import re
from datetime import date, datetime
from itertools import pairwise

import pytest
from django.template.loader import render_to_string

from accounts.roles import Role
from dossiers import clock
from dossiers.clock import Hands, Mark, Stay, StepTime, Terms, Verdict
from dossiers.display.ribbon import (
    CELL,
    SHOWN_FIRST,
    SHOWN_LAST,
    Band,
    DayState,
    Happened,
    Ribbon,
    Sign,
    bands_of_steps,
    bands_of_units,
    ribbon,
)
from procedures.machine import AfterSupplement, Limit, Step, Text
from tests.dossiers.clock.clock_cases import (
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
from tests.procedures.time.naive_calendar import at


def drawn(
    marks: list[Mark], given: Limit | None = None, after: AfterSupplement = RESTART, *, now: str, language: str = "vi"
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
        "08/01": DayState.RUNNING,
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
    assert found.summary == "Hẹn trả 17:00 19/01/2026. Đang ở ngày làm việc thứ 3 trên 10."
    assert found.cells[3].signs == (Sign.TODAY,)
    assert found.cells[-1].signs == (Sign.DUE,)


SUMMARIES = [
    (
        log(MONDAY, pause("2026-01-07 10:00")),
        "2026-01-09 09:00",
        "Tạm dừng chờ bổ sung hồ sơ: thời hạn được tính lại từ đầu và có ngày hẹn mới khi hồ sơ đã đủ."
        " Trước khi tạm dừng đã dùng 2 trên 10 ngày làm việc.",
    ),
    (log(MONDAY), "2026-01-19 00:15", "Hẹn trả 17:00 19/01/2026. Đang ở ngày làm việc thứ 10 trên 10."),
    # On a Sunday no day of the limit runs.
    (log(MONDAY), "2026-01-18 10:00", "Hẹn trả 17:00 19/01/2026. Đã dùng 9 trên 10 ngày làm việc."),
    (
        log(MONDAY),
        "2026-01-21 09:00",
        "Quá hạn: hẹn trả 17:00 19/01/2026. Đang ở ngày làm việc thứ 12, thời hạn 10 ngày làm việc.",
    ),
    (
        [*log(MONDAY), *reappointed("2026-01-16 09:00", "2026-01-27 17:00")],
        "2026-01-20 09:00",
        "Quá hạn 17:00 19/01/2026, đã hẹn lại 17:00 27/01/2026. Đang ở ngày làm việc thứ 11, thời hạn 10 ngày làm việc.",
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
    assert found.cells[-1].label == "Wednesday 25/02/2026, now in working day 3 of 3, today, result due"


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

    assert [key.name for key in found.keys] == ["running", "worked", "idle", "today", "due"]


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


MONTHS = [
    ("2026-01-26 09:00", [(0, "01–02/2026"), (0, "02/2026"), (0, "02/2026")]),
    ("2026-01-30 09:00", [(88, "01–02/2026"), (0, "02/2026"), (0, "02/2026")]),
    ("2026-12-31 09:00", [(62, "12/2026–01/2027"), (0, "01/2027"), (0, "01/2027")]),
    ("2026-03-02 09:00", [(0, "03/2026"), (0, "03/2026"), (0, "03/2026")]),
]


@pytest.mark.parametrize(("accepted", "months"), MONTHS)
def test_a_week_names_each_month_that_it_has_days_of(accepted: str, months: list[tuple[int, str]]) -> None:
    found = drawn(log(accepted), limit(10), now=accepted)

    shown = [(week.month_x, week.month) for week in found.weeks]
    assert shown == [(pytest.approx(x, abs=6), month) for x, month in months]


def test_a_month_begins_where_its_first_day_says_so() -> None:
    found = drawn(log("2026-01-26 09:00"), limit(10), now="2026-01-26 10:00")

    assert [cell.number for cell in found.cells][4:8] == ["30", "31", "1/2", "2"]


def test_a_very_long_ribbon_leaves_weeks_out_and_says_how_many() -> None:
    marks = log(MONDAY, pause("2026-01-07 10:00"))

    found = drawn(marks, now="2026-10-30 09:00")

    assert len(found.weeks) == SHOWN_FIRST + SHOWN_LAST
    assert [week.skipped for week in found.weeks if week.skipped] == [33]
    assert found.cells[-1].date == date(2026, 10, 30)


def test_the_description_counts_the_days() -> None:
    found = drawn(log(MONDAY, pause("2026-01-06 10:00..2026-01-09 15:00")), after=CARRY_ON, now="2026-01-12 09:00")

    assert found.description == (
        "Từ 05/01/2026 đến 22/01/2026: 10 ngày tính vào thời hạn, 4 ngày nghỉ, 3 ngày tạm dừng, 1 ngày đầu không tính."
    )


def test_of_a_limit_in_hours_the_description_says_hours_and_never_no_days() -> None:
    found = drawn(log(MONDAY), limit(8, WH), now="2026-01-05 10:00")

    assert "giờ làm việc" in found.description
    assert " 0 ngày" not in found.description
    assert "đầu không tính" not in found.description


def test_the_description_says_what_the_days_are_that_neither_count_nor_are_off() -> None:
    found = drawn(log(MONDAY, finished="2026-01-07 10:00"), limit(5), now="2026-01-12 09:00")

    assert "1 ngày đầu không tính, 3 ngày từ khi hồ sơ kết thúc" in found.description


def test_the_description_says_nothing_of_what_there_is_none_of() -> None:
    found = drawn(log(MONDAY), limit(2), now="2026-01-05 10:00")

    assert found.description == "Từ 05/01/2026 đến 07/01/2026: 2 ngày tính vào thời hạn, 1 ngày đầu không tính."


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


def test_in_a_pause_no_day_to_come_is_drawn_and_no_appointment_is_in_force() -> None:
    found = drawn(log(MONDAY, pause("2026-01-07 10:00")), now="2026-01-09 09:00")

    assert found.cells[-1].date == date(2026, 1, 9)
    assert {sign for cell in found.cells for sign in cell.signs} == {Sign.TODAY}
    assert "19/01/2026" not in found.summary
    later = drawn(log(MONDAY, pause("2026-01-07 10:00")), now="2026-01-21 09:00")
    assert next(cell.signs for cell in later.cells if cell.date == date(2026, 1, 19)) == (Sign.FIRST,)


def test_what_was_due_before_the_pause_stays_due_then() -> None:
    found = drawn(log(MONDAY, pause("2026-01-20 10:00")), now="2026-01-22 09:00")

    assert next(cell.signs for cell in found.cells if cell.date == date(2026, 1, 19)) == (Sign.DUE,)


def test_days_off_and_days_worked_in_exchange_are_told_by_their_names() -> None:
    swapped = drawn(log("2026-08-20 09:00"), limit(9), now="2026-08-20 10:00")
    assert ("22/08/2026", "Làm bù cho ngày 31/08/2026") in [(note.when, note.reason) for note in swapped.notes]
    assert "Làm bù cho ngày 31/08/2026" in next(c.label for c in swapped.cells if c.date == date(2026, 8, 22))

    in_days = drawn(log("2026-04-20 09:00"), limit(15, CD), now="2026-04-20 10:00")
    counted = next(cell for cell in in_days.cells if cell.date == date(2026, 5, 1))
    assert counted.state is DayState.WORKED
    assert "Ngày Quốc tế Lao động" in counted.label


def test_hours_used_up_inside_the_due_day_are_drawn_as_late() -> None:
    assert states(drawn(log(MONDAY), limit(2, WH), now="2026-01-05 11:00")) == {"05/01": DayState.RUNNING}
    assert states(drawn(log(MONDAY), limit(2, WH), now="2026-01-05 14:00")) == {"05/01": DayState.OVERDUE}


def stay(hands: Hands, began: str, ended: str | None, time: StepTime | None = None) -> Stay:
    label = Text("Thẩm định", "Appraisal")
    return Stay(label, hands, 1 if hands.is_office else None, at(began), at(ended) if ended else None, time)


NAMES = {1: Text("Phòng Báo chí", "Press Division")}
STAYS = (
    stay(Hands.DESK, "2026-01-05 09:00", "2026-01-05 10:00"),
    stay(Hands.DIVISION, "2026-01-05 10:00", "2026-01-07 10:00"),
    stay(Hands.CITIZEN, "2026-01-07 10:00", None),
)


def banded(now: str, bands: tuple[Band, ...], signs: dict[Sign, datetime] | None = None) -> Ribbon:
    terms, instant, marks = Terms(limit(10), RESTART), at(now), log(MONDAY)
    reading = clock.read(marks, terms, CALENDAR, as_of=instant)
    days = clock.days_of(marks, terms, CALENDAR, as_of=instant)
    happened = Happened(bands, signs or {})
    return ribbon(days, reading, today=instant.date(), language="en", happened=happened)


def test_steps_are_bands_under_the_days_on_which_somebody_had_it() -> None:
    found = banded("2026-01-08 09:00", bands_of_steps(STAYS, NAMES, "en"))

    under = {cell.date.day: [part.band.number for part in cell.segments] for cell in found.cells if cell.segments}
    assert under == {5: [1, 2], 6: [2], 7: [2, 3], 8: [3]}
    first, second = found.cells[0].segments
    assert (first.x, first.width, second.x, second.width) == (0, CELL / 2, CELL / 2, CELL / 2)
    assert [part.begins for cell in found.cells for part in cell.segments] == [True, True, False, False, True, False]
    assert found.cells[2].label.endswith("Press Division, The applicant")


def test_many_bands_of_one_day_are_numbered_as_a_range() -> None:
    hours = [f"2026-01-05 {hour:02}:00" for hour in range(9, 15)]
    many = [stay(Hands.DESK, begun, ended) for begun, ended in pairwise(hours)]

    found = banded("2026-01-08 09:00", bands_of_steps(many, NAMES, "en"))

    assert len(found.cells[0].segments) == 5
    assert found.cells[0].placed_numbers == (("1–5", CELL // 2),)
    assert len(found.bands) == 5


def test_a_step_says_how_it_kept_its_own_limit() -> None:
    step = Step("t", Text("Thẩm định", "Appraise"), Role.SPECIALIST, limit(1), Text("x", "x"), "t")
    stays = [
        stay(Hands.DIVISION, "2026-01-05 09:00", "2026-01-06 10:00", StepTime(step, at("2026-01-06 09:00"), verdict))
        for verdict in (Verdict.OVERDUE, Verdict.ON_TIME, None)
    ]

    bands = bands_of_steps(stays, NAMES, "en")

    assert [(band.judged, band.is_late) for band in bands] == [
        ("Appraise: overdue, due 09:00 06/01/2026", True),
        ("Appraise: on time, due 09:00 06/01/2026", False),
        ("Appraise: due 09:00 06/01/2026", False),
    ]


def test_the_applicants_bands_are_one_for_each_time_in_the_same_hands() -> None:
    twice = (STAYS[0], *STAYS[1:2] * 2, STAYS[2])

    bands = bands_of_units(twice, NAMES, "en")

    assert [(band.number, band.who, band.title, band.judged) for band in bands] == [
        (1, "Press Division", "", ""),
        (2, "The applicant", "", ""),
    ]


def test_a_new_appointment_a_new_count_and_the_end_are_marked() -> None:
    signs = {Sign.REAPPOINTED: at("2026-01-07 09:00"), Sign.RECOUNTED: at("2026-01-08 09:00")}
    marked = {cell.date.day: cell.signs for cell in banded("2026-01-09 09:00", (), signs).cells if cell.signs}
    assert marked == {7: (Sign.REAPPOINTED,), 8: (Sign.RECOUNTED,), 9: (Sign.TODAY,), 19: (Sign.DUE,)}

    ended = drawn(log(MONDAY, finished="2026-01-16 09:00"), now="2026-01-16 10:00", language="en")
    assert "resolved 09:00 16/01/2026" in [key.label for key in ended.keys]


def test_bands_are_told_in_a_list_beside_the_picture() -> None:
    page = render_to_string(
        "components/ribbon.html", {"ribbon": banded("2026-01-08 09:00", bands_of_steps(STAYS, NAMES, "en"))}
    )

    assert page.count('class="ribbon__stay"') == len(STAYS)
    assert "<p>Press Division · Appraisal</p>" in page
    assert "10:00 05/01/2026 – 10:00 07/01/2026" in page
    assert "style=" not in page
