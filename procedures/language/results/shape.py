"""First pass, the part about decisions and results: who proposes, decides and numbers, and what is issued."""

from procedures.language.tables import FIELD, Table
from procedures.machine import Duty
from procedures.results import Consequence, Effect, Issued, ResultKind, Term, Word

DOCUMENT_LENGTH = 10_000
SYMBOL_LENGTH = 16
"""What a register of numbers is called by, at most."""
MOST_YEARS = 99


def duty_of(table: Table) -> Duty | None:
    """Read what a row does about the decision: at most one of three flags."""
    chosen = [duty for duty in Duty if table.flag(duty.value, default=False)]
    for other in chosen[1:]:
        table.note(other.value, f"bước này đã có {chosen[0].value} = true", "mỗi bước chỉ làm một việc, bỏ một khoá")
    return chosen[0] if chosen else None


def issued_of(table: Table) -> Issued:
    """Read what an outcome issues."""
    issued = Issued(
        kind=table.one_of("kind", ResultKind),
        symbol=table.line("symbol", example="GP-STTTT", length=SYMBOL_LENGTH),
        document=table.line("document", "", length=DOCUMENT_LENGTH),
        term=_term(table.table_or_empty("term")) if table.has("term") else None,
        earlier=_earlier(table.table_or_empty("earlier")) if table.has("earlier") else None,
        words=tuple(_word(row) for row in table.tables("words")),
    )
    table.close()
    return issued


def _word(table: Table) -> Word:
    say = table.table("say")
    word = Word(
        name=table.name("name", FIELD),
        question=table.name("question", FIELD),
        by_choice={value: say.line(value, example="Số trang") for value in say.names_written},
    )
    say.close()
    table.close()
    return word


def _earlier(table: Table) -> Consequence:
    consequence = Consequence(
        question=table.name("question", FIELD),
        effect=table.one_of("effect", Effect),
        once=table.flag("once", default=False),
    )
    if consequence.once and consequence.effect is not Effect.EXTENDS:
        table.note("once", "chỉ đi cùng effect = “extends”", "bỏ once, hoặc ghi effect = “extends”")
    table.close()
    return consequence


def _term(table: Table) -> Term:
    term = Term(
        years=table.integer_or_none("years", 1, MOST_YEARS),
        question=table.name("question", FIELD) if table.has("question") else None,
        in_months=table.flag("in_months", default=False),
    )
    if term.in_months and term.question is None:
        table.note("in_months", "chỉ đi cùng question", "bỏ in_months, hoặc ghi question (tên câu hỏi về số tháng)")
    if (term.years is None) is (term.question is None):
        table.note("years", "thời hạn của kết quả chưa rõ", "ghi years (số năm), hoặc question (tên câu hỏi về số năm)")
    table.close()
    return term
