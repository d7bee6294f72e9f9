"""The clock on cases that somebody worked out by hand, from the law and the calendars of those years."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from dossiers import clock
from dossiers.clock import ClockError, Mark, MarkKind, Verdict
from procedures.machine import AfterSupplement, Limit, LimitUnit
from procedures.time.calendar import CalendarExhausted
from tests.dossiers.clock.clock_cases import (
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
    read,
    reappointed,
)
from tests.procedures.time.naive_calendar import at

# (accepted, amount, unit, due) – domain reference 4.2, the worked examples of the design, and real years
DUE = [
    ("2026-08-26 09:00", 5, WD, "2026-09-07 17:00"),
    ("2026-08-21 09:00", 5, WD, "2026-08-27 17:00"),
    ("2026-02-13 10:00", 3, WD, "2026-02-25 17:00"),
    ("2026-04-20 09:00", 15, CD, "2026-05-05 17:00"),
    ("2026-04-11 09:00", 15, CD, "2026-04-28 17:00"),
    ("2026-04-10 09:00", 16, CD, "2026-04-28 17:00"),
    ("2026-01-05 09:00", 10, WD, "2026-01-19 17:00"),
    ("2026-02-13 17:40", 3, WD, "2026-02-26 17:00"),
    ("2026-02-14 09:00", 3, WD, "2026-02-26 17:00"),
    ("2026-08-21 15:30", 8, WH, "2026-08-22 15:30"),
    ("2026-01-05 00:00", 10, WD, "2026-01-19 17:00"),
    ("2026-01-05 07:00", 10, WD, "2026-01-19 17:00"),
    ("2026-01-05 12:30", 10, WD, "2026-01-19 17:00"),
    ("2026-01-05 17:00", 10, WD, "2026-01-20 17:00"),
    ("2026-01-09 17:40", 1, WD, "2026-01-13 17:00"),
    ("2026-01-10 09:00", 1, WD, "2026-01-13 17:00"),
    # the swapped days, with the Saturday that is worked instead
    ("2018-12-28 09:00", 2, WD, "2019-01-03 17:00"),
    ("2019-01-03 09:00", 2, WD, "2019-01-05 17:00"),
    ("2019-04-26 09:00", 1, WD, "2019-05-02 17:00"),
    ("2019-05-02 09:00", 2, WD, "2019-05-04 17:00"),
    ("2024-04-26 09:00", 1, WD, "2024-05-02 17:00"),
    ("2024-05-03 09:00", 1, WD, "2024-05-04 17:00"),
    ("2025-04-25 09:00", 1, WD, "2025-04-26 17:00"),
    ("2025-04-29 09:00", 1, WD, "2025-05-05 17:00"),
    ("2026-08-28 09:00", 1, WD, "2026-09-03 17:00"),
    ("2026-08-21 17:40", 1, WD, "2026-08-24 17:00"),
    ("2026-11-23 09:00", 1, WD, "2026-11-25 17:00"),
    ("2026-11-13 09:00", 11, CD, "2026-11-25 17:00"),
    # Tết
    ("2016-02-05 16:00", 1, WD, "2016-02-15 17:00"),
    ("2017-01-25 09:00", 2, WD, "2017-02-03 17:00"),
    ("2018-02-13 09:00", 1, WD, "2018-02-21 17:00"),
    ("2019-02-01 09:00", 5, WD, "2019-02-15 17:00"),
    ("2020-01-22 09:00", 10, CD, "2020-02-03 17:00"),
    ("2021-02-09 09:00", 3, WD, "2021-02-19 17:00"),
    ("2022-01-28 09:00", 1, WD, "2022-02-07 17:00"),
    ("2023-01-19 09:00", 2, WD, "2023-01-30 17:00"),
    ("2024-02-07 09:00", 7, CD, "2024-02-15 17:00"),
    ("2025-01-24 09:00", 1, WD, "2025-02-03 17:00"),
    # 30/4, 1/5, Giỗ Tổ and 2/9
    ("2016-04-29 09:00", 1, WD, "2016-05-04 17:00"),
    ("2018-04-27 09:00", 1, WD, "2018-05-02 17:00"),
    ("2023-04-28 09:00", 1, WD, "2023-05-04 17:00"),
    ("2023-04-27 09:00", 2, CD, "2023-05-04 17:00"),
    ("2023-08-31 09:00", 1, WD, "2023-09-05 17:00"),
    ("2024-08-30 09:00", 1, WD, "2024-09-04 17:00"),
    ("2025-08-29 09:00", 1, WD, "2025-09-03 17:00"),
    # hours
    ("2026-01-05 08:00", 4, WH, "2026-01-05 12:00"),
    ("2026-01-05 11:00", 2, WH, "2026-01-05 14:00"),
    ("2026-01-05 17:30", 1, WH, "2026-01-06 09:00"),
    ("2026-02-13 16:00", 2, WH, "2026-02-23 09:00"),
]


@pytest.mark.parametrize(("accepted", "amount", "unit", "due"), DUE)
def test_a_limit_without_pauses_is_due(accepted: str, amount: int, unit: LimitUnit, due: str) -> None:
    reading = read(log(accepted), limit(amount, unit))

    assert reading.due_at == reading.lawful_due_at == reading.first_due_at == at(due)
    assert reading.verdict is None
    assert not reading.paused


@dataclass(frozen=True)
class Paused:
    accepted: str
    pauses: list[list[Mark]]
    limit: Limit
    after: AfterSupplement
    due: str


PAUSED = [
    Paused(MONDAY, [pause("2026-01-07 10:00..2026-01-14 15:00")], limit(10), RESTART, "2026-01-28 17:00"),
    Paused(MONDAY, [pause("2026-01-07 10:00..2026-01-14 15:00")], limit(10), CARRY_ON, "2026-01-26 17:00"),
    # confirmed after hours: counts from the next session
    Paused(MONDAY, [pause("2026-01-07 10:00..2026-01-14 17:30")], limit(10), RESTART, "2026-01-29 17:00"),
    # two rounds: the last one decides
    Paused(
        MONDAY,
        [pause("2026-01-06 09:00..2026-01-07 09:00"), pause("2026-01-08 09:00..2026-01-09 09:00")],
        limit(10),
        RESTART,
        "2026-01-23 17:00",
    ),
    # a payment carries on, whatever the rule for supplements
    Paused(MONDAY, [pause("2026-01-07 10:00..2026-01-14 15:00", PAYMENT)], limit(10), RESTART, "2026-01-26 17:00"),
    # a payment before the restart is forgotten with the days before it
    Paused(
        MONDAY,
        [pause("2026-01-06 09:00..2026-01-08 09:00", PAYMENT), pause("2026-01-09 09:00..2026-01-12 09:00")],
        limit(10),
        RESTART,
        "2026-01-26 17:00",
    ),
    # a payment that outlasts the supplement counts only after the restart: 13/01
    Paused(
        MONDAY,
        [pause("2026-01-07 09:00..2026-01-13 09:00", PAYMENT), pause("2026-01-08 09:00..2026-01-12 09:00")],
        limit(10),
        RESTART,
        "2026-01-27 17:00",
    ),
    # overlapping pauses count once: 08, 09, 12, 13/01
    Paused(
        MONDAY,
        [pause("2026-01-07 09:00..2026-01-12 09:00"), pause("2026-01-08 09:00..2026-01-13 09:00", PAYMENT)],
        limit(10),
        CARRY_ON,
        "2026-01-23 17:00",
    ),
    # inside one day nothing moves
    Paused(MONDAY, [pause("2026-01-07 08:00..2026-01-07 16:59")], limit(10), CARRY_ON, "2026-01-19 17:00"),
    # asked on the last day, answered two days later
    Paused(MONDAY, [pause("2026-01-19 09:00..2026-01-21 09:00")], limit(10), CARRY_ON, "2026-01-21 17:00"),
    # asked before the first counted day: only the days after it are left out
    Paused("2026-01-09 17:40", [pause("2026-01-09 18:00..2026-01-13 09:00")], limit(10), CARRY_ON, "2026-01-27 17:00"),
    # calendar days: Saturday and Sunday are paused too; rolled once, at the end
    Paused(MONDAY, [pause("2026-01-07 09:00..2026-01-12 09:00")], limit(10, CD), CARRY_ON, "2026-01-20 17:00"),
    Paused(MONDAY, [pause("2026-01-07 09:00..2026-01-09 09:00")], limit(10, CD), CARRY_ON, "2026-01-19 17:00"),
    # the limit ended on Sunday 26/04 and lasts to 28/04; asked that day, it lasts to the answer
    Paused(
        "2026-04-10 09:00", [pause("2026-04-28 09:00..2026-05-05 09:00")], limit(16, CD), CARRY_ON, "2026-05-05 17:00"
    ),
    # hours: 2 of 8 used, 10 working hours paused
    Paused(MONDAY, [pause("2026-01-05 11:00..2026-01-06 14:00")], limit(8, WH), CARRY_ON, "2026-01-07 11:00"),
    Paused(MONDAY, [pause("2026-01-05 11:00..2026-01-06 14:00")], limit(8, WH), RESTART, "2026-01-07 14:00"),
    Paused(MONDAY, [pause("2026-01-05 12:00..2026-01-05 13:00")], limit(8, WH), CARRY_ON, "2026-01-06 09:00"),
    # by the second: asked rounds down, confirmed rounds up
    Paused(MONDAY, [pause("2026-01-05 09:30:59..2026-01-05 09:40:01")], limit(1, WH), CARRY_ON, "2026-01-05 10:11"),
]


@pytest.mark.parametrize("case", PAUSED)
def test_a_limit_with_pauses_is_due(case: Paused) -> None:
    reading = read(log(case.accepted, *case.pauses), case.limit, case.after)

    assert reading.lawful_due_at == reading.due_at == at(case.due)
    assert reading.first_due_at == read(log(case.accepted), case.limit).due_at


# (unit, amount, finished, verdict, spent) of a dossier accepted on Monday 05/01/2026 at 09:00
VERDICTS = [
    (WD, 10, "2026-01-05 09:00", "early", 0),
    (WD, 10, "2026-01-16 23:59", "early", 9),
    (WD, 10, "2026-01-19 00:00", "on_time", 10),
    (WD, 10, "2026-01-19 17:00", "on_time", 10),
    (WD, 10, "2026-01-19 23:59", "on_time", 10),
    (WD, 10, "2026-01-20 00:00", "overdue", 11),
    (CD, 12, "2026-01-16 17:00", "early", 11),
    (CD, 12, "2026-01-19 23:59", "on_time", 12),
    (CD, 12, "2026-01-20 00:00", "overdue", 13),
    (WH, 8, "2026-01-05 16:00", "early", 6),
    (WH, 8, "2026-01-06 07:59", "early", 7),
    (WH, 8, "2026-01-06 08:00", "on_time", 7),
    (WH, 8, "2026-01-06 09:00", "on_time", 8),
    (WH, 8, "2026-01-06 09:00:59", "on_time", 8),
    (WH, 8, "2026-01-06 09:01", "overdue", 8.02),
    # used up at 12:00, finished in the lunch break: late, and nothing more is spent
    (WH, 3, "2026-01-05 12:59", "overdue", 3),
]


@pytest.mark.parametrize(("unit", "amount", "finished", "verdict", "spent"), VERDICTS)
def test_an_end_is_judged_by_the_rule_of_its_unit(
    unit: LimitUnit, amount: int, finished: str, verdict: str, spent: float
) -> None:
    reading = read(log(MONDAY, finished=finished), limit(amount, unit))

    assert reading.verdict == verdict
    assert float(reading.spent) == spent
    assert reading.ended_at == at(finished)


def test_acceptance_rounds_up_and_the_true_instant_is_kept() -> None:
    reading = read(log("2026-01-05 09:00:01"), limit(1, WH))

    assert reading.due_at == at("2026-01-05 10:01")
    assert reading.started_at == at("2026-01-05 09:00:01")


def test_while_a_pause_is_open_the_dates_stay_and_nothing_is_spent() -> None:
    marks = log(MONDAY, pause("2026-01-07 10:00"))

    reading = read(marks, limit(10), CARRY_ON, as_of="2026-02-02 09:00")

    assert reading.paused
    assert reading.due_at == at("2026-01-19 17:00")
    assert reading.spent == 2


@pytest.mark.parametrize("after", AfterSupplement)
def test_a_supplement_that_lapses_long_after_the_limit_is_not_overdue(after: AfterSupplement) -> None:
    marks = log(MONDAY, pause("2026-01-07 10:00"), finished="2026-03-16 09:00")

    reading = read(marks, limit(10), after)

    assert reading.verdict == Verdict.EARLY
    assert reading.spent == 2
    assert not reading.paused


def test_a_supplement_asked_after_the_limit_does_not_heal_it() -> None:
    marks = log(MONDAY, pause("2026-01-21 10:00"), finished="2026-03-16 09:00")

    assert read(marks, limit(10), CARRY_ON).verdict == Verdict.OVERDUE


def test_what_happened_later_is_not_known_yet() -> None:
    marks = log(MONDAY, pause("2026-01-07 10:00..2026-01-14 15:00"), finished="2026-01-20 09:00")

    reading = read(marks, limit(10), as_of="2026-01-08 09:00")

    assert reading.paused
    assert reading.ended_at is None
    assert reading.due_at == at("2026-01-19 17:00")


def test_marks_after_the_end_change_nothing() -> None:
    marks = log(MONDAY, finished="2026-01-16 09:00")
    later = [*marks, *pause("2026-01-17 10:00..2026-01-18 15:00"), Mark(MarkKind.ENDED, at("2026-02-20 09:00"))]

    assert read(later, limit(10)) == read(marks, limit(10), as_of="2026-02-20 09:00")


def test_a_reappointment_moves_the_appointment_and_nothing_else() -> None:
    marks = [*log(MONDAY, finished="2026-01-21 09:00"), *reappointed("2026-01-16 09:00", "2026-01-23 17:00")]

    reading = read(marks, limit(10))

    assert reading.due_at == at("2026-01-23 17:00")
    assert reading.lawful_due_at == reading.first_due_at == at("2026-01-19 17:00")
    assert reading.verdict == Verdict.OVERDUE


MOVED = [
    # paused for two working days after the new appointment was given
    (WD, CARRY_ON, "2026-01-20 10:00..2026-01-22 09:00", "2026-01-27 17:00"),
    # before it was given: the new appointment knew that
    (WD, CARRY_ON, "2026-01-12 10:00..2026-01-13 09:00", "2026-01-23 17:00"),
    # a restart after it: the later of the promise and the limit
    (WD, RESTART, "2026-01-20 10:00..2026-01-22 09:00", "2026-02-05 17:00"),
    (CD, CARRY_ON, "2026-01-20 10:00..2026-01-21 09:00", "2026-01-26 17:00"),
    (WH, CARRY_ON, "2026-01-16 10:00..2026-01-16 12:00", "2026-01-26 10:00"),
]


@pytest.mark.parametrize(("unit", "after", "held", "due"), MOVED)
def test_a_pause_moves_the_new_appointment_as_it_moves_the_limit(
    unit: LimitUnit, after: AfterSupplement, held: str, due: str
) -> None:
    amount = 80 if unit is WH else 10
    marks = [*log(MONDAY, pause(held)), *reappointed("2026-01-16 09:00", "2026-01-23 17:00")]

    assert read(marks, limit(amount, unit), after).due_at == at(due)


def test_without_a_pause_a_promised_hour_stays() -> None:
    marks = [*log(MONDAY), *reappointed("2026-01-05 10:00", "2026-01-23 17:00")]

    assert read(marks, limit(80, WH)).due_at == at("2026-01-23 17:00")


def test_reappointment_is_possible_until_the_day_before() -> None:
    due = at("2026-01-19 17:00")

    assert clock.may_reappoint(due, at("2026-01-18 23:59"))
    assert not clock.may_reappoint(due, at("2026-01-19 00:00"))
    assert clock.may_reappoint(due, at("2026-01-16 23:59"), 3)
    assert not clock.may_reappoint(due, at("2026-01-17 00:00"), 3)


def test_a_reading_says_when_it_rests_on_a_day_that_nobody_has_decided() -> None:
    assert read(log("2026-11-20 09:00"), limit(10)).provisional
    assert not read(log("2026-11-25 09:00"), limit(10)).provisional
    # Accepted on the doubtful day itself, which decides where counting begins.
    assert read(log("2026-11-24 09:00"), limit(1)).provisional
    # A limit in calendar days asks only whether its last day is worked.
    assert not read(log("2026-11-20 09:00"), limit(10, CD)).provisional
    assert read(log("2026-11-20 09:00"), limit(4, CD)).provisional
    assert read(log("2026-11-23 16:00"), limit(2, WH)).provisional


def test_a_due_date_beyond_the_calendar_is_no_guess() -> None:
    with pytest.raises(CalendarExhausted, match="chưa có lịch nghỉ năm 2028"):
        read(log("2027-12-27 09:00"), limit(10))
    for instant in (datetime(9999, 12, 31, 23, 59, 30, tzinfo=UTC), at("9999-12-31 23:59:30")):
        with pytest.raises(CalendarExhausted, match="9999"):
            read([Mark(MarkKind.STARTED, instant)], limit(10))


IMPOSSIBLE = [
    ([], "chưa bắt đầu chạy", "has not started"),
    (pause("2026-01-07 10:00"), "chưa bắt đầu chạy", "has not started"),
    (
        log(MONDAY, pause("2026-01-04 10:00..2026-01-07 10:00")),
        "tạm dừng trước khi tiếp nhận",
        "begins before acceptance",
    ),
    (
        [*log(MONDAY), pause("2026-01-03 10:00..2026-01-04 10:00")[1]],
        "tính tiếp trước khi tiếp nhận",
        "ends before acceptance",
    ),
    (log(MONDAY, finished="2026-01-04 10:00"), "xong trước khi tiếp nhận", "finished before acceptance"),
    ([*log(MONDAY), *reappointed("2026-01-04 10:00", "2026-01-23 17:00")], "hẹn lại trước", "re-appointed before"),
    (log(MONDAY, pause("2026-01-08 10:00..2026-01-07 10:00")), "kết thúc trước khi bắt đầu", "ends before it begins"),
    (
        [*log(MONDAY), pause("2026-01-06 10:00..2026-01-07 10:00")[1]],
        "kết thúc trước khi bắt đầu",
        "ends before it begins",
    ),
]


@pytest.mark.parametrize(("marks", "vi", "en"), IMPOSSIBLE)
def test_marks_that_contradict_each_other_are_refused(marks: list[Mark], vi: str, en: str) -> None:
    with pytest.raises(ClockError, match=vi) as refused:
        read(marks, limit(10), as_of="2026-02-02 09:00")

    assert en in refused.value.text.en
