"""Which payment each row of a statement is: by the number in its message and what that dossier owes."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import batched
from typing import IO

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.models import Unit, User
from dossiers.display.formats import vn_number
from dossiers.models import Match, Statement, StatementRow
from dossiers.models.rows import planned_anew, rows
from dossiers.payments.statement import filings
from dossiers.payments.statement.naming import Named, named
from dossiers.payments.statement.reading import LeftOut, Line, read
from dossiers.payments.statement.recorded import Recorded
from dossiers.refusals.money.statement import AllKnown, NoTransfers, TooManyRows
from procedures import locks
from procedures.locks import Lock
from procedures.machine import Status
from procedures.time.calendar import local

AT_ONCE = 1_000
"""Rows that are matched and stored together: so many are in memory."""
LONGEST_NAME = 200
KNOWN = "SELECT key, statement_id FROM dossiers_statementrow WHERE agency_id = %s AND key = ANY (string_to_array(%s, E'\\n'))"
OWING = """
    SELECT code, dossier.id, owed, holder <> '' OR (status = %s AND owed > 0), filed_at, awaited.match IS NOT NULL FROM dossiers_dossier AS dossier
    LEFT JOIN LATERAL (SELECT match FROM dossiers_statementrow AS transfer
        WHERE transfer.dossier_id = dossier.id AND match = %s AND num_nulls(event_id, settled_at) = 2 LIMIT 1) AS awaited ON true
    WHERE agency_id = %s AND code = ANY (string_to_array(%s, E'\\n'))
"""
"""Each dossier is looked for by its own transfers: by those without an event a plan reads all, where few had been counted.

The keys and the numbers are lines of one text: the client takes longer to write an array than the server to find them all.
"""
STORE = """
    INSERT INTO dossiers_statementrow
        (agency_id, statement_id, key, line, "on", amount, reference, message, dossier_id, match, event_id)
    SELECT %s, %s, key, line::int, day::date, amount::bigint, reference, message, dossier::bigint, match, event::bigint
    FROM ROWS FROM (
            json_array_elements_text(%s), json_array_elements_text(%s), json_array_elements_text(%s),
            json_array_elements_text(%s), json_array_elements_text(%s), json_array_elements_text(%s),
            json_array_elements_text(%s), json_array_elements_text(%s), json_array_elements_text(%s)
        ) WITH ORDINALITY AS rows(key, line, day, amount, reference, message, dossier, match, event, place)
    ORDER BY place ON CONFLICT (agency_id, key) DO NOTHING
"""
"""Nine columns, whatever the number of rows, as JSON, which the client writes in an eighth of the time of arrays."""


type Stored = tuple[str, int, str | None, int, str, str, int | None, str, int | None]
"""Of a row: its key, line, day, amount, reference, message, dossier and match, and the event of a payment that it is."""
SETTLED = frozenset({Match.NOT_OWED, Match.ENDED})
"""What a transfer is that may have been recorded by hand before, though nothing has its number."""


@dataclass(frozen=True, slots=True)
class Owing:
    """What a dossier owes in đồng; None while nobody knows."""

    pk: int
    owed: int | None
    is_open: bool
    """Whether money is asked for: also of a result that was handed over unpaid."""
    filed_at: datetime
    is_awaited: bool = False
    """Whether a sure row of another statement pays it, which nobody has recorded yet."""

    @property
    def is_settled(self) -> bool:
        """Whether it asks for no money any more."""
        return self.owed == 0 or not self.is_open

    def is_named_before(self, day: date | None) -> bool:
        """Say whether a day is before it was filed, when nobody knew its number yet; never where that is not known."""
        return day is not None and day < local(self.filed_at).date()


@dataclass(frozen=True, slots=True)
class Judged:
    """What a row is, which dossier it names, if that is one, and the event of the payment that it is already."""

    match: Match
    dossier: int | None = None
    event: int | None = None


@planned_anew()
@transaction.atomic(durable=True)
def take_in(
    file: IO[bytes], name: str, agency: Unit, *, by: User | None, at: datetime, most: int | None = None
) -> Statement:
    """Read a statement, and store each row that has not come before with what it is.

    Raises the refusals of ``refusals.money.statement``, nothing stored: ``AllKnown`` where each row has come before, ``NoTransfers`` where
    there is none.
    """
    locks.take(Lock.STATEMENT)
    statement = Statement.objects.create(agency=agency, name=name[:LONGEST_NAME], by=by, at=at)
    count, paid, left_out = 0, set[int](), LeftOut()
    for lines in batched(read(file, left_out), AT_ONCE, strict=False):
        count += len(lines)
        if most is not None and count > most:
            raise TooManyRows(vn_number(most))
        _store(statement, _rows(statement, lines, paid, left_out))
    if not count:
        raise NoTransfers
    new = statement.transfers.count()
    if not new:
        raise AllKnown(vn_number(count))
    statement.rows, statement.known = count, count - new - left_out.repeated
    statement.repeated, statement.went_out = left_out.repeated, left_out.went_out
    statement.save(update_fields=["rows", "known", "repeated", "went_out"])
    return statement


def _store(statement: Statement, new: Sequence[Stored]) -> None:
    """Store rows, but for those that somebody has stored meanwhile."""
    if not new:
        return
    with connection.cursor() as cursor:
        cursor.execute(STORE, [statement.agency_id, statement.pk, *map(json.dumps, zip(*new, strict=True))])


def _rows(statement: Statement, lines: Sequence[Line], paid: set[int], left_out: LeftOut) -> list[Stored]:
    """Return the rows of some lines that have not come before, and count those that came in the same file.

    ``paid`` are the dossiers that a row of the file pays.
    """
    agency = statement.agency
    came_with = dict(rows(KNOWN, [agency.pk, "\n".join(line.key for line in lines)]))
    of_others = {key for key, other in came_with.items() if other != statement.pk}
    own = [line for line in lines if line.key not in of_others]
    new: dict[str, Line] = {}
    for line in own:
        if line.key not in came_with:
            new.setdefault(line.key, line)
    left_out.repeated += len(own) - len(new)
    return [
        (
            line.key,
            line.number,
            str(line.day) if line.day else None,
            line.amount,
            line.reference,
            line.message,
            one.dossier,
            one.match.value,
            one.event,
        )
        for line, one in _judged(agency, [*new.values()], paid, local(statement.at).date())
    ]


@transaction.atomic(durable=True)
def match_anew(statement: Statement, at: datetime) -> None:
    """Match the transfers anew whose applications were filed since the statement was read, where nobody has dealt with them."""
    locks.take(Lock.STATEMENT)
    before = {row.key: row for row in _not_filed(statement)}
    lines = [Line(row.line, row.on, row.amount, row.reference, row.message, row.key) for row in before.values()]
    for line, one in _judged(statement.agency, lines, set(), local(at).date()):
        if one.match is not Match.NOT_FILED:
            same = StatementRow.objects.filter(
                pk=before[line.key].pk, match=Match.NOT_FILED, event=None, settled_at=None
            )
            same.update(match=one.match, dossier=one.dossier, event=one.event)


def filed_since(statement: Statement) -> int:
    """Return how many transfers of a statement pay applications that were not filed when it was read and are by now."""
    drafts = [named(row.message, ()).drafts for row in _not_filed(statement)]
    filed = filings.filed(statement.agency_id, {name for each in drafts for name in each})
    return sum(any(name in filed for name in each) for each in drafts)


def _not_filed(statement: Statement) -> QuerySet[StatementRow]:
    found = statement.transfers.filter(match=Match.NOT_FILED, event=None, settled_at=None)
    return found.order_by("pk")[:AT_ONCE]


def _judged(agency: Unit, lines: Sequence[Line], paid: set[int], on: date) -> Iterator[tuple[Line, Judged]]:
    """Yield what each line is, as things stand on a day. ``paid`` are the dossiers that a row pays, which it adds to."""
    meant = [(line, named(line.message, [agency.agency_code])) for line in lines]
    drafts = {name for _line, each in meant for name in each.drafts}
    filed, still_open = filings.filed(agency.pk, drafts), filings.still_open(drafts)
    # An application is often paid before it is filed, by the number of its draft.
    of_drafts = {line.key for line, each in meant if each.drafts}
    meant = [(line, _of_filings(each, filed, still_open)) for line, each in meant]
    owing = _owing(agency, {number for _line, each in meant for number in (*each.numbers, *each.hinted)})
    by_hand = Recorded(agency.pk, lines, {one.pk for one in owing.values() if one.is_settled})
    for line, each in meant:
        match, one = judge(line, each, owing)
        dossier, readable = one.pk if one else None, line.unread is None
        if readable and (before := by_hand.take(line, dossier, is_settled=match in SETTLED)):
            yield line, Judged(Match.RECORDED, before.dossier, before.event if before.is_free else None)
            continue
        if match is Match.SURE and line.day is not None and line.day > on:
            match = Match.FUTURE
        if match is Match.SURE and one and one.is_named_before(line.day) and line.key not in of_drafts:
            match = Match.EARLIER
        if match is Match.SURE and dossier is not None:
            match = Match.TWICE if dossier in paid or (one and one.is_awaited) else match
            paid.add(dossier)
        yield line, Judged(match, dossier)


def _of_filings(meant: Named, filed: Mapping[str, Sequence[str]], still_open: Collection[str]) -> Named:
    """Return what a message names with the numbers of the dossiers that its drafts have become; else the drafts that are open."""
    if not meant.drafts:
        return meant
    numbers = tuple(code for name in meant.drafts for code in filed.get(name, ()))
    return replace(meant, numbers=numbers, drafts=tuple(name for name in meant.drafts if name in still_open))


def judge(line: Line, meant: Named, owing: Mapping[str, Owing]) -> tuple[Match, Owing | None]:
    """Return what a row is, and the dossier that it names, if that is one."""
    found = [owing[number] for number in meant.numbers if number in owing]
    hinted = [owing[number] for number in meant.hinted if number in owing]
    one = found[0] if len(found) == 1 else None
    if line.unread is not None:
        return Match(line.unread.value), one
    if one is not None:
        return _by_amount(line.amount, one), one
    if found or meant.numbers:
        return Match.SEVERAL if found else Match.UNKNOWN, None
    if meant.drafts:
        return Match.NOT_FILED, None
    if meant.is_cut or hinted:
        return Match.CUT, hinted[0] if len(hinted) == 1 else None
    return Match.NO_NUMBER, None


def _by_amount(amount: int, one: Owing) -> Match:
    if not one.is_open:
        return Match.ENDED
    if one.owed is None:
        return Match.NOT_KNOWN
    if not one.owed:
        return Match.NOT_OWED
    if amount == one.owed:
        return Match.SURE
    return Match.LESS if amount < one.owed else Match.MORE


def _owing(agency: Unit, numbers: set[str]) -> dict[str, Owing]:
    asked = [Status.RETURNED.value, Match.SURE.value, agency.pk, "\n".join(numbers)]
    found = rows(OWING, asked) if numbers else ()
    return {code: Owing(*rest) for code, *rest in found}
