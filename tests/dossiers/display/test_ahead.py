"""How much time the rest of a path needs is said in days of the count by which its limit runs."""

from datetime import timedelta

from dossiers.display.promises.ahead import outrun_in_words
from tests.dossiers.clock.clock_cases import CALENDAR, at
from tests.dossiers.clock.test_ahead import ACCEPTED, DEFINITIONS, ahead, machine_of, ten_days


def test_a_limit_in_calendar_days_is_said_in_such_days_that_add_up_by_hand() -> None:
    machine = machine_of(DEFINITIONS / "gp-ban-tin" / "v5.toml")
    first, *others = [step for step in machine.steps if step.limit and step.limit.unit == machine.committed_limit.unit]
    days = sum(step.limit.amount for step in others if step.limit)
    found = ahead(first.state, ACCEPTED, ACCEPTED + timedelta(days=1), machine)

    said = outrun_in_words(found, ACCEPTED, CALENDAR)

    assert (
        f"các bước còn lại cần {days.normalize():f} ngày (tính theo ngày lịch), chỉ còn ".replace(".", ",") in said.vi
    )
    assert f"need {days.normalize():f} days (calendar days); only " in said.en
    assert "ngày làm việc" not in said.vi


def test_a_limit_in_working_days_is_said_in_these() -> None:
    found = ahead("xem-xet", ACCEPTED, at("2026-01-06 09:00"), ten_days())

    assert "cần 1 ngày làm việc 4 giờ, chỉ còn 1 ngày làm việc" in outrun_in_words(found, ACCEPTED, CALENDAR).vi
