"""The act by which an applicant receives the result in another way than was asked for with the filing (ADR 0072)."""

from django.conf import settings

from accounts.roles import Role
from dossiers.acts.act import Act, always
from procedures.form import receiving
from procedures.machine import Action, Ask, Asked, Guard, Machine, Text

CHANGE_RECEIVING = "change-receiving"
RECEIVED_OTHERWISE = Act(
    CHANGE_RECEIVING,
    Text("Đổi cách nhận kết quả", "Change how the result is received"),
    frozenset({Role.CITIZEN}),
    # After the end too, so that whoever changes it then is told why it comes too late.
    always,
    frozenset({Guard.RECEIVING_OPEN}),
    (Asked(Ask.RECEIVING),),
    edition=7,
    beside=True,
)


def hands_over(action: Action | None) -> bool:
    """Say whether an action asks in which way a result is handed over."""
    return action is not None and any(asked.kind is Ask.HANDOVER for asked in action.asks)


def has_choice(machine: Machine) -> bool:
    """Say whether results of a version can be received in several ways.

    Former editions record who received a result and not how: nothing that is posted has a number there.
    """
    offered = receiving.ways(machine, settings.RESULT_WAYS)
    return bool(receiving.questions(offered)) and any(map(hands_over, machine.actions))
