"""The administrator's first page: what needs attention, the seats that end soon, and a link to each page that opens."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import resolve

from accounts.models import Membership, SignInOutcome, SignInRecord, Substitution, Unit, User
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

    assert [place.name for place in places if admin.get(place.url).status_code != 200] == []
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


# Each page of a list with its box: what is looked for, in which part of the page, and how much of it is found.
LOOKED_FOR = [
    ("/van-hanh/don-vi/", "rows", "phong BAO chi", 1),
    ("/van-hanh/don-vi/", "rows", "mot-cua", 1),
    ("/van-hanh/don-vi/", "rows", "khong co", 0),
    ("/van-hanh/co-quan/", "rows", "so-tttt", 1),
    ("/van-hanh/co-quan/", "rows", "khong co don vi", 0),
    ("/van-hanh/che-do/", "texts", "118/2025", 1),
    ("/van-hanh/che-do/", "texts", "khong co", 0),
    ("/van-hanh/", "rows", "ngo cam xem truoc", 1),
    ("/van-hanh/", "rows", "77/QĐ", 1),
    ("/van-hanh/", "rows", "78/QĐ", 0),
    ("/quan-ly/lich/", "days", "quoc khanh", 2),
    ("/quan-ly/lich/", "days", "02/09/2027", 1),
    ("/quan-ly/lich/", "days", "khong co", 0),
]


@pytest.mark.parametrize(("page", "part", "words", "least"), LOOKED_FOR)
def test_each_list_of_the_office_is_looked_through_by_one_box(page: str, part: str, words: str, least: int) -> None:
    carol = User.objects.get(username="carol")
    typed = {"kind": "ngay-nghi", "decision": "77/QĐ-UBND"}
    Job.objects.create(kind="calendar-preview", arguments=typed, by=carol, created_at=NOW, agency=Unit.objects.get(slug="so-tttt"))  # fmt: skip

    shown = Visitor("admin", language="vi").get(page, {"q": words})

    assert f'name="q" value="{words}"' in shown.content.decode()
    assert len(shown.context[part]) >= least
    assert bool(least) is bool(shown.context[part])
