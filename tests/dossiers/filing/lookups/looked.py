"""A procedure that asks for two papers which databases may have, published for a test."""

from pathlib import Path

from django.http import HttpResponse

from portal.demo import story
from procedures.answers.sample import raw_answers
from procedures.models import ProcedureVersion
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import local
from tests.dossiers.variants import publish_text
from tests.procedures.shipped import PATH, changed

NOW = local("2026-01-06 09:00")
SLUG = "tra-cuu"
FORM, CHECK = f"/ho-so/nop/{SLUG}/", f"/ho-so/nop/{SLUG}/kiem-tra/"
TRADE, IDENTITY = "dang-ky-kinh-doanh", "giay-to-tuy-than"
KNOWN, UNKNOWN, LATE, DOWN = "0100109106", "0100109107", "0100109108", "0100109109"
PERSON = "001203012345"


def published(folder: Path) -> str:
    """Publish it; return the address of its form."""
    text = (PATH.parent.parent / "gcn-diem-tro-choi" / "v7.toml").read_text(encoding="utf-8")
    edits = (
        ('\nslug = "gcn-diem-tro-choi"', f'\nslug = "{SLUG}"'),
        ('\ncode = "1.013792"', ""),
        ("effective_on = 2026-11-28", "effective_on = 2025-12-01"),
    )
    publish_text(folder, changed(*edits, text=text))
    return FORM


def answers(number: str = KNOWN, person: str = PERSON) -> dict[str, str]:
    """Return all that the form asks, of an individual owner."""
    machine = ProcedureVersion.objects.get(procedure__slug=SLUG).machine
    fixed = {"owner_kind": "individual", "owner_id": person, "trade_registration_no": number}
    return {**raw_answers(machine, NOW), **fixed}


def sent(visitor: Visitor, *papers: str, do: str = "check", number: str = KNOWN, person: str = PERSON) -> HttpResponse:
    """Send the form with files for some papers; return the page that follows."""
    files = {f"component-{name}": story.upload(f"{name}.pdf") for name in papers}
    typed = {**answers(number, person), **files, "do": do}
    return visitor.send(visitor.get(FORM), FORM, typed, follow=True)
