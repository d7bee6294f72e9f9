"""The act by which a demand to pay that was made in error is withdrawn: it leads back to where the payment was asked for.

It is in no machine, so that dossiers of every version have it, and not in the list of what moves nothing, since it ends the
pause (ADR 0074). Like a row of that list it never changes what it means; ``tests/golden/acts.txt`` keeps it too.
"""

from procedures.machine import Action, Ask, Asked, Guard, Machine, Text, Tone

EDITION = 8

ASK_PAYMENT = "ask-payment"
"""What every edition of the lifecycle calls the demand."""
WITHDRAW_DEMAND = "withdraw-demand"

_LABEL = Text("Thu hồi yêu cầu nộp phí, lệ phí", "Withdraw the demand to pay")
_CONSEQUENCE = Text(
    "Hồ sơ được giải quyết tiếp ngay, thời gian đã tạm dừng vẫn là tạm dừng. Người nộp được báo và đọc được lý do. "
    "Nếu còn khoản phải nộp thì yêu cầu lại với số tiền đúng.",
    "The dossier goes on at once; the time that stood still stays so. The applicant is told, with the reason. "
    "If something is to be paid, ask for it anew with the right amount.",
)


def withdrawing(machine: Machine, state: str) -> Action | None:
    """Return the action that withdraws the demand for which a dossier waits in a state, by whoever may make it; None where none waits."""
    asked = next((one for one in machine.actions if one.name == ASK_PAYMENT and one.target == state), None)
    if asked is None:
        return None
    asks, guards = (Asked(Ask.REASON),), frozenset({Guard.DEMAND_UNPAID})
    placed = (WITHDRAW_DEMAND, _LABEL, state, asked.source, asked.by, asks, guards)
    return Action(*placed, tone=Tone.DANGER, consequence=_CONSEQUENCE)
