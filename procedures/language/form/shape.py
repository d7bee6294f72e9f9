"""First pass, what is asked of the applicant: questions, blocks of them, papers, fees."""

import dataclasses
from collections.abc import Iterator, Mapping

from procedures.form import (
    NO,
    YES,
    Choice,
    Component,
    Condition,
    Database,
    DueBy,
    Elsewhere,
    Fee,
    Question,
    QuestionKind,
)
from procedures.language.tables import FIELD, MAX_AMOUNT, Table

MAX_ANSWER = 20_000
"""Characters that an answer may have."""


def questions_of(table: Table, shared: tuple[str, ...]) -> tuple[Question, ...]:
    """Read the questions of a definition, those of its blocks in their places; ``shared`` blocks may be named too."""
    blocks = table.table_or_empty("blocks")
    rows = table.tables("questions", at_least=1)
    named: set[str] = set()
    found = tuple(question for row in rows for question in _questions(row, blocks, shared, named))
    blocks.close()
    return found


def component_of(table: Table) -> Component:
    """Read a paper."""
    component = Component(
        name=table.name("name"),
        title=table.text("title"),
        required=table.flag("required", default=True),
        originals=table.integer("originals", 0, 100, default=0),
        copies=table.integer("copies", 0, 100, default=0),
        form=table.text_or_none("form"),
        condition=table.text_or_none("condition"),
        when=condition_of(table, "when"),
        eform=table.flag("eform", default=False),
        handed_in=table.flag("handed_in", default=False),
        database=table.one_of("database", Database) if table.has("database") else None,
        database_by=table.line("database_by", ""),
    )
    table.close()
    return component


def fee_of(table: Table) -> Fee:
    """Read a fee."""
    fee = Fee(
        name=table.text("name"),
        amount=table.integer("amount", 0, MAX_AMOUNT),
        per=table.text_or_none("per"),
        quantity=table.line("quantity") if table.has("quantity") else None,
        when=condition_of(table, "when"),
        due=table.one_of("due", DueBy) if table.has("due") else None,
    )
    table.close()
    return fee


def elsewhere_of(table: Table) -> Elsewhere:
    """Read a case that another agency decides."""
    if not table.has("when"):
        table.note("when", "thiếu", 'phải là { question = "…", is = "…" }')
    case = Elsewhere(when=condition_of(table, "when") or Condition("", ()), tell=table.text("tell"))
    table.close()
    return case


def _questions(table: Table, blocks: Table, shared: tuple[str, ...], named: set[str]) -> Iterator[Question]:
    """Read one entry of ``questions``: a question, or all those of the block that it names."""
    if not table.has("block"):
        yield _question(table)
        return
    name = table.name("block")
    table.close()
    if name in named:
        table.note("block", f"khối “{name}” đã có ở trên", "mỗi khối chỉ dùng một lần")
    elif name and blocks.has(name):
        named.add(name)
        for row in blocks.tables(name, at_least=1):
            yield _question(row, name)
    elif name:
        known = ", ".join(sorted({*blocks.names_written, *shared}))
        table.note(
            "block", f"không có khối “{name}”", f"viết khối bằng [[blocks.{name}]], hoặc chọn một trong: {known}"
        )


def _question(table: Table, block: str = "") -> Question:
    question = dataclasses.replace(
        _field(table),
        shown_when=condition_of(table, "shown_when"),
        columns=tuple(_column(row) for row in table.tables("columns")),
        birth_date=table.line("birth_date") if table.has("birth_date") else None,
        sex=table.line("sex") if table.has("sex") else None,
        heading=table.text_or_none("heading"),
        of=table.names("of"),
        accepts_expired=table.flag("accepts_expired", default=False),
        block=block,
    )
    table.close()
    return question


def _column(table: Table) -> Question:
    """Read a column of a table; what a column cannot have is an unknown key."""
    column = _field(table)
    table.close()
    return column


def _field(table: Table) -> Question:
    """Read what a question and a column have in common."""
    return Question(
        name=table.name("name", FIELD),
        kind=table.one_of("kind", QuestionKind),
        label=table.text("label"),
        required=table.flag("required", default=True),
        help=table.text_or_none("help"),
        choices=tuple(_choice(row) for row in table.tables("choices", "value")),
        max_length=table.integer_or_none("max_length", 1, MAX_ANSWER),
        minimum=table.integer_or_none("minimum", -MAX_AMOUNT, MAX_AMOUNT),
        maximum=table.integer_or_none("maximum", -MAX_AMOUNT, MAX_AMOUNT),
    )


def _choice(table: Table) -> Choice:
    choice = Choice(value=table.name("value"), label=table.own_text())
    table.close()
    return choice


_WORDS: Mapping[bool, str] = {True: YES, False: NO}


def condition_of(table: Table, name: str = "") -> Condition | None:
    """Read ``{ question = "…", is = … }`` at a key, or the table itself; the value may be a word, true or false, or a list."""
    if name and not table.has(name):
        return None
    inner = table.table_or_empty(name) if name else table
    question, values = inner.name("question", FIELD), inner.words("is", _WORDS)
    inner.close()
    return Condition(question, values)
