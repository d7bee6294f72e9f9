"""``explain_due`` for procedures whose limits are of every kind that the law knows."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db

MONDAY = ("--accepted", "2026-01-05T09:00")


def explained(slug: str, *options: str) -> tuple[dict[str, Any], str]:
    """Return the object for programs and what was said beside it."""
    said, told = StringIO(), StringIO()
    call_command("explain_due", slug, *options, "--json", stdout=said, stderr=told)
    return json.loads(said.getvalue()), told.getvalue()


@pytest.mark.parametrize(
    ("slug", "accepted", "unit", "allowed", "due"),
    [
        ("dk-tvro", "2026-01-05T09:00", "working_day", 10, "2026-01-19T17:00:00+07:00"),
        ("thay-doi-dk-co-so-in", "2026-01-05T09:00", "working_day", 3, "2026-01-08T17:00:00+07:00"),
        ("nhap-khau-xbp-khong-kinh-doanh", "2026-04-20T09:00", "calendar_day", 15, "2026-05-05T17:00:00+07:00"),
        ("nhap-khau-xbp-khong-kinh-doanh", "2026-04-11T09:00", "calendar_day", 15, "2026-04-28T17:00:00+07:00"),
        ("gp-buu-chinh", "2026-01-05T09:00", "calendar_day", 30, "2026-02-04T17:00:00+07:00"),
        ("hop-bao-trong-nuoc", "2026-08-21T15:30", "working_hour", 8.0, "2026-08-22T15:30:00+07:00"),
    ],
)
def test_the_limit_that_was_promised_is_counted_in_its_own_unit(
    slug: str, accepted: str, unit: str, allowed: float, due: str
) -> None:
    found, told = explained(slug, "--accepted", accepted)

    assert (found["unit"], found["allowed"]) == (unit, allowed)
    assert (found["first_due_at"], found["lawful_due_at"], found["due_at"]) == (due, due, due)
    assert told == ""


@pytest.mark.parametrize(
    ("options", "allowed", "due", "verdict"),
    [
        (("--finished", "2026-01-13T10:00"), 10, "2026-01-19", "early"),
        (("--finished", "2026-01-13T10:00", "--outcome", "granted"), 10, "2026-01-19", "early"),
        (("--finished", "2026-01-13T10:00", "--outcome", "refused"), 5, "2026-01-12", "overdue"),
        (("--finished", "2026-01-12T10:00", "--outcome", "refused"), 5, "2026-01-12", "on_time"),
        (("--finished", "2026-01-09T10:00", "--outcome", "refused"), 5, "2026-01-12", "early"),
        (("--outcome", "refused"), 5, "2026-01-12", None),
    ],
)
def test_an_amendment_is_refused_within_five_days_and_granted_within_ten(
    options: tuple[str, ...], allowed: int, due: str, verdict: str | None
) -> None:
    found, _told = explained("sua-doi-vbxn-buu-chinh", *MONDAY, *options)

    assert (found["allowed"], found["verdict"]) == (allowed, verdict)
    assert found["lawful_due_at"] == found["due_at"] == f"{due}T17:00:00+07:00"
    assert found["first_due_at"] == "2026-01-19T17:00:00+07:00"


def test_a_limit_of_an_outcome_in_another_unit_is_counted_in_it() -> None:
    found, _told = explained("gp-buu-chinh", *MONDAY, "--outcome", "refused")

    assert (found["unit"], found["allowed"], found["due_at"]) == ("working_day", 7, "2026-01-14T17:00:00+07:00")


@pytest.mark.parametrize(
    ("options", "due", "verdict"),
    [
        (("--outcome", "refused", "--finished", "2026-07-13T14:00"), "2026-07-13T14:00", "on_time"),
        (("--outcome", "refused", "--finished", "2026-07-13T14:01"), "2026-07-13T14:00", "overdue"),
        (("--outcome", "refused", "--finished", "2026-07-13T11:00"), "2026-07-13T14:00", "early"),
        (("--outcome", "granted", "--finished", "2026-07-13T16:00"), "2026-07-14T09:00", "early"),
        (("--finished", "2026-07-13T16:00"), "2026-07-14T09:00", "early"),
    ],
)
def test_a_press_conference_is_refused_twelve_hours_before_it(options: tuple[str, ...], due: str, verdict: str) -> None:
    accepted, event = ("--accepted", "2026-07-13T09:00"), ("--event-at", "2026-07-14T02:00")

    found, _told = explained("hop-bao-trong-nuoc", *accepted, *event, *options)

    assert (found["lawful_due_at"], found["verdict"]) == (f"{due}:00+07:00", verdict)


def test_hours_before_an_event_that_nobody_named_are_asked_for() -> None:
    found, told = explained("hop-bao-trong-nuoc", "--accepted", "2026-07-13T09:00", "--outcome", "refused")

    assert found["due_at"] == "2026-07-14T09:00:00+07:00"
    assert "phải trả trước sự kiện 12 giờ: thêm --event-at để tính" in told


def test_people_are_told_by_when_the_answer_must_come() -> None:
    said = StringIO()

    call_command(
        "explain_due", "hop-bao-trong-nuoc", "--accepted", "2026-07-13T09:00", "--outcome", "refused",
        "--event-at", "2026-07-14T02:00", stdout=said,
    )  # fmt: skip

    assert "Phải trả lời trước 14:00 13/07/2026" in [" ".join(line.split()) for line in said.getvalue().splitlines()]
