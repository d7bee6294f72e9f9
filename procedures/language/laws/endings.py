"""Laws of how it can end: the first outcome grants, a refusal grants nothing, and one knows them apart by their names."""

from collections.abc import Iterator

from procedures.language.laws.law import Law, Violation, quoted
from procedures.language.lifecycle import EDITIONS
from procedures.machine import Machine, Outcome, Paper
from procedures.results import ResultKind


def endings(machine: Machine) -> Iterator[Violation]:
    """What is granted is the first outcome, and one of the others refuses it; not asked of an edition without results."""
    if not EDITIONS[machine.lifecycle].knows_results:
        return
    yield from _same_names(machine)
    yield from (_granting_refusal(outcome) for outcome in machine.outcomes if _refuses(outcome) and _grants(outcome))
    if not any(_refuses(outcome) for outcome in machine.outcomes):
        yield Violation(
            Law.ENDINGS,
            "outcomes",
            "không có kết quả nào là từ chối, hồ sơ không đủ điều kiện không giải quyết được",
            'ghi paper = "03" ở kết quả từ chối; chưa có thì thêm một [[outcomes]] như vậy ở dưới cùng',
        )
        return
    first, *others = machine.outcomes
    if not _grants(first) and any(_grants(outcome) for outcome in others):
        yield Violation(
            Law.ENDINGS,
            f"outcomes.{first.name}",
            f"{quoted(first.label)} không cấp gì mà đứng đầu",
            "kết quả đứng đầu là kết quả cấp: xếp kết quả này xuống dưới",
        )


def _same_names(machine: Machine) -> Iterator[Violation]:
    """Whoever proposes, decides or reads of an outcome sees its label alone."""
    before: dict[str, Outcome] = {}
    for outcome in machine.outcomes:
        label = " ".join(outcome.label.vi.split()).casefold()
        other = before.setdefault(label, outcome)
        if other is not outcome:
            yield Violation(
                Law.ENDINGS,
                f"outcomes.{outcome.name}.label",
                f"{quoted(outcome.label)} cũng là tên của kết quả “{other.name}”",
                "mỗi kết quả một tên, để người trình, người ký và người nộp phân biệt được",
            )


def _granting_refusal(outcome: Outcome) -> Violation:
    kind = outcome.issues.kind if outcome.issues else ""
    return Violation(
        Law.ENDINGS,
        f"outcomes.{outcome.name}.issues.kind",
        f"là {kind}, mà {quoted(outcome.label)} là kết quả từ chối (paper = “03”), không cấp gì",
        f'ghi kind = "{ResultKind.ANSWER}"; nếu là kết quả cấp thì bỏ paper',
    )


def _refuses(outcome: Outcome) -> bool:
    return outcome.paper is Paper.REFUSAL


def _grants(outcome: Outcome) -> bool:
    return outcome.issues is not None and outcome.issues.kind is not ResultKind.ANSWER
