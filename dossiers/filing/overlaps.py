"""Two windows in which one draft is written: what the second sends is laid beside what the first has saved since.

A form says by a mark for each question what stood there when its page was made. So it is known which questions were
changed on that page, which in the draft meanwhile, and which in both: there the draft stays as it is, and the person
chooses. Of a table that is known for each cell.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dossiers.filing.tables import merging
from dossiers.filing.tables.merging import MergedTable, RowClash
from procedures.answers import ADDRESS_PARTS, cell_field, part_field, raw_names
from procedures.form import Question, QuestionKind

KNOWN = "kept_version"
"""The field in which a form says what it knows to be kept: the mark of each question, and of each cell of a table."""
MINE, SAVED = merging.MINE, merging.SAVED
"""What the two buttons of a choice do: ``take-mine:<question>:<mark of what was shown as saved>``, ``take-saved:<question>``."""

type Shown = Callable[[Question, Mapping[str, str]], str]
"""How what was typed at a question is shown as a text."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """A form that was laid beside its draft."""

    questions: Sequence[Question]
    """Those of the form."""
    typed: Mapping[str, str]
    """All that was sent."""
    sent: Mapping[str, str]
    """What of it may be kept."""
    clashing: Sequence[Question] = ()
    """What was changed on the page and in the draft, each otherwise."""
    behind: Mapping[str, str] = field(default_factory=dict)
    """The marks of what the page still shows otherwise than the draft, and those of its tables."""
    tables: Mapping[str, MergedTable] = field(default_factory=dict)
    """Tables that the form holds, by their questions."""

    @property
    def clashing_marks(self) -> dict[str, str]:
        """The marks that a page with the choice has to know still: until it is made, nothing is kept there."""
        marks = {question.name: self.behind[question.name] for question in self.clashing}
        return marks | {name: self.tables[name].known_to_asking() for name in marks if name in self.tables}

    @property
    def unread(self) -> Sequence[Question]:
        """What the page shows otherwise than the draft, and nobody has changed on it: nothing is to be chosen there."""
        clashing = [question.name for question in self.clashing]
        return [
            question
            for question in self.questions
            if question.name not in clashing
            and (self.tables[question.name].unread if question.name in self.tables else question.name in self.behind)
        ]

    def is_at(self, pressed: str) -> bool:
        """Say whether a button is about something at which the person has to choose first."""
        about = pressed.partition(":")[2].partition(":")[0].partition(".")[0]
        return about in [question.name for question in self.clashing]

    def clashes_in(self, question: str) -> Sequence[RowClash]:
        """Return what is to be chosen in a table, in the order of the page that asks; nothing of another question."""
        return self.tables[question].clashes() if question in self.tables else ()

    def place_of(self, table: str, row: int) -> int | None:
        """Return where a row of the page stands in the draft by now, from 0; None where it does not."""
        merged = self.tables.get(table)
        return merged.place_of(row) if merged else row

    def is_unread(self, table: str, row: int) -> bool:
        """Say whether another window has changed a row of the page, which shows it as it was before."""
        merged = self.tables.get(table)
        return merged is not None and merged.is_unread(row)


@dataclass(frozen=True, slots=True)
class Clash:
    """What another window has saved where something else was typed on this page, and what the buttons of the choice send."""

    saved: str
    take_mine: str
    take_saved: str
    is_row: bool = False
    """Whether a row of a table was removed there in which something was typed here."""
    by: str = ""
    """Who has saved it, where that is another person than the one who chooses."""


def marks(questions: Iterable[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """Return by question what tells the answers of a draft from any others."""
    return {
        question.name: merging.known_line(question, answers)
        if question.kind is QuestionKind.TABLE
        else mark(question, answers)
        for question in questions
        if question.kind is not QuestionKind.FILE
    }


def mark(question: Question, answers: Mapping[str, str]) -> str:
    """Return eight digits for what stands at a question that is no table. A province without a commune is nothing."""
    texts = {name: " ".join(answers[name].split()) for name in raw_names(question, answers)}
    filled = {name: text for name, text in texts.items() if text}
    if filled.keys() == {part_field(question.name, ADDRESS_PARTS[0])}:
        filled = {}
    return hashlib.sha256(json.dumps(filled, sort_keys=True).encode()).hexdigest()[:8]


def lay_beside(questions: Sequence[Question], kept: Mapping[str, str], typed: Mapping[str, str]) -> Overlap:
    """Return what of a form may be kept in a draft that holds ``kept``: all of it, where the form says nothing."""
    known, pressed = _known(typed), typed.get("do", "").split(":")
    sent, behind, clashing = dict(typed), dict[str, str](), list[Question]()
    tables: dict[str, MergedTable] = {}
    for question in questions:
        name, fields = question.name, raw_names(question, typed)
        if question.kind is QuestionKind.TABLE and fields:
            tables[name] = merged = merging.merge(question, kept, typed, known.get(name), pressed)
            sent = {each: text for each, text in sent.items() if each not in fields} | merged.fields()
            behind[name] = merged.known()
            clashing += [question] if merged.is_clashing else []
            continue
        stands = mark(question, kept)
        before = pressed[2] if pressed[:2] == [MINE, name] and len(pressed) > 2 else known.get(name, stands)  # noqa: PLR2004
        takes_saved = pressed == [SAVED, name]
        if not fields or (not takes_saved and stands in (before, mark(question, typed))):
            continue
        for each in fields:
            del sent[each]
        if not takes_saved:
            behind[name] = before
            if mark(question, typed) != before:
                clashing.append(question)
    return Overlap(questions, typed, sent, clashing, behind, tables)


def choices(
    overlap: Overlap, question: Question, answers: Mapping[str, str], shown: Shown
) -> Iterator[tuple[str, Clash]]:
    """Give the choices at a question by the field, or the row of a table, at which they stand."""
    for each in overlap.clashes_in(question.name):
        name = cell_field(question.name, each.row, each.column.name) if each.column else f"{question.name}.{each.row}"
        saved = shown(each.column, {each.column.name: each.saved}) if each.column else ""
        stands = merging.mark(each.saved)
        yield name, Clash(saved, f"{MINE}:{name}:{stands}", f"{SAVED}:{name}", is_row=not each.column)
    if question.name not in overlap.tables:
        name, stands = question.name, mark(question, answers)
        yield name, Clash(shown(question, answers), f"{MINE}:{name}:{stands}", f"{SAVED}:{name}")


def is_touched(question: Question, typed: Mapping[str, str]) -> bool:
    """Say whether a form holds something else at a question than its page knows to be kept, or does not say what it knows."""
    if not raw_names(question, typed):
        return False
    known = _known(typed).get(question.name)
    if known is None:
        return True
    return (
        not merging.is_known(question, typed, known)
        if question.kind is QuestionKind.TABLE
        else mark(question, typed) != known
    )


def changed_since(questions: Sequence[Question], kept: Mapping[str, str], typed: Mapping[str, str]) -> list[Question]:
    """Return the questions at which a draft that holds ``kept`` stands otherwise than a page knows; none where it knows nothing."""
    known, now = _known(typed), marks(questions, kept)
    return [each for each in questions if known and each.name in now and now[each.name] != known.get(each.name)]


def _known(typed: Mapping[str, str]) -> dict[str, str]:
    """Return the marks that a form names; what is no such list names none."""
    line = typed.get(KNOWN, "")
    if line.startswith("{"):
        return _as_before(line)
    return {name: mark for name, equals, mark in (part.partition("=") for part in line.split()) if equals}


def _as_before(line: str) -> dict[str, str]:
    """Read the marks as forms held them before: a device may keep the copy of such a form for long."""
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return {name: str(one) for name, one in read.items()} if isinstance(read, dict) else {}


def line(known: Mapping[str, str]) -> str:
    """Return marks as a form holds them, without a sign that HTML has to write otherwise."""
    return " ".join(f"{name}={mark}" for name, mark in known.items())
