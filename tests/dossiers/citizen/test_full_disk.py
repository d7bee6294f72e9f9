"""A disk without room: the file is refused at its place, what was typed stays, and nothing is kept by half."""

import io
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings, settings
from pypdf import PdfWriter

from dossiers.models import Attachment, Dossier, PartialFile
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.citizen.test_sending import FIELD, begun, patch

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
FORM = f"/ho-so/nop/{story.SLUG}/"
ROOM = 400_000
"""Bytes of the largest file that can still be written."""
SENTENCE = "“{}” could not be kept, because the server cannot store files now. Please try again later."


@contextmanager
def full_disk(room: int = ROOM) -> Iterator[None]:
    """Let the system refuse to write a file of more than so many bytes, as it does where no room is left."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def big(name: str) -> object:
    """Return a PDF that has more bytes than there is room for."""
    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.add_attachment("noise", os.urandom(2 * ROOM))
    writer.write(buffer)
    return story.upload(name, buffer.getvalue())


def noise(name: str) -> object:
    """Return a PDF as large, and nothing but a page."""
    head, rest = story.pdf().split(b"\n", 1)
    return story.upload(name, b"%b\n%%%b\n%b" % (head, os.urandom(ROOM).hex().encode(), rest))


def kept() -> set[Path]:
    """Return the files that are there; pictures of their pages may be made at any time."""
    root = Path(settings.MEDIA_ROOT)
    return {path for path in root.rglob("*") if path.is_file() and path.relative_to(root).parts[0] != "pages"}


def test_a_citizen_is_told_at_the_field_and_keeps_what_was_typed() -> None:
    alice, before = Visitor("alice"), kept()
    typed = {"do": "save", "material_name": "Kỷ yếu", "component-ban-thao": [big("lon.pdf"), story.upload("nho.pdf")]}

    with full_disk():
        page = alice.send(alice.get(FORM), FORM, typed)

    assert page.status_code == 422
    assert SENTENCE.format("lon.pdf") in read(page).errors["id_component-ban-thao"]
    assert form_of(page, FORM).values["material_name"] == "Kỷ yếu"
    assert {row.name: row.problem for row in Attachment.objects.all()} == {"lon.pdf": "no-room", "nho.pdf": ""}
    assert len(kept() - before) == 1, "nothing is left of the other"


def test_a_part_for_which_there_is_no_room_is_said_so_and_sent_again_later() -> None:
    alice, content, before = Visitor("alice"), noise("lon.pdf").read(), kept()
    address = begun(alice, len(content), name="lon.pdf")["Location"]
    key = address.split("/")[-2]

    with full_disk():
        answer = patch(alice, address, content, 0)
        alice.post(FORM, {"do": "save", f"sent-{FIELD}": key})
    there = int(alice.head(address)["Upload-Offset"])

    assert (answer.status_code, answer.content.decode()) == (
        507,
        "The server cannot store files now. Please try again later.",
    )
    assert there <= ROOM
    assert not Attachment.objects.exists(), "half a file is none"
    assert patch(alice, address, content[there:], there).status_code == 204
    alice.post(FORM, {"do": "save", f"sent-{FIELD}": key})
    [row] = Attachment.objects.all()
    with row.file.open() as stored:
        assert stored.read() == content
    assert len(kept() - before) == 1


def test_a_file_that_cannot_begin_leaves_nothing(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    # A file where the folder would be: to make it fails as it does on a disk that is full.
    (tmp_path / "sending").touch()

    answer = begun(Visitor("alice"))

    assert answer.status_code == 507
    assert not PartialFile.objects.exists()


def test_an_officer_is_told_at_the_field_and_nothing_is_recorded() -> None:
    with time_machine.travel(MONDAY):
        walk = story.dossier_in("tham-dinh", at=MONDAY)
    dung, before = Visitor("dung"), kept()

    with full_disk():
        page = dung.send(
            dung.get(f"/mot-cua/{walk.dossier.code}/"),
            "/finish-tham-dinh/",
            {"files": big("to-trinh.pdf"), "note": "Đủ điều kiện."},
        )

    assert page.status_code == 422
    assert SENTENCE.format("to-trinh.pdf") in read(page).errors["id_finish-tham-dinh_files"]
    assert form_of(page, "/finish-tham-dinh/").values["note"] == "Đủ điều kiện."
    assert Dossier.objects.get().sequence == walk.dossier.sequence
    assert kept() == before
