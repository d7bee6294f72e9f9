"""Whatever anybody does, in whatever order: after its number a result is what was decided, by somebody who may decide."""

import os
import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Membership, Unit
from accounts.roles import Role
from dossiers import acts
from dossiers.log.decisions import deed_of
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Event, Result
from dossiers.proof import audit
from dossiers.refusals import Refusal
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Ask, Deed
from procedures.time.calendar import LOCAL
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import record, undone

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
WALKS = 4
GROUPS = int(os.environ.get("WALK_GROUPS", "3"))
"""Groups of walks; `make prove` asks for more."""
ORDERS = (0.7,) * 12 + (0.97,) * 22 + (0.4,) * 5
"""How orderly each try of a walk is: first whatever comes, then mostly onward, then whatever comes to the result."""
EARLY_ENDS = frozenset({"reject", "confirm-withdrawal", "issue-stop"})
"""What would end most walks before anything is decided."""
PEOPLE = ("alice", "bob", "hoa", "dung", "lan", "tam", "van", "carol", "minh", "quang")
FINISHED = (
    "accept",
    "transfer",
    "finish",
    "propose",
    "decide",
    "number",
    "return",
    "confirm-s",
    "confirm-p",
    "issue-supplement",
    "answer",
)


def _try(walk: Walk, chance: random.Random, order: float) -> None:
    """Let somebody try an action, in ``order`` of all cases one that leads on, and who may; a refusal changes nothing."""
    actions = acts.open_in(walk.dossier.machine, walk.dossier.state)
    actions = tuple(action for action in actions if action.by != {Role.SYSTEM} and action.name not in EARLY_ENDS)
    if not actions:
        return
    onward = [action for action in actions if action.name.startswith(FINISHED)]
    action = chance.choice(onward if onward and chance.random() < order else actions)
    seated = next((name for role, name in story.SEATED.items() if role in action.by), "quang")
    who = seated if chance.random() < order else chance.choice(("quang", *PEOPLE))
    who = "alice" if action.by == {Role.CITIZEN} else who
    walk.at += timedelta(minutes=chance.choice((1, 20, 240, 900)))
    given: dict[str, Any] = {}
    if Ask.CONTENT in {asked.kind for asked in action.asks} and chance.random() > order:
        given["content"] = "0" * 64
    before = record()
    try:
        story.take(walk.dossier, action.name, who, at=walk.at, **given)
    except Refusal:
        assert record() == before
    walk.dossier.refresh_from_db()


def _numbered(dossier: Dossier) -> tuple[Any, ...] | None:
    """Return all of a result that nobody may change."""
    fields = [f.attname for f in Result._meta.concrete_fields if f.name not in ("revoked_at", "revocation")]
    return Result.objects.filter(dossier=dossier).values_list(*fields).first()


def _holds(dossier: Dossier) -> None:
    """Check that the result has one decision before it, of what was proposed, by a leader who did not propose it."""
    log: list[Event] = list(dossier.events.order_by("sequence"))
    deeds = [deed_of(dossier.machine, event.source, event.action) for event in log]
    end = deeds.index(Deed.NUMBER)
    assert deeds.count(Deed.NUMBER) == 1
    decided = max(place for place, deed in enumerate(deeds) if deed is Deed.DECIDE)
    assert not {Deed.VOID, Deed.PROPOSE, Deed.DIRECT} & {*deeds[decided:end]}
    proposed = max(place for place, deed in enumerate(deeds[:decided]) if deed is Deed.PROPOSE)
    proposal, decision = log[proposed], log[decided]
    assert decision.role == Role.DEPARTMENT_LEADER
    assert decision.actor_id not in (proposal.actor_id, dossier.applicant_id)
    result = Result.objects.get(dossier=dossier)
    said = {(facts_of(event).outcome, facts_of(event).content) for event in (proposal, decision, log[end])}
    assert said == {(result.outcome, result.content)}


@pytest.mark.parametrize("group", range(GROUPS))
def test_after_the_number_nothing_of_the_result_changes(group: int, subtests: pytest.Subtests) -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    # A leader who drafts too: nobody decides what is one's own.
    quang = officer("quang", Role.SPECIALIST, "bao-chi-xuat-ban")
    agency = Unit.objects.get(slug="so-tttt")
    Membership.objects.create(user=quang, role=Role.DEPARTMENT_LEADER, unit=agency, since=date(2016, 1, 1))
    numbered = 0
    for seed in range(group * WALKS, (group + 1) * WALKS):
        with subtests.test(seed=seed), undone():
            walk, chance = Walk(story.file("alice", at=MONDAY), MONDAY), random.Random(seed)
            first = None
            for order in ORDERS:
                _try(walk, chance, order)
                now = _numbered(walk.dossier)
                assert first in (None, now)
                first = now
            if first is not None:
                numbered += 1
                _holds(walk.dossier)
            assert audit.check_all().differences == []
    assert numbered >= 1, "these walks say little: nothing was numbered"
