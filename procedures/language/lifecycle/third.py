"""The third edition of the lifecycle: a wish to withdraw is confirmed wherever it can be said, also before acceptance.

All else is as in the second. What was never accepted has no verdict and no fee: the applicant ends it, and nobody was late
(NĐ 118/2025 art. 21: an applicant may have it ended as long as nothing is decided; ADR 0049).
"""

from collections.abc import Iterator, Mapping

from procedures.language.lifecycle import first, second
from procedures.language.sheet import Sheet
from procedures.machine import Action, State, Step


def build(sheet: Sheet) -> tuple[tuple[Step, ...], Mapping[str, State], tuple[Action, ...]]:
    """Return the steps, states and actions of a sheet in which nothing is wrong."""
    steps, states, actions = second.build(sheet)
    return steps, states, tuple(_confirmed(actions))


def _confirmed(actions: tuple[Action, ...]) -> Iterator[Action]:
    """Return the actions, with the confirmation behind each wish to withdraw that has none."""
    confirmable = {action.source for action in actions if action.name == first.CONFIRM_WITHDRAWAL}
    for action in actions:
        if action.name == first.ASK_WITHDRAWAL and action.source not in confirmable:
            yield from first.withdrawal(action.source)
        else:
            yield action
