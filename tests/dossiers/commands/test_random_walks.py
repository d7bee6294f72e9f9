"""Whatever officers and applicants do, in whatever order: log and columns agree and an end is in reach."""

import random
from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import Role
from dossiers.clock import Verdict
from dossiers.log import columns
from dossiers.models import Dossier
from dossiers.proof import audit
from dossiers.refusals import Refusal
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Machine, Status
from procedures.time.calendar import LOCAL
from tests.dossiers.lifecycle import ACTIONS, ENDS, MONDAY, SYSTEM, lapse
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import record, undone

pytestmark = pytest.mark.django_db

WALKS, MOST_ACTIONS = 5, 20
ONWARD = ("accept", "transfer", "propose", "issue", "answer", "confirm-s", "confirm-p", "finish")


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
    if action == "reassign" and given["assignee"] == walk.dossier.assignee:
        given["assignee"] = story.person({"dung": "minh", "minh": "dung"}[walk.dossier.assignee.username])
    if who == "dung" and walk.dossier.assignee:
        who = walk.dossier.assignee.username
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
    log = dossier.events.order_by("sequence")
    assert columns.project(log, dossier.machine) == columns.columns_of(dossier)
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


@pytest.mark.parametrize("group", range(4))
def test_log_and_columns_agree_after_every_action_and_an_end_is_reached(group: int, subtests: pytest.Subtests) -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    taken: set[tuple[str, str]] = set()

    for seed in range(group * WALKS, (group + 1) * WALKS):
        with subtests.test(seed=seed), undone():
            walk = Walk(story.file("alice", at=MONDAY), MONDAY)
            wander(walk, random.Random(seed))
            _agrees(walk.dossier)
            assert audit.check_all().differences == []
            assert walk.dossier.place.is_end
            taken |= set(walk.dossier.events.values_list("source", "action"))

    assert len(taken) >= 30, "these walks say little: too few different actions"


def wander(walk: Walk, chance: random.Random) -> None:
    """Take actions at random, mostly onward, and in the end a shortest way out."""
    for _ in range(MOST_ACTIONS):
        actions = ACTIONS[walk.dossier.state]
        if not actions:
            return
        open_ = [name for name, step in actions.items() if step.target not in ENDS]
        onward = [name for name in open_ if name.startswith(ONWARD)]
        dice = chance.random()
        action = chance.choice((dice < 0.4 and onward) or (dice < 0.97 and open_) or [*actions])
        _take(walk, action, chance.choice(actions[action].by), chance)
        _agrees(walk.dossier)
    for action in _way_to_an_end(walk.dossier.machine, walk.dossier.state):
        _take(walk, action, ACTIONS[walk.dossier.state][action].by[0], chance)
