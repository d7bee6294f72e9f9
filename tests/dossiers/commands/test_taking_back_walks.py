"""Whatever is taken back, wherever in whatever walk: what holds is as if it had never been done."""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import asdict

from accounts.roles import Role
from dossiers import acts
from dossiers.log import columns
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Event
from dossiers.proof import audit
from dossiers.refusals import Refusal
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.lifecycle import MONEY
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import undone
from tests.dossiers.undoing import take_back

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
GROUPS = int(os.environ.get("WALK_GROUPS", "3"))
WALKS, TRIES, UNDONE = 4, 30, 0.35
"""Walks of a group, tries of a walk, and how often a step is taken back."""
EARLY_ENDS = frozenset({"reject", "confirm-withdrawal", "issue-stop"})
MEASURED = ("unit", "step", "answer", "supplement", "new_due_at", "assignee", "division", "outcome")
"""The facts that say how time and hands stood; a draft has a salt of its own each time."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An act of a walk, so that it can be taken again."""

    action: str
    who: str
    at: datetime
    given: dict[str, Any]

    def on(self, dossier: Dossier) -> Event:
        return story.take(dossier, self.action, self.who, at=self.at, **self.given)


def _chosen(dossier: Dossier, chance: random.Random, at: datetime) -> Taken | None:
    """Choose what somebody does next."""
    found = [
        a
        for a in acts.open_in(dossier.machine, dossier.state)
        if Role.SYSTEM not in a.by and a.name not in {*EARLY_ENDS, *MONEY, acts.LET_PASS}
    ]
    if not found:
        return None
    action = chance.choice(found)
    who = next((name for role, name in story.SEATED.items() if role in action.by), "alice")
    if who == "dung" and dossier.assignee:
        who = dossier.assignee.username
    given: dict[str, Any] = {}
    if action.name == "reappoint":
        given["date"] = (at + timedelta(days=chance.randrange(25))).astimezone(LOCAL).date()
    if action.name in ("reassign", "finish-phan-cong"):
        given["assignee"] = story.person(chance.choice(("dung", "minh")))
    return Taken(action.name, who, at, given)


def _stray(dossier: Dossier, chance: random.Random) -> tuple[list[Taken], int]:
    """Walk somewhere, taking back what was done now and then; return what was not, and how often something was."""
    at, kept, times = MONDAY, list[Taken](), 0
    for _try in range(TRIES):
        at += timedelta(minutes=chance.choice((1, 20, 240, 900, 3000)), seconds=chance.randrange(60))
        taken = _chosen(dossier, chance, at)
        if taken is None:
            break
        try:
            event = taken.on(dossier)
        except Refusal:
            continue
        dossier.refresh_from_db()
        kept.append(taken)
        while kept and chance.random() < UNDONE:
            at += timedelta(seconds=chance.randrange(1, 50))
            try:
                take_back(dossier, kept[-1].who, at=at, undoes=event.sequence)
            except Refusal:
                break
            kept.pop()
            times += 1
            event = columns.last_move(list(dossier.events.order_by("sequence")))
    return kept, times


def _seen(dossier: Dossier) -> dict[str, Any]:
    """Return what a dossier's columns say, but for the places of events and when the last one was."""
    found = asdict(columns.columns_of(dossier))
    return {name: value for name, value in found.items() if name not in ("sequence", "arrived_with", "changed_at")}


def _holding(log: list[Event]) -> list[Event]:
    """Return the events that nobody took back, found without any code of ours: each pair is crossed out."""
    undone_ones = {event.facts["undoes"] for event in log if event.action == "take-back"}
    return [event for event in log if event.action != "take-back" and event.sequence not in undone_ones]


def _told(log: list[Event]) -> Iterator[tuple[object, ...]]:
    for event in log:
        facts = facts_of(event)
        yield event.action, event.source, event.target, event.at, event.reading, [getattr(facts, n) for n in MEASURED]


@pytest.mark.parametrize("group", range(GROUPS))
def test_a_walk_with_steps_taken_back_is_the_walk_without_them(group: int, subtests: pytest.Subtests) -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    in_all = 0
    for seed in range(group * WALKS, (group + 1) * WALKS):
        with subtests.test(seed=seed), undone():
            dossier = story.file("alice", at=MONDAY)
            with undone():
                kept, times = _stray(dossier, random.Random(seed))
                dossier.refresh_from_db()
                with_pairs, strayed = _seen(dossier), list(dossier.events.order_by("sequence"))
                plain = asdict(columns.project(_holding(strayed), dossier.machine))
                assert with_pairs == {name: plain[name] for name in with_pairs}
                assert audit.check_all().differences == []
            in_all += times

            dossier = Dossier.objects.get(pk=dossier.pk)
            for taken in kept:
                taken.on(dossier)
            dossier.refresh_from_db()

            assert _seen(dossier) == with_pairs
            assert list(_told(list(dossier.events.order_by("sequence")))) == list(_told(_holding(strayed)))
    assert in_all >= WALKS, "these walks say little: hardly anything was taken back"
