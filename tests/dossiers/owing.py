"""A procedure whose fee is due at one of the four times, published for a test; its dossier owes 1,800,000 đồng."""

from pathlib import Path

from dossiers import acts
from dossiers.commands import Fee
from dossiers.models import Dossier
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.variants import filed_under, publish_text
from tests.procedures.shipped import PATH, changed

OWED = 1_800_000
STEPS = {
    "accept": "bob",
    "transfer": "bob",
    "finish-phan-cong": "hoa",
    "propose-granted": "dung",
    "finish-xem-xet": "hoa",
    "decide": "lan",
    "number": "tam",
    "return": "bob",
}
"""The plain way of the shipped procedure, by who takes each step."""


def owing(folder: Path, due: str) -> Walk:
    """Return a dossier that was just filed under such a procedure, to be paid at the desk."""
    return filed_under(published(folder, due), MONDAY)


def published(folder: Path, due: str, *edits: tuple[str, str]) -> str:
    """Publish such a procedure, with other pieces replaced; return its slug."""
    text = changed(
        ('\nslug = "xb-tai-lieu-khong-kinh-doanh"', f'\nslug = "phi-{due}"'),
        ('\ncode = "1.003868"', ""),
        ("effective_on = 2026-11-28", "effective_on = 2025-12-01"),
        *edits,
        text=PATH.with_name("v6.toml").read_text(encoding="utf-8"),
    ).replace('due = "processing"', f'due = "{due}"')
    publish_text(folder, text)
    return f"phi-{due}"


def give_back(dossier: Dossier) -> None:
    """Reverse what was paid last, so that it is owed again; who is at the desk received it."""
    last = dossier.events.latest("sequence")
    paid = dossier.events.filter(action=acts.RECEIVE_PAYMENT).latest("sequence")
    story.take(dossier, acts.REVERSE_PAYMENT, "bob", at=last.at, reason="Thu nhầm.", reverses=paid.sequence)


def pay(dossier: Dossier) -> None:
    """Receive at the desk what a dossier owes."""
    fresh = Dossier.objects.get(pk=dossier.pk)
    at = fresh.events.latest("sequence").at
    story.take(fresh, acts.RECEIVE_PAYMENT, "bob", at=at, fee=Fee(fresh.owed or 0, "cash", ""))
