"""The one path of a dossier, through the commands."""

from datetime import datetime

import pytest

from dossiers.clock import Verdict
from dossiers.models import OutboxEntry
from portal.demo import story
from procedures.machine import Status
from procedures.time.calendar import LOCAL

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)


@pytest.mark.django_db
def test_a_dossier_goes_from_filing_to_its_returned_result() -> None:
    walk = story.dossier_in("returned", at=MONDAY)

    dossier = walk.dossier
    assert dossier.code == "H26.NN-260105-0001"
    assert dossier.status == Status.RETURNED
    assert dossier.holder == ""
    assert dossier.verdict == Verdict.EARLY
    assert dossier.outcome == "granted"
    assert [event.sequence for event in dossier.events.order_by("sequence")] == list(range(1, 10))
    assert dossier.first_due_at == datetime(2026, 1, 19, 17, tzinfo=LOCAL)


@pytest.mark.django_db
def test_filing_acceptance_and_result_leave_their_effects_in_the_outbox() -> None:
    walk = story.dossier_in("returned", at=MONDAY)

    kinds = OutboxEntry.objects.filter(event__dossier=walk.dossier).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["filed", "letter-filing", "letter-01", "accepted", "assigned", "result", "returned"]
