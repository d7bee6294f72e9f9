"""What the third edition has of its own: a wish to withdraw is confirmed wherever it can be said (NĐ 118/2025 art. 21)."""

from pathlib import Path

import pytest

from accounts.roles import Role
from procedures.language.checker import check
from procedures.language.compiler import SHIPPED, compile_text
from procedures.language.lifecycle import SECOND, THIRD, first
from procedures.machine import Guard, Machine
from tests.procedures.shipped import FILE, naming

NEWEST = [path for path in SHIPPED.glob("*/v*.toml") if "\nlifecycle = 3\n" in path.read_text(encoding="utf-8")]


def woven(edition: int) -> Machine:
    return compile_text(naming(edition), path=FILE)


def test_it_adds_the_confirmation_before_acceptance_and_changes_nothing_else() -> None:
    second, third = woven(SECOND), woven(THIRD)

    added = [action for action in third.actions if action not in second.actions]

    assert [action for action in third.actions if action in second.actions] == list(second.actions)
    assert (third.states, third.steps) == (second.states, second.steps)
    [confirming] = added
    assert (confirming.source, confirming.target, confirming.by) == ("filed", "withdrawn", {Role.ONE_STOP_OFFICER})
    assert (confirming.guards, confirming.paper) == ({Guard.WITHDRAWAL_ASKED}, None)
    assert check(third) == ()


@pytest.mark.parametrize("path", NEWEST, ids=lambda path: path.parent.name)
def test_no_shipped_procedure_leaves_a_wish_without_an_answer(path: Path) -> None:
    machine = compile_text(path.read_bytes(), path=path.name)

    assert states_with(machine, first.ASK_WITHDRAWAL) == states_with(machine, first.CONFIRM_WITHDRAWAL)
    assert "filed" in states_with(machine, first.ASK_WITHDRAWAL)


def test_all_shipped_procedures_follow_it() -> None:
    assert {path.parent.name for path in NEWEST} == {path.parent.name for path in SHIPPED.glob("*/v1.toml")}


def states_with(machine: Machine, name: str) -> set[str]:
    return {action.source for action in machine.actions if action.name == name}
