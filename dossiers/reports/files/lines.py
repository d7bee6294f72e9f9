"""The lines of a part of a file: the database writes most of them, whole, and they come as COPY gives them.

It knows the columns of a dossier and no words. What it needs of words – of a procedure, of a status – it is given with
each part, by the columns that they follow from: as they were made for dossiers before. A line that takes more than that
is made here (``listed.table``): of a dossier that is open or was late, of words that are new, of a text that has to be
changed. Which way a line has come is not seen in it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Any

from django.utils import timezone

from accounts.seats import Seats
from dossiers.models import DossierQuerySet, Format
from dossiers.models.rows import binary_rows
from dossiers.models.rows.copied import copied
from dossiers.reports.files.listed import COLUMNS, EACH, LOCAL, Words, fields_of, settled, table
from dossiers.reports.files.written import WRITTEN, Sql, local_dates
from dossiers.reports.sheets import CELLS, LINES, Cell

NOTHING = "\x02"
"""What the database writes where it cannot write a cell: a line that has it is made here."""
_NOTHING = NOTHING.encode()
BETWEEN = "\x1f"
"""What stands between the columns of a key of words."""
SAMPLE, AGAIN = 100, 20
"""Dossiers of a part whose words are known before it is written: of the first part, of each later one.

They are spread over it: a version of a procedure that came later would else be unknown to all its lines.
"""
MOST_WORDS = 2_000
"""Keys of words that are sent with a part: of what has more, the others are made here."""
AT_ONCE = 5_000
"""Dossiers whose lines are written and handed on together."""

BEHIND = 2
"""Bytes of COPY behind a line: of a column that is empty, and its end."""
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
            # An odd step: what comes again and again in a list is met at another place of it each time.
            self._look_at(ids[:: len(ids) // (AGAIN if self._is_ready else SAMPLE) | 1], seen)
        count = 0
        for some in batched(ids, AT_ONCE):
            lines = self._copied(some, seen) if self._is_ready else dict.fromkeys(some, _NOTHING)
            found = [lines[pk] for pk in some]
            piece = self._joined(found)
            if _NOTHING in piece:
                made = self._made([pk for pk in some if _NOTHING in lines[pk]], seen, seats, at)
                whole = [made.get(pk) if _NOTHING in line else line for pk, line in zip(some, found, strict=True)]
                found = [line for line in whole if line is not None]
                piece = self._joined(found)
            into(piece)
            count += len(found)
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

    def _copied(self, ids: Sequence[int], seen: DossierQuerySet) -> dict[int, bytes]:
        """Have the database write lines; by their dossiers. One that is to be made here has ``NOTHING`` in it.

        They come in the order of the ids, so that none has to say whose it is: where one is missing, all are made here.
        """
        chosen = sorted(set(ids))
        with local_dates():
            lines = copied(*self._statement(chosen, seen), behind=BEHIND)
        is_whole = len(lines) == len(chosen)
        return dict(zip(chosen, lines, strict=True)) if is_whole else dict.fromkeys(chosen, _NOTHING)

    def _statement(self, chosen: Sequence[int], seen: DossierQuerySet) -> tuple[Sql, list[Any]]:
        """Return what has lines written in the order of ids; a line that is to be made here has ``NOTHING`` in it."""
        cells, words = zip(*map(self._cell, self._names), strict=True)
        of, parameters = (
            seen.order_by().values(*dict.fromkeys(map(_column, fields_of(self._names)))).query.sql_with_params()
        )
        left_out = " OR ".join(f"({condition})" for condition in ("FALSE", *self._left_out()))
        # Of names of ours and what Django has compiled: no text of anybody's is in it. The ids are no constant of it: for each
        # of a constant's the planner would guess how many rows it has. The last column is for lines of one cell, of which COPY
        # puts some in quotes that it leaves as they are in longer ones.
        statement = f"""
            COPY (
                SELECT {self._how.line(cells, left_out)}, '' FROM ({of}) AS dossier
                WHERE id = ANY(ARRAY(SELECT unnest(%s::bigint[]))) ORDER BY id
            ) TO STDOUT ({self._how.options}, NULL '{NOTHING}')
        """  # noqa: S608
        return statement, [*filter(None, words), *parameters, _array(chosen)]

    def _left_out(self) -> Iterator[Sql]:
        """Yield the conditions of which each has a line made here."""
        for name in self._names:
            written = settled(name)
            if condition := COLUMNS[name].made_where:
                yield condition
            if isinstance(written, str) and written and not written.endswith(LOCAL):
                yield self._how.care(written)

    def _cell(self, name: str) -> tuple[Sql, str]:
        """Return what stands in a column of those that are not left out, with the words that it needs."""
        written = settled(name)
        if isinstance(written, Words):
            known = self._known[written.of]
            return f"coalesce(%s::jsonb ->> ({known.key}), '{NOTHING}')", json.dumps(known.words[name])
        if not written:
            return self._how.nothing, ""
        is_instant = written.endswith(LOCAL)
        return self._how.instant(written.removesuffix(LOCAL)) if is_instant else self._how.text(written), ""


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
