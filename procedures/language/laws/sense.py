"""Laws of sense: who works, on what, how often papers are asked for, and that each fee can be asked for."""

from collections.abc import Iterator

from accounts.rights import STEP_ROLES
from accounts.roles import Role
from procedures.language.laws.law import Law, Violation, all_quoted, quoted
from procedures.language.laws.way import Way
from procedures.machine import Ask, DueBy, Machine, Pause, Step

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


def assigned(machine: Machine, way: Way) -> Iterator[Violation]:
    """Before the first row of a specialist somebody has named which; else the dossier comes to it with nobody."""
    place = next((place for place, step in enumerate(way.steps) if step.role is Role.SPECIALIST), 0)
    if not place or any(_names(machine, step) for step in way.steps[:place]):
        return
    before, first = way.steps[place - 1], way.steps[place]
    if before is way.steps[0] or before.duty is not None:
        right = "thêm ngay trước đó một bước phân công của lãnh đạo phòng (division_head), ghi asks = [“assignee”]"
    else:
        right = "ghi asks = [“assignee”] ở bước này"
    yield Violation(
        Law.ASSIGNED,
        f"steps.{before.name}.asks",
        f"hồ sơ tới {quoted(first.title)} mà chưa ai giao cho chuyên viên nào",
        right,
        way.in_words,
    )


def _names(machine: Machine, step: Step) -> bool:
    """Say whether whoever ends a row names the case officer."""
    onward = (action for action in machine.actions_from(step.state) if action.source != action.target)
    return any(asked.kind is Ask.ASSIGNEE for action in onward for asked in action.asks)


def charged(machine: Machine) -> Iterator[Violation]:
    """A fee is an amount: where nothing is to be paid, none is asked for."""
    for place, fee in enumerate(machine.fees, start=1):
        if not fee.amount:
            yield Violation(
                Law.CHARGED,
                f"fees[{place}].amount",
                f"{quoted(fee.name)} là 0 đồng",
                "ghi số tiền; không thu thì bỏ khoản này và nói ở fee_note",
            )


def fees(machine: Machine, way: Way) -> Iterator[Violation]:
    """Where something is to be paid, a row of the way can ask the applicant for it.

    The return asks the desk what was paid, and tells the applicant nothing: whoever has the result sent would never hear
    of the fee. Only a row that can wait for a payment asks for one (status 6). What is due at another time is asked for then.
    """
    asking = {state.step for state in machine.states.values() if state.pause is Pause.PAYMENT}
    asked_for = [fee for fee in machine.fees if fee.due in (None, DueBy.PROCESSING)]
    if asked_for and not any(step.name in asking for step in way.steps):
        yield Violation(
            Law.FEES,
            "fees",
            f"không bước nào yêu cầu người nộp trả được {all_quoted(fee.name for fee in asked_for)}",
            "chỉ bước của chuyên viên (specialist) yêu cầu nộp tiền được: thêm một bước như vậy, "
            "ghi due để thu lúc khác, hoặc bỏ fees và nói ở fee_note thu ở đâu",
            way.in_words,
        )
