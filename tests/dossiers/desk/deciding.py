"""A dossier on its way to a decision, and what its people send from its page."""

from datetime import datetime

from dossiers.models import Dossier
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, form_of

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)


def walk_to(state: str, slug: str = story.SLUG) -> Walk:
    walk = Walk(story.file("alice", at=MONDAY, slug=slug), MONDAY)
    while walk.dossier.state != state:
        walk.onward()
    return walk


def page_of(who: str, dossier: Dossier, language: str = "vi"):
    visitor = Visitor(who, language=language)
    return visitor, visitor.get(f"/mot-cua/{dossier.code}/")


def send(who: str, dossier: Dossier, action: str, typed: dict[str, object], language: str = "vi"):
    visitor, page = page_of(who, dossier, language)
    form = form_of(page, f"/{action}/")
    # Who proposes is asked about a fee that nobody has asked for; other acts know no such box.
    return visitor.post(form.action, {**form.values, "left_unasked": "on", **typed})


def on_paper(serial: int = 1, on: str = "01/12/2026") -> dict[str, object]:
    """Return what a clerk copies from a paper that was signed by hand."""
    return {"scan_number": f"{serial:02d}/GP-STTTT", "scan_dated": on}


def state_of(dossier: Dossier) -> str:
    return Dossier.objects.get(pk=dossier.pk).state
