"""Nothing in a scanner's folder is trusted: a name is only a name, and what is no plain file is not there."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dossiers.filing.counter import folders
from dossiers.models import Attachment
from dossiers.refusals.drafting import ScanGone
from portal.demo import story
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor
from tests.dossiers.desk.counter.test_folder import (
    MONDAY,
    aged,
    bob,
    folder,
    offered,
    page_of,
    press,
    pytestmark,
    scanned,
)

__all__ = ["bob", "folder", "pytestmark"]

HOSTILE = ["a\nb.pdf", "<script>alert(1)<b>.pdf", "\u202efdp.pdf", "'; rm -rf.pdf", "--help.pdf", "a" * 250 + ".pdf"]


@pytest.mark.parametrize("name", [*HOSTILE, os.fsdecode(b"\xff\xfe.pdf")])
def test_a_hostile_name_is_only_a_name(bob: Visitor, folder: Path, name: str) -> None:
    scanned(folder, name)
    draft = counter.begun(at=MONDAY)

    page = bob.get(page_of(draft)).content.decode()
    [scan] = offered(bob, draft)
    press(bob, draft, "take", scan)

    assert "<script>alert" not in page
    kept = Attachment.objects.get().name
    assert kept.endswith(".pdf")
    assert len(kept) <= 211
    assert kept.isprintable()


def link(path: Path) -> None:
    path.symlink_to(path.parent.parent / "secret.pdf")
    aged(path, 60)


def inner(path: Path) -> None:
    path.mkdir()
    aged(path, 60)


def queue(path: Path) -> None:
    os.mkfifo(path)
    aged(path, 60)


def hidden(path: Path) -> None:
    scanned(path.parent, ".cho.pdf")


@pytest.mark.parametrize("make", [link, queue, inner, hidden])
def test_what_is_no_plain_file_is_not_offered(bob: Visitor, folder: Path, make: Callable[[Path], None]) -> None:
    (folder.parent / "secret.pdf").write_bytes(story.pdf())
    make(folder / "scan.pdf")

    assert offered(bob, counter.begun(at=MONDAY)) == []


def test_a_link_that_takes_a_scan_s_place_is_not_followed(folder: Path) -> None:
    secret = folder.parent / "secret.pdf"
    secret.write_bytes(story.pdf())
    path = scanned(folder)
    [scan] = folders.waiting(folder, MONDAY).scans
    path.unlink()
    path.symlink_to(secret)

    assert folders.pinned(scan) is None
    with pytest.raises(ScanGone):
        folders.claim(scan, MONDAY)


@pytest.mark.parametrize("which", ["folder", "aside"])
def test_a_folder_that_is_a_link_is_none(folder: Path, which: str) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    if which == "folder":
        scanned(elsewhere)
        (folder.parent / "linked").symlink_to(elsewhere)
        assert folders.waiting(folder.parent / "linked", MONDAY).scans == ()
        return
    (folder / folders.ASIDE).symlink_to(elsewhere)
    scanned(folder)
    [scan] = folders.waiting(folder, MONDAY).scans
    with pytest.raises(ScanGone):
        folders.claim(scan, MONDAY)
    assert [*elsewhere.iterdir()] == []
