"""The navigation shows what opens, and nothing else: asked of the views themselves, for everybody there can be."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Membership, User
from accounts.roles import Role
from portal.demo.people import PEOPLE
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor
from tests.dossiers.officers import officer

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
YESTERDAY, TOMORROW = date(2026, 1, 5), date(2026, 1, 7)
EVERYBODY = {"catalogue", "lookup", "mails"}
CITIZEN = EVERYBODY | {"my_dossiers"}
OFFICER = CITIZEN | {"worklist", "register"}
DESK = OFFICER | {"counter"}
MANAGER = OFFICER | {"dashboard"}
OPERATIONS = CITIZEN | {"administration"}
STAFF = CITIZEN | {"admin:index"}
PLACES = MANAGER | OPERATIONS | STAFF | DESK
SHOWN = dict.fromkeys(("alice", "viet-an", "mallory"), CITIZEN) | {"bob": DESK} | dict.fromkeys(("tam", "van"), OFFICER) | dict.fromkeys(("lan", "carol", "hoa", "dung"), MANAGER) | {"admin": OPERATIONS, "": EVERYBODY}  # fmt: skip
BEHIND = {"admin": {"admin:index"}}
"""What opens to somebody and is no link of its own: another link leads there."""


pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


def links(visitor: Visitor) -> set[str]:
    return {item.url_name for item in visitor.get("/").context["nav"]}


def opened(visitor: Visitor) -> set[str]:
    """Return the places that answer 200, links or not."""
    return {name for name in PLACES if visitor.get(reverse(name)).status_code == 200}


@pytest.mark.parametrize("username", ["", *(person.username for person in PEOPLE)])
def test_each_person_sees_the_links_that_open_and_no_other(username: str) -> None:
    visitor = Visitor(username)

    assert links(visitor) == SHOWN[username] == opened(visitor) - BEHIND.get(username, set())
    assert BEHIND.get(username, set()) <= opened(visitor)


def test_the_administrator_has_one_entry_that_leads_to_the_pages_of_the_office_and_to_the_technical_ones() -> None:
    admin = Visitor("admin", language="vi")

    named = [item.label for item in admin.get("/").context["nav"] if item.label in ("Quản trị", "Vận hành")]
    page = admin.get(reverse("administration")).content.decode()

    assert [str(label) for label in named] == ["Quản trị"]
    for name in ("jobs", "people", "admin:index"):
        assert f'href="{reverse(name)}"' in page, name
        assert admin.get(reverse(name)).status_code == 200, name


def test_whoever_administers_without_the_right_finds_no_link_to_the_technical_pages() -> None:
    officer("khac", Role.ADMINISTRATOR, "so-tttt")

    page = Visitor("khac").get(reverse("administration"))

    assert page.status_code == 200
    assert f'href="{reverse("admin:index")}"' not in page.content.decode()


def test_whoever_has_the_technical_right_and_no_seat_keeps_a_link_of_its_own() -> None:
    User.objects.create(username="ky-thuat", full_name="Kỹ thuật", is_staff=True, email="kt@example.vn")
    visitor = Visitor("ky-thuat")

    assert links(visitor) == STAFF == opened(visitor)


@pytest.mark.parametrize(
    ("role", "unit", "since", "until", "shown"),
    [
        (Role.ONE_STOP_OFFICER, "mot-cua", date(2016, 1, 1), YESTERDAY, CITIZEN),
        (Role.ONE_STOP_OFFICER, "mot-cua", TOMORROW, None, CITIZEN),
        (Role.MANAGER, "so-tttt", date(2016, 1, 1), YESTERDAY, CITIZEN),
        (Role.MANAGER, "so-tttt", date(2016, 1, 1), TUESDAY.date(), MANAGER),
        (Role.SPECIALIST, "bao-chi-xuat-ban", TUESDAY.date(), None, MANAGER),
        # The pages under /admin/ ask for is_staff, not for a seat.
        (Role.ADMINISTRATOR, "so-tttt", date(2016, 1, 1), None, OPERATIONS),
        (Role.ADMINISTRATOR, "so-tttt", date(2016, 1, 1), YESTERDAY, CITIZEN),
    ],
    ids=[
        "ended",
        "to-come",
        "manager-ended",
        "last-day",
        "first-day",
        "administrator-without-right",
        "administrator-ended",
    ],
)
def test_a_seat_counts_on_its_days_only(
    role: Role, unit: str, since: date, until: date | None, shown: set[str]
) -> None:
    officer("khac", role, unit, since=since, until=until)
    visitor = Visitor("khac")

    assert links(visitor) == shown == opened(visitor)


def test_the_manager_whose_seat_ended_keeps_another() -> None:
    carol = User.objects.get(username="carol")
    carol.memberships.update(until=YESTERDAY)
    Membership.objects.create(user=carol, unit=carol.memberships.get().unit.children.get(slug="van-phong"), role=Role.CLERK)  # fmt: skip
    visitor = Visitor("carol")

    assert links(visitor) == OFFICER == opened(visitor)


def test_what_opens_changes_at_midnight() -> None:
    officer("khac", Role.ONE_STOP_OFFICER, "mot-cua", until=TUESDAY.date())

    with time_machine.travel(TUESDAY.replace(hour=23, minute=59), tick=False):
        assert links(Visitor("khac")) == DESK
    with time_machine.travel(TUESDAY.replace(hour=0) + timedelta(days=1), tick=False):
        assert links(Visitor("khac")) == CITIZEN


def test_an_officer_finds_the_dossiers_filed_as_a_citizen() -> None:
    assert "my_dossiers" in links(Visitor("bob"))
    assert Visitor("bob").get("/ho-so/").status_code == 200
