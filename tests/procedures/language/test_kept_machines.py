"""What was published makes the same machine for ever: every shipped definition, and every one of earlier years."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from accounts.roles import Role
from portal.demo.history import law
from procedures.language import wording
from procedures.language.compiler import SHIPPED, compile_text
from procedures.language.lifecycle import EDITIONS, FIRST, Built, first
from procedures.language.sheet import Sheet
from procedures.machine import Action, Text
from tests import golden
from tests.procedures.language.kept import Machines, add, complaints, kept, load, written
from tests.procedures.shipped import DEPARTMENT_LIST, shipped_machine


def file_of(edition: int) -> Path:
    return golden.FOLDER / "machines" / str(edition) / "digests.txt"


@cache
def texts() -> dict[str, str]:
    """The definitions by ``slug vN``; those that an agency has added are its own business."""
    files = [path for path in SHIPPED.glob("*/v*.toml") if path.parent.name in DEPARTMENT_LIST]
    shipped = {f"{path.parent.name} {path.stem}": path.read_text(encoding="utf-8") for path in files}
    former = {
        f"{listed.slug} v{regime.number}": law.former_text(listed, regime)
        for listed in law.procedures()
        for regime in law.regimes()
    }
    return shipped | former


def made(edition: int) -> Machines:
    """The machines that an edition makes today of the texts that follow it: those that name none follow the first."""
    machines = {name: compile_text(text, path=name) for name, text in texts().items()}
    return {name: kept(machine) for name, machine in machines.items() if machine.lifecycle == edition}


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_definition_makes_the_machine_that_was_kept_of_it(edition: int) -> None:
    now = made(edition)
    if os.environ.get("GOLDEN") == "write":
        add(file_of(edition), now)

    then = load(file_of(edition))
    told = complaints(edition, then, now)

    assert not told, "\n".join(told)
    assert sorted(now.keys() - then.keys()) == [], "no machine is kept of them: GOLDEN=write"


def test_all_shipped_definitions_and_those_of_earlier_years_are_kept() -> None:
    shipped = {f"{slug} v1" for slug in DEPARTMENT_LIST}
    former = {f"{listed.slug} v{regime.number}" for listed in law.procedures() for regime in law.regimes()}

    assert len(shipped) == 24
    assert shipped | former <= load(file_of(FIRST)).keys()
    assert texts().keys() == {name for edition in EDITIONS for name in load(file_of(edition))}


def another_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "ACCEPT", Text("Nhận hồ sơ", "Take the dossier"))


def another_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "DESK", first.DESK | {Role.CLERK})


def another_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "NOTE", first.REASON)


def one_act_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(sheet: Sheet) -> Built:
        steps, states, actions = first.build(sheet)
        return steps, states, (*actions, replace(actions[0], name="hear"))

    monkeypatch.setitem(EDITIONS, FIRST, replace(EDITIONS[FIRST], build=build))


def another_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EDITIONS, FIRST, replace(EDITIONS[FIRST], initial=first.ACCEPTED))


@pytest.mark.parametrize("change", [another_word, another_right, another_question, one_act_more, another_beginning])
def test_a_change_of_a_lifecycle_that_is_in_force_is_found_in_every_machine(
    change: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    change(monkeypatch)

    (told,) = complaints(FIRST, load(file_of(FIRST)), made(FIRST))

    what, _colon, names = told.rpartition(": ")
    assert names.split(", ") == sorted(load(file_of(FIRST)))
    assert what.startswith("edition 1 of the lifecycle makes other machines: a new edition is needed")


def test_a_text_that_is_read_otherwise_is_found_too() -> None:
    machine = shipped_machine()
    then, now = {"a v1": kept(machine)}, {"a v1": kept(replace(machine, sets=2))}

    (told,) = complaints(FIRST, then, now)

    assert told == "what is published is read otherwise, and never changes: a v1"


def test_a_definition_that_is_gone_or_names_another_edition_is_found() -> None:
    (told,) = complaints(FIRST, {"a v1": kept(shipped_machine())}, {})

    assert told == "machines are kept of definitions that are gone or name another edition: a v1"


def test_what_is_kept_is_not_kept_anew(tmp_path: Path) -> None:
    path, machine = tmp_path / "9" / "digests.txt", shipped_machine()
    add(path, {"a v1": kept(machine)})

    add(path, {"a v1": kept(replace(machine, actions=())), "b v1": kept(machine)})

    assert load(path) == {"a v1": kept(machine), "b v1": kept(machine)}


@dataclass(frozen=True, slots=True)
class Later(Action):
    """An action as a later edition may need it."""

    fields: tuple[str, ...] = ()


def test_a_part_that_comes_later_and_is_empty_changes_no_machine() -> None:
    action = shipped_machine().actions[0]
    parts = (action.name, action.label, action.source, action.target, action.by, action.asks)

    assert written(Later(*parts)) == written(Action(*parts))
    assert written(Later(*parts, fields=("a",))) != written(Action(*parts))
