"""Every action of the lifecycle is taken once, by somebody who may, and leads where the table says."""

from datetime import date
from typing import Any

import pytest

from accounts.roles import Role
from dossiers import acts
from dossiers.log import columns
from dossiers.models import Dossier
from portal.demo.story import Walk
from tests.dossiers.lifecycle import (
    ACTIONS,
    ENDS,
    GIVING_BACK,
    HANDED_IN,
    KEEPING,
    MONDAY,
    MONEY,
    PLACES,
    POSTING,
    PROMISING,
    RECEIVING,
    REMARKS,
    REMINDERS,
    REVOKING,
    SYSTEM,
    WRITTEN,
    dossier_at,
    lapse,
    lapsed_at,
    place_of,
)
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import differences_of, undone
from tests.procedures.shipped import shipped_machine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fifteen_days_to_answer")]

ROWS = [(state, name, step) for state, actions in ACTIONS.items() for name, step in actions.items()]


def test_the_table_has_every_state_and_action_of_the_machine() -> None:
    machine = shipped_machine()

    assert set(machine.states) == set(ACTIONS) == set(PLACES)
    assert {(action.source, action.name): action.target for action in machine.actions} == {
        (state, name): step.target for state, name, step in ROWS if name != acts.WITHDRAW_DEMAND
    }
    assert len(ROWS) == 69
    found = {state: {a.name for a in acts.open_in(machine, state)} & acts.ACTS.keys() for state in PLACES}
    for state, names in found.items():
        assert names & KEEPING == (KEEPING if state in ENDS and state != "returned" else set())
        assert names >= RECEIVING | (MONEY if state in ENDS else {*MONEY, acts.LET_PASS})
    by_gateway = {acts.RECEIVE_ONLINE, acts.REVERSE_ONLINE, acts.GIVE_BACK_ONLINE}
    apart = {*WRITTEN, *MONEY, *KEEPING, *RECEIVING, *by_gateway, *acts.PAPERS, acts.LET_PASS}
    beside = {state: names - apart for state, names in found.items()}
    reminding = {state: {*acts.REMINDERS} if state in REMINDERS else set() for state in PLACES}
    assert beside == {
        state: remarks
        | REVOKING.get(state, set())
        | reminding[state]
        | PROMISING.get(state, set())
        | HANDED_IN.get(state, set())
        | GIVING_BACK.get(state, set())
        | POSTING
        for state, remarks in REMARKS.items()
    }


@pytest.mark.parametrize("state", [state for state in PLACES if state not in ENDS])
def test_each_action_leads_where_the_table_says_and_writes_one_event(state: str, subtests: pytest.Subtests) -> None:
    start = dossier_at(state)
    for name, step in ACTIONS[state].items():
        with subtests.test(action=name), undone():
            walk = Walk(Dossier.objects.get(pk=start.dossier.pk), start.at)
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
            assert dossier.is_open == (step.target not in ENDS)
            assert (event.actor.username if event.actor else SYSTEM) == step.by[0]
            assert (event.unit is None) == (step.by[0] in ("alice", SYSTEM))
            log = list(dossier.events.select_related("payload").order_by("sequence"))
            assert columns.project(log, dossier.machine) == columns.columns_of(dossier)
            assert differences_of(dossier) == []


def _take(walk: Walk, name: str, who: str) -> None:
    if who == SYSTEM:
        walk.at = lapsed_at(walk)
        lapse(walk.dossier, at=walk.at)
    else:
        given: dict[str, Any] = {"date": date(2026, 1, 22)} if name == "reappoint" else {}
        if name == "reassign":
            given["assignee"] = officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
        walk.take(name, who, **given)


def test_a_filed_dossier_waits_for_the_desks_first_answer_and_for_no_date() -> None:
    dossier = dossier_at("filed").dossier

    assert place_of(dossier) == PLACES["filed"]
    assert dossier.answer_due_at == MONDAY.replace(day=6)
    assert dossier.deadline_at == dossier.answer_due_at
    assert (dossier.due_at, dossier.accepted_at, dossier.verdict) == (None, None, "")
