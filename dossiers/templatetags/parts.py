"""Tags: the small parts of a page whose look depends on a value."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import ROLE_LABELS
from dossiers.display.diagram import Diagram, Move, diagram
from dossiers.models.dossier import STATUS_LABELS, Dossier
from procedures.machine import ENDS, Machine, Status

register = template.Library()

STATUS_GLYPHS = {
    Status.REGISTERED: "circle",
    Status.ACCEPTED: "dot",
    Status.REJECTED: "cross",
    Status.IN_PROCESS: "half",
    Status.SUPPLEMENT_REQUESTED: "pause",
    Status.FINANCIAL_OBLIGATION: "coin",
    Status.WITHDRAWN: "back",
    Status.STOPPED: "stop",
    Status.RESULT_READY: "tick",
    Status.RETURNED: "ticks",
}
STANDINGS = {
    "early": ("tick-solid", _("Early")),
    "on_time": ("tick", _("On time")),
    "overdue": ("overdue", _("Overdue")),
    "due_soon": ("soon", _("Due soon")),
    "within_time": ("clock", _("Within time")),
    "paused": ("pause", _("Paused")),
    "not_started": ("clock", _("Answer due")),
    "unanswered": ("overdue", _("Answer overdue")),
    "ended": ("stop", _("Ended")),
}
PAUSED = frozenset({Status.SUPPLEMENT_REQUESTED, Status.FINANCIAL_OBLIGATION})
UNDATED = frozenset({"paused", "ended"})
TIMED = frozenset({"not_started", "unanswered"})
"""Due at an hour of the day, which the badge shows too."""


class Badge(TypedDict):
    """What a badge's template needs."""

    kind: str
    glyph: str
    label: str
    at: datetime | None
    timed: bool
    """Whether the hour matters, not only the day."""


class Share(TypedDict):
    """A part of a bar: where it begins and how wide it is, in per cent of the whole."""

    kind: str
    x: str
    width: str


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a glyph beside words that say the same; screen readers pass over it."""
    return format_html(
        '<svg class="glyph" aria-hidden="true"><use href="{}#{}"/></svg>', static("img/glyphs.svg"), name
    )


@register.filter
def is_asked_for(field: BoundField) -> bool:
    """Say whether the office asks for just this; the form of an action knows."""
    return field.name in getattr(field.form, "asked_for", ())


@register.inclusion_tag("components/status_badge.html")
def status_badge(status: int) -> Badge:
    """Show one of the ten national statuses as a word and a shape."""
    label = str(STATUS_LABELS[Status(status)])
    return {
        "kind": str(int(status)),
        "glyph": STATUS_GLYPHS[Status(status)],
        "label": label,
        "at": None,
        "timed": False,
    }


@register.inclusion_tag("components/due_badge.html")
def due_badge(dossier: Dossier, now: datetime) -> Badge:
    """Show how a dossier stands in time: its verdict, or when it is due and how near that is."""
    kind = standing(dossier, now)
    glyph, label = STANDINGS[kind]
    at = dossier.lawful_due_at if dossier.verdict else dossier.deadline_at
    at = None if kind in UNDATED else at
    return {"kind": kind, "glyph": glyph, "label": str(label), "at": at, "timed": kind in TIMED}


def standing(dossier: Dossier, now: datetime) -> str:
    """Name how a dossier stands, from its verdict, its status and what its holder must meet."""
    if dossier.verdict:
        return dossier.verdict
    if dossier.owes_answer:
        return "unanswered" if dossier.answer_is_late(now) else "not_started"
    if dossier.status in PAUSED:
        return "paused"
    if dossier.status in ENDS:
        return "ended"
    if dossier.is_late(now):
        return "overdue"
    return "due_soon" if dossier.is_due_soon(now) else "within_time"


@register.inclusion_tag("components/share_bar.html")
def share_bar(early: int, on_time: int, overdue: int) -> dict[str, list[Share]]:
    """Draw how what was resolved divides into early, on time and overdue."""
    total = early + on_time + overdue
    parts: list[Share] = []
    x = 0.0
    for kind, amount in (("early", early), ("on_time", on_time), ("overdue", overdue)):
        if amount:
            width = 100 * amount / total
            parts.append({"kind": kind, "x": f"{x:.3f}", "width": f"{width:.3f}"})
            x += width
    return {"parts": parts}


@register.inclusion_tag("components/procedure_diagram.html")
def procedure_diagram(machine: Machine, moves: Sequence[Move] = ()) -> dict[str, Diagram]:
    """Draw the steps of a procedure; with the log of a dossier, the way that it has taken."""
    roles = {role: str(label) for role, label in ROLE_LABELS.items()}
    return {"diagram": diagram(machine, moves, language=get_language(), roles=roles)}
