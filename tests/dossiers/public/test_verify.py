"""What everybody reads who scans the code of a paper: what the record says, and whether row and file agree with it."""

from datetime import timedelta

import pytest

from dossiers.acts import PAPERS
from dossiers.models import Letter
from dossiers.papers import registry
from dossiers.papers.recorded.taken_in import take_in
from portal.demo import story
from procedures.machine import Paper
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.papers.before import DIGEST, PDF, of_before
from tests.dossiers.proof.records import change

pytestmark = pytest.mark.django_db

VALID, MISMATCH = "This paper was issued here", "does not match the record"
UNKNOWN, NONE = "The record does not know this paper", "No paper with this mark was issued here"


@pytest.fixture
def letter() -> Letter:
    walk = story.dossier_in("accepted", at=MONDAY)
    return registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at)


def scanned(letter: Letter) -> str:
    return read(Visitor().get(f"/xac-minh/{letter.token}/")).words()


def write(letter: Letter, content: bytes) -> None:
    with letter.file.storage.open(letter.file.name, "wb") as file:
        file.write(content)


def test_a_paper_as_it_was_issued_is_answered_for(letter: Letter) -> None:
    words = scanned(letter)

    assert VALID in words
    for told in ("Receipt and appointment slip", "01/2026/TNHS", letter.sha256, letter.dossier.code):
        assert told in words
    assert MISMATCH not in words
    assert "In the record since" not in words


def test_nobody_s_code_is_of_no_paper() -> None:
    response = Visitor().get("/xac-minh/nothing/")

    assert response.status_code == 404
    assert NONE in read(response).words()


@pytest.mark.parametrize(
    "forged",
    [
        {"number": "99/2026/TNHS"},
        {"kind": "04"},
        {"sha256": "0" * 64},
        {"issued_at": MONDAY - timedelta(days=100)},
    ],
)
def test_of_a_changed_row_it_says_so_and_shows_what_was_recorded(letter: Letter, forged: dict[str, object]) -> None:
    Letter.objects.update(**forged)

    words = scanned(letter)

    assert MISMATCH in words
    assert VALID not in words
    assert "Receipt and appointment slip" in words
    assert "01/2026/TNHS" in words
    assert letter.sha256 in words


def test_of_changed_bytes_it_says_so_too(letter: Letter) -> None:
    write(letter, PDF)

    assert MISMATCH in scanned(letter)


def test_bytes_and_row_that_were_changed_alike_do_not_help(letter: Letter) -> None:
    write(letter, PDF)
    Letter.objects.update(sha256=DIGEST)

    words = scanned(letter)
    assert MISMATCH in words
    assert DIGEST not in words


def test_an_event_that_was_changed_too_answers_for_nothing(letter: Letter) -> None:
    event = letter.dossier.events.get(action__in=PAPERS)
    change(event, facts=event.facts | {"paper": event.facts["paper"] | {"number": "99/2026/TNHS"}})
    Letter.objects.update(number="99/2026/TNHS")

    words = scanned(letter)
    assert UNKNOWN in words
    assert "99/2026/TNHS" not in words


def test_a_file_that_is_not_there_now_says_nothing_against_the_record(letter: Letter) -> None:
    letter.file.storage.delete(letter.file.name)

    assert VALID in scanned(letter)


def test_a_row_that_was_put_in_beside_the_log_is_not_known(letter: Letter) -> None:
    forged = of_before(letter.event, kind="02", number="77/2026/HDHS")

    words = scanned(forged)
    assert UNKNOWN in words
    assert VALID not in words
    assert "77/2026/HDHS" not in words


def test_a_paper_of_before_says_since_when_the_record_knows_it() -> None:
    letter = of_before(story.dossier_in("accepted", at=MONDAY).events[0])
    assert UNKNOWN in scanned(letter)

    take_in(at=MONDAY + timedelta(days=10))

    words = scanned(letter)
    assert VALID in words
    assert "07/2025/TNHS" in words
    assert "In the record since" in words
    assert f"{MONDAY + timedelta(days=10):%d/%m/%Y}" in words


def test_one_that_disagreed_with_its_file_when_it_was_taken_in_is_never_answered_for() -> None:
    letter = of_before(story.dossier_in("accepted", at=MONDAY).events[0], content=b"another")
    take_in(at=MONDAY + timedelta(days=10))

    words = scanned(letter)

    assert MISMATCH in words
    assert VALID not in words
    assert letter.sha256 not in words
