"""What the rest of a path needs is said so that a person can recount it on a calendar."""

from dossiers.display.promises.ahead import outrun_in_words
from dossiers.display.ribbon import shown
from tests.dossiers.clock.clock_cases import CALENDAR, at
from tests.dossiers.clock.test_ahead import ACCEPTED, DEFINITIONS, ahead, machine_of, ten_days


def test_a_limit_in_calendar_days_is_said_by_the_instants_and_in_no_days_that_nobody_finds() -> None:
    machine = machine_of(DEFINITIONS / "gp-ban-tin" / "v5.toml")
    first, *_others = [step for step in machine.steps if step.limit and step.limit.unit == machine.committed_limit.unit]
    found = ahead(first.state, ACCEPTED, at("2026-01-06 17:00"), machine)
    # What is done without a break from the opening on ends where the calendar says so.
    ends = shown(CALENDAR.add_working_minutes(ACCEPTED, found.rest))

    said = outrun_in_words(found, ACCEPTED, CALENDAR)

    assert f"các bước còn lại đến {ends} mới xong, mà chỉ còn đến 17:00 06/01/2026 là ngày hẹn trả." in said.vi
    assert f"those that remain last until {ends}; the time left ends at 17:00 06/01/2026, the return date." in said.en
    assert not any(words in said.vi for words in ("ngày làm việc", "ngày lịch", "ngày như vậy"))


def test_a_limit_in_working_days_is_said_in_these_and_by_the_instants() -> None:
    found = ahead("xem-xet", ACCEPTED, at("2026-01-06 09:00"), ten_days())

    assert (
        "cần 1 ngày làm việc 4 giờ, đến 14:00 06/01/2026 mới xong, mà chỉ còn đến 09:00 06/01/2026"
        in outrun_in_words(found, ACCEPTED, CALENDAR).vi
    )


def test_where_the_calendar_ends_before_it_is_said_without_that_instant() -> None:
    last = at(f"{CALENDAR.last} 17:00")
    found = ahead("xem-xet", last, last, ten_days())

    assert "cần 1 ngày làm việc 4 giờ, không kịp, mà chỉ còn đến 17:00" in outrun_in_words(found, last, CALENDAR).vi
