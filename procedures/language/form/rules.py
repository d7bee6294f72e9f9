"""First pass: the rules between answers."""

from procedures.form import Condition
from procedures.form.rules import Breach, Comparison, Rule, RuleKind
from procedures.language.form.shape import condition_of
from procedures.language.tables import FIELD, MAX_AMOUNT, Table

MOST_DAYS = 10_000
MOST_HOURS = 10_000


def rule_of(table: Table) -> Rule:
    """Read a rule."""
    rule = Rule(
        name=table.name("name"),
        kind=table.one_of("kind", RuleKind),
        question=table.name("question", FIELD),
        breach=table.one_of("breach", Breach, Breach.BLOCK),
        other=table.line("other") if table.has("other") else None,
        days=table.integer_or_none("days", 1, MOST_DAYS),
        hours=table.integer_or_none("hours", 1, MOST_HOURS),
        column=table.line("column") if table.has("column") else None,
        comparison=table.one_of("compare", Comparison) if table.has("compare") else None,
        number=table.integer_or_none("number", -MAX_AMOUNT, MAX_AMOUNT),
        provinces=table.names("provinces"),
        all_of=_all_of(table),
        any_of=_conditions(table, "when_any"),
        tell=table.text_or_none("tell"),
    )
    table.close()
    return rule


def _all_of(table: Table) -> tuple[Condition, ...]:
    single = condition_of(table, "when")
    return (*((single,) if single else ()), *_conditions(table, "when_all"))


def _conditions(table: Table, name: str) -> tuple[Condition, ...]:
    return tuple(found for row in table.tables(name, "question") if (found := condition_of(row)) is not None)
