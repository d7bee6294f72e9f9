"""The law of the decision: on the way one row proposes, a later one decides, and the last before the return numbers.

Source: domain reference 5.1. What another agency decides has its number from there, and needs no row that numbers.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from procedures.language.laws.law import Law, Violation, all_quoted, quoted
from procedures.language.laws.way import Way
from procedures.language.lifecycle import EDITIONS
from procedures.machine import Duty, Machine, Step

type Doing = Mapping[Duty, tuple[Step, ...]]
"""Who does what, in the order of the way."""

DOES = {
    Duty.PROPOSES: "trình dự thảo kết quả",
    Duty.DECIDES: "quyết định kết quả",
    Duty.NUMBERS: "vào số kết quả",
}
USUALLY = {
    Duty.PROPOSES: "thường là bước thẩm định của chuyên viên",
    Duty.DECIDES: "thường là bước ký duyệt của lãnh đạo",
    Duty.NUMBERS: "thường là bước đóng dấu của văn thư",
}


def decision(machine: Machine, way: Way) -> Iterator[Violation]:
    """One proposal, then one decision, then the number, then the return; not asked of an edition without results."""
    if not EDITIONS[machine.lifecycle].knows_results:
        return
    doing: Doing = {duty: tuple(step for step in way.steps if step.duty is duty) for duty in Duty}
    miscounted = tuple(_counts(doing, way))
    yield from miscounted or _order(doing, way)


def _counts(doing: Doing, way: Way) -> Iterator[Violation]:
    """Each duty is done once; the number of another agency's decision comes with it."""
    elsewhere = next((step for step in doing[Duty.DECIDES] if step.agency is not None), None)
    for duty, steps in doing.items():
        if duty is Duty.NUMBERS and elsewhere is not None:
            for step in steps:
                yield Violation(
                    Law.DECISION,
                    f"steps.{step.name}.numbers",
                    f"{quoted(step.title)} vào số, mà kết quả do cơ quan khác quyết định ở "
                    f"{quoted(elsewhere.title)} đã có số của cơ quan đó",
                    "bỏ numbers = true của bước này",
                    way.in_words,
                )
        elif not steps:
            yield Violation(
                Law.DECISION,
                "steps",
                f"không bước nào {DOES[duty]}",
                f"ghi {duty} = true ở một bước, {USUALLY[duty]}",
                way.in_words,
            )
        elif len(steps) > 1:
            yield Violation(
                Law.DECISION,
                f"steps.{steps[1].name}.{duty}",
                f"{all_quoted(step.title for step in steps)} cùng {DOES[duty]}",
                f"chỉ một bước ghi {duty} = true",
                way.in_words,
            )


def _order(doing: Doing, way: Way) -> Iterator[Violation]:
    """Each duty comes after the one that it rests on, and nothing is left to do once there is a number."""
    rows = [steps[0] for steps in doing.values() if steps]
    for before, after in pairwise(rows):
        if way.steps.index(after) < way.steps.index(before):
            yield Violation(
                Law.DECISION,
                f"steps.{after.name}.{after.duty}",
                f"{quoted(after.title)} {_does(after)} trước khi {quoted(before.title)} {_does(before)}",
                f"bước {_does(after)} phải đứng sau bước {_does(before)}",
                way.in_words,
            )
            return
    last = rows[-1]
    left = way.steps[way.steps.index(last) + 1 : -1]
    if left:
        yield Violation(
            Law.DECISION,
            f"steps.{last.name}.{last.duty}",
            f"sau {quoted(last.title)} kết quả đã có số, mà hồ sơ còn qua {all_quoted(step.title for step in left)}",
            "kết quả đã có số thì chỉ còn trả: chuyển các bước đó lên trước",
            way.in_words,
        )


def _does(step: Step) -> str:
    return DOES[step.duty] if step.duty else ""
