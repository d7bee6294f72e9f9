"""What bulk does to each dossier is exactly what the single act would have done or refused: random seats, acts, states."""

import random
from typing import Any

import pytest
from django.utils import translation

from accounts.models import Membership, Unit
from accounts.roles import Role
from dossiers import acts, refusals
from dossiers.bulk.kinds import KINDS
from dossiers.models import Dossier
from dossiers.refusals import bulk as refused
from portal.demo import story
from procedures.results import Capacity
from tests.dossiers.bulk.choosing import NOW, begun, done, judged, person, some
from tests.dossiers.proof.records import undone

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

STATES = ("filed", "accepted", "phan-cong", "tham-dinh", "xem-xet", "ky-duyet", "van-thu", "returned")
PEOPLE = ("bob", "hoa", "dung", "lan", "tam", "van", "carol", "alice")
NAMES = {
    "accept": ("accept",),
    "transfer": ("transfer",),
    "assign": ("finish-phan-cong", "reassign"),
    "initial": ("finish-xem-xet",),
    "decide": ("decide",),
    "number": ("number",),
    "remind": (acts.REMIND_HOLDER,),
}
"""What the single acts are called, written by hand."""
COMMON: dict[str, dict[str, Any]] = {
    "assign": {"assignee": "dung"},
    "decide": {"capacity": Capacity.FOR_THE_HEAD},
}
ROUNDS = 14
NOT_OPEN = "not open"
"""Alone it is no button; among many the sentence says where the dossier is, and what its page offers."""


def given(kind: str) -> dict[str, Any]:
    found = COMMON.get(kind, {})
    return found | ({"assignee": story.person("dung")} if "assignee" in found else {})


def single(kind: str, dossier: Dossier, who: str) -> str:
    """Take the act on one dossier by its command; return the sentence of the refusal, "" where it was taken."""
    if dossier.applicant.username == who:
        return str(refusals.OwnDossier())
    if not Dossier.objects.visible_to(person(who).seats).filter(pk=dossier.pk).exists():
        return str(refused.NotFound())
    fresh = Dossier.objects.get(pk=dossier.pk)
    name = next((one for one in NAMES[kind] if acts.find(fresh.machine, fresh.state, one)), NAMES[kind][0])
    with undone():
        try:
            story.take(fresh, name, who, at=NOW, **given(kind))
        except refusals.UnknownAction:
            return NOT_OPEN
        except refusals.Refusal as refusal:
            return str(refusal)
    return ""


SAYS_WHERE_IT_IS = (refused.NotAtThisStep, refused.WithApplicant, refused.WaitsToBeCollected, refused.HasEnded)


def sentence(refusal: refusals.Refusal) -> str:
    return NOT_OPEN if isinstance(refusal, SAYS_WHERE_IT_IS) else str(refusal)


def together(kind: str, dossiers: list[Dossier], who: str) -> dict[str, str]:
    """Do the same with all of them by a job; return the sentences by number."""
    with undone():
        found = judged(kind, dossiers, who, **given(kind))
        told = {one.code: sentence(one.refusal) for one in found if one.refusal}
        if len(told) < len(found):
            came = done(begun(kind, dossiers, who, **given(kind)))
            told = {code: why for code, (_outcome, why) in came.items()} | told
    return told


@pytest.mark.parametrize("seed", range(3))
def test_each_is_done_or_refused_as_it_would_be_alone(seed: int) -> None:
    chance = random.Random(seed)
    dossiers = [one for state in STATES for one in some(1, state)]
    desk = Unit.objects.get(slug="mot-cua")
    Membership.objects.create(user=story.person("alice"), role=Role.ONE_STOP_OFFICER, unit=desk, since=NOW.date())
    with translation.override("en"):
        for _round in range(ROUNDS):
            kind, who = chance.choice(sorted(NAMES)), chance.choice(PEOPLE)
            chosen = chance.sample(dossiers, chance.randint(1, len(dossiers)))

            expected = {one.code: single(kind, one, who) for one in chosen}

            assert together(kind, chosen, who) == expected, (kind, who)


def test_every_kind_but_what_each_dossier_has_words_of_its_own_for_is_among_them() -> None:
    # How a result was received, and why one is late: test_handing_over.py, test_apologising.py.
    assert NAMES.keys() == KINDS.keys() - {"return", "apologise"}
