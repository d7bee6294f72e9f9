"""In the second edition, whatever a definition is: each number has one decision before it, and each decision a proposal."""

from collections import deque
from typing import NamedTuple

from hypothesis import given, settings

from accounts.roles import Role
from procedures.language.checker import check
from procedures.language.compiler import compile_text
from procedures.machine import Action, Deed, Machine, Status
from tests.procedures.language.random_definitions import Definition, decided
from tests.procedures.language.test_compiler_total import document
from tests.procedures.language.test_lifecycle import ALLOWED, CORRECTIONS
from tests.procedures.shipped import FILE

# A machine shared with others may be slow: what is asked is an answer, not a time.
unhurried = settings(deadline=None)


class Standing(NamedTuple):
    """Where a dossier is, and how far its result has come."""

    state: str
    is_proposed: bool = False
    is_decided: bool = False


def woven(definition: Definition) -> Machine:
    return compile_text(document(definition), path=FILE)


def after(standing: Standing, action: Action) -> Standing:
    """Take an action, whatever its guards say of it; an act that the decision does not allow fails the test."""
    _state, is_proposed, is_decided = standing
    match action.deed:
        case Deed.PROPOSE:
            assert not is_decided
            is_proposed = True
        case Deed.DIRECT:
            assert is_proposed
            assert not is_decided
        case Deed.DECIDE:
            assert is_proposed
            assert not is_decided
            is_decided = True
        case Deed.VOID:
            assert is_decided
            is_decided = False
        case Deed.NUMBER:
            assert is_decided
        case Deed.RECORD:
            assert is_proposed
            assert not is_decided
        case Deed.AT_ONCE | None:
            pass
    return Standing(action.target, is_proposed, is_decided)


def standings(machine: Machine) -> set[Standing]:
    """Go all ways that there are; return where a dossier may come to stand."""
    begun = Standing(machine.initial)
    found, waiting = {begun}, deque([begun])
    while waiting:
        standing = waiting.popleft()
        for action in machine.actions_from(standing.state):
            reached = after(standing, action)
            if reached not in found:
                found.add(reached)
                waiting.append(reached)
    return found


@unhurried
@given(decided())
def test_on_no_way_is_a_result_numbered_that_was_not_proposed_and_decided(definition: Definition) -> None:
    machine = woven(definition)

    assert check(machine) == ()
    assert {standing.state for standing in standings(machine)} == machine.states.keys()


@unhurried
@given(decided())
def test_what_is_decided_is_neither_stopped_nor_withdrawn_and_nothing_is_asked_for(definition: Definition) -> None:
    machine = woven(definition)

    for standing in standings(machine):
        state = machine.states[standing.state]
        if standing.is_decided and not state.is_end:
            names = {action.name for action in machine.actions_from(state.name)}
            assert not names & {
                "decide-stop",
                "ask-withdrawal",
                "confirm-withdrawal",
                "propose-supplement",
                "ask-payment",
            }
            assert state.holder is not Role.CITIZEN
        if state.status in {Status.STOPPED, Status.WITHDRAWN}:
            assert not standing.is_decided


@unhurried
@given(decided())
def test_the_national_transitions_are_kept_and_the_applicant_decides_nothing(definition: Definition) -> None:
    machine = woven(definition)

    pairs = {(machine.states[a.source].status, machine.states[a.target].status) for a in machine.actions}
    assert {(before, then) for before, then in pairs if before != then} <= ALLOWED | CORRECTIONS
    assert all(Role.CITIZEN not in action.by for action in machine.actions if action.deed)
