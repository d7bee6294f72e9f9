"""One table in two windows: what a page sends is laid beside what others have saved, cell by cell.

A row is known by a number of its own wherever it stands. A page says by a mark for each cell what stood there when it
was made, so cells that only one side has changed are each kept; what both have changed, or one has changed in a row
that the other has removed, the person chooses.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dossiers.filing.tables import rows
from procedures.answers import cell_field, rows_field
from procedures.form import Question

MINE, SAVED, REMOVE = "take-mine", "take-saved", "remove-row"
"""What a button about a cell or a row does: ``take-mine:<field>:<mark of what was shown as saved>``, ``take-saved:<field>``,
``remove-row:<table>:<row>``."""
UNKNOWN = "?"
"""The mark of a cell of which a page does not say what it knows: like no other."""
_KNOWN_ROW = re.compile(r"([0-9]{1,6}):((?:[0-9a-f]{8}|\?)?(?:,(?:[0-9a-f]{8}|\?)?)*)")

type Cells = dict[str, str]
"""The texts of a row, by column."""


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row as a page knows it to be kept: its number, and the mark of each cell by column."""

    number: int
    marks: dict[str, str]


@dataclass(frozen=True, slots=True)
class RowClash:
    """What is to be chosen in a row of the page that asks.

    ``column`` is None where another window has removed the row in which something was typed here.
    """

    row: int
    """From 0, as the page that asks shows it."""
    column: Question | None
    saved: str
    """What another window has saved there, as it was typed."""


@dataclass(slots=True)
class MergedTable:
    """A table after a page was laid beside its draft."""

    question: Question
    kept: dict[int, Cells]
    """What is kept: the rows in order, by their numbers."""
    fresh: int
    """The first number that no row ever had."""
    page: list[KnownRow] = field(default_factory=list)
    """What the page knows to be kept now, its rows in its own order."""
    typed: dict[int, Cells] = field(default_factory=dict)
    """What was typed in cells that clash, and in rows that were removed elsewhere: by the number of the row."""
    before: dict[int, dict[str, str]] = field(default_factory=dict)
    """The marks that such cells have to keep until one of the two is chosen."""
    gone: dict[int, int] = field(default_factory=dict)
    """The rows that were removed elsewhere and changed here, each with its place on the page."""
    unread: set[int] = field(default_factory=set)
    """The rows in which the page does not show what is kept, each by its number."""

    @property
    def is_clashing(self) -> bool:
        """Whether anything is to be chosen."""
        return bool(self.typed)

    def fields(self) -> dict[str, str]:
        """Return the fields of the table as they are kept."""
        return _fields(self.question, self.kept, self.fresh)

    def known(self) -> str:
        """Return what the page knows to be kept now."""
        return "/".join(_line(self.question, row) for row in self.page)

    def shown(self) -> dict[str, str]:
        """Return the fields of the table on a page that asks: what is kept, and where it clashes what was typed."""
        table = {number: {**self.kept.get(number, {}), **self.typed.get(number, {})} for number in self._order()}
        return _fields(self.question, table, self.fresh)

    def known_to_asking(self) -> str:
        """Return what that page knows to be kept."""
        known = [
            KnownRow(number, {**_marks(self.question, self.kept.get(number, {})), **self.before.get(number, {})})
            for number in self._order()
        ]
        return "/".join(_line(self.question, row) for row in known)

    def clashes(self) -> list[RowClash]:
        """Return what is to be chosen, in the order of the page that asks."""
        found: list[RowClash] = []
        for row, number in enumerate(self._order()):
            if number in self.gone:
                found.append(RowClash(row, None, ""))
                continue
            columns = [column for column in self.question.columns if column.name in self.typed.get(number, ())]
            found += [RowClash(row, column, self.kept[number].get(column.name, "")) for column in columns]
        return found

    def place_of(self, row: int) -> int | None:
        """Return where a row of the page stands in what is kept; None where it does not."""
        number = self.page[row].number if row < len(self.page) else None
        return list(self.kept).index(number) if number in self.kept else None

    def is_unread(self, row: int) -> bool:
        """Say whether a row of the page holds something by now that the page does not show."""
        return row < len(self.page) and self.page[row].number in self.unread

    def unread_places(self) -> list[int]:
        """Return where the rows stand in what is kept, from 0, in which the page did not show what is kept."""
        return [place for place, number in enumerate(self.kept) if number in self.unread]

    def _order(self) -> list[int]:
        order = list(self.kept)
        for number, place in self.gone.items():
            order.insert(place, number)
        return order


def mark(text: str) -> str:
    """Return eight digits for what stands in a cell; nothing for an empty one."""
    words = " ".join(text.split())
    return hashlib.sha256(words.encode()).hexdigest()[:8] if words else ""


def known_line(question: Question, kept: Mapping[str, str]) -> str:
    """Return what a page knows that shows a table as it is kept: each row by its number, with the mark of each cell."""
    table, _fresh = _table(question, kept)
    return "/".join(_line(question, KnownRow(number, _marks(question, cells))) for number, cells in table.items())


def is_known(question: Question, typed: Mapping[str, str], known: str) -> bool:
    """Say whether a table that a page sends is as the page knows it to be kept; an empty row more or less is none."""
    return _filled(known_line(question, typed)) == _filled(known)


def _filled(known: str) -> list[str]:
    """Return the marks of the rows in which anything stands."""
    rows_of_it = (row.partition(":")[2] for row in known.split("/"))
    return [marks for marks in rows_of_it if marks.strip(",")]


def merge(
    question: Question, kept: Mapping[str, str], typed: Mapping[str, str], known: str | None, pressed: Sequence[str]
) -> MergedTable:
    """Lay a table that a page sends beside its draft. ``known`` is None where the page does not say what it knows.

    ``pressed`` is the button in its parts, by its colons.
    """
    table, fresh = _table(question, kept)
    base = _known_rows(question, table) if known is None else _known(question, known, typed)
    sent, is_whole = _sent(question, typed, len(base)), rows_field(question.name) in typed
    merged = MergedTable(question, table, fresh)
    for place, row in enumerate(base):
        if place < len(sent) or not is_whole:
            _lay_row(merged, row, sent[place] if place < len(sent) else {}, place, pressed, is_whole=is_whole)
        elif row.number in table and _marks(question, table[row.number]) == row.marks:
            del table[row.number]
    for cells in sent[len(base) :]:
        _add(merged, cells)
    return merged


def _known_rows(question: Question, table: Mapping[int, Cells]) -> list[KnownRow]:
    """Return what a page knows that shows these rows."""
    return [KnownRow(number, _marks(question, cells)) for number, cells in table.items()]


def _lay_row(
    merged: MergedTable, known: KnownRow, sent: Cells, place: int, pressed: Sequence[str], *, is_whole: bool
) -> None:
    """Lay a row of the page beside what is kept of it."""
    if known.number not in merged.kept:
        _lay_removed(merged, known, sent, place, pressed)
        return
    learnt = dict(known.marks)
    merged.page.append(KnownRow(known.number, learnt))
    for column in merged.question.columns:
        name = column.name
        taken = _taken(merged.question, place, name, pressed)
        if (name in sent or is_whole) and taken != SAVED:
            stands = mark(merged.kept[known.number].get(name, ""))
            is_chosen = taken == MINE and list(pressed[2:]) == [stands]
            learnt[name] = _lay_cell(
                merged, known, name, sent.get(name), before=stands if is_chosen else known.marks[name]
            )


def _lay_cell(merged: MergedTable, known: KnownRow, name: str, text: str | None, *, before: str) -> str:
    """Keep a cell of the page, or note why it is not kept; return what the page knows of it then.

    ``text`` is None where a browser sends nothing, as of boxes of which none is chosen.
    """
    number, kept = known.number, merged.kept[known.number]
    typed, stands = mark(text or ""), mark(kept.get(name, ""))
    if before == stands:
        kept.pop(name, None)
        kept |= {} if text is None else {name: text}
        return typed
    if typed == stands:
        return stands
    merged.unread.add(number)
    if typed != before:
        merged.typed.setdefault(number, {})[name] = text or ""
        merged.before.setdefault(number, {})[name] = known.marks[name]
    return known.marks[name]


def _lay_removed(merged: MergedTable, known: KnownRow, sent: Cells, place: int, pressed: Sequence[str]) -> None:
    """Lay a row beside a table from which another window has removed it: what was typed in it is asked about."""
    taken = _taken(merged.question, place, "", pressed)
    is_changed = any(mark(text) not in ("", known.marks[name]) for name, text in sent.items())
    is_asked = is_changed and taken not in (SAVED, REMOVE)
    if is_asked and taken == MINE:
        after = list(merged.kept.items())
        merged.kept = dict([*after[:place], (known.number, dict(sent)), *after[place:]])
        merged.fresh = max(merged.fresh, known.number + 1)
        merged.page.append(KnownRow(known.number, _marks(merged.question, sent)))
        return
    if is_asked:
        merged.typed[known.number], merged.before[known.number] = dict(sent), known.marks
        merged.gone[known.number] = place
        merged.fresh = max(merged.fresh, known.number + 1)
    merged.page.append(known)


def _add(merged: MergedTable, cells: Cells) -> None:
    """Keep a row that only the page has."""
    if len(merged.kept) < rows.most(merged.question):
        merged.kept[merged.fresh] = cells
        merged.page.append(KnownRow(merged.fresh, _marks(merged.question, cells)))
        merged.fresh += 1


def _taken(question: Question, row: int, column: str, pressed: Sequence[str]) -> str:
    """Return what a button does that is about this cell, or about this row where no column is named."""
    about = cell_field(question.name, row, column) if column else f"{question.name}.{row}"
    if not column and list(pressed) == [REMOVE, question.name, str(row)]:
        return REMOVE
    return pressed[0] if list(pressed[1:2]) == [about] else ""


def _table(question: Question, raw: Mapping[str, str]) -> tuple[dict[int, Cells], int]:
    """Return the rows of a draft by their numbers, and the first number that is free."""
    numbers, fresh = rows.ids(question, raw)
    return {number: _cells(question, raw, place) for place, number in enumerate(numbers)}, fresh


def _cells(question: Question, raw: Mapping[str, str], row: int) -> Cells:
    fields = {column.name: cell_field(question.name, row, column.name) for column in question.columns}
    return {column: raw[name].replace("\x00", "") for column, name in fields.items() if name in raw}


def _sent(question: Question, typed: Mapping[str, str], known: int) -> list[Cells]:
    """Return the rows that a page sends: as many as it says, else those that it knows."""
    number = known
    if rows_field(question.name) in typed:
        number = rows.shown(question, typed)
        more = typed[rows_field(question.name)].strip()
        # A row that was kept against its removal may stand beyond what the table takes.
        number = known if number < known and more == str(known) else number
    return [_cells(question, typed, row) for row in range(number)]


def _known(question: Question, known: str, typed: Mapping[str, str]) -> list[KnownRow]:
    """Read what a page says that it knows; what says nothing of rows knows nothing of any cell."""
    read = [_KNOWN_ROW.fullmatch(part) for part in known.split("/")]
    columns = [column.name for column in question.columns]
    table = [
        KnownRow(int(found[1]), dict(zip(columns, found[2].split(","), strict=False)))
        for found in read
        if found and found[2].count(",") + 1 == len(columns)
    ]
    numbers = {row.number for row in table}
    if len(table) == len(read) == len(numbers) <= 2 * rows.most(question):
        return table
    return [KnownRow(row, dict.fromkeys(columns, UNKNOWN)) for row in range(rows.shown(question, typed))]


def _marks(question: Question, cells: Mapping[str, str]) -> dict[str, str]:
    return {column.name: mark(cells.get(column.name, "")) for column in question.columns}


def _line(question: Question, row: KnownRow) -> str:
    return f"{row.number}:{','.join(row.marks[column.name] for column in question.columns)}"


def _fields(question: Question, table: Mapping[int, Cells], fresh: int) -> dict[str, str]:
    """Return rows as the fields of a draft."""
    found = {
        cell_field(question.name, place, column): text
        for place, cells in enumerate(table.values())
        for column, text in cells.items()
    }
    found[rows_field(question.name)] = str(len(table))
    return rows.with_ids(question, found, list(table), fresh)
