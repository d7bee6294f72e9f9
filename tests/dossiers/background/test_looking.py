"""Files that have come: a picture has a copy that is read more easily, made by a worker and kept beside it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from dossiers import commands, files, turns
from dossiers.background import leftovers, looking
from dossiers.filing import arriving, drafts
from dossiers.models import Attachment, Awaits
from dossiers.viewing import box
from dossiers.viewing.asking import Answer, Problem
from portal.demo import story
from tests.dossiers.background.test_leftovers import KEPT, aged
from tests.dossiers.browsing import Visitor, content_of
from tests.dossiers.lifecycle import local
from tests.dossiers.viewing import made

NOW = local("2026-01-05 08:30")
COMPONENT = "ban-thao"
HEIC = made.heic((600, 800))

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture(autouse=True)
def _storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def photographed(name: str = "anh.heic", content: bytes = HEIC) -> Attachment:
    """Return a photograph in the draft of alice, beside what is asked for."""
    draft = story.draft_of("alice", NOW)
    return arriving.add_file(draft, COMPONENT, story.upload(name, content), by=draft.owner, at=NOW)


def look() -> looking.Looking:
    work = looking.Looking(NOW)
    assert not turns.take(looking.RUN, work)
    return work


def test_a_photograph_of_a_telephone_gets_a_copy_that_everybody_can_read_and_stays_itself() -> None:
    photo = photographed()

    look()

    photo.refresh_from_db()
    alice = Visitor("alice")
    copy = alice.get(f"/ho-so/tep/{photo.pk}/ban-de-doc/")
    assert content_of(copy).startswith(b"%PDF-")
    assert copy["Content-Disposition"] == 'attachment; filename="anh.pdf"'
    assert "sandbox" in copy["Content-Security-Policy"]
    assert content_of(alice.get(f"/ho-so/tep/{photo.pk}/")) == HEIC
    assert (photo.sha256, photo.awaits) == (hashlib.sha256(HEIC).hexdigest(), "")


def test_the_readable_one_is_opened_first_and_leads_to_the_original() -> None:
    photo = photographed()
    alice, form = Visitor("alice"), f"/ho-so/nop/{story.SLUG}/"
    assert b"ban-de-doc" not in alice.get(form).content

    look()

    page = alice.get(form).content.decode()
    assert page.index(f"/ho-so/tep/{photo.pk}/ban-de-doc/") < page.index(f'/ho-so/tep/{photo.pk}/"')


@pytest.mark.parametrize("who", ["mallory", "viet-an"])
def test_nobody_else_is_handed_the_copy(who: str) -> None:
    photo = photographed()
    look()

    assert Visitor(who).get(f"/ho-so/tep/{photo.pk}/ban-de-doc/").status_code == 404


@pytest.mark.parametrize(("name", "content"), [("don.pdf", story.pdf()), ("don.docx", made.docx())])
def test_what_is_no_picture_is_never_converted(name: str, content: bytes) -> None:
    paper = photographed(name, content)

    look()

    paper.refresh_from_db()
    assert (paper.readable, paper.awaits) == ("", "")
    assert Visitor("alice").get(f"/ho-so/tep/{paper.pk}/ban-de-doc/").status_code == 404


def test_the_copy_is_made_after_the_filing_too_and_the_record_knows_nothing_of_it() -> None:
    photo = photographed()
    assert photo.draft is not None
    dossier = commands.submit(photo.draft.key, owner=photo.uploaded_by, at=NOW)
    before = [(event.digest, event.payload.content) for event in dossier.events.all()]

    look()

    photo.refresh_from_db()
    assert photo.readable
    assert [(event.digest, event.payload.content) for event in dossier.events.all()] == before


def test_the_desk_reads_the_pages_of_the_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = photographed()
    assert photo.draft is not None
    dossier = commands.submit(photo.draft.key, owner=photo.uploaded_by, at=NOW)
    look()
    photo.refresh_from_db()
    read: list[Path] = []
    monkeypatch.setattr(
        "dossiers.viewing.pictures.page_of", lambda stored, picture: read.append(stored.path) or Problem.BUSY
    )

    page = Visitor("bob").get(f"/mot-cua/{dossier.code}/tep/{photo.pk}/")

    assert read == [Path(photo.readable.path)]
    assert f"/ho-so/tep/{photo.pk}/ban-de-doc/".encode() in page.content


def test_a_copy_that_cannot_be_made_is_not_tried_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = photographed()
    monkeypatch.setattr(box, "copy", lambda *_descriptors: Answer(Problem.TOO_LONG))

    look()

    photo.refresh_from_db()
    assert (photo.readable, photo.awaits) == ("", "")


def test_where_the_box_is_busy_the_next_run_makes_the_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = photographed()
    with monkeypatch.context() as busy:
        busy.setattr(box, "copy", lambda *_descriptors: Answer(Problem.BUSY))
        look()
    photo.refresh_from_db()
    assert photo.awaits == Awaits.COPYING

    look()

    photo.refresh_from_db()
    assert photo.readable


def test_a_copy_of_which_the_file_was_removed_meanwhile_is_not_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    photo, make = photographed(), box.copy

    def removed_meanwhile(*descriptors: int) -> Answer:
        Attachment.objects.filter(pk=photo.pk).delete()
        return make(*descriptors)

    monkeypatch.setattr(box, "copy", removed_meanwhile)

    look()

    assert not list(tmp_path.rglob("*.pdf"))


def test_the_copy_goes_with_its_file(tmp_path: Path, django_capture_on_commit_callbacks) -> None:
    photo = photographed()
    look()
    assert [path.name for path in tmp_path.rglob("*.pdf")] == [f"{photo.pk.hex}.pdf"]

    assert photo.draft is not None
    with django_capture_on_commit_callbacks(execute=True):
        drafts.remove_file(photo.draft, photo.pk)

    assert not list(tmp_path.rglob(f"{photo.pk.hex}*"))


def test_a_copy_that_nothing_names_is_swept_and_that_of_a_file_is_not(tmp_path: Path) -> None:
    photo = photographed()
    look()
    (copy,) = tmp_path.rglob("*.pdf")
    orphan = copy.with_name(f"{copy.name[:2]}{'0' * 30}.pdf")
    orphan.write_bytes(b"%PDF-")
    for path in (copy, orphan):
        aged(path, KEPT * 2)

    for work in _all_folders():
        turns.take(leftovers.RUN, work)

    assert (copy.exists(), orphan.exists()) == (True, False)
    assert files.kind_of(photo.media_type) is not None


def _all_folders() -> Iterator[leftovers.Leftovers]:
    for hour in range(24):
        yield leftovers.Leftovers(local(f"2026-01-20 {hour:02}:50"))
