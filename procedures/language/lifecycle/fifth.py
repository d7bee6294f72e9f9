"""The fifth edition of the lifecycle: who enters what another agency decided says who signed it, and in what capacity.

All else is as in the fourth. The number and the day have been entered since the second; the signer stood in a note, if anywhere.
"""

from collections.abc import Mapping
from dataclasses import replace

from procedures.language.lifecycle import fourth
from procedures.language.sheet import Sheet
from procedures.machine import Action, Ask, Asked, Deed, State, Step


def build(sheet: Sheet) -> tuple[tuple[Step, ...], Mapping[str, State], tuple[Action, ...]]:
    """Return the steps, states and actions of a sheet in which nothing is wrong."""
    steps, states, actions = fourth.build(sheet)
    return steps, states, tuple(_signed(action) for action in actions)


def _signed(action: Action) -> Action:
    """Return an action that asks for the signer behind the number, where it enters what another agency decided."""
    if action.deed is not Deed.RECORD:
        return action
    place = 1 + [asked.kind for asked in action.asks].index(Ask.ISSUED)
    return replace(action, asks=(*action.asks[:place], Asked(Ask.SIGNER), *action.asks[place:]))
