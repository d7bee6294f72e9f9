"""Whatever anybody does, in whatever order: after its number a result is what was decided, by somebody who may decide."""

import os
import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Membership, Unit
from accounts.roles import Role
from dossiers import acts, files
from dossiers.commands.deciding.deeds import coming_number, dated_number
from dossiers.commands.given import Draft
from dossiers.files import StoredFile
from dossiers.log.decisions import deed_of
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Event, Result
from dossiers.proof import audit
from dossiers.refusals import Refusal
from portal.demo import story
from portal.demo.story import Walk, pdf, upload
from procedures.machine import Ask, Deed
from procedures.time.calendar import LOCAL
from tests.dossiers.lifecycle import MONEY
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import record, undone
from tests.dossiers.variants import publish_text
from tests.procedures.shipped import PATH

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
WALKS = 4
FILES = 0.4
"""How often a draft is a file, and a paper is signed by hand."""
PROCEDURES = (story.SLUG, "trung-bay-tranh-anh", "tra-ngay")
"""What the leader decides; what another agency decides; and what the desk's own role may decide at once."""
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
    "record",
    "decide",
    "number",
    "return",
    "confirm-s",
    "confirm-p",
    "issue-supplement",
    "answer",
)


def at_once() -> str:
    """Return the shipped definition under another name, with a result that the leader may decide at once."""
    text = PATH.with_name("v3.toml").read_text(encoding="utf-8")
    for old, new in (
        ("\nimmediate_result = false", '\nimmediate_result = "department_leader"'),
        ('\nslug = "xb-tai-lieu-khong-kinh-doanh"', '\nslug = "tra-ngay"'),
        ('\ncode = "1.003868"', ""),
        ("effective_on = 2026-11-26", "effective_on = 2025-12-01"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def _try(walk: Walk, chance: random.Random, order: float) -> None:
    """Let somebody try an action, in ``order`` of all cases one that leads on, and who may; a refusal changes nothing."""
    actions = acts.open_in(walk.dossier.machine, walk.dossier.state)
    actions = tuple(action for action in actions if action.by != {Role.SYSTEM} and action.name not in EARLY_ENDS)
    actions = tuple(action for action in actions if not acts.is_beside(action.name) and action.name not in MONEY)
    if not actions:
        return
    onward = [action for action in actions if action.name.startswith(FINISHED)]
    action = chance.choice(onward if onward and chance.random() < order else actions)
    seated = next((name for role, name in story.SEATED.items() if role in action.by), "quang")
    who = seated if chance.random() < order else chance.choice(("quang", *PEOPLE))
    who = "alice" if action.by == {Role.CITIZEN} else who
    walk.at += timedelta(minutes=chance.choice((1, 20, 240, 900)))
    asks = {asked.kind for asked in action.asks}
    given: dict[str, Any] = {}
    if Ask.CONTENT in asks and chance.random() > order:
        given["content"] = "0" * 64
    if Ask.DRAFT in asks and chance.random() < FILES:
        given["draft"] = Draft("", (_paper(chance),))
    if Ask.SCAN in asks and chance.random() < FILES:
        given |= {"scan": (_paper(chance),), "expected": chance.choice(_numbers(walk))}
    if Ask.FILES in asks and action.deed is not None:
        given["files"] = (_paper(chance),)
    before = record()
    try:
        story.take(walk.dossier, action.name, who, at=walk.at, **given)
    except Refusal:
        assert record() == before
    walk.dossier.refresh_from_db()


def _paper(chance: random.Random) -> StoredFile:
    """Return a PDF like no other, as somebody uploads it."""
    return files.store(upload(f"{chance.random()}.pdf", pdf(chance.randrange(1, 4)) + f"%{chance.random()}".encode()))


def _numbers(walk: Walk) -> list[str]:
    """Return what may stand on a paper that is signed by hand: the number that is next, or one that somebody has made up."""
    on = walk.at.astimezone(LOCAL).date()
    symbols = [outcome.issues.symbol for outcome in walk.dossier.machine.outcomes if outcome.issues]
    coming = [dated_number(coming_number(walk.dossier, symbol, on), on) for symbol in symbols]
    return [*coming, "99/GP-STTTT, 30/11/2026"]


def _numbered(dossier: Dossier) -> tuple[Any, ...] | None:
    """Return all of a result that nobody may change."""
    fields = [f.attname for f in Result._meta.concrete_fields if f.name not in ("revoked_at", "revocation")]
    return Result.objects.filter(dossier=dossier).values_list(*fields).first()


def _holds(dossier: Dossier) -> None:
    """Check that the result has one decision before it, of what was proposed, by somebody who held the right that day."""
    log: list[Event] = list(dossier.events.order_by("sequence"))
    deeds = [deed_of(dossier.machine, event.source, event.action) for event in log]
    (end,) = [place for place, deed in enumerate(deeds) if deed and deed.ends]
    decision = log[end]
    if deeds[end] is Deed.NUMBER:
        decided = max(place for place, deed in enumerate(deeds) if deed is Deed.DECIDE)
        assert not {Deed.VOID, Deed.PROPOSE, Deed.DIRECT} & {*deeds[decided:end]}
        proposal = log[max(place for place, deed in enumerate(deeds[:decided]) if deed is Deed.PROPOSE)]
        decision = log[decided]
        assert decision.actor_id != proposal.actor_id
        assert _content(proposal) == _content(decision)
    deciding = dossier.machine.action(decision.source, decision.action)
    assert deciding is not None
    assert decision.role in deciding.by
    assert decision.actor_id != dossier.applicant_id
    assert Membership.objects.in_force(decision.at.date()).filter(
        user=decision.actor_id, role=decision.role, unit=decision.unit_id
    )
    result = Result.objects.get(dossier=dossier)
    assert _content(decision) == _content(log[end]) == (result.outcome, result.content)
    by_hand = bool(log[end].attachments.all()) or deeds[end] is Deed.RECORD
    assert result.by_hand is (by_hand and deeds[end] is not Deed.AT_ONCE)
    assert result.files.exists() is bool(log[end].attachments.all())


def _content(event: Event) -> tuple[str, str]:
    return facts_of(event).outcome, facts_of(event).content


@pytest.mark.parametrize("group", range(GROUPS))
def test_after_the_number_nothing_of_the_result_changes(group: int, subtests: pytest.Subtests, tmp_path: Path) -> None:
    publish_text(tmp_path, at_once())
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    # A leader who drafts too: nobody decides what is one's own.
    quang = officer("quang", Role.SPECIALIST, "bao-chi-xuat-ban")
    agency = Unit.objects.get(slug="so-tttt")
    Membership.objects.create(user=quang, role=Role.DEPARTMENT_LEADER, unit=agency, since=date(2016, 1, 1))
    numbered = 0
    for seed in range(group * WALKS, (group + 1) * WALKS):
        with subtests.test(seed=seed), undone():
            chance = random.Random(seed)
            walk = Walk(story.file("alice", at=MONDAY, slug=PROCEDURES[seed % len(PROCEDURES)]), MONDAY)
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
