"""Papers of a time that the system did not serve: printed again from the record, marked so, for whoever sees the dossier."""

from datetime import datetime

import pytest

from dossiers.models import Dossier, Letter, Origin
from dossiers.papers.receipt import receipt_of
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests import printed
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.proof.records import nothing_written

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)


@pytest.fixture
def accepted() -> Dossier:
    return story.dossier_in("accepted", at=MONDAY).dossier


@pytest.fixture
def played(accepted: Dossier) -> Dossier:
    """Return a dossier as those of a history are: no paper of it was issued."""
    Letter.objects.all().delete()
    Dossier.objects.update(origin=Origin.HISTORY)
    accepted.refresh_from_db()
    return accepted


def address(dossier: Dossier, number: int) -> str:
    return f"/mot-cua/{dossier.code}/tai-lap/{number}/"


def test_a_receipt_says_what_the_record_says_and_that_it_was_never_issued(played: Dossier) -> None:
    acceptance = played.events.get(action="accept")
    with nothing_written():
        answer = Visitor("carol").get(address(played, acceptance.sequence))

    assert answer.headers["Content-Type"] == "application/pdf"
    said = printed.words_of(answer.content)
    for words in ("Bản tái lập từ nhật ký hồ sơ", played.code, played.applicant_name):
        assert words in said
    assert receipt_of(acceptance, "", "").received in said
    assert "TNHS" not in said
    assert "xac-minh" not in said
    assert not Letter.objects.exists()


def test_its_page_leads_there_and_says_why(played: Dossier) -> None:
    page = Visitor("carol", language="vi").get(f"/mot-cua/{played.code}/")

    assert "hệ thống này chưa được sử dụng" in read(page).words()
    acceptance = played.events.get(action="accept")
    assert f'href="{address(played, acceptance.sequence)}"' in page.content.decode()


@pytest.mark.parametrize("person", ["alice", "mallory"])
def test_no_citizen_gets_one(played: Dossier, person: str) -> None:
    acceptance = played.events.get(action="accept")
    assert Visitor(person).get(address(played, acceptance.sequence)).status_code == 404


@pytest.mark.parametrize("number", [1, 3, 99])
def test_an_event_without_a_paper_has_none(played: Dossier, number: int) -> None:
    assert played.events.get(action="accept").sequence == 2
    assert Visitor("carol").get(address(played, number)).status_code == 404


def test_what_this_system_served_has_what_was_issued_and_nothing_else(accepted: Dossier) -> None:
    acceptance = accepted.events.get(action="accept")

    assert Visitor("carol").get(address(accepted, acceptance.sequence)).status_code == 404
    assert 'id="rebuilt"' not in Visitor("carol").get(f"/mot-cua/{accepted.code}/").content.decode()
