"""Every action of the lifecycle is taken once, by somebody who may, and leads where the table says."""

from datetime import date, timedelta

import pytest

from dossiers import audit, projections
from dossiers.models import Dossier
from portal.story import Walk
from tests.dossiers.lifecycle import ACTIONS, ENDS, MONDAY, PLACES, SYSTEM, Step, dossier_at, lapse, place_of
from tests.procedures.shipped import shipped_machine

pytestmark = pytest.mark.django_db

ROWS = [(state, name, step) for state, actions in ACTIONS.items() for name, step in actions.items()]


def test_the_table_has_every_state_and_action_of_the_machine() -> None:
    machine = shipped_machine()

    assert set(machine.states) == set(ACTIONS) == set(PLACES)
    assert {(action.source, action.name): action.target for action in machine.actions} == {
        (state, name): step.target for state, name, step in ROWS
    }
    assert len(ROWS) == 68


@pytest.mark.parametrize("state", PLACES)
def test_a_state_means_what_the_law_says(state: str) -> None:
    walk = dossier_at(state)

    assert walk.dossier.state == state
    assert place_of(walk.dossier) == PLACES[state]
    assert walk.dossier.is_open == (state not in ENDS)


@pytest.mark.parametrize(("state", "name", "step"), ROWS, ids=[f"{state}:{name}" for state, name, _ in ROWS])
def test_an_action_leads_where_the_table_says_and_writes_one_event(state: str, name: str, step: Step) -> None:
    walk = dossier_at(state)
    if name == "confirm-withdrawal":
        walk.take("ask-withdrawal", "alice")
    before = walk.dossier.sequence

    _take(walk, name, step.by[0])

    dossier = Dossier.objects.get(pk=walk.dossier.pk)
    event = dossier.events.get(sequence=before + 1)
    assert (dossier.state, dossier.sequence) == (step.target, before + 1)
    assert place_of(dossier) == PLACES[step.target]
    assert (event.action, event.source, event.target) == (name, state, step.target)
    assert (event.at, dossier.changed_at) == (walk.at, walk.at)
    if step.by[0] == SYSTEM:
        assert (event.actor, event.unit) == (None, None)
    else:
        assert event.actor is not None
        assert event.actor.username == step.by[0]
    log = list(dossier.events.order_by("sequence"))
    assert projections.project(log, dossier.machine) == projections.columns_of(dossier)
    assert audit.check_dossier(dossier, log) == []


def _take(walk: Walk, name: str, who: str) -> None:
    walk.at += timedelta(minutes=10)
    if who == SYSTEM:
        lapse(walk.dossier, at=walk.at)
        return
    walk.at -= walk.pace
    walk.take(name, who, **({"date": date(2026, 1, 22)} if name == "reappoint" else {}))


def test_a_filed_dossier_waits_for_the_desks_first_answer_and_for_no_date() -> None:
    dossier = dossier_at("filed").dossier

    assert dossier.answer_due_at == MONDAY.replace(day=6)
    assert dossier.deadline_at == dossier.answer_due_at
    assert (dossier.due_at, dossier.accepted_at, dossier.verdict) == (None, None, "")
