"""The check finds a decision that is not of what was proposed, and a result that is not of what was decided."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from dossiers.models import Event, Result
from dossiers.proof import audit
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers.proof.records import change, forge, triggers_off

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)


def returned() -> Walk:
    return Walk(story.file("alice", at=MONDAY), MONDAY).until("returned")


def event_of(walk: Walk, action: str) -> Event:
    return walk.dossier.events.get(action=action)


def found(walk: Walk) -> list[str]:
    return [str(difference.what) for difference in audit.check_all().differences]


def refacted(walk: Walk, action: str, **facts: object) -> None:
    """Change what an event says, and compute all digests again as whoever knows how would do."""
    event = event_of(walk, action)
    change(event, facts=event.facts | facts)
    forge(walk.dossier)


def test_a_dossier_that_was_decided_and_numbered_is_in_order() -> None:
    assert found(returned()) == []


@pytest.mark.parametrize(
    ("forged", "named"),
    [
        (lambda walk: refacted(walk, "propose-granted", content="0" * 64), "content"),
        (lambda walk: refacted(walk, "decide", content="0" * 64), "(decide) decision"),
        (lambda walk: refacted(walk, "decide", outcome="refused"), "(decide) decision"),
        (lambda walk: refacted(walk, "number", outcome="refused"), "outcome"),
        (lambda walk: refacted(walk, "number", number="99/GP-STTTT"), "result number"),
    ],
    ids=["another-draft", "another-content", "another-outcome", "another-outcome-numbered", "another-number"],
)
def test_a_forged_log_of_a_decision_is_named(forged: Callable[[Walk], None], named: str) -> None:
    walk = returned()

    forged(walk)

    assert any(named in what for what in found(walk))


@pytest.mark.parametrize(
    "column",
    [
        {"number": "99/GP-STTTT"},
        {"dated": date(2026, 12, 1)},
        {"outcome": "refused"},
        {"content": "0" * 64},
        {"holder": "Ai đó"},
        {"by_hand": True},
        {"serial": 7},
        {"kind": "approval"},
    ],
    ids=lambda column: next(iter(column)),
)
def test_a_row_of_the_register_that_was_changed_is_named(column: dict[str, object]) -> None:
    walk = returned()

    with triggers_off():
        Result.objects.update(**column)

    assert f"result {next(iter(column))}" in found(walk)


def test_a_result_that_is_gone_is_named() -> None:
    walk = returned()

    with triggers_off():
        Result.objects.all().delete()

    assert found(walk) == ["result"]
