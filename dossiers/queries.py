"""Who reads: lists and pages of dossiers, loaded whole, so that no template asks the database."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import F, Q

from accounts.roles import Role
from accounts.seats import Seats
from dossiers.log import facts
from dossiers.models import Attachment, Dossier, DossierQuerySet, Event, Letter
from procedures.machine import Status

UNREAD = ("version__text",)
"""A definition's text is compiled once and read by its digest; no list carries it along."""

PAGE = 50
"""Rows on a page of any list."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a keyset page, and the cursors of its neighbours ("" where there is none)."""

    rows: Sequence[Dossier]
    next: str
    previous: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the sort value and id of the row beside it, and the direction of reading."""

    value: datetime
    pk: int
    backwards: bool = False

    def write(self) -> str:
        """Return the cursor for an address."""
        text = json.dumps([self.value.isoformat(), self.pk, self.backwards])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """Return the cursor of an address; None for the first page and for anything else."""
        try:
            value, pk, backwards = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            cursor = cls(datetime.fromisoformat(value), int(pk), bool(backwards))
        except (ValueError, TypeError, OverflowError, RecursionError):  # whatever somebody put into the address
            return None
        return cursor if cursor.value.tzinfo else None


def page_of(dossiers: DossierQuerySet, *, by: str, after: str, newest_first: bool = False) -> Page:
    """Return a keyset page of dossiers sorted by an instant column that is never null in the set."""
    cursor = Cursor.read(after)
    backwards = cursor is not None and cursor.backwards
    descending = newest_first != backwards
    if cursor is not None:
        sign = "lt" if descending else "gt"
        dossiers = dossiers.filter(
            Q(**{f"{by}__{sign}": cursor.value}) | Q(**{by: cursor.value, f"id__{sign}": cursor.pk})
        )
    order = [F(by).desc(), F("id").desc()] if descending else [F(by).asc(), F("id").asc()]
    found = list(dossiers.select_related("version").defer(*UNREAD).order_by(*order)[: PAGE + 1])
    more, rows = len(found) > PAGE, found[:PAGE]
    if backwards:
        rows.reverse()
    has_next = more if not backwards else True
    has_previous = cursor is not None if not backwards else more
    return Page(
        rows,
        Cursor(getattr(rows[-1], by), rows[-1].pk).write() if rows and has_next else "",
        Cursor(getattr(rows[0], by), rows[0].pk, backwards=True).write() if rows and has_previous else "",
    )


def events_of(dossier: Dossier) -> list[Event]:
    """Return a dossier's log with its words, files, letters and people: four queries."""
    return list(
        dossier.events.select_related("payload", "actor", "unit", "on_behalf_of")
        .prefetch_related("attachments", "letters")
        .order_by("sequence")
    )


def papers_of(dossier: Dossier) -> list[Attachment]:
    """Return the files of the dossier's components, those of a supplement after the first ones."""
    return list(dossier.attachments.exclude(component=""))


def letters_of(events: Sequence[Event]) -> list[Letter]:
    """Return the letters of a loaded log."""
    return [letter for event in events for letter in event.letters.all()]


def announced(dossiers: Sequence[Dossier]) -> dict[int, datetime]:
    """Return by dossier when what its applicant announced takes place, as it was filed: one query, or none."""
    if not dossiers:
        return {}
    return facts.announced(Event.objects.filter(dossier__in=dossiers, sequence=1))


def links(page: Page, query: Mapping[str, str]) -> dict[str, str]:
    """Return the addresses of a page's neighbours, with the list's own filters."""
    kept = {name: value for name, value in query.items() if name != "after"}

    def to(cursor: str) -> str:
        return f"?{urlencode(kept | {'after': cursor})}" if cursor else ""

    return {"next_url": to(page.next), "previous_url": to(page.previous)}


def matching(dossiers: DossierQuerySet, query: str) -> DossierQuerySet:
    """Narrow to a dossier number or its end, or to words of the applicant's name."""
    if not query:
        return dossiers
    return dossiers.filter(Q(code__iexact=query) | Q(code__endswith=query) | Q(applicant_name__icontains=query))


def with_all(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Load with each dossier what its page shows of others."""
    return dossiers.select_related("version", "agency", "unit", "division", "assignee", "applicant").defer(*UNREAD)


MOST_COUNTED = 1000
"""Counts beside a list stop here, so that no page counts a million rows."""


@dataclass(frozen=True, slots=True)
class Worklist:
    """A list of an officer, and the column that it is sorted and counted by: one that an index holds."""

    dossiers: DossierQuerySet
    by: str = "deadline_at"
    newest_first: bool = False

    def count(self) -> int:
        """Return how many dossiers it has, at most ``MOST_COUNTED``; in the index's order, or all rows are read."""
        return self.dossiers.order_by(self.by)[:MOST_COUNTED].count()


def worklists(seats: Seats, now: datetime) -> dict[str, Worklist]:
    """Return the lists of an officer by name.

    What waits for me, what is near its date, what is late, what is to be collected, all that is open, what has ended.
    A result that waits for the applicant is nobody's work until somebody comes: it has a list of its own.
    """
    visible = Dossier.objects.visible_to(seats)
    on_desk = Dossier.objects.on_desk_of(seats)
    lists = {
        "mine": Worklist(on_desk.exclude(status=Status.RESULT_READY)),
        "soon": Worklist(visible.due_soon(now), by="late_at"),
        "late": Worklist(visible.late(now)),
        "ready": Worklist(on_desk.filter(status=Status.RESULT_READY)),
        "open": Worklist(visible.exclude(holder="")),
        "done": Worklist(visible.filter(holder=""), by="changed_at", newest_first=True),
    }
    if not seats.has(Role.ONE_STOP_OFFICER):
        del lists["ready"]
    return lists
