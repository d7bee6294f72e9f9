"""What everybody reads who scans the code of a paper: what the record says, and whether row and file agree with it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from dossiers.acts import PAPERS
from dossiers.display.agency.titles import letter_title
from dossiers.models import Letter
from dossiers.papers import registry
from dossiers.papers.recorded.taken_in import take_in
from portal.demo import story
from procedures.machine import Paper
from tests.dossiers import renewals
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.papers.before import DIGEST, PDF, of_before
from tests.dossiers.proof.records import change

pytestmark = pytest.mark.django_db

LATER = "After this paper another one was issued for the dossier"
VALID, MISMATCH = "A paper with this code was issued here", "does not match the record"
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


def sent(letter: Letter, content: bytes | None) -> HttpResponse:
    data = {} if content is None else {"file": SimpleUploadedFile("giấy.pdf", content)}
    return Visitor().post(f"/xac-minh/{letter.token}/", data)


def answers(response: HttpResponse) -> list[str]:
    """Return which of the answers that a page has ready it shows."""
    return re.findall(r'data-answer="(\w+)">', response.content.decode())


def test_a_file_that_is_sent_is_compared_with_the_record_and_not_kept(letter: Letter) -> None:
    with letter.file.open("rb") as file:
        right = file.read()
    before = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}

    # A small one comes in memory, a large one is hashed while it comes.
    for content, answer in (
        (right, "same"),
        (right + b"\n", "other"),
        (b"", "other"),
        (right + bytes(4_000_000), "other"),
    ):
        assert answers(sent(letter, content)) == [answer]
    assert {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} == before


def test_the_true_file_of_another_paper_is_told_from_the_one_of_the_code(letter: Letter) -> None:
    """A token of another paper leads to that one: neither's file is taken for the other's, on either page."""
    walk = story.dossier_in("accepted", at=MONDAY)
    another = registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at)

    for of_code, shown in ((letter, letter), (letter, another), (another, letter), (another, another)):
        with shown.file.open("rb") as file:
            page = sent(of_code, file.read())
        assert answers(page) == ["same" if of_code == shown else "other"]
        assert of_code.dossier.code in read(page).words()
        assert (shown.dossier.code in read(page).words()) == (of_code == shown)


def test_no_file_and_one_that_is_too_large_are_told_at_their_place(letter: Letter) -> None:
    assert "Choose the file first." in read(sent(letter, None)).words()
    assert (
        "The file is too large to be a paper of ours."
        in read(sent(letter, bytes(settings.UPLOAD_MAX_BYTES + 1))).words()
    )


def test_a_file_that_was_changed_where_it_lies_is_still_compared_with_the_record(letter: Letter) -> None:
    with letter.file.open("rb") as file:
        right = file.read()
    write(letter, b"forged")

    assert answers(sent(letter, b"forged")) == ["other"]
    assert answers(sent(letter, right)) == ["same"]


def test_nothing_is_compared_where_there_is_nothing_to_compare_with() -> None:
    response = Visitor().post("/xac-minh/nothing/", {"file": SimpleUploadedFile("a.pdf", b"a")})

    assert response.status_code == 404
    assert answers(response) == []


def test_who_issued_it_stands_there_by_the_name_of_its_day(letter: Letter) -> None:
    assert letter.dossier.agency.name_vi in scanned(letter)


def test_a_later_paper_that_says_anew_what_it_says_is_named() -> None:
    walk = story.dossier_in("tham-dinh", at=MONDAY)
    accepted = next(event for event in walk.events if event.action == "accept")
    receipt = registry.issue(accepted, Paper.RECEIPT, at=walk.at)
    assert LATER not in scanned(receipt)
    assert walk.dossier.due_at
    walk.take("reappoint", "lan", date=(walk.dossier.due_at + timedelta(days=7)).date(), reason="Chờ ý kiến của bộ.")
    first = registry.issue(walk.events[-1], Paper.APOLOGY, at=walk.at)
    assert f"{LATER}: {letter_title(first)}, number {first.number}" in scanned(receipt)
    assert LATER not in scanned(first)

    walk.dossier.refresh_from_db()
    walk.at = walk.dossier.due_at + timedelta(days=1)
    walk.take("promise-late", "lan", date=(walk.at + timedelta(days=7)).date(), reason="Vẫn chờ ý kiến của bộ.")
    second = registry.issue(walk.events[-1], Paper.APOLOGY, at=walk.at)
    assert letter_title(first) != letter_title(second)

    for earlier in (receipt, first):
        words = scanned(earlier)
        assert f"{LATER}: {letter_title(second)}, number {second.number}" in words
        assert VALID in words
    assert LATER not in scanned(second)


def test_a_receipt_whose_date_does_not_hold_now_says_so() -> None:
    walk = dossier_at("tham-dinh.supplement-asked")
    accepted = next(event for event in walk.events if event.action == "accept")
    receipt = registry.issue(accepted, Paper.RECEIPT, at=walk.at)

    words = scanned(receipt)

    assert "A paper with this code was issued here" in words
    assert "It stands still: the applicant is to hand something in. The date on the receipt does not hold" in words


def test_the_paper_of_a_dossier_whose_result_was_revoked_says_since_when(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    walk = renewals.granted()
    accepted = walk.dossier.events.select_related("payload", "actor").get(action="accept")
    receipt = registry.issue(accepted, Paper.RECEIPT, at=walk.at)
    with time_machine.travel(walk.at + timedelta(days=1), tick=False):
        assert "has not been in force" not in scanned(receipt)

    walk.take("revoke-result", "lan", reason="Giấy tờ giả mạo.")

    with time_machine.travel(walk.at + timedelta(days=1), tick=False):
        words = scanned(receipt)
    assert f"The result of this dossier has not been in force since {walk.at:%d/%m/%Y}." in words
    assert VALID in words
    assert "giả mạo" not in words
