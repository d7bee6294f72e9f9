"""A later edition of the lifecycle, planted beside those that there are: a dossier begins one act earlier."""

from dataclasses import replace

import pytest

from procedures.language.lifecycle import EDITIONS, FIRST, Built, Edition, first, newest
from procedures.language.sheet import Sheet

LATER = newest() + 1
ANNOUNCED = "announced"
ADDED = "hear"


def build(sheet: Sheet) -> Built:
    """Weave as the first edition does, with a state and an act before the first that there are."""
    steps, states, actions = first.build(sheet)
    before = replace(states[first.FILED], name=ANNOUNCED)
    heard = replace(actions[0], name=ADDED, source=ANNOUNCED, target=first.FILED, paper=None)
    return steps, {ANNOUNCED: before, **states}, (heard, *actions)


def only_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be no edition but the first until the test ends."""
    for later in EDITIONS.keys() - {FIRST}:
        monkeypatch.delitem(EDITIONS, later)


def plant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be this one too until the test ends; nothing is decided in it, as in the first."""
    monkeypatch.setitem(EDITIONS, LATER, Edition(build, ANNOUNCED, first.RESERVED | {ANNOUNCED}))
