"""Laws of sense: who works, how often papers are asked for, and that each fee can be asked for."""

from collections.abc import Iterator

from accounts.rights import STEP_ROLES
from procedures.language.laws.law import Law, Violation, all_quoted, quoted
from procedures.language.laws.way import Way
from procedures.machine import Machine, Pause

MOST_ROUNDS = 2
"""NĐ 63/2010 art. 20(4): nobody may be made to come back more than twice."""


def roles(machine: Machine) -> Iterator[Violation]:
    """Every step is done by somebody who works on dossiers."""
    for step in machine.steps:
        if step.role not in STEP_ROLES:
            yield Violation(
                Law.ROLES,
                f"steps.{step.name}.role",
                f"{quoted(step.title)} giao cho “{step.role}”, vai trò này không xử lý hồ sơ",
                "phải là một trong: " + ", ".join(sorted(STEP_ROLES)),
            )


def rounds(machine: Machine) -> Iterator[Violation]:
    """The applicant is asked for papers at least once and at most twice."""
    allowed = machine.supplement.rounds
    if not 1 <= allowed <= MOST_ROUNDS:
        yield Violation(
            Law.ROUNDS,
            "supplement.rounds",
            f"yêu cầu bổ sung {allowed} lần",
            f"từ 1 đến {MOST_ROUNDS} lần (Nghị định 63/2010, Điều 20 khoản 4)",
        )


def fees(machine: Machine, way: Way) -> Iterator[Violation]:
    """Where something is to be paid, a row of the way can ask the applicant for it.

    The return asks the desk what was paid, and tells the applicant nothing: whoever has the result sent would never hear
    of the fee. Only a row that can wait for a payment asks for one (status 6).
    """
    asking = {state.step for state in machine.states.values() if state.pause is Pause.PAYMENT}
    if machine.fees and not any(step.name in asking for step in way.steps):
        yield Violation(
            Law.FEES,
            "fees",
            f"không bước nào yêu cầu người nộp trả được {all_quoted(fee.name for fee in machine.fees)}",
            "chỉ bước của chuyên viên (specialist) yêu cầu nộp tiền được: thêm một bước như vậy, "
            "hoặc bỏ fees và nói ở fee_note thu ở đâu",
            way.in_words,
        )
