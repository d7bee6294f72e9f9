"""How the desk stands as a counter is closed: the last numbers of its registers, and what is still undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.seats import Seats
from dossiers import queries
from dossiers.display.labels import paper_label
from dossiers.display.links import path_to
from dossiers.filing.counter import entries
from dossiers.models import Dossier, Letter, Payment, Result
from dossiers.reports.periods import Period

DOSSIER, RECEIPT, PAPER, RESULT = "dossier", "receipt", "paper", "result"
DRAFTS, MINE, READY, LYING = "drafts", "mine", "ready", "lying"


@dataclass(frozen=True, slots=True)
class Undone:
    """Something that is not done yet: what, how many, and where they are listed."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Stands:
    """The last numbers by register, and how many by what is undone: as they are kept with a closing."""

    last: Mapping[str, str]
    undone: Mapping[str, int]

    @classmethod
    def now(cls, agency_id: int, on: date, *, by: User, seats: Seats, at: datetime) -> Self:
        """Return how it stands at this moment."""
        return cls(last_numbers(agency_id, on), _undone(by, seats, at))

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Return what was kept with a closing; a register or a list that is not known any more is left out."""
        last, undone = stored.get("last", {}), stored.get("undone", {})
        return cls(
            {name: str(last[name]) for name in _registers() if name in last},
            {name: int(undone[name]) for name in _lists() if name in undone},
        )

    def stored(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {"last": dict(self.last), "undone": dict(self.undone)}

    def registers(self) -> list[tuple[str, str]]:
        """Return the last numbers with what each register is called."""
        return [(label, self.last[name]) for name, label in _registers().items() if name in self.last]

    def lists(self) -> list[Undone]:
        """Return what is undone, each with its list as it is now."""
        return [Undone(label, self.undone[name], url) for name, (label, url) in _lists().items() if name in self.undone]


def _registers() -> dict[str, str]:
    return {
        DOSSIER: _("Last dossier that came in"),
        RECEIPT: _("Last receipt"),
        PAPER: _("Last paper issued"),
        RESULT: _("Last result"),
    }


def _lists() -> dict[str, tuple[str, str]]:
    worklist = path_to("worklist")
    return {
        DRAFTS: (_("Begun at the counter and not filed"), path_to("counter")),
        MINE: (_("Waiting for the desk to act"), f"{worklist}?list={MINE}"),
        READY: (_("Results that wait to be collected"), f"{worklist}?list={READY}"),
        LYING: (_("Papers and things to be handed back"), f"{worklist}?list={LYING}"),
    }


def last_numbers(agency_id: int, on: date) -> dict[str, str]:
    """Return the last number of a day in each register of an agency; nothing of a register in which nothing was written."""
    day = Period(on, on)
    papers = Letter.objects.filter(dossier__agency=agency_id, issued_at__gte=day.opens, issued_at__lt=day.closes)
    paper = papers.order_by("-issued_at", "-pk").first()
    receipts = Payment.objects.filter(agency=agency_id, at__gte=day.opens, at__lt=day.closes, number__isnull=False)
    receipt = receipts.order_by("-at", "-pk").first()
    came = Dossier.objects.filter(agency=agency_id, filed_at__gte=day.opens, filed_at__lt=day.closes)
    results = Result.objects.filter(agency=agency_id, dated=on).order_by("-pk")
    found = {
        DOSSIER: came.order_by("-filed_at", "-pk").values_list("code", flat=True).first(),
        RECEIPT: receipt and receipt.receipt,
        PAPER: paper and f"{paper_label(paper.kind)}: {paper.number}",
        RESULT: results.values_list("number", flat=True).first(),
    }
    return {name: number for name, number in found.items() if number}


def _undone(by: User, seats: Seats, at: datetime) -> dict[str, int]:
    lists = {name: queries.worklist(name, seats, at).dossiers.count() for name in (MINE, READY, LYING)}
    return {DRAFTS: entries.own(by).count(), **lists}
