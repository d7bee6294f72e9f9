"""Seats as an administrator gives and changes them: nothing of what was is lost, and somebody keeps the administration."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AccountChange, ChangeKind, Membership, Unit, User
from accounts.people import seating
from accounts.people.seating import SeatError, Terms
from accounts.roles import Role
from accounts.seats import seats_of
from procedures.time.calendar import LOCAL
from tests.dossiers.officers import officer

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
TODAY = NOW.date()
DAY = timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def who(username: str) -> User:
    return User.objects.get(username=username)


def place(slug: str) -> Unit:
    return Unit.objects.get(slug=slug)


def give(username: str, role: Role, unit: str, since: date = TODAY, until: date | None = None) -> Membership:
    return seating.give(who(username), place(unit), role, Terms(since, until), by=who("admin"), at=NOW)


def change(seat: Membership, since: date, until: date | None, title: str = "") -> bool:
    return seating.change(seat, Terms(since, until, title), by=who("admin"), at=NOW)


def refused(field: str, **given: object) -> str:
    with pytest.raises(SeatError) as refusal:
        give("bob", **given)
    assert refusal.value.field == field
    return str(refusal.value)


def test_a_seat_that_is_given_holds_on_its_days_and_is_recorded_with_who_gave_it() -> None:
    give("bob", Role.CLERK, "van-phong", until=TODAY + DAY)

    assert seats_of(who("bob"), TODAY).has(Role.CLERK)
    assert not seats_of(who("bob"), TODAY + 2 * DAY).has(Role.CLERK)
    change = AccountChange.objects.get()
    assert (change.kind, change.by, change.person, change.unit, change.at) == (
        ChangeKind.SEAT_GIVEN,
        who("admin"),
        who("bob"),
        place("van-phong"),
        NOW,
    )
    assert change.before == {}
    assert change.after == {"role": "clerk", "since": "2026-01-06", "until": "2026-01-07", "title": ""}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("until", {"role": Role.CLERK, "unit": "van-phong", "until": TODAY - DAY}),
        ("until", {"role": Role.CLERK, "unit": "van-phong", "since": TODAY - 9 * DAY, "until": TODAY - DAY}),
        ("since", {"role": Role.CLERK, "unit": "van-phong", "since": date(1999, 12, 31)}),
        ("since", {"role": Role.CLERK, "unit": "van-phong", "since": date(2036, 1, 1)}),
        ("place", {"role": Role.CLERK, "unit": "mot-cua"}),
        ("place", {"role": Role.CITIZEN, "unit": "so-tttt"}),
        # The same seat twice.
        ("place", {"role": Role.ONE_STOP_OFFICER, "unit": "mot-cua"}),
    ],
)
def test_a_seat_that_cannot_be_is_refused_at_its_field(field: str, given: dict[str, object]) -> None:
    assert refused(field, **given)
    assert not AccountChange.objects.exists()


def test_a_seat_that_is_over_is_given_once_more_on_a_later_day_and_its_former_days_stay_known() -> None:
    Membership.objects.filter(user=who("bob")).update(until=TODAY - 10 * DAY)

    assert "27/12/2025" in refused("since", role=Role.ONE_STOP_OFFICER, unit="mot-cua", since=TODAY - 10 * DAY)
    give("bob", Role.ONE_STOP_OFFICER, "mot-cua")

    assert seats_of(who("bob"), TODAY).has(Role.ONE_STOP_OFFICER)
    assert AccountChange.objects.get().before["until"] == "2025-12-27"
    assert AccountChange.objects.get().before["since"] == "2016-01-01"


def test_the_days_of_a_seat_are_changed_and_what_was_before_is_kept() -> None:
    seat = Membership.objects.get(user=who("bob"))

    assert change(seat, seat.since, TODAY + 30 * DAY)
    assert not change(seat, seat.since, TODAY + 30 * DAY)

    seat.refresh_from_db()
    assert seat.until == TODAY + 30 * DAY
    row = AccountChange.objects.get()
    assert (row.kind, row.before, row.after) == (
        ChangeKind.SEAT_CHANGED,
        {"role": "one_stop_officer", "until": ""},
        {"role": "one_stop_officer", "until": "2026-02-05"},
    )


def test_what_was_done_by_a_seat_stays_done_by_it() -> None:
    seat = Membership.objects.get(user=who("bob"))
    for since, until, field in (
        (seat.since + DAY, None, "since"),
        (seat.since, TODAY - DAY, "until"),
        (seat.since, date(2015, 1, 1), "until"),
    ):
        with pytest.raises(SeatError) as refusal:
            change(seat, since, until)
        assert refusal.value.field == field
    Membership.objects.filter(pk=seat.pk).update(until=TODAY - DAY)
    with pytest.raises(SeatError):
        change(seat, seat.since, None)

    assert not AccountChange.objects.exists()


def test_the_first_day_of_a_seat_that_is_to_come_can_be_moved() -> None:
    seat = give("bob", Role.CLERK, "van-phong", since=TODAY + 5 * DAY)

    assert change(seat, TODAY + 3 * DAY, None)

    assert seats_of(who("bob"), TODAY + 3 * DAY).has(Role.CLERK)


def test_the_last_administrator_keeps_the_seat_and_of_two_one_may_go() -> None:
    own = Membership.objects.get(user=who("admin"))
    with pytest.raises(SeatError, match="người quản trị cuối cùng"):
        change(own, own.since, TODAY + 30 * DAY)
    own.refresh_from_db()
    assert own.until is None

    officer("quan", Role.ADMINISTRATOR, "so-tttt", until=TODAY + 10 * DAY)
    with pytest.raises(SeatError):
        change(own, own.since, TODAY + 30 * DAY)
    assert change(own, own.since, TODAY + 5 * DAY)


def test_a_seat_ends_with_its_unit() -> None:
    unit = place("bao-chi-xuat-ban")
    Unit.objects.filter(pk=unit.pk).update(until=TODAY + 5 * DAY)

    assert "11/01/2026" in refused("until", role=Role.SPECIALIST, unit=unit.slug)
    give("bob", Role.SPECIALIST, unit.slug, until=TODAY + 5 * DAY)


def test_the_database_lets_the_history_only_grow() -> None:
    give("bob", Role.CLERK, "van-phong")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for statement in (
        "UPDATE accounts_accountchange SET kind = 'closed'",
        "DELETE FROM accounts_accountchange",
        "TRUNCATE accounts_accountchange",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
