"""The editions of the lifecycle that the law gives to every dossier, a row for each.

A definition names its edition (``lifecycle = N``), so that its digest pins the machine as it pins the text. An edition
that is in force makes the same machines for ever; what shall be different is a new module here and its row (ADR 0030).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from procedures.language.lifecycle import fifth, first, fourth, second, third
from procedures.language.sheet import Sheet
from procedures.machine import Action, State, Step

FIRST = 1
"""The edition of a definition that names none."""
SECOND = 2
"""The edition in which a result is proposed, decided and numbered."""
THIRD = 3
"""The edition in which a withdrawal is confirmed also before acceptance."""
FOURTH = 4
"""The edition in which acts wait for what is to be paid before them."""
FIFTH = 5
"""The edition in which what another agency decided is entered with its signer."""

type Built = tuple[tuple[Step, ...], Mapping[str, State], tuple[Action, ...]]


@dataclass(frozen=True, slots=True)
class Edition:
    """One lifecycle: what weaves a sheet into it, where a dossier begins, and names that no row may take."""

    build: Callable[[Sheet], Built]
    initial: str
    reserved: frozenset[str]
    knows_results: bool = False
    """Whether its dossiers are proposed on, decided and numbered, so that a definition must say by whom."""
    waits_for_money: bool = False
    """Whether acts of it wait for what is to be paid, so that a definition may say when each fee is due."""


EDITIONS: Mapping[int, Edition] = {
    FIRST: Edition(first.build, first.FILED, first.RESERVED),
    SECOND: Edition(second.build, first.FILED, first.RESERVED, knows_results=True),
    THIRD: Edition(third.build, first.FILED, first.RESERVED, knows_results=True),
    FOURTH: Edition(fourth.build, first.FILED, first.RESERVED, knows_results=True, waits_for_money=True),
    FIFTH: Edition(fifth.build, first.FILED, first.RESERVED, knows_results=True, waits_for_money=True),
}


def newest() -> int:
    """Return the edition that a new definition should name."""
    return max(EDITIONS)
