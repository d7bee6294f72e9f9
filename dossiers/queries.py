"""Who reads: lists and pages of dossiers, loaded whole, so that no template asks the database."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache, reduce
from operator import attrgetter, or_
from typing import Any
from urllib.parse import urlencode

from django.core.cache import caches
from django.db import connection
from django.db.models import F, Q, QuerySet

from accounts.models import User
from accounts.roles import Role
from accounts.seats import Seats
from dossiers.models import Attachment, Dossier, DossierQuerySet, Event, Letter, Mention
from dossiers.models.attachment import IN_ORDER
from dossiers.models.rows import Asked, loaded, planned_anew, rows, shortened, with_roles
from dossiers.models.rows.listed import COLUMNS, Row
from dossiers.models.standing import WITHDRAWING, had_by, messages_for, past_step, settled_for, unanswered
from procedures.machine import Status

PAGE = 50
"""Rows on a page of any list."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a keyset page, and the cursors of its neighbours ("" where there is none)."""

    rows: Sequence[Row]
    next: str
    previous: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the sort value and id of the row beside it, and the direction of reading."""

    value: datetime | str | int
    pk: int
    backwards: bool = False

    def write(self) -> str:
        """Return the cursor for an address."""
        value = self.value.isoformat() if isinstance(self.value, datetime) else self.value
        text = json.dumps([value, self.pk, self.backwards])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, kind: type = datetime) -> "Cursor | None":
        """Return the cursor of an address in an order of some kind of values; None for the first page and for all else."""
        try:
            value, pk, backwards = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            cursor = cls(datetime.fromisoformat(value) if kind is datetime else value, int(pk), bool(backwards))
        except (ValueError, TypeError, OverflowError, RecursionError):  # whatever somebody put into the address
            return None
        return cursor if _fits(cursor, kind) else None


MOST_PLACE = 2**31
"""Of a place in an order that is counted."""


def _fits(cursor: Cursor, kind: type) -> bool:
    """Say whether the database can compare a value with what it is sorted by."""
    match cursor.value:
        case datetime() as instant:
            return kind is datetime and instant.tzinfo is not None
        case str() as text:
            return kind is str and "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
        case place:
            return kind is int and type(place) is int and 0 <= place < MOST_PLACE


def page_of(*parts: DossierQuerySet, by: str, after: str, newest_first: bool = False, most: int | None = None) -> Page:
    """Return a keyset page of dossiers sorted by a column, or by what they are annotated with, that is never null.

    Which ones it has is asked before what is shown of them: narrowed, they are found in an index that holds no more. Of
    several parts none holds a dossier of another.
    """
    cursor, most = Cursor.read(after, kind_of(by)), most or PAGE
    backwards = cursor is not None and cursor.backwards
    descending = newest_first != backwards
    if cursor is not None:
        sign = "lt" if descending else "gt"
        behind = Q(**{f"{by}__{sign}": cursor.value}) | Q(**{by: cursor.value, f"id__{sign}": cursor.pk})
        # The bound, which the rest implies, is what the index begins at: without it the pages before are read again.
        parts = tuple(part.filter(behind, **{f"{by}__{sign}e": cursor.value}) for part in parts)
    with planned_anew():
        found = dict(_first(parts, "pk", by=by, descending=descending, most=most + 1))
    return _page([(*row, found[row.pk]) for row in rows_of(list(found))], most, cursor, backwards=backwards)


KINDS: Mapping[str, type] = {"applicant_key": str, "subject_key": str, "hands": int, "late_seconds": int, "owed": int}
"""What lists are sorted by that is no instant."""


def kind_of(by: str) -> type:
    """Return the kind of values that a list is sorted by."""
    return KINDS.get(by, datetime)


def _first(
    parts: Sequence[DossierQuerySet], *columns: str, by: str, descending: bool, most: int
) -> QuerySet[Dossier, tuple[Any, ...]]:
    """Narrow to columns of so many dossiers, the primary key and what they are sorted by among them.

    Each part is read in the order of its own index: all that either holds would be read and sorted for one page.
    """
    first, *others = (_ordered(part, by, descending=descending).values_list(*columns, by)[:most] for part in parts)
    return _ordered(first.union(*others, all=True), by, descending=descending, pk="pk")[:most] if others else first


def _ordered[Found: QuerySet[Dossier, Any]](found: Found, by: str, *, descending: bool, pk: str = "id") -> Found:
    return found.order_by(*([F(by).desc(), F(pk).desc()] if descending else [F(by).asc(), F(pk).asc()]))


def _page(found: list[tuple[Any, ...]], most: int, cursor: Cursor | None = None, *, backwards: bool = False) -> Page:
    """Return a page of the rows that were found, one more than it has where there is another behind it."""
    more, found = len(found) > most, found[:most]
    if backwards:
        found.reverse()
    rows = [Row._make(columns[:-1]) for columns in found]
    has_next = more if not backwards else True
    has_previous = cursor is not None if not backwards else more
    return Page(
        rows,
        Cursor(found[-1][-1], rows[-1].pk).write() if rows and has_next else "",
        Cursor(found[0][-1], rows[0].pk, backwards=True).write() if rows and has_previous else "",
    )


def rows_of(ids: Sequence[int]) -> list[Row]:
    """Return dossiers as rows of a list, in the order of their ids as they are given."""
    found = {row.pk: row for row in map(Row._make, Dossier.objects.filter(pk__in=ids).values_list(*COLUMNS))}
    return [found[pk] for pk in ids if pk in found]


def asked_first(name: str, seats: Seats, now: datetime) -> Asked:
    """Return the statement for the first page of an officer's whole list; it is compiled once for each set of seats."""
    statement, params = _first_page(name, seats)
    return Asked(statement, _at_instant(now, params), is_binary=True)


def first_page(found: list[tuple[Any, ...]]) -> Page:
    """Return what ``page_of`` does, of what ``asked_first`` has found."""
    return _page(found, PAGE)


@lru_cache(maxsize=1024)
def _first_page(name: str, seats: Seats) -> tuple[str, tuple[Any, ...]]:
    """Return the statement for the first rows of a list at ``SOMETIME``."""
    shown = worklist(name, seats, SOMETIME)
    found = _first(shown.merged, *COLUMNS, by=shown.by, descending=shown.newest_first, most=PAGE + 1)
    statement, params = found.query.sql_with_params()
    return with_roles(shortened(Dossier, statement), params)


def papers_of(events: Sequence[Event]) -> list[Attachment]:
    """Return the files of the components from a loaded log, those of a supplement after the first ones."""
    files = (file for event in events for file in event.attachments.all() if file.component)
    return sorted(files, key=attrgetter(*IN_ORDER))


def letters_of(events: Sequence[Event]) -> list[Letter]:
    """Return the letters of a loaded log."""
    return [letter for event in events for letter in event.letters.all()]


def links(page: Page, query: Mapping[str, str]) -> dict[str, str]:
    """Return the addresses of a page's neighbours, with the list's own filters."""
    kept = {name: value for name, value in query.items() if name != "after"}

    def to(cursor: str) -> str:
        return f"?{urlencode(kept | {'after': cursor})}" if cursor else ""

    return {"next_url": to(page.next), "previous_url": to(page.previous)}


def seen_by(seats: Seats, code: str) -> Dossier | None:
    """Return the dossier of a number, None where there is none that an officer may see: one statement."""
    if not seats.see_dossiers:
        return None
    statement, params = _seen_by(seats)
    return _dossier(statement, [code if param == A_CODE else param for param in params])


def filed_by(user: User, code: str) -> Dossier | None:
    """Return the dossier of a number, None where there is none of which somebody does the applicant's part: one statement.

    That is what a person has filed, and what whom the account is joined with has handed in on paper (ADR 0093).
    """
    statement, params = _filed_by()
    return _dossier(statement, [{A_CODE: code, NOBODY: user.pk}.get(param, param) for param in params])


def _dossier(statement: str, params: Sequence[Any]) -> Dossier | None:
    found = rows(statement, params)
    return loaded(Dossier, found[0]) if found else None


A_CODE, NOBODY = "-", 0
"""The number, and the person, for which a statement is compiled that is asked for others."""


@lru_cache(maxsize=1024)
def _seen_by(seats: Seats) -> tuple[str, tuple[Any, ...]]:
    return Dossier.objects.visible_to(seats).filter(code=A_CODE).query.sql_with_params()


@cache
def _filed_by() -> tuple[str, tuple[Any, ...]]:
    return Dossier.objects.own_of(User(pk=NOBODY)).filter(code=A_CODE).query.sql_with_params()


MOST_COUNTED = 1000
"""Counts beside a list stop behind this, so that no page counts a million rows."""


@dataclass(frozen=True, slots=True)
class Worklist:
    """A list of an officer, and the column that it is sorted and counted by: one that an index holds."""

    dossiers: DossierQuerySet
    by: str = "nearest_at"
    newest_first: bool = False
    parts: tuple[tuple[DossierQuerySet, str], ...] = ()
    """Where other indexes hold it than the one it is sorted by: what each holds and its column; together the list. Those of
    which each is sorted as the list is have no dossier in common."""

    @property
    def merged(self) -> tuple[DossierQuerySet, ...]:
        """The parts in each of which an index has the list's own order; the list itself where it is not so divided."""
        is_divided = self.parts and all(by == self.by for _found, by in self.parts)
        return tuple(found for found, _by in self.parts) if is_divided else (self.dossiers,)

    @property
    def counted_by(self) -> str:
        """The column by which it is counted with filters: that of the one index that holds it, where it has one of its own."""
        return self.parts[0][1] if len(self.parts) == 1 else self.by

    @property
    def counted(self) -> list[DossierQuerySet]:
        """What is counted: in the index's order and no further than needed, or all rows are read."""
        parts = self.parts or ((self.dossiers, self.by),)
        return [found.order_by(by)[: MOST_COUNTED + 1] for found, by in parts]


COUNTED_SECONDS = 60
"""For so long numbers beside lists are kept, if nobody acts."""
OPEN = {"open": ~Q(holder=""), "proven": ~Q(holder="") & Q(proofs__gt=0), "withdrawing": WITHDRAWING}
"""What narrows to the lists of what is open: all of it, of what a proof of payment waits, what its applicant wants back."""
ENDED = {"lying": Q(to_hand_back=True), "done": Q(holder="")}
"""What narrows to the lists of what has ended: of what something is to be handed back, and all."""
SELDOM = ("lying", "proven", "withdrawing")
"""The lists of the desk in which most often there is nothing: whatever hands the dossiers are in, the desk has to answer."""
UNCOUNTED = "done"
"""The list that only grows; its number says nothing to anybody."""


def list_names(seats: Seats) -> tuple[str, ...]:
    """Return the names of an officer's lists in their order.

    What waits for me, what is near its date, what is overdue, what is past its step's or its answer's time, what is to be
    collected, of what something is to be handed back, of what a proof of payment waits, what its applicant wants back, where a note names me or what I was reminded
    of, all that is open, what has ended.
    """
    of_desk = ("ready", *SELDOM) if seats.has(Role.ONE_STOP_OFFICER) else ()
    return ("mine", "soon", "late", "behind", *of_desk, "mentioned", "open", UNCOUNTED)


def worklist(name: str, seats: Seats, now: datetime) -> Worklist:
    """Return one of an officer's lists; raises ``KeyError`` for a name that is none of ``list_names``.

    A result that waits for the applicant is nobody's work until somebody comes: it has a list of its own. A message about it,
    or about what has ended, is work of the desk all the same.
    """
    visible = Dossier.objects.visible_to
    match name:
        case "mine" | "ready":
            return _at_hand(seats, is_ready=name == "ready")
        case "soon" | "late":
            is_soon, seen = name == "soon", visible(seats)
            found, by = (seen.due_soon(now), "due_soon_at") if is_soon else (seen.late(now), "late_at")
            return Worklist(found, parts=((found, by),))
        case "behind":
            seen = visible(seats)
            parts = ((seen.filter(past_step(now)), "nearest_at"), (seen.filter(unanswered(now)), "deadline_at"))
            return Worklist(seen.behind(now), parts=parts)
        case "mentioned":
            return _meant_for(seats)
        case "open" | "proven" | "withdrawing":
            return Worklist(visible(seats).filter(OPEN[name]))
        case "lying" | "done":
            return Worklist(visible(seats).filter(ENDED[name]), by="changed_at", newest_first=name == UNCOUNTED)
    raise KeyError(name)


def _meant_for(seats: Seats) -> Worklist:
    """Return where a note names somebody who has not read it, and what that person has and was reminded of."""
    unseen = Mention.objects.unseen_by(seats.user_id).values("dossier")
    named = Dossier.objects.visible_to(seats).filter(pk__in=unseen)
    reminded = Dossier.objects.on_desk_of(seats, had_by(seats)).filter(reminded=True).exclude(pk__in=unseen)
    parts = ((named, "changed_at"), (reminded, "changed_at"))
    return Worklist(named | reminded, by="changed_at", newest_first=True, parts=parts)


def _at_hand(seats: Seats, *, is_ready: bool) -> Worklist:
    """Return what waits for somebody in these seats, or the results that wait to be collected."""
    held = Dossier.objects.on_desk_of(seats, had_by(seats))
    if is_ready:
        return Worklist(held.filter(status=Status.RESULT_READY), by="deadline_at")
    held = held.exclude(status=Status.RESULT_READY)
    if not seats.has(Role.ONE_STOP_OFFICER):
        return Worklist(held)
    others = (Dossier.objects.on_desk_of(seats, part) for part in (settled_for(seats), messages_for(seats)))
    parts = (held, *others)
    return Worklist(reduce(or_, parts), parts=tuple((part, "nearest_at") for part in parts))


STAMP = """
       (SELECT max(id) FROM dossiers_event),
       (SELECT count(*) FROM dossiers_mention WHERE person_id = %(user)s AND seen_at IS NULL)
"""
"""What changes with every act of anybody, and when somebody opens a dossier in which a note names that person."""


def stamp_of(seats: Seats) -> str:
    """Return what is the same for as long as nobody acts, and no note that names the person is read."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {STAMP}", {"user": seats.user_id})
        return "-".join(map(str, cursor.fetchone() or ()))


def counts(seats: Seats, now: datetime, stamp: str = "") -> dict[str, int]:
    """Return how many dossiers an officer's lists have, at most one more than ``MOST_COUNTED`` each.

    They are counted again, in one statement for them all, after every act of anybody, and with every minute, in which
    deadlines pass; ``stamp`` is that of ``stamp_of``, where it was asked for before. Acts that end at the same time may
    be seen in another order: then a number is a minute late.
    """
    stamp = stamp or stamp_of(seats)
    key = f"counts:{connection.settings_dict['NAME']}:{hash(seats)}:{stamp}:{now:%d%H%M}"
    kept: dict[str, int] = caches["process"].get_or_set(key, lambda: _count(seats, now), COUNTED_SECONDS) or {}
    return kept


def _count(seats: Seats, now: datetime) -> dict[str, int]:
    names = [name for name in list_names(seats) if name != UNCOUNTED]
    statement, params = _counting(seats)
    with connection.cursor() as cursor:
        cursor.execute(statement, _at_instant(now, params))
        found = cursor.fetchone() or ()
    return {name: min(count, MOST_COUNTED + 1) for name, count in zip(names, found, strict=True)}


SOMETIME = datetime(2000, 1, 1, tzinfo=UTC)
"""The instant at which a statement is compiled that is asked at others: each of its instants is told from this one."""


def _at_instant(now: datetime, params: Sequence[Any]) -> list[Any]:
    """Return the parameters of a statement that was compiled at ``SOMETIME`` as they are at an instant."""
    return [now + (param - SOMETIME) if isinstance(param, datetime) else param for param in params]


@lru_cache(maxsize=1024)
def _counting(seats: Seats) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that counts an officer's lists at ``SOMETIME``: to compile it takes longer than to ask it."""
    columns: list[str] = []
    params: list[Any] = []
    for name in list_names(seats):
        if name == UNCOUNTED:
            continue
        counted = worklist(name, seats, SOMETIME).counted
        compiled = [found.values("pk").query.sql_with_params() for found in counted]
        rows = " UNION ".join(f"({sql})" for sql, _params in compiled)
        # Of what Django has compiled: no text of anybody's is in it.
        columns.append(f"(SELECT count(*) FROM ({rows}) AS found)")  # noqa: S608
        params += [param for _sql, given in compiled for param in given]
    return f"SELECT {', '.join(columns)}", tuple(params)
