"""A file that was signed is kept and handed out as the bytes that were sent, by each way in which files come; nothing converts it."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from dossiers.filing import drafts
from dossiers.models import Attachment, Awaits
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.background.test_looking import look
from tests.dossiers.browsing import Visitor, content_of
from tests.dossiers.citizen import test_sending as by_parts
from tests.dossiers.desk.counter import test_folder as by_folder
from tests.dossiers.desk.counter import test_phone as by_phone
from tests.dossiers.viewing import made, signing

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
SIGNED = signing.Authority().person().signed(made.of_text("don de nghi"))

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture(autouse=True)
def _storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.SCAN_FOLDERS = tmp_path / "files", tmp_path / "scans"
    (tmp_path / "scans" / "mot-cua").mkdir(parents=True)


def with_the_form() -> str:
    Visitor("alice").post(by_parts.FORM, {"do": "save", by_parts.FIELD: story.upload("don.pdf", SIGNED)})
    return "alice"


def by_parts_of_it() -> str:
    alice = Visitor("alice")
    key = by_parts.whole(alice, SIGNED)
    alice.post(by_parts.FORM, {"do": "save", f"sent-{by_parts.FIELD}": key})
    return "alice"


def at_the_counter() -> str:
    draft = counter.begun(at=MONDAY)
    paper = by_phone.paper_of(draft)
    field = next(name for name, kept_for in drafts.file_fields(draft.version.machine).items() if kept_for == paper)
    Visitor("bob").post(by_phone.entry_of(draft), {"do": "save", field: story.upload("don.pdf", SIGNED)})
    return "bob"


def from_a_telephone() -> str:
    draft = counter.begun(at=MONDAY)
    code = by_phone.asked(Visitor("bob", language="vi"), draft)
    by_phone.send(Visitor(), code, story.upload("don.pdf", SIGNED))
    return "bob"


def from_the_scanner_s_folder(settings: Settings) -> str:
    by_folder.scanned(settings.SCAN_FOLDERS / "mot-cua", "don.pdf", SIGNED)
    draft, bob = counter.begun(at=MONDAY), Visitor("bob", language="vi")
    [scan] = by_folder.offered(bob, draft)
    by_folder.press(bob, draft, "take", scan)
    return "bob"


def is_kept_as_sent(who: str) -> None:
    file = Attachment.objects.get()
    assert file.awaits in {Awaits.JUDGING, Awaits.SIGNATURES}

    look()

    file.refresh_from_db()
    assert (file.sha256, file.readable, file.awaits) == (hashlib.sha256(SIGNED).hexdigest(), "", Awaits.NOTHING)
    assert file.signatures["found"][0]["body"] == "whole"
    assert Path(file.file.path).read_bytes() == SIGNED
    assert content_of(Visitor(who).get(f"/ho-so/tep/{file.pk}/")) == SIGNED


@pytest.mark.parametrize("way", [with_the_form, by_parts_of_it, at_the_counter, from_a_telephone])
def test_its_bytes_are_those_that_were_sent(way: Callable[[], str]) -> None:
    is_kept_as_sent(way())


def test_its_bytes_are_those_that_lay_in_the_scanner_s_folder(settings: Settings) -> None:
    is_kept_as_sent(from_the_scanner_s_folder(settings))
