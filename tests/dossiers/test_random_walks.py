"""Whatever officers and applicants do, in whatever order: log and columns agree and an end is in reach."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.roles import Role
from dossiers import audit, projections
from dossiers.clock import Verdict
from dossiers.models import Dossier
from dossiers.refusals import Refusal
from portal import story
from portal.story import Walk
from procedures.calendar import LOCAL
from procedures.machine import Machine, Status
from tests.dossiers.lifecycle import ACTIONS, MONDAY, SYSTEM, lapse
from tests.dossiers.officers import officer
from tests.dossiers.records import record

pytestmark = pytest.mark.django_db

SEEDS = range(24)
MOST_ACTIONS = 22


def _take(walk: Walk, action: str, who: str, chance: random.Random) -> None:
    """Take an action with what it needs, some minutes or days later; a refusal leaves everything as it was."""
    walk.at += timedelta(
        minutes=chance.choice((0, 1, 17, 55, 240, 900, 3000, 7000)), microseconds=chance.randrange(10**6)
    )
    given: dict[str, Any] = {}
    if action == "reappoint":
        given["date"] = (walk.at + timedelta(days=chance.randrange(25))).astimezone(LOCAL).date()
    if action in ("reassign", "finish-phan-cong"):
        given["assignee"] = story.person(chance.choice(("dung", "minh")))
    before = record()
    try:
        if who == SYSTEM:
            lapse(walk.dossier, at=walk.at)
        else:
            story.take(walk.dossier, action, who, at=walk.at, **given)
    except Refusal:
        assert record() == before
    walk.dossier.refresh_from_db()


def _agrees(dossier: Dossier) -> None:
    log = list(dossier.events.select_related("payload").order_by("sequence"))
    assert projections.project(log, dossier.machine) == projections.columns_of(dossier)
    assert audit.check_dossier(dossier, log) == []
    place = dossier.place
    assert (dossier.status, dossier.holder) == (place.status, place.holder or "")
    assert (dossier.verdict == "") == (dossier.resolved_at is None)
    assert dossier.verdict in ("", *Verdict)
    if dossier.accepted_at:
        assert dossier.first_due_at is not None
        assert dossier.lawful_due_at is not None
        assert dossier.accepted_at < dossier.first_due_at <= dossier.lawful_due_at
        assert dossier.resolved_at is None or dossier.accepted_at <= dossier.resolved_at
    else:
        assert dossier.status in (Status.REGISTERED, Status.SUPPLEMENT_REQUESTED, Status.REJECTED, Status.WITHDRAWN)


def _way_to_an_end(machine: Machine, state: str) -> list[str]:
    """Return the actions of a shortest way from a state to an end, without those that need a guard."""
    ways: dict[str, list[str]] = {state: []}
    queue = [state]
    for place in queue:
        if machine.states[place].is_end:
            return ways[place]
        for action in machine.actions_from(place):
            if action.target not in ways and not action.guards:
                ways[action.target] = [*ways[place], action.name]
                queue.append(action.target)
    raise AssertionError(f"no end can be reached from {state}")


@pytest.mark.parametrize("seed", SEEDS)
def test_log_and_columns_agree_after_every_action_and_an_end_is_reached(seed: int) -> None:
    chance = random.Random(seed)
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    walk = Walk(story.file("alice", at=MONDAY), MONDAY)
    forward = ("accept", "transfer", "propose", "issue", "answer", "confirm-s", "confirm-p", "finish")

    for _ in range(MOST_ACTIONS):
        choices = [(name, who) for name, step in ACTIONS[walk.dossier.state].items() for who in step.by]
        onward = [choice for choice in choices if choice[0].startswith(forward)]
        if not choices:
            break
        action, who = chance.choice(onward if onward and chance.random() < 0.6 else choices)
        if who == "dung" and walk.dossier.assignee:
            who = walk.dossier.assignee.username
        _take(walk, action, who, chance)
        _agrees(walk.dossier)

    for action in _way_to_an_end(walk.dossier.machine, walk.dossier.state):
        who = ACTIONS[walk.dossier.state][action].by[0]
        if who == "dung" and walk.dossier.assignee:
            who = walk.dossier.assignee.username
        _take(walk, action, who, chance)
    _agrees(walk.dossier)
    assert not walk.dossier.is_open
    assert walk.dossier.place.is_end
    assert walk.dossier.changed_at.astimezone(LOCAL).date() < date(2027, 1, 1)


def test_the_walks_are_of_all_kinds() -> None:
    """The property above would say little if every walk ended at the desk's first answer."""
    machine = story.dossier_in("filed", at=MONDAY).dossier.machine

    lengths = {state: len(_way_to_an_end(machine, state)) for state in machine.states}

    assert lengths["filed"] == 1
    assert max(lengths.values()) <= 3
