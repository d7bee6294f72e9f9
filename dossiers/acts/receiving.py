"""The act by which an applicant receives the result in another way than was asked for with the filing (ADR 0072)."""

from dataclasses import replace

from django.conf import settings

from accounts.roles import Role
from dossiers.acts.act import Act, always
from dossiers.acts.handed import HANDS_BACK
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
RETURN = "return"
"""By which a result is handed over, in each edition."""


def hands_over(action: Action | None) -> bool:
    """Say whether an action asks in which way a result is handed over."""
    return action is not None and any(asked.kind is Ask.HANDOVER for asked in action.asks)


def asked_at_desk(action: Action) -> Action:
    """Return an action with what the desk asks for: at every return of a result how, and against which paper, it is handed over.

    That is a rule of the desk and not of an edition: machines of the first one, which stay as they were published, ask for a
    name alone.
    """
    if action.name != RETURN or not any(asked.kind is Ask.RECIPIENT for asked in action.asks):
        return action
    asks = (Asked(Ask.HANDOVER) if asked.kind is Ask.RECIPIENT else asked for asked in action.asks)
    return replace(action, asks=tuple(asks))


def hands_result_over(action: Action) -> bool:
    """Say whether a result is handed over by an action, whichever edition has it; not what goes back where there is none."""
    return action.name not in HANDS_BACK and hands_over(asked_at_desk(action))


def has_choice(machine: Machine) -> bool:
    """Say whether results of a version can be received in several ways.

    Former editions record who received a result and not how: nothing that is posted has a number there.
    """
    offered = receiving.ways(machine, settings.RESULT_WAYS)
    return bool(receiving.questions(offered)) and any(map(hands_over, machine.actions))
