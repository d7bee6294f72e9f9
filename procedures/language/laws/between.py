"""The law of the rules between answers: there are answers that keep them all."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from procedures.form import ROWS_BY_DEFAULT, Question, QuestionKind
from procedures.form.rules import Comparison, Order, Rule, RuleKind
from procedures.form.wording import stated
from procedures.language.laws.law import Law, Violation
from procedures.machine import Machine

DAY = timedelta(days=1)
type Path = tuple[int, tuple[Rule, ...]]
"""How much later one moment must be than another at least, and the rules that say so."""
type Paths = dict[tuple[str | None, str | None], Path]


def rules(machine: Machine) -> Iterator[Violation]:
    """Rules that hold together can be kept together; each that cannot is told once, with those that stand against it."""
    seen: set[str] = set()
    for together in _together(machine.rules):
        found = *_out_of_order(machine, together), *_out_of_bounds(machine, together), *_to_come(machine, together)
        for rule, against in found:
            if rule.name not in seen:
                seen.add(rule.name)
                yield _violation(machine, rule, against)


def _violation(machine: Machine, rule: Rule, against: tuple[Rule, ...]) -> Violation:
    asked = {question.name: question for question in machine.questions}
    said = stated(rule, asked).vi
    others = [other for other in dict.fromkeys(against) if other != rule]
    return Violation(
        Law.RULES,
        f"rules.{rule.name}",
        f"không trả lời nào đáp ứng được: {said[:1].lower()}{said[1:]}",
        "sửa hoặc bỏ một trong các quy tắc trái nhau" if others else "sửa hoặc bỏ quy tắc này",
        " | ".join(stated(other, asked).vi for other in others),
    )


def _together(found: Iterable[Rule]) -> Iterator[list[Rule]]:
    """Yield the rules that hold at once: those that always do, with those of each condition."""
    every = list(found)
    conditions = dict.fromkeys((rule.all_of, rule.any_of) for rule in every)
    for condition in dict.fromkeys([((), ()), *conditions]):
        yield [rule for rule in every if (rule.all_of, rule.any_of) in {((), ()), condition}]


def _out_of_order(machine: Machine, together: list[Rule]) -> Iterator[tuple[Rule, tuple[Rule, ...]]]:
    """Go round: a moment that must be later than itself is a contradiction.

    Once in days, which is all that dates have, and once in minutes between instants alone.
    """
    instants = {question.name for question in machine.questions if question.kind is QuestionKind.DATE_TIME}
    for in_days in (True, False):
        paths: Paths = {}
        for rule in together:
            for order in rule.orders():
                weight = _weight(order, instants, in_days=in_days)
                if weight is not None:
                    yield from ((rule, back) for back in _add(paths, order, weight, rule))


def _weight(order: Order, instants: set[str], *, in_days: bool) -> int | None:
    """Return how much later at least, in days or in steps of a minute; None where that is not the matter of this round."""
    are_instants = {order.earlier, order.later} - {None} <= instants
    if in_days:
        days = order.gap // DAY
        return days + int(order.strict and not order.gap and not are_instants)
    if not are_instants:
        return None
    minutes = order.gap // timedelta(minutes=1)
    return minutes + int(order.strict and not order.gap)


def _add(paths: Paths, order: Order, weight: int, rule: Rule) -> Iterator[tuple[Rule, ...]]:
    """Add a step between two moments to the longest ways; yield the way back where it closes a round that cannot be."""
    back = paths.get((order.later, order.earlier))
    if back is not None and back[0] + weight > 0:
        yield back[1]
        return
    nodes = {node for ends in paths for node in ends} | {order.earlier, order.later}
    start: Mapping[str | None, Path | None] = {
        node: (0, ()) if node == order.earlier else paths.get((node, order.earlier)) for node in nodes
    }
    end = {node: (0, ()) if node == order.later else paths.get((order.later, node)) for node in nodes}
    for first, before in start.items():
        for last, after in end.items():
            if before is None or after is None or first == last:
                continue
            longer = before[0] + weight + after[0], (*before[1], rule, *after[1])
            known = paths.get((first, last))
            if known is None or known[0] < longer[0]:
                paths[first, last] = longer


def _out_of_bounds(machine: Machine, together: list[Rule]) -> Iterator[tuple[Rule, tuple[Rule, ...]]]:
    """Narrow what a sum, a number or a province may be, until nothing is left."""
    spans: dict[tuple[str, str | None, RuleKind], tuple[float, float]] = {}
    places: dict[str, frozenset[str]] = {}
    before: dict[object, list[Rule]] = {}
    for rule in together:
        question = machine.question(rule.question)
        if question is None:
            continue
        if rule.kind is RuleKind.PROVINCE_IS:
            left = frozenset(rule.provinces) & places.get(rule.question, frozenset(rule.provinces))
            places[rule.question], is_empty, matter = left, not left, rule.question
        elif rule.kind in {RuleKind.SUM, RuleKind.COUNT, RuleKind.NUMBER} and rule.number is not None:
            kept = rule.question, rule.column, rule.kind
            low, high = _narrowed(rule, spans.get(kept) or _possible(rule, question))
            spans[kept], is_empty, matter = (low, high), low > high, str(kept)
        else:
            continue
        if is_empty:
            yield rule, tuple(before.get(matter, ()))
            return
        before.setdefault(matter, []).append(rule)


def _to_come(machine: Machine, together: list[Rule]) -> Iterator[tuple[Rule, tuple[Rule, ...]]]:
    """Yield the rules against years to come of what may name no other: by its own least, the day the version begins."""
    for rule in together:
        question = machine.question(rule.question)
        if rule.kind is RuleKind.NOT_AFTER_THIS_YEAR and question is not None:
            asked = next((column for column in question.columns if column.name == rule.column), question)
            if (asked.minimum or 0) > machine.effective_on.year:
                yield rule, ()


def _narrowed(rule: Rule, span: tuple[float, float]) -> tuple[float, float]:
    number = rule.number or 0
    low = span[0] if rule.comparison is Comparison.AT_MOST else max(span[0], number)
    high = span[1] if rule.comparison is Comparison.AT_LEAST else min(span[1], number)
    return low, high


def _possible(rule: Rule, question: Question) -> tuple[float, float]:
    """Return the least and the greatest that a sum or a number can be in an answer."""
    if question.kind is QuestionKind.CHOICES:
        return 1, len(question.choices)
    if rule.kind is RuleKind.NUMBER:
        least = 0 if question.minimum is None and question.kind is QuestionKind.MONEY else question.minimum
        return float("-inf") if least is None else least, float("inf") if question.maximum is None else question.maximum
    fewest, most = max(1, question.minimum or 0), question.maximum
    most = ROWS_BY_DEFAULT if most is None else most
    column = next((column for column in question.columns if column.name == rule.column), None)
    if column is None or rule.kind is RuleKind.COUNT:
        return (fewest if column is None or column.required else 0), most
    least = column.minimum if column.minimum is not None else 0 if column.kind is QuestionKind.MONEY else None
    low = (
        float("-inf")
        if least is None
        else least * (fewest if column.required and least > 0 else 0 if least >= 0 else most)
    )
    high = float("inf") if column.maximum is None else max(0, column.maximum * most)
    return low, high
