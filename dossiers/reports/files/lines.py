"""The lines of a part of a file: the database writes most of them, whole, and they come as COPY gives them.

It knows the columns of a dossier and no words. What it needs of words – of a procedure, of a status – it is given with
each part, by the columns that they follow from: as they were made for dossiers before. A line that takes more than that
is made here (``listed.table``): of a dossier that is open or was late, of words that are new, of a text that has to be
changed. Which way a line has come is not seen in it.
"""

import json
import re
from collections.abc import Buffer, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.seats import Seats
from dossiers.models import DossierQuerySet, Format
from dossiers.models.rows import binary_rows
from dossiers.reports.files.listed import COLUMNS, EACH, LOCAL, Words, fields_of, settled, table
from dossiers.reports.files.written import WRITTEN, Sql, local_dates
from dossiers.reports.sheets import CELLS, LINES, Cell

NOTHING = "\x02"
"""What COPY writes for nothing: before each line that is whole, where else an id would stand."""
_NOTHING = ord(NOTHING)
BETWEEN = "\x1f"
"""What stands between the columns of a key of words."""
SAMPLE, AGAIN = 100, 20
"""Dossiers of a part whose words are known before it is written: of the first part, of each later one.

They are spread over it: a version of a procedure that came later would else be unknown to all its lines.
"""
MOST_WORDS = 2_000
"""Keys of words that are sent with a part: of what has more, the others are made here."""
AT_ONCE = 2_500
"""Dossiers whose lines are made here together."""
GONE = b"\xff"
"""In place of a line that is not there: no text has this byte."""
CHUNK = 500
"""Lines that are handed on together, while the database goes on."""

_ESCAPED = re.compile(r"[\\\x00-\x1f]")
"""What COPY may write otherwise than it stands there."""

type Into = Callable[[bytes], object]
"""What takes a part of a file, piece by piece."""


@dataclass(slots=True)
class _Known:
    """The words of some columns of a file that follow from the same columns of a dossier, as they are sent."""

    of: tuple[str, ...]
    cells: dict[str, Callable[..., Cell]] = field(default_factory=dict)
    """What makes each of them, by the names of the columns of the file."""
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    """The same, by their keys."""

    @property
    def key(self) -> Sql:
        """What they are found by."""
        columns = (f"coalesce({name}::text, '')" for name in self.of)
        return f" || '{BETWEEN}' || ".join(columns)

    def learn(self, found: set[tuple[Any, ...]], form: Format) -> None:
        """Put new ones into words."""
        write, send = CELLS[form], WRITTEN[form].word
        for values in found:
            key = BETWEEN.join("" if value is None else str(value) for value in values)
            for name, cell in self.cells.items():
                words = self.words.setdefault(name, {})
                if key not in words and len(words) < MOST_WORDS:
                    word = send(write(cell(*values)))
                    if not _ESCAPED.search(word):
                        words[key] = word


class Lines:
    """What writes the parts of one file, one after the other."""

    def __init__(self, names: Sequence[str], form: Format) -> None:
        """Begin without any words."""
        self._names, self._form, self._how = names, form, WRITTEN[form]
        self._is_made = any(COLUMNS[name].made_where == EACH for name in names)
        self._known: dict[tuple[str, ...], _Known] = {}
        for name in names:
            if not self._is_made and isinstance(words := settled(name), Words):
                self._known.setdefault(words.of, _Known(words.of)).cells[name] = words.cell

    def part(self, ids: Sequence[int], seen: DossierQuerySet, seats: Seats, at: datetime, into: Into) -> int:
        """Write the lines of some dossiers in their order, as far as they are seen; return how many. Within a transaction."""
        if not self._is_made and ids:
            self._look_at(ids[:: -(-len(ids) // (AGAIN if self._is_ready else SAMPLE))], seen)
        if self._is_ready:
            return self._copied(ids, seen, seats, at, into)
        count = 0
        for some in batched(ids, AT_ONCE):
            made = self._made(some, seen, seats, at)
            into(self._joined(made.values()))
            count += len(made)
        return count

    @property
    def _is_ready(self) -> bool:
        """Say whether the database can write anything by itself."""
        return not self._is_made and all(known.words for known in self._known.values())

    def _made(self, ids: Sequence[int], seen: DossierQuerySet, seats: Seats, at: datetime) -> dict[int, bytes]:
        """Make lines here, and keep their words; by their dossiers."""
        fields = fields_of(self._names)
        found = read(fields, ids, seen)
        if not found:
            return {}
        lines = LINES[self._form](table(self._names, found, seats, at))
        by_field = dict(zip(fields, zip(*found, strict=True), strict=True))
        self._learn(by_field)
        return dict(zip(by_field["pk"], map(str.encode, lines), strict=True))

    def _look_at(self, ids: Sequence[int], seen: DossierQuerySet) -> None:
        """Keep the words of some dossiers."""
        fields = list(dict.fromkeys(["pk", *(name for known in self._known.values() for name in known.of)]))
        if self._known and (found := read(fields, ids, seen)):
            self._learn(dict(zip(fields, zip(*found, strict=True), strict=True)))

    def _learn(self, by_field: Mapping[str, Sequence[Any]]) -> None:
        for known in self._known.values():
            known.learn(set(zip(*(by_field[name] for name in known.of), strict=True)), self._form)

    def _joined(self, lines: Iterable[bytes]) -> bytes:
        # The last of them, which is empty, has the one before end as every line does.
        return self._how.end.join([*lines, b""])

    def _copied(self, ids: Sequence[int], seen: DossierQuerySet, seats: Seats, at: datetime, into: Into) -> int:
        """Have the database write lines, and make those that it leaves out; return how many there are."""
        lines, left, count = list[bytes](), dict[int, int](), 0
        # The driver's own cursor: the framework's takes no values for COPY while it counts statements.
        with (
            local_dates(),
            connection.connection.cursor() as cursor,
            cursor.copy(*self._statement(ids, seen)) as copied,
        ):
            for line in copied:
                if line[0] != _NOTHING:
                    left[len(lines)] = _id_of(line)
                    lines.append(GONE)
                    continue
                lines.append(bytes(line[2:-1]))
                if len(lines) >= CHUNK and not left:
                    into(self._joined(lines))
                    count, lines = count + len(lines), []
        for some in batched(left.items(), AT_ONCE):
            made = self._made([pk for _place, pk in some], seen, seats, at)
            for place, pk in some:
                lines[place] = made.get(pk, GONE)
        rest = [line for line in lines if line is not GONE]
        into(self._joined(rest))
        return count + len(rest)

    def _statement(self, ids: Sequence[int], seen: DossierQuerySet) -> tuple[Sql, list[Any]]:
        """Return what has lines written: each behind ``NOTHING``, or behind the id of its dossier where it is to be made here."""
        conditions, sent = zip(*self._left_out(), strict=True)
        cells, words = zip(*map(self._cell, self._names), strict=True)
        of, parameters = _by_id(seen, fields_of(self._names))
        # Of names of ours and what Django has compiled: no text of anybody's is in it.
        statement = f"""
            COPY (SELECT CASE WHEN {" OR ".join(conditions)} THEN id END, {self._how.line(cells)} FROM {of} ORDER BY place)
            TO STDOUT ({self._how.options}, NULL '{NOTHING}')
        """  # noqa: S608
        return statement, [*filter(None, (*sent, *words)), _array(ids), *parameters]

    def _left_out(self) -> Iterator[tuple[Sql, str]]:
        """Yield the conditions of which each has a line made here, with the words that one needs."""
        yield "FALSE", ""
        for name in self._names:
            written = settled(name)
            if condition := COLUMNS[name].made_where:
                yield f"({condition})", ""
            if isinstance(written, Words):
                word, words = self._cell(name)
                yield f"{word} IS NULL", words
            elif written and not written.endswith(LOCAL):
                yield f"({self._how.care(written)})", ""

    def _cell(self, name: str) -> tuple[Sql, str]:
        """Return what stands in a column of those that are not left out, with the words that it needs."""
        written = settled(name)
        if isinstance(written, Words):
            known = self._known[written.of]
            return f"(%s::jsonb ->> ({known.key}))", json.dumps(known.words[name])
        if not written:
            return self._how.nothing, ""
        is_instant = written.endswith(LOCAL)
        return self._how.instant(written.removesuffix(LOCAL)) if is_instant else self._how.text(written), ""


def _id_of(line: Buffer) -> int:
    number = re.match(rb"\d+", line)
    return int(number[0]) if number else 0


def read(fields: Sequence[str], ids: Sequence[int], seen: DossierQuerySet) -> list[tuple[Any, ...]]:
    """Return some columns of dossiers (``fields_of``) in the order of their ids, as far as they are seen."""
    of, parameters = _by_id(seen, fields)
    zone = timezone.get_current_timezone_name()
    columns = [f"{_column(name)}{' AT TIME ZONE %s' if name.endswith(LOCAL) else ''}" for name in fields]
    zones = [zone for name in fields if name.endswith(LOCAL)]
    # Of names of ours and what Django has compiled: no text of anybody's is in it.
    statement = f"SELECT {', '.join(columns)} FROM {of} ORDER BY place"  # noqa: S608
    return binary_rows(statement, [*zones, _array(ids), *parameters])


def _by_id(seen: DossierQuerySet, fields: Sequence[str]) -> tuple[Sql, Sequence[Any]]:
    """Return what gives the columns of dossiers beside their ``place`` among ids, and its values behind these.

    Each is looked up by its id: by the number of ids, a table that is not much larger might be read as a whole.
    """
    statement, parameters = seen.order_by().values(*dict.fromkeys(map(_column, fields))).query.sql_with_params()
    of_one = f"SELECT * FROM ({statement}) AS seen WHERE seen.id = chosen.pk OFFSET 0"  # noqa: S608
    return (
        f"unnest(%s::bigint[]) WITH ORDINALITY AS chosen (pk, place) CROSS JOIN LATERAL ({of_one}) AS dossier",
        parameters,
    )


def _array(ids: Sequence[int]) -> str:
    """Write an array of numbers: the driver would look at each of them."""
    return f"{{{','.join(map(str, ids))}}}"


def _column(name: str) -> str:
    return "id" if name == "pk" else name.removesuffix(LOCAL)
