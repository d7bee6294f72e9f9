"""The fourth edition of the lifecycle: an act waits until what is due by then is paid, waived or let pass.

All else is as in the third. Acceptance waits for what is due with the application or before acceptance (NĐ 61/2018 art. 22:
the proof of payment goes with the dossier), a decision and the end of a pause for what is asked for, the return for
everything. Money is received by an act of its own, so no step asks what was paid.
"""

from collections.abc import Mapping
from dataclasses import replace

from procedures.language.lifecycle import third
from procedures.language.sheet import Sheet
from procedures.machine import Action, Ask, Deed, Guard, State, Step

WAITING = frozenset({"accept", "confirm-payment", "return"})
DECIDING = frozenset({Deed.DECIDE, Deed.RECORD, Deed.AT_ONCE})


def build(sheet: Sheet) -> tuple[tuple[Step, ...], Mapping[str, State], tuple[Action, ...]]:
    """Return the steps, states and actions of a sheet in which nothing is wrong."""
    steps, states, actions = third.build(sheet)
    return steps, states, tuple(_settled(action) for action in actions)


def _settled(action: Action) -> Action:
    """Return an action that waits for the money, where it is one that does; it asks for none itself."""
    if action.name not in WAITING and action.deed not in DECIDING:
        return action
    asks = tuple(asked for asked in action.asks if asked.kind is not Ask.FEE)
    return replace(action, asks=asks, guards=action.guards | {Guard.FEE_SETTLED})
