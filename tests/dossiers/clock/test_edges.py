"""The clock on its edges: equal instants, the last minute, one minute, and each sentence of a refusal."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dossiers import clock
from dossiers.clock import ClockError, Mark, MarkKind, Share, Terms, Verdict
from dossiers.clock.marks import down, up
from procedures.machine import Limit, LimitUnit, Pause, Text
from procedures.time.calendar import CalendarError, DayException, DayKind, WorkingCalendar
from tests.dossiers.clock.clock_cases import (
    CALENDAR,
    CARRY_ON,
    CD,
    MONDAY,
    PAYMENT,
    RESTART,
    SUPPLEMENT,
    WD,
    WH,
    limit,
    log,
    pause,
    read,
    reappointed,
)
from tests.procedures.time.naive_calendar import at

DUE = at("2026-01-19 17:00")
PROMISED = at("2026-01-23 17:00")


def of(marks: list[Mark], terms: Terms) -> clock.Reading:
    return clock.read(marks, terms, CALENDAR, as_of=max(mark.at for mark in marks))


def days_of(marks: list[Mark], terms: Terms) -> dict[str, clock.CountedDay]:
    found = clock.days_of(marks, terms, CALENDAR, as_of=max(mark.at for mark in marks))
    return {f"{day.date:%d/%m}": day for day in found}


# Rounding


@pytest.mark.parametrize(
    "dropped", [timedelta(microseconds=1), timedelta(seconds=30, microseconds=5), timedelta(seconds=59)]
)
def test_an_instant_inside_a_minute_rounds_to_its_edges(dropped: timedelta) -> None:
    nine = at("2026-01-05 09:00")

    assert up(nine + dropped) == nine + timedelta(minutes=1)
    assert down(nine + dropped) == nine
    assert up(nine) == down(nine) == nine


# What binds, where two dates are the same


def test_an_own_limit_that_ends_on_the_same_day_is_told_in_the_common_unit() -> None:
    marks = [*log(MONDAY), *reappointed("2026-01-08 09:00", "2026-01-23 17:00")]

    found = of(marks, Terms(limit(14, CD), own=limit(10)))

    assert (found.unit, found.lawful_due_at, found.due_at) == (CD, DUE, PROMISED)


def test_an_answer_before_an_event_that_is_due_with_the_limit_takes_nothing_from_it() -> None:
    marks = [*log(MONDAY, finished="2026-01-19 10:00"), *reappointed("2026-01-08 09:00", "2026-01-23 17:00")]

    found = of(marks, Terms(limit(10), inform_by=DUE))

    assert found.due_at == PROMISED
    assert found.verdict is Verdict.ON_TIME


def test_an_answer_that_is_due_in_the_minute_of_the_acceptance_binds() -> None:
    assert of(log(MONDAY), Terms(limit(10), inform_by=at(MONDAY))).lawful_due_at == at(MONDAY)


# Pauses


def test_a_pause_without_length_moves_nothing() -> None:
    marks = log(MONDAY, pause("2026-01-05 10:00:30..2026-01-05 10:00:30", PAYMENT))

    assert read(marks, limit(8, WH)).due_at == at("2026-01-06 09:00")


def test_a_payment_before_a_restart_does_not_hide_the_one_after_it() -> None:
    marks = log(
        MONDAY,
        pause("2026-01-06 09:00..2026-01-08 09:00", PAYMENT),
        pause("2026-01-09 09:00..2026-01-12 09:00"),
        pause("2026-01-13 09:00..2026-01-15 09:00", PAYMENT),
    )

    # Ten after 12/01 end on 26/01; 14 and 15/01 are paused.
    assert read(marks, limit(10), RESTART).due_at == at("2026-01-28 17:00")


def test_two_pauses_that_touch_are_one() -> None:
    two = log(MONDAY, pause("2026-01-16 09:00..2026-01-18 09:00", PAYMENT), pause("2026-01-18 09:00..2026-01-20 09:00"))
    one = log(MONDAY, pause("2026-01-16 09:00..2026-01-20 09:00"))

    # Twelve calendar days end on Saturday 17/01: moved by four days to Wednesday 21/01.
    assert {read(marks, limit(12, CD), CARRY_ON).lawful_due_at for marks in (one, two)} == {at("2026-01-21 17:00")}


@pytest.mark.parametrize("limited", [limit(10, CD), limit(8), limit(71, WH)])
def test_a_pause_that_begins_after_the_limit_moves_nothing(limited: Limit) -> None:
    # Each ends on Thursday 15/01; on the day after it is late, and what is asked then cures nothing.
    for asked, is_late in (("2026-01-16 08:00", True), ("2026-01-15 17:00", False)):
        found = read(log(MONDAY, pause(f"{asked}..2026-01-21 09:00")), limited, CARRY_ON)
        assert (found.lawful_due_at == at("2026-01-15 17:00")) is is_late


def test_a_pause_after_one_that_moved_the_limit_is_in_time_by_the_moved_date() -> None:
    first, second = pause("2026-01-14 09:00..2026-01-19 09:00"), pause("2026-01-20 09:00..2026-01-21 09:00", PAYMENT)

    # Eight days end on 15/01; moved by 15, 16 and 19/01 to 20/01, so that the second moves it by 21/01.
    assert read(log(MONDAY, first, second), limit(8), CARRY_ON).lawful_due_at == at("2026-01-21 17:00")
    assert read(log(MONDAY, second), limit(8), CARRY_ON).lawful_due_at == at("2026-01-15 17:00")


def test_a_pause_inside_a_day_of_the_prolongation_adds_nothing_to_a_later_one() -> None:
    late = pause("2026-01-14 09:00..2026-01-16 09:00", PAYMENT)
    inside = pause("2026-01-11 10:00..2026-01-11 11:00", PAYMENT)

    # Five calendar days end on Saturday 10/01 and last to Monday; two more make Monday 12/01 of Saturday.
    for marks in (log(MONDAY, late), log(MONDAY, inside, late)):
        assert read(marks, limit(5, CD)).lawful_due_at == at("2026-01-12 17:00")


def test_a_confirmation_in_the_minute_of_the_end_still_restarts() -> None:
    found = read(log(MONDAY, pause("2026-01-07 10:00..2026-01-14 15:00"), finished="2026-01-14 15:00"), limit(10))

    assert (found.lawful_due_at, found.spent) == (at("2026-01-28 17:00"), 0)


def test_the_opening_from_which_a_limit_counts_is_told() -> None:
    marks = log("2026-01-05 17:30", pause("2026-01-07 10:00..2026-01-14 17:30"))

    assert read(marks, limit(10)).counted_from == at("2026-01-15 08:00")
    assert read(marks, limit(10), CARRY_ON).counted_from == at("2026-01-06 08:00")


# Re-appointment


def test_an_appointment_before_the_lawful_date_is_in_force_and_the_days_reach_to_both() -> None:
    marks = [*log(MONDAY), *reappointed("2026-01-08 09:00", "2026-01-12 17:00")]

    found = of(marks, Terms(limit(10)))

    assert (found.due_at, found.lawful_due_at) == (at("2026-01-12 17:00"), DUE)
    assert list(days_of(marks, Terms(limit(10))))[-1] == "19/01"


def test_a_restart_in_the_minute_of_a_reappointment_comes_after_it() -> None:
    marks = [
        *log(MONDAY, pause("2026-01-07 10:00..2026-01-14 15:00")),
        *reappointed("2026-01-14 15:00", "2026-01-23 17:00"),
    ]

    assert of(marks, Terms(limit(10))).due_at == at("2026-01-28 17:00")


# Days


def test_each_day_knows_the_pause_that_holds_it() -> None:
    marks = log(MONDAY, pause("2026-01-07 10:00..2026-01-09 15:00"))
    asked_again = [*marks, *pause("2026-01-13 10:00", PAYMENT), *reappointed("2026-01-14 09:00", "2026-01-16 17:00")]

    in_days = days_of(asked_again, Terms(limit(10), CARRY_ON))
    in_hours = days_of(asked_again, Terms(limit(40, WH), CARRY_ON))

    held = {on: day.pause for on, day in in_days.items() if day.pause}
    assert held == {"08/01": SUPPLEMENT, "09/01": SUPPLEMENT} | {
        f"{n}/01": PAYMENT for n in range(14, 22) if n < 22 and f"{n}/01" in in_days
    }
    assert in_days["07/01"].pause is in_days["10/01"].pause is in_days["13/01"].pause is None
    assert in_hours["07/01"].pause is Pause.SUPPLEMENT
    assert in_hours["13/01"].pause is Pause.PAYMENT
    assert in_hours["12/01"].pause is None


def test_a_day_of_one_minute_counts() -> None:
    found = days_of(log("2026-01-05 16:59"), Terms(limit(8, WH)))

    assert [on for on, day in found.items() if day.counts] == ["05/01", "06/01"]


def test_in_calendar_days_too_the_days_that_a_reappointment_adds_are_after_the_limit() -> None:
    marks = [*log(MONDAY), *reappointed("2026-01-12 09:00", "2026-01-21 17:00")]

    found = days_of(marks, Terms(limit(10, CD)))

    assert found["16/01"].reason == Text("Sau khi hết thời hạn", "After the limit")


def test_a_day_that_differs_from_its_weekday_has_a_name_whether_it_counts_or_not() -> None:
    found = days_of(log("2026-08-20 09:00"), Terms(limit(14, CD)))

    names = {on: day.name.vi for on, day in found.items() if day.name}
    assert names == {
        "22/08": "Làm bù cho ngày 31/08/2026",
        "31/08": "Nghỉ hoán đổi, làm bù ngày 22/08/2026",
        "01/09": "Quốc khánh",
        "02/09": "Quốc khánh",
    }


def test_a_first_date_in_doubt_is_told_even_after_a_restart_past_the_doubt() -> None:
    marks = log("2026-11-20 09:00", pause("2026-11-23 09:00..2026-11-30 09:00"))

    assert read(marks, limit(5)).provisional
    assert not read(log("2026-11-30 09:00"), limit(5)).provisional


def test_a_lawful_date_in_doubt_is_told_though_the_first_was_not() -> None:
    marks = log("2026-11-12 09:00", pause("2026-11-16 09:00..2026-11-20 09:00"))

    assert read(marks, limit(3)).provisional
    assert not read(log("2026-11-12 09:00"), limit(3)).provisional


def test_a_restart_that_waits_over_a_day_in_doubt_is_told() -> None:
    marks = log("2026-11-10 09:00", pause("2026-11-11 09:00..2026-11-23 17:30"))

    found = read(marks, limit(1))

    # Confirmed after hours on 23/11: counts from 25/11 only if 24/11 is off.
    assert (found.lawful_due_at, found.provisional) == (at("2026-11-26 17:00"), True)


def test_a_pause_that_ends_on_a_day_in_doubt_after_the_due_date_is_told() -> None:
    days = read(log("2026-11-19 09:00", pause("2026-11-20 09:00..2026-11-24 09:00", PAYMENT)), limit(1))
    hours = read(log("2026-11-20 16:00", pause("2026-11-20 17:00..2026-11-24 09:00", PAYMENT)), limit(1, WH))

    # Were 24/11 worked, the pause would have held it too, and the date would be 24/11.
    assert (days.lawful_due_at, days.provisional) == (at("2026-11-23 17:00"), True)
    assert (hours.lawful_due_at, hours.provisional) == (at("2026-11-23 17:00"), True)


def test_a_calendar_limit_that_ends_in_a_pause_on_a_day_in_doubt_says_so() -> None:
    marks = log("2026-11-16 09:00", pause("2026-11-25 09:00..2026-11-27 09:00", PAYMENT))

    # Eight days end on 24/11 and last to 25/11 only if 24/11 is off; only then is it asked in time.
    found = read(marks, limit(8, CD))

    assert (found.lawful_due_at, found.provisional) == (at("2026-11-27 17:00"), True)


def test_a_calendar_limit_that_ends_on_a_make_up_day_in_doubt_says_so() -> None:
    saturday = DayException(date(2026, 1, 10), DayKind.MAKE_UP, Text("Làm bù", "Make-up"), "", official=False, replaces=date(2026, 1, 2))  # fmt: skip
    calendar = WorkingCalendar(CALENDAR.first, CALENDAR.last, (*CALENDAR.exceptions, saturday))

    found = clock.read(log(MONDAY), Terms(limit(5, CD)), calendar, as_of=at(MONDAY))

    assert (found.due_at, found.provisional) == (at("2026-01-10 17:00"), True)


# Near


@pytest.mark.parametrize(
    ("unit", "due", "soon"),
    [
        (WD, "2026-01-19 17:00", "2026-01-16 08:00"),
        (CD, "2026-02-23 17:00", "2026-02-13 08:00"),
        (WD, "2026-08-24 17:00", "2026-08-22 08:00"),
        (WH, "2026-01-06 15:30", "2026-01-05 15:30"),
        (WH, "2026-01-19 12:00", "2026-01-16 13:00"),
    ],
)
def test_a_due_date_is_near_one_working_day_before_it(unit: LimitUnit, due: str, soon: str) -> None:
    assert clock.due_soon_from(at(due), unit, CALENDAR) == at(soon)
    assert clock.due_soon_from(at(due).astimezone(UTC), unit, CALENDAR) == at(soon)


# Steps


def test_a_step_is_judged_without_its_gaps_and_by_its_share() -> None:
    entered, half_a_day = at("2026-01-05 10:00"), limit("0.5")
    gap = [(at("2026-01-05 11:00"), at("2026-01-06 11:00"))]
    share = Share(limit(9).amount, at("2026-01-05 08:00"), at("2026-01-14 17:00"))

    def verdict(left: str, due_at: datetime) -> Verdict:
        return clock.step_verdict(at(left), due_at, CALENDAR)

    assert verdict("2026-01-06 14:30", clock.step_due(entered, half_a_day, CALENDAR)) is Verdict.OVERDUE
    assert verdict("2026-01-06 14:30", clock.step_due(entered, half_a_day, CALENDAR, gaps=gap)) is Verdict.ON_TIME
    # Three of nine days are 1,280 of the 3,840 working minutes: to 07/01 at 14:20.
    third = clock.step_due(at("2026-01-05 08:00"), limit(3, CD), CALENDAR, share=share)
    assert verdict("2026-01-07 14:20", third) is Verdict.ON_TIME
    assert verdict("2026-01-07 14:21", third) is Verdict.OVERDUE


def test_the_smallest_step_takes_a_minute_in_every_unit() -> None:
    entered, share = at("2026-01-05 10:00"), Share(limit(9).amount, at("2026-01-05 08:00"), at("2026-01-14 17:00"))

    for unit in LimitUnit:
        due = clock.step_due(entered, limit("0.0001", unit), CALENDAR, share=share)
        assert due == at("2026-01-05 10:01")


# Refusals


def test_each_contradiction_has_its_sentence() -> None:
    terms, as_of = Terms(limit(10)), at("2026-02-02 09:00")
    backwards = log(MONDAY, pause("2026-01-08 10:00..2026-01-07 10:00"))
    for marks, text in (
        ([], Text("đồng hồ chưa bắt đầu chạy", "the clock has not started")),
        (backwards, Text("tạm dừng kết thúc trước khi bắt đầu", "a pause ends before it begins")),
        (
            log(MONDAY, finished="2026-01-04 09:00"),
            Text("giải quyết xong trước khi tiếp nhận", "finished before acceptance"),
        ),
    ):
        with pytest.raises(ClockError) as refused:
            clock.read(marks, terms, CALENDAR, as_of=as_of)
        assert refused.value.text == text
        assert str(refused.value) == text.vi


def test_a_step_in_calendar_days_without_a_whole_has_its_sentence() -> None:
    with pytest.raises(ClockError) as refused:
        clock.step_due(at(MONDAY), limit(3, CD), CALENDAR)

    assert refused.value.text == Text(
        "bước tính theo ngày lịch cần biết thời hạn chung của thủ tục",
        "a step in calendar days needs the procedure's whole limit",
    )


def test_a_refused_reading_leaves_its_marks_as_they_were() -> None:
    marks = [*log(MONDAY, pause("2026-01-08 10:00..2026-01-07 10:00"))]
    before = list(marks)

    with pytest.raises(ClockError):
        of(marks, Terms(limit(10)))

    assert marks == before


NAIVE = datetime(2026, 1, 8, 9)  # noqa: DTZ001 - that is the fault
WITHOUT_OFFSET = [
    [Mark(MarkKind.STARTED, NAIVE)],
    [*log(MONDAY), Mark(MarkKind.ENDED, NAIVE)],
    [*log(MONDAY), Mark(MarkKind.PAUSED, NAIVE, SUPPLEMENT)],
    [*log(MONDAY), reappointed("2026-01-08 09:00", "2026-01-23 17:00")[0]._replace(new_due_at=NAIVE)],
]


@pytest.mark.parametrize("marks", WITHOUT_OFFSET, ids=range(len(WITHOUT_OFFSET)))
def test_an_instant_without_an_offset_is_refused_wherever_it_stands(marks: list[Mark]) -> None:
    with pytest.raises(CalendarError) as refused:
        clock.read(marks, Terms(limit(10)), CALENDAR, as_of=at("2026-02-02 09:00"))

    assert refused.value.text == Text("thời điểm phải có múi giờ", "an instant must have an offset from UTC")


def test_a_new_date_moves_by_the_local_days_of_a_pause_wherever_its_instants_are_written() -> None:
    early = [*log(MONDAY, pause("2026-01-07 10:00..2026-01-14 15:00", PAYMENT)), *reappointed("2026-01-08 02:00", "2026-01-23 17:00")]  # fmt: skip
    in_utc = [mark._replace(at=mark.at.astimezone(UTC)) for mark in early]

    read = [clock.read(marks, Terms(limit(10)), CALENDAR, as_of=at("2026-02-02 09:00")) for marks in (early, in_utc)]

    # From the 8th, when it was promised, to the 14th: four working days.
    assert [reading.due_at for reading in read] == [at("2026-01-29 17:00")] * 2


def test_an_instant_without_an_offset_is_refused_in_every_question() -> None:
    marks, terms = log(MONDAY), Terms(limit(10))
    for question in (
        lambda: clock.read(marks, terms, CALENDAR, as_of=NAIVE),
        lambda: clock.read(marks, replace(terms, inform_by=NAIVE), CALENDAR, as_of=at(MONDAY)),
        lambda: clock.inform_by(NAIVE, 12),
        lambda: clock.answer_due(NAIVE, 8, CALENDAR),
        lambda: clock.close_after_days(NAIVE, 2, CALENDAR),
        lambda: clock.step_due(NAIVE, limit(1), CALENDAR),
        lambda: clock.is_late(DUE, NAIVE, WD),
        lambda: clock.may_reappoint(DUE, NAIVE),
    ):
        with pytest.raises(CalendarError, match="múi giờ"):
            question()
