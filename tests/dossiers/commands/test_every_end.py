"""Each shipped procedure is walked to every end that it has, in every edition of the lifecycle."""

from datetime import datetime

import pytest

from dossiers.log.decisions import matter_of
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Result
from dossiers.proof import audit
from portal.demo import story
from portal.demo.story import Walk
from procedures.language.compiler import SHIPPED
from procedures.language.lifecycle import FIFTH, FIRST, FOURTH, SECOND, THIRD
from procedures.machine import Action, Deed, Duty, Machine, Status
from procedures.time.calendar import LOCAL
from tests.dossiers.proof.records import undone
from tests.procedures.test_shipped_results import OF_COMMUNES

pytestmark = pytest.mark.django_db

SLUGS = sorted({path.parent.name for path in SHIPPED.glob("*/v*.toml")})
BEGAN = {
    FIRST: datetime(2026, 7, 20, 8, 10, tzinfo=LOCAL),
    SECOND: datetime(2026, 11, 26, 8, 10, tzinfo=LOCAL),
    THIRD: datetime(2026, 11, 27, 8, 10, tzinfo=LOCAL),
    FOURTH: datetime(2026, 11, 30, 8, 10, tzinfo=LOCAL),
}
"""A day on which the shipped versions of each edition are in force; of the fourth, those that charge a fee, beside what communes decide in the fifth."""
WITHDRAWN = (("ask-withdrawal", "alice"), ("confirm-withdrawal", "bob"))


def filed(slug: str, edition: int) -> Walk:
    walk = Walk(story.file(at=BEGAN[edition], slug=slug), BEGAN[edition])
    machine = walk.dossier.machine
    newer = FIFTH if slug in OF_COMMUNES else edition if machine.fees else THIRD
    assert machine.lifecycle == (newer if edition == FOURTH else edition)
    return walk


def again(walk: Walk) -> Walk:
    """Return a walk that begins where another one is."""
    return Walk(Dossier.objects.get(pk=walk.dossier.pk), walk.at)


def by(action: Action) -> str:
    return next(name for role, name in story.SEATED.items() if role in action.by)


def onward_to(walk: Walk, outcome: str) -> Walk:
    """Walk on to the return of an outcome: where there is a choice, that one is taken."""
    while not walk.dossier.place.is_end:
        chosen = _choosing(walk.dossier.machine, walk.dossier.state, outcome)
        if chosen is None:
            walk.onward()
        else:
            walk.take(chosen.name, by(chosen))
    return walk


def _choosing(machine: Machine, state: str, outcome: str) -> Action | None:
    named = [a for a in machine.actions_from(state) if outcome in (a.outcome, a.proposes) and a.deed is not Deed.DIRECT]
    return next(iter(named), None)


@pytest.mark.parametrize("edition", BEGAN)
@pytest.mark.parametrize("slug", SLUGS)
def test_a_procedure_is_walked_to_each_of_its_ends(slug: str, edition: int, subtests: pytest.Subtests) -> None:
    start = filed(slug, edition)
    for outcome in start.dossier.machine.outcomes:
        with subtests.test(outcome=outcome.name), undone():
            dossier = onward_to(again(start), outcome.name).dossier
            assert (dossier.status, dossier.outcome) == (Status.RETURNED, outcome.name)
            assert dossier.verdict in {"early", "on_time"}
            assert Result.objects.filter(dossier=dossier, outcome=outcome.name).count() == int(edition > FIRST)
            assert audit.check_all().differences == []
    ways = [(Status.REJECTED, (("reject", "bob"),)), (Status.WITHDRAWN, (("accept", "bob"), *WITHDRAWN))]
    if edition >= THIRD:
        ways.append((Status.WITHDRAWN, WITHDRAWN))
    for status, way in ways:
        with subtests.test(end=status, way=way), undone():
            walk = again(start)
            for action, who in way:
                walk.take(action, who)
            assert walk.dossier.status == status
            assert audit.check_all().differences == []


@pytest.mark.parametrize("slug", SLUGS)
def test_each_step_on_which_nothing_is_decided_can_be_stopped_by_the_leader_and_told_by_the_desk(slug: str) -> None:
    walk = filed(slug, FOURTH).take("accept", "bob")
    stopped = 0
    while walk.dossier.status != Status.RESULT_READY:
        if walk.dossier.machine.action(walk.dossier.state, "decide-stop"):
            with undone():
                stop = again(walk).take("decide-stop", "lan").take("issue-stop", "bob")
                assert stop.dossier.status == Status.STOPPED
                stopped += 1
        walk.onward()

    machine = walk.dossier.machine
    undecided = [s for s in machine.steps[1:-1] if s.duty is not Duty.NUMBERS]
    assert stopped == len(undecided)


@pytest.mark.parametrize("slug", ["gp-buu-chinh", "sua-doi-vbxn-buu-chinh", "trang-ttdt-tong-hop"])
def test_a_step_has_the_time_of_the_outcome_that_is_proposed(slug: str) -> None:
    granted, refused = (filed(slug, FOURTH) for _ in range(2))
    machine = granted.dossier.machine
    short = next(outcome for outcome in machine.outcomes if outcome.limit is not None)
    step = next(step for step in machine.steps if step.duty is Duty.DECIDES)
    for walk, outcome in ((granted, machine.outcomes[0].name), (refused, short.name)):
        while walk.dossier.place.step != step.name:
            chosen = _choosing(machine, walk.dossier.state, outcome)
            walk.take(chosen.name, by(chosen)) if chosen else walk.onward()

    times = [limit.amount for one in machine.steps if (limit := one.limit_for(short.name))]
    assert short.limit is not None
    assert sum(times) <= short.limit.amount
    assert refused.dossier.step_due_at <= granted.dossier.step_due_at


@pytest.mark.parametrize("slug", SLUGS)
def test_what_was_decided_is_what_was_proposed_and_what_is_issued(slug: str) -> None:
    walk = filed(slug, FOURTH).to_the_end()

    matter = matter_of(walk.dossier.events.all(), walk.dossier.machine)
    result = Result.objects.get(dossier=walk.dossier)
    said = [facts_of(event) for event in (matter.proposal, matter.decision, matter.end) if event]
    if matter.decision:
        assert {facts.content for facts in said} == {result.content}
    else:
        assert result.by_hand, "another agency decided"
        assert result.issuer != walk.dossier.agency.name_vi
    assert {facts.outcome for facts in said} == {result.outcome}
    assert walk.dossier.subject
