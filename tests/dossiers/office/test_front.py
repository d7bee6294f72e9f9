"""The administrator's first page: what needs attention, the seats that end soon, and a link to each page that opens."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import resolve

from accounts.models import Membership, SignInOutcome, SignInRecord, Substitution, User
from accounts.roles import Role
from dossiers.models import Job, JobState, OutboxEntry
from dossiers.office import front
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.officers import officer

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
PAGE = "/van-hanh/quan-tri/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def words(language: str = "en") -> str:
    return read(Visitor("admin", language=language).get(PAGE)).words()


def test_every_page_that_it_leads_to_opens() -> None:
    admin = Visitor("admin")
    groups = admin.get(PAGE).context["groups"]
    places = [place for _title, places in groups for place in places]

    assert [place.name for place in places if place.url and admin.get(place.url).status_code != 200] == []
    assert {place.name for place in places if not place.url} == {"Working calendar", "Templates of reasons"}
    Membership.objects.create(user=User.objects.get(username="admin"), unit=Membership.objects.get(user__username="carol").unit, role=Role.MANAGER)  # fmt: skip
    again = Visitor("admin")
    places = [place for _title, places in again.get(PAGE).context["groups"] for place in places]
    assert [place.name for place in places if again.get(place.url).status_code != 200] == []
    assert {"calendar", "reasons", "regimes", "agencies", "people"} <= {resolve(place.url).url_name for place in places}


def test_where_nothing_is_wrong_it_says_so() -> None:
    assert "Nothing is missing, and nothing has stopped." in words()
    assert "Seats that end" not in words()


def test_what_needs_attention_is_named_with_its_number() -> None:
    story.file(at=NOW - timedelta(days=1))
    OutboxEntry.objects.filter(done_at=None).update(attempts=3)
    waiting = OutboxEntry.objects.filter(done_at=None).count()
    Job.objects.create(
        kind="calendar-preview", created_at=NOW - timedelta(days=1), state=JobState.STOPPED, finished_at=NOW
    )
    Job.objects.create(
        kind="calendar-preview", created_at=NOW - timedelta(days=8), state=JobState.STOPPED, finished_at=NOW
    )
    bob = User.objects.get(username="bob")
    for _time in range(3):
        SignInRecord.objects.create(person=bob, at=NOW, outcome=SignInOutcome.FAILED)

    said = words()

    assert f"Mail and papers that could not be sent: {waiting}" in said
    assert "Jobs of the last week that stopped: 1" in said
    assert "Wrong passwords were tried within a day at 1 account." in said


def test_seats_that_end_within_two_weeks_are_named_the_next_one_first() -> None:
    officer("som", Role.CLERK, "van-phong", until=date(2026, 1, 10))
    officer("muon", Role.CLERK, "van-phong", until=date(2026, 1, 20))
    officer("sau", Role.CLERK, "van-phong", until=date(2026, 1, 21))
    officer("qua", Role.CLERK, "van-phong", until=date(2026, 1, 5))

    ending = Visitor("admin").get(PAGE).context["ending"]

    assert [seat.user.username for seat in ending] == ["som", "muon"]
    assert "muon: Records clerk, Department Office, until 20/01/2026" in words()
    assert timedelta(days=14) == front.AHEAD


@pytest.mark.parametrize("username", ["alice", "bob", "carol", "lan"])
def test_it_is_the_administrator_s_alone(username: str) -> None:
    assert Visitor(username).get(PAGE).status_code == 404


def test_what_has_just_been_changed_is_said_at_once() -> None:
    story.dossier_in("tham-dinh", at=NOW - timedelta(days=1))
    assert "Nothing is missing, and nothing has stopped." in words()

    Membership.objects.filter(user__username="tam").update(until=date(2026, 1, 5))
    assert "Missing in the organisation, now or within a week: 1" in words()
    officer("minh", Role.CLERK, "van-phong")
    assert "Nothing is missing, and nothing has stopped." in words()


def test_what_will_lie_with_nobody_is_said_as_on_its_page() -> None:
    story.dossier_in("tham-dinh", at=NOW - timedelta(days=1))
    dung = User.objects.get(username="dung")

    Substitution.objects.create(absent=dung, substitute=None, since=date(2026, 1, 8), until=date(2026, 1, 9))

    assert "Dossiers with which soon nobody could go on: 1" in words()
