"""Laws of sense: who works, how often papers are asked for, and that somebody can file."""

from collections.abc import Iterator

from accounts.rights import STEP_ROLES
from procedures.language.laws.law import Law, Violation
from procedures.machine import NO, YES, Machine, QuestionKind

MOST_ROUNDS = 2
"""NĐ 63/2010 art. 20(4): nobody may be made to come back more than twice."""


def roles(machine: Machine) -> Iterator[Violation]:
    """Every step is done by somebody who works on dossiers."""
    for step in machine.steps:
        if step.role not in STEP_ROLES:
            yield Violation(
                Law.ROLES,
                f"steps.{step.name}.role",
                f"“{step.role}” không xử lý hồ sơ",
                "phải là một trong: " + ", ".join(sorted(STEP_ROLES)),
            )


def rounds(machine: Machine) -> Iterator[Violation]:
    """The applicant is asked for papers at least once and at most twice."""
    rounds = machine.supplement.rounds
    if not 1 <= rounds <= MOST_ROUNDS:
        yield Violation(
            Law.ROUNDS,
            "supplement.rounds",
            f"yêu cầu bổ sung {rounds} lần",
            f"từ 1 đến {MOST_ROUNDS} lần (Nghị định 63/2010, Điều 20 khoản 4)",
        )


def filed(machine: Machine) -> Iterator[Violation]:
    """Somebody can file: no question that is always asked has only answers that lead elsewhere."""
    for question in machine.questions:
        told = {
            value for case in machine.elsewhere if case.when.question == question.name for value in case.when.values
        }
        possible = {YES, NO} if question.kind is QuestionKind.YES_NO else {choice.value for choice in question.choices}
        is_always_asked = question.required and question.shown_when is None
        if is_always_asked and possible and possible <= told and question.kind is not QuestionKind.CHOICES:
            yield Violation(
                Law.FILED,
                "elsewhere",
                f"trả lời “{question.label}” thế nào cũng phải nộp ở nơi khác, không ai nộp được ở đây",
                "bỏ ít nhất một trường hợp",
                " | ".join(f"{question.name} = {value} → nơi khác" for value in sorted(possible)),
            )
