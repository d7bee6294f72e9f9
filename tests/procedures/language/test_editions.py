"""A definition is woven into the edition of the lifecycle that its text names, and into no other."""

import dataclasses

import pytest

from procedures.language.checker import check
from procedures.language.compiler import canonical_text, compile_text
from procedures.language.lifecycle import EDITIONS, FIRST, first, newest
from procedures.machine import Machine
from tests.procedures import editions
from tests.procedures.editions import LATER
from tests.procedures.shipped import FILE, TEXT, WHOLE, changed, errors_of, naming


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    editions.plant(monkeypatch)


def woven(text: str) -> Machine:
    return compile_text(text, path=FILE)


def test_the_editions_are_counted_from_the_first_without_a_gap() -> None:
    assert sorted(EDITIONS) == list(range(FIRST, newest() + 1))


@pytest.mark.usefixtures("later")
def test_the_newest_edition_is_the_one_with_the_highest_number() -> None:
    assert newest() == LATER


def test_a_text_that_names_no_edition_has_the_first() -> None:
    assert woven(TEXT).lifecycle == FIRST


@pytest.mark.usefixtures("later")
def test_a_text_that_names_the_newest_is_woven_into_it() -> None:
    machine = woven(naming(LATER))

    assert machine.lifecycle == LATER
    assert machine.initial == editions.ANNOUNCED
    assert machine.action(editions.ANNOUNCED, editions.ADDED) is not None
    assert machine.states.keys() - woven(TEXT).states.keys() == {editions.ANNOUNCED}
    assert check(machine) == ()


@pytest.mark.parametrize("text", [TEXT, naming(FIRST)], ids=["unnamed", "named"])
def test_a_text_that_names_the_first_or_none_stays_with_it_when_a_later_one_comes(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = woven(text)

    editions.plant(monkeypatch)

    assert woven(text) == before
    assert before.initial == first.FILED


def test_the_text_that_is_digested_names_the_edition() -> None:
    named, unnamed = woven(naming(FIRST)), woven(TEXT)

    assert "\nlifecycle = 1\n" in canonical_text(naming(FIRST), path=FILE)
    assert named.digest != unnamed.digest
    assert dataclasses.replace(named, digest=unnamed.digest) == unnamed


@pytest.mark.usefixtures("later")
def test_an_edition_that_is_unknown_is_told_with_those_that_are_known() -> None:
    (error,) = errors_of(naming(LATER + 1))

    assert (
        str(error) == "v1.toml: lifecycle: là 7; phải là số của một vòng đời mà chương trình này biết: 1, 2, 3, 4, 5, 6"
    )


@pytest.mark.usefixtures("later")
def test_a_row_may_not_be_called_as_a_state_of_its_own_edition() -> None:
    taken = ('name = "van-thu"', f'name = "{editions.ANNOUNCED}"')

    assert woven(changed(taken)).step(editions.ANNOUNCED) is not None
    (error,) = errors_of(changed(taken, text=naming(LATER)))
    assert str(error).startswith(
        f"v1.toml: steps.{editions.ANNOUNCED}.name: “{editions.ANNOUNCED}” là tên dành cho vòng đời chung"
    )


def test_the_edition_stands_at_the_top_and_nowhere_else() -> None:
    (error,) = errors_of(changed(("[supplement]\n", "[supplement]\nlifecycle = 1\n"), text=WHOLE))

    assert str(error) == "v1.toml: supplement.lifecycle: không có khoá nào tên như vậy; xoá khoá này"


@pytest.mark.parametrize("number", EDITIONS)
def test_no_name_of_an_edition_s_own_states_is_left_to_a_row(number: int) -> None:
    machine = woven(naming(number))

    rows = {step.name for step in machine.steps}
    own = {name for name in machine.states if "." not in name} - rows
    assert own == EDITIONS[number].reserved
    assert machine.initial in own
