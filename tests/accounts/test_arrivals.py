"""Session, account and seats come in one statement, and say what three would."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import arrivals
from accounts.models import Membership, Substitution, Unit, User
from accounts.roles import Role
from accounts.seats import Lender, Seat, Seats, seats_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 5)
NOON = datetime(2026, 1, 5, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nobody_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "_whose", {})


def _by_models(user: User, on: date) -> Seats:
    rows = user.memberships.in_force(on).select_related("unit").order_by("id")
    seats = tuple(Seat(Role(m.role), m.unit_id, m.unit.name_vi, m.unit.agency_id) for m in rows)
    absent = Substitution.objects.filter(substitute=user, since__lte=on, until__gte=on).order_by("id")
    lenders = absent.values_list("absent", flat=True) if seats else ()
    return Seats(
        user.pk, seats, (user.pk, *lenders), lenders=tuple(Lender(one, (one,)) for one in dict.fromkeys(lenders))
    )


@pytest.mark.parametrize("username", ["alice", "bob", "dung", "hoa", "lan", "tam", "carol", "admin"])
def test_the_seats_of_everybody_are_those_of_the_models(username: str) -> None:
    user = User.objects.get(username=username)

    assert seats_of(user, TODAY) == _by_models(user, TODAY)


def test_seats_begin_and_end_with_their_days_and_somebody_stands_in_for_others_from_day_to_day() -> None:
    user, other = User.objects.get(username="alice"), User.objects.get(username="dung")
    desk, day = Unit.objects.get(slug="mot-cua"), timedelta(days=1)
    spans: list[tuple[Role, date, date | None]] = [
        (Role.ONE_STOP_OFFICER, TODAY, TODAY),
        (Role.CLERK, TODAY + day, None),
        (Role.MANAGER, TODAY - day, TODAY + day),
    ]
    for role, since, until in spans:
        Membership.objects.create(user=user, unit=desk, role=role, since=since, until=until)
    Substitution.objects.create(absent=other, substitute=user, since=TODAY, until=TODAY + day)

    for on in (TODAY - 2 * day, TODAY - day, TODAY, TODAY + day, TODAY + 2 * day):
        fresh = User.objects.get(pk=user.pk)
        assert seats_of(fresh, on) == _by_models(fresh, on), on
    assert seats_of(User.objects.get(pk=user.pk), TODAY).acts_for == (user.pk, other.pk)
    assert seats_of(User.objects.get(pk=user.pk), TODAY - 2 * day).acts_for == (user.pk,)


def _signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def test_a_person_who_comes_again_is_one_statement(django_assert_num_queries: Callable[[int], Any]) -> None:
    client = _signed_in("bob")
    client.get("/ho-so/")
    key = client.session.session_key

    with django_assert_num_queries(1):
        arrivals.session(key, timezone.now())
        user = arrivals.account(User(pk=arrivals._whose[key]).pk)
        assert seats_of(user, timezone.localdate())


def test_a_wrong_guess_lets_nobody_in_as_another(django_assert_num_queries: Callable[[int], Any]) -> None:
    client = _signed_in("alice")
    client.get("/ho-so/")
    arrivals._whose[client.session.session_key] = User.objects.get(username="bob").pk

    page = client.get("/ho-so/")

    assert page.context["user"].username == "alice"
    assert client.get("/mot-cua/").status_code == 404


def test_an_account_that_was_not_asked_for_is_not_kept_for_the_next_request() -> None:
    bob, alice = (User.objects.get(username=name) for name in ("bob", "alice"))
    client = _signed_in("bob")
    client.get("/ho-so/")
    arrivals.session(client.session.session_key, timezone.now())

    assert arrivals.account(alice.pk) == alice
    User.objects.filter(pk=bob.pk).update(full_name="Tên Mới")
    assert arrivals.account(bob.pk).full_name == "Tên Mới"


@pytest.mark.parametrize(
    "change",
    [
        lambda user, _client: user.set_password("another") or user.save(),
        lambda user, _client: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda _user, client: client.session.flush(),
    ],
    ids=["password", "closed", "flushed"],
)
def test_a_change_of_the_account_or_the_session_counts_at_once(change: Callable[[User, Client], object]) -> None:
    client = _signed_in("bob")
    assert client.get("/mot-cua/").status_code == 200

    change(User.objects.get(username="bob"), client)

    assert client.get("/mot-cua/").status_code == 302


def test_a_seat_that_ends_is_gone_with_the_next_request() -> None:
    client = _signed_in("bob")
    assert client.get("/mot-cua/").status_code == 200

    Membership.objects.filter(user__username="bob").update(until=timezone.localdate() - timedelta(days=1))

    assert client.get("/mot-cua/").status_code == 404


def test_an_expired_session_is_none() -> None:
    client = _signed_in("bob")
    key = client.session.session_key

    assert arrivals.session(key, timezone.now()) is not None
    assert arrivals.session(key, timezone.now() + timedelta(days=400)) is None


def test_no_more_sessions_are_remembered_than_a_process_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST", 3)
    for number in range(10):
        arrivals.remember(f"key-{number}", str(number))

    assert arrivals._whose == {"key-9": 9}
