"""Files that are sent by parts: they go on where a connection broke, for their sender alone, and a form takes them once."""

import hashlib
import os
from base64 import b64encode
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.http import HttpResponse, UnreadablePostError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dossiers import commands
from dossiers.filing import partial
from dossiers.models import Attachment, Draft, PartialFile
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.citizen.test_correction import asked, form_at

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
FORM = f"/ho-so/nop/{story.SLUG}/"
BEGIN = "/ho-so/gui-tep/"
FIELD = "component-ban-thao"
PART = "application/offset+octet-stream"
PDF = story.pdf(9)

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture(autouse=True)
def _storage(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def text(words: str) -> str:
    return b64encode(words.encode()).decode()


def begun(visitor: Visitor, size: int = len(PDF), *, name: str = "đơn.pdf", draft: str = "") -> HttpResponse:
    metadata = f"filename {text(name)},draft {text(draft)}"
    return visitor.post(
        BEGIN, headers={"Upload-Length": str(size), "Upload-Metadata": metadata, "Tus-Resumable": "1.0.0"}
    )


def patch(visitor: Visitor, address: str, content: bytes, offset: int) -> HttpResponse:
    return visitor.patch(address, content, content_type=PART, headers={"Upload-Offset": str(offset)})


def whole(visitor: Visitor, content: bytes = PDF, **told: str) -> str:
    """Send a file to its end; return its key."""
    address = begun(visitor, len(content), **told)["Location"]
    assert patch(visitor, address, content, 0).status_code == 204
    return address.split("/")[-2]


def test_a_file_goes_on_where_it_stopped_and_a_form_takes_it() -> None:
    alice = Visitor("alice")
    answer = begun(alice)
    address = answer["Location"]
    assert (answer.status_code, answer["Tus-Resumable"]) == (201, "1.0.0")

    assert patch(alice, address, PDF[:700], 0)["Upload-Offset"] == "700"
    head = alice.head(address)
    assert (head["Upload-Offset"], head["Upload-Length"]) == ("700", str(len(PDF)))
    assert "no-store" in head["Cache-Control"]
    assert patch(alice, address, PDF[700:], 700)["Upload-Offset"] == str(len(PDF))
    page = alice.post(FORM, {"do": "save", f"sent-{FIELD}": address.split("/")[-2]}, follow=True)

    kept = Attachment.objects.get()
    assert (kept.name, kept.component, kept.pages, kept.size) == ("đơn.pdf", "ban-thao", 9, len(PDF))
    with kept.file.open() as stored:
        assert stored.read() == PDF
    assert "đơn.pdf" in read(page).text
    assert not PartialFile.objects.exists()


def test_what_came_before_a_connection_broke_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        """A connection that ends in the middle."""

        parts = [PDF[:300], UnreadablePostError("gone")]

        def read(self, size: int) -> bytes:
            part = self.parts.pop(0)
            if isinstance(part, Exception):
                raise part
            return part[:size]

    alice = story.person("alice")
    file = partial.begin(alice, "a.pdf", len(PDF), draft_key=None, at=MONDAY)

    assert partial.go_on(file, 0, Broken()) == 300
    assert file.offset == 300


def test_a_second_press_takes_it_once_and_the_same_file_again_is_kept_once() -> None:
    alice = Visitor("alice")
    key = whole(alice)

    for _press in range(2):
        alice.post(FORM, {"do": "save", f"sent-{FIELD}": key})
    alice.post(FORM, {"do": "save", f"sent-{FIELD}": whole(alice)})
    alice.post(FORM, {"do": "save", FIELD: story.upload("đơn.pdf", PDF)})

    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("who", ["mallory", "viet-an", "bob"])
def test_somebody_else_neither_sees_it_goes_on_with_it_takes_it_nor_ends_it(who: str) -> None:
    address = begun(Visitor("alice"))["Location"]
    other = Visitor(who)

    assert [
        other.head(address).status_code,
        patch(other, address, PDF, 0).status_code,
        other.delete(address).status_code,
    ] == [404, 404, 404]
    assert PartialFile.objects.get().offset == 0
    patch(Visitor("alice"), address, PDF, 0)
    other.post(FORM, {"do": "save", f"sent-{FIELD}": address.split("/")[-2]})
    assert not Attachment.objects.exists()


def test_nobody_goes_on_with_it_after_the_filing() -> None:
    draft, alice = story.draft_of("alice", MONDAY), Visitor("alice")
    address = begun(alice, draft=str(draft.key))["Location"]
    commands.submit(draft.key, owner=draft.owner, at=MONDAY)

    answer = patch(alice, address, PDF, 0)

    assert (answer.status_code, alice.head(address).status_code) == (409, 409)
    assert "already" in answer.content.decode()
    assert begun(alice, draft=str(draft.key)).status_code == 409
    assert PartialFile.objects.get().offset == 0


def test_to_begin_a_file_and_a_part_of_it_ask_the_database_once_each(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    draft, alice = story.draft_of("alice", MONDAY), Visitor("alice")
    whole(alice, draft=str(draft.key))

    # The other one reads who asks.
    with django_assert_num_queries(2):
        address = begun(alice, draft=str(draft.key))["Location"]
    with django_assert_num_queries(2):
        assert patch(alice, address, PDF, 0).status_code == 204


def test_the_disk_keeps_what_a_form_has_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    synced, fsync = set[int](), os.fsync

    def watched(descriptor: int) -> None:
        fsync(descriptor)
        synced.add(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(os, "fsync", watched)
    alice = Visitor("alice")

    alice.post(FORM, {"do": "save", f"sent-{FIELD}": whole(alice)})

    assert Path(Attachment.objects.get().file.path).stat().st_ino in synced


def test_half_a_file_is_not_taken() -> None:
    alice = Visitor("alice")
    address = begun(alice)["Location"]
    patch(alice, address, PDF[:100], 0)

    alice.post(FORM, {"do": "save", f"sent-{FIELD}": address.split("/")[-2]})

    assert not Attachment.objects.exists()
    assert PartialFile.objects.get().offset == 100


@pytest.mark.parametrize(
    ("content", "offset", "status"), [(PDF, 5, 409), (PDF, "x", 400), (PDF, "", 400), (PDF, "9" * 5000, 400)]
)
def test_a_part_that_does_not_fit_is_refused(content: bytes, offset: object, status: int) -> None:
    alice = Visitor("alice")
    address = begun(alice)["Location"]

    assert patch(alice, address, content, offset).status_code == status  # type: ignore[arg-type]
    assert PartialFile.objects.get().offset == 0


def test_more_than_was_said_is_not_written() -> None:
    alice = Visitor("alice")
    address = begun(alice, 10)["Location"]

    assert patch(alice, address, PDF, 0)["Upload-Offset"] == "10"
    assert PartialFile.objects.get().offset == 10


def test_another_kind_of_body_is_no_part() -> None:
    alice = Visitor("alice")

    assert alice.patch(begun(alice)["Location"], PDF, content_type="application/pdf").status_code == 415


@pytest.mark.parametrize(
    ("size", "status"), [("", 400), ("-1", 400), ("²", 400), ("9" * 5000, 400), (str(21 * 1024 * 1024), 413)]
)
def test_a_size_that_nobody_takes_is_refused_before_anything_is_sent(size: str, status: int) -> None:
    alice = Visitor("alice")

    assert alice.post(BEGIN, headers={"Upload-Length": size, "Upload-Metadata": "draft %%%"}).status_code == status
    assert not PartialFile.objects.exists()


@pytest.mark.parametrize("name", ["x.exe", "don", "../../x.PDF.exe "])
def test_a_kind_that_nobody_takes_is_refused_before_anything_is_sent(name: str) -> None:
    alice = Visitor("alice")
    named = b64encode(name.encode()).decode()

    answer = alice.post(BEGIN, headers={"Upload-Length": "9", "Upload-Metadata": f"filename {named}"})

    assert answer.status_code == 400
    assert "is of a kind that is not taken. Files may be: PDF," in answer.content.decode()
    assert not PartialFile.objects.exists()


def test_a_bad_file_is_refused_at_its_field_and_forgotten(tmp_path: Path) -> None:
    alice = Visitor("alice")
    key = whole(alice, b"MZ", name="x.pdf")

    page = alice.post(FORM, {"do": "save", f"sent-{FIELD}": key})

    assert "“x.pdf” is not what its ending says" in read(page).text
    assert not PartialFile.objects.exists()
    assert not list((tmp_path / "sending").iterdir())


def test_one_that_is_stopped_is_forgotten() -> None:
    alice = Visitor("alice")
    address = begun(alice)["Location"]

    assert alice.delete(address).status_code == 204
    assert alice.head(address).status_code == 404


def test_what_nobody_went_on_with_for_a_day_is_swept(tmp_path: Path) -> None:
    alice = Visitor("alice")
    begun(alice)
    PartialFile.objects.update(created_at=MONDAY - partial.KEPT)
    young = partial.begin(story.person("alice"), "b.pdf", 9, draft_key=None, at=timezone.now() - timedelta(hours=1))

    partial.sweep(MONDAY)

    assert list(PartialFile.objects.all()) == [young]
    assert [path.name for path in (tmp_path / "sending").iterdir()] == [young.id.hex]


def test_nobody_has_more_than_some_on_the_way() -> None:
    alice = story.person("alice")
    for number in range(partial.MOST_BEGUN + 3):
        partial.begin(alice, f"{number}.pdf", 9, draft_key=uuid4(), at=MONDAY + timedelta(seconds=number))

    assert PartialFile.objects.count() == partial.MOST_BEGUN
    assert not PartialFile.objects.filter(name="0.pdf").exists()


def test_two_parts_at_once_are_not_mixed() -> None:
    file = partial.begin(story.person("alice"), "a.pdf", len(PDF), draft_key=None, at=MONDAY)

    class Meanwhile:
        """A part during which another one comes."""

        came: list[int | None] = []

        def read(self, size: int) -> bytes:
            if not self.came:
                self.came.append(partial.go_on(file, 0, self))
                return PDF[:size]
            return b""

    assert partial.go_on(file, 0, Meanwhile()) == len(PDF)
    assert Meanwhile.came == [None]


def test_the_answer_to_a_request_takes_it_too() -> None:
    walk, alice = asked(questions={}), Visitor("alice")
    page, address = form_at(walk, alice)

    alice.send(page, address, {"do": "save", f"sent-{FIELD}": whole(alice)})

    assert [one.name for one in Draft.objects.get(correcting=walk.dossier).attachments.all()] == ["đơn.pdf"]


def test_what_the_disk_keeps_is_neither_hashed_nor_written_a_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = PartialFile.objects.get(pk=whole(Visitor("alice")))
    for running in tuple(partial._settling.values()):
        running.kept.result()
    asked: list[object] = []
    monkeypatch.setattr(partial, "_settle", asked.append)

    with partial.Arrived(sent) as arrived:
        assert arrived.sha256 == hashlib.sha256(PDF).hexdigest()
    assert asked == []


@pytest.mark.parametrize("beside", ["its digest", "nothing", "half of it"])
def test_a_whole_file_is_hashed_while_its_sender_goes_on_and_is_taken_by_whichever_process(beside: str) -> None:
    sent = PartialFile.objects.get(pk=whole(Visitor("alice")))
    for running in tuple(partial._settling.values()):
        running.kept.result()
    digest, right = partial._beside(sent.path), hashlib.sha256(PDF).hexdigest()
    assert digest.read_text() == right
    if beside != "its digest":
        digest.write_text("" if beside == "nothing" else right[:32])

    with partial.Arrived(sent) as arrived:
        assert arrived.sha256 == right
    partial.forget(sent)
    assert not list(sent.path.parent.iterdir())
