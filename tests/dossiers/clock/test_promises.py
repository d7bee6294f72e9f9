"""What was promised: the date on the receipt, a new appointment, and whether one is in force at all."""

from dataclasses import replace

import pytest

from dossiers import clock
from dossiers.clock import Terms
from procedures.machine import Limit
from tests.dossiers.clock.clock_cases import (
    CALENDAR,
    CARRY_ON,
    CD,
    MONDAY,
    PAYMENT,
    SUPPLEMENT,
    WH,
    limit,
    log,
    pause,
    read,
    reappointed,
)
from tests.procedures.time.naive_calendar import at


def test_the_date_on_the_receipt_is_what_it_says() -> None:
    given = replace(Terms(limit(10)), first_due_at=at("2026-01-16 17:00"))

    found = clock.read(log(MONDAY), given, CALENDAR, as_of=at("2026-01-06 09:00"))

    assert (found.first_due_at, found.due_at) == (at("2026-01-16 17:00"), at("2026-01-19 17:00"))


@pytest.mark.parametrize(
    ("given", "asked", "undated", "late"),
    [
        (limit(10), "2026-01-19 23:59", True, False),
        (limit(10), "2026-01-20 00:00", False, True),
        (limit(8, WH), "2026-01-06 09:00", True, False),
        (limit(8, WH), "2026-01-06 09:01", False, True),
    ],
)
def test_in_a_pause_no_date_is_in_force_unless_it_had_passed_before(
    given: Limit, asked: str, undated: bool, late: bool
) -> None:
    found = read(log(MONDAY, pause(asked, PAYMENT)), given, as_of="2026-03-02 09:00")

    assert (found.pause, found.paused_at, found.paused) == (PAYMENT, at(asked), True)
    assert (found.is_undated, found.is_late) == (undated, late)
    assert found.as_of == at("2026-03-02 09:00")


def test_of_two_open_pauses_the_one_that_began_first_holds_the_clock() -> None:
    found = read(log(MONDAY, pause("2026-01-07 09:00"), pause("2026-01-06 09:00", PAYMENT)), limit(10))
    assert (found.pause, found.paused_at) == (PAYMENT, at("2026-01-06 09:00"))
    assert read(log(MONDAY, pause("2026-01-07 09:00")), limit(10)).pause is SUPPLEMENT


@pytest.mark.parametrize(
    ("as_of", "finished", "late"),
    [
        ("2026-01-19 23:59", None, False),
        ("2026-01-20 00:00", None, True),
        ("2026-03-02 09:00", "2026-01-19 23:59", False),
        ("2026-03-02 09:00", "2026-01-20 00:00", True),
    ],
)
def test_without_a_pause_it_is_late_by_now_or_was_at_its_end(as_of: str, finished: str | None, late: bool) -> None:
    found = read(log(MONDAY, finished=finished), limit(10), as_of=as_of)
    assert (found.is_late, found.is_undated, found.paused_at) == (late, False, None)


NEW = reappointed("2026-01-14 09:00", "2026-01-22 17:00")


@pytest.mark.parametrize(
    ("given", "marks", "due"),
    [
        # paused from the promised day itself: 23 and 26/01 move it
        (limit(10), pause("2026-01-22 09:00..2026-01-26 09:00", PAYMENT), "2026-01-26 17:00"),
        (limit(10), pause("2026-01-23 09:00..2026-01-26 09:00", PAYMENT), "2026-01-22 17:00"),
        (limit(14, CD), pause("2026-01-22 09:00..2026-01-26 09:00", PAYMENT), "2026-01-26 17:00"),
        # 22 and four days are Monday 26/01; of the second, asked after that, nothing
        (
            limit(14, CD),
            [
                *pause("2026-01-22 09:00..2026-01-26 09:00", PAYMENT),
                *pause("2026-01-27 09:00..2026-01-29 09:00", PAYMENT),
            ],
            "2026-01-26 17:00",
        ),
        (limit(80, WH), pause("2026-01-22 17:01..2026-01-23 10:00", PAYMENT), "2026-01-22 17:00"),
        (limit(80, WH), pause("2026-01-22 16:00..2026-01-23 10:00", PAYMENT), "2026-01-23 11:00"),
    ],
)
def test_a_promise_moves_with_the_pauses_that_begin_while_it_stands(given: Limit, marks: list, due: str) -> None:
    assert read([*log(MONDAY, marks), *NEW], given, CARRY_ON).due_at == at(due)


@pytest.mark.parametrize("given", [limit(10), limit(14, CD), limit(80, WH)])
def test_a_promise_for_a_day_off_is_for_the_close_of_the_next_working_day(given: Limit) -> None:
    found = read([*log(MONDAY), *reappointed("2026-01-14 09:00", "2026-01-24 10:00")], given)
    assert found.due_at == at("2026-01-26 17:00")


@pytest.mark.parametrize("given", [limit(10), limit(14, CD), limit(80, WH)])
def test_a_promise_for_an_hour_of_a_working_day_is_kept_to_the_minute(given: Limit) -> None:
    found = read([*log(MONDAY), *reappointed("2026-01-14 09:00", "2026-01-23 10:00")], given)
    assert found.due_at == at("2026-01-23 10:00")


def test_two_pauses_that_touch_on_a_day_off_are_one_and_begin_in_time() -> None:
    first, second = pause("2026-01-15 17:00..2026-01-18 09:00"), pause("2026-01-18 09:00..2026-01-20 09:00", PAYMENT)

    # Eight days end on 15/01; moved by 16, 19 and 20/01. By itself the second would begin after the moved date.
    assert read(log(MONDAY, first, second), limit(8), CARRY_ON).lawful_due_at == at("2026-01-20 17:00")


def test_a_pause_that_holds_no_working_minute_leaves_the_due_minute_at_the_close_of_its_session() -> None:
    found = read(log(MONDAY, pause("2026-01-05 12:00..2026-01-05 12:30", PAYMENT)), limit(3, WH))
    assert found.due_at == at("2026-01-05 12:00")


def test_the_sentence_names_the_lawful_limit_which_neither_a_new_appointment_nor_a_promise_moves() -> None:
    found = read(log(MONDAY, reappointed("2026-01-14 09:00", "2026-01-22 17:00")), limit(10), as_of="2026-01-15 09:00")

    assert (found.due_at, found.lawful_due_at) == (at("2026-01-22 17:00"), at("2026-01-19 17:00"))
    assert clock.judged_by(found.lawful_due_at).vi == (
        "Việc hẹn này không đổi hạn theo quy định (19/01/2026): đúng hạn hay quá hạn vẫn tính theo hạn đó."
    )
    assert "(" not in clock.judged_by().en
