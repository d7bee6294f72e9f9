"""What an act is that moves neither state nor clock: who may record it, in which states, and under which guards."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from accounts.roles import Role
from procedures.machine import Action, Asked, Guard, Paper, State, Text, Tone

SYSTEM = frozenset({Role.SYSTEM})


class Whose(Enum):
    """Who among those of its roles may record an act on a dossier."""

    HANDLERS = auto()
    """Who handles it, as with every action of a machine."""
    READERS = auto()
    """Who may see it."""
    HOLDER_OR_DESK = auto()
    """Who has it now, and the one-stop desk at any time."""


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of act: who may record it, in which states, and under which guards."""

    name: str
    label: Text
    by: frozenset[Role]
    is_open_in: Callable[[State], bool]
    guards: frozenset[Guard] = frozenset()
    asks: tuple[Asked, ...] = ()
    for_office: bool = False
    """The office reminds itself by it; it tells the applicant nothing."""
    edition: int = 1
    consequence: Text | None = None
    tone: Tone = Tone.PLAIN
    beside: bool = False
    """It is written or read whatever else happens: no page is too old for it, and it is no step to choose from."""
    whose: Whose = Whose.HANDLERS
    paper: Paper | None = None
    """The form that says it to the applicant."""

    def in_state(self, state: State) -> Action:
        """Return it as an action that leads from a state to where it was."""
        placed = (self.name, self.label, state.name, state.name, self.by, self.asks, self.guards)
        return Action(*placed, tone=self.tone, consequence=self.consequence, paper=self.paper)


def always(_state: State) -> bool:
    """Say so of every state."""
    return True


def is_open(state: State) -> bool:
    """Say whether somebody has to act on a dossier still."""
    return not state.is_end
