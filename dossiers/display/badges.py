"""How a dossier stands, in a word and a sign: its status, its time, and the shares of many."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.display.formats import vn_date, vn_datetime
from procedures.machine import ENDS, Status

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


class Dated(Protocol):
    """What tells how a dossier stands: the dossier itself, or its row of a list."""

    @property
    def status(self) -> int:
        """The national status."""

    @property
    def verdict(self) -> str:
        """The verdict, once it is resolved."""

    @property
    def deadline_at(self) -> datetime:
        """What its holder must meet."""

    @property
    def lawful_due_at(self) -> datetime | None:
        """The lawful date, once it is accepted."""

    @property
    def owes_answer(self) -> bool:
        """Whether the desk has not yet answered."""

    def answer_is_late(self, now: datetime) -> bool:
        """Say whether the desk has let the time to answer pass."""

    def is_late(self, now: datetime) -> bool:
        """Say whether it is past its appointment."""

    def is_due_soon(self, now: datetime) -> bool:
        """Say whether its appointment is near."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A standing in a word and a sign, and when it is or was due ("" where no date is in force)."""

    kind: str
    glyph: str
    label: str | Promise
    at: str


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a bar: where it begins and how wide it is, in per cent of the whole."""

    kind: str
    x: str
    width: str


def status_glyph(status: int) -> str:
    """Return the sign of a national status."""
    return STATUS_GLYPHS[Status(status)]


def badge(dossier: Dated, now: datetime) -> Badge:
    """Return how a dossier stands in time: its verdict, or when it is due and how near that is."""
    kind = standing(dossier, now)
    glyph, label = STANDINGS[kind]
    if kind in UNDATED:
        return Badge(kind, glyph, label, "")
    at = dossier.lawful_due_at if dossier.verdict else dossier.deadline_at
    return Badge(kind, glyph, label, vn_datetime(at) if kind in TIMED else vn_date(at))


def standing(dossier: Dated, now: datetime) -> str:
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


def shares(early: int, on_time: int, overdue: int) -> list[Share]:
    """Return how what was resolved divides into early, on time and overdue."""
    total = early + on_time + overdue
    parts: list[Share] = []
    x = 0.0
    for kind, amount in (("early", early), ("on_time", on_time), ("overdue", overdue)):
        if amount:
            width = 100 * amount / total
            parts.append(Share(kind, f"{x:.3f}", f"{width:.3f}"))
            x += width
    return parts
