"""A procedure with every kind of question, published beside the shipped ones, and a complete application under it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.demo import story
from procedures.language.compiler import compile_text
from procedures.machine import Machine
from tests.dossiers.variants import publish_text

TEXT = (Path(__file__).parent / "every_kind.toml").read_text(encoding="utf-8")
SLUG = "moi-loai-cau-hoi"
FORM = f"/ho-so/nop/{SLUG}/"
CHECK = f"{FORM}kiem-tra/"
BA_DINH, SAI_GON = "00004", "26740"
"""Wards of Hà Nội (01) and of Hồ Chí Minh City (79)."""

ANSWERS: Mapping[str, str] = {
    "place": "hanoi",
    "title": "Triển lãm ảnh",
    "summary": "Một.\r\nHai.",
    "form": "print",
    "pages": "120",
    "cost": "1.000.000",
    "signed_on": "05/01/2026",
    "held_at": "16:30 24/11/2026",
    "aims": "",
    "aims.announce": "on",
    "aims.other": "on",
    "other_aim": "Gặp mặt",
    "is_agent": "no",
    "born_on": "02/09/1985",
    "sex": "female",
    "person_id": "001185012345",
    "firm_code": "0100109106",
    "hotline": "0912 345 678",
    "mailbox": "lien-he@example.vn",
    "venue.province": "01",
    "venue.commune": BA_DINH,
    "venue.line": "Số 2 Hùng Vương",
    "store.province": "01",
    "store.commune": "",
    "store.line": "",
    "earlier.number": "15 / GP-STTTT",
    "earlier.dated": "12/03/2014",
    "machines.rows": "2",
    "machines.0.model": "SM-74",
    "machines.0.number": "2",
    "machines.0.price": "1.500.000.000",
    "machines.0.origin": "imported",
    "machines.1.model": "Bizhub",
    "machines.1.number": "1",
    "machines.1.price": "",
    "machines.1.origin": "",
    "guests.rows": "1",
    "guests.0.guest": "",
    "guests.0.since": "",
}
"""What a browser sends of a form that is filled in; the question on the old licence is not asked by it."""


def files() -> dict[str, SimpleUploadedFile]:
    """Return the files that these answers ask for."""
    return {"component-ban-do": story.upload("bản đồ.pdf")}


def changed(*edits: tuple[str, str]) -> str:
    """Return the definition with pieces replaced; each must be there exactly once."""
    text = TEXT
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def machine(*edits: tuple[str, str]) -> Machine:
    """Return what the definition compiles to."""
    return compile_text(changed(*edits), path="every_kind.toml")


def published(folder: Path, *edits: tuple[str, str]) -> None:
    """Publish the procedure."""
    publish_text(folder, changed(*edits))


def with_answers(**typed: Any) -> dict[str, Any]:
    """Return the complete application with some answers typed otherwise; a dot is written as two underscores."""
    return {**ANSWERS, **{name.replace("__", "."): value for name, value in typed.items()}}
