"""Whatever the text is, the compiler answers with a machine or with its own errors."""

import json
import tomllib
from collections.abc import Callable
from copy import deepcopy
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from procedures.language.checker import check
from procedures.language.compiler import DefinitionErrors, canonical_text, compile_text
from procedures.machine import Clock, Machine
from tests.procedures.language.random_definitions import BREAKERS, Breaker, Definition, definitions
from tests.procedures.language.random_definitions import TEXT as TEXTS
from tests.procedures.language.test_lifecycle import ALLOWED, CORRECTIONS, pairs_of
from tests.procedures.shipped import FILE, TEXT, WHOLE, errors_of

# A machine shared with others may be slow: what is asked is an answer, not a time.
unhurried = settings(deadline=None)

PARSED: dict[str, Any] = tomllib.loads(TEXT, parse_float=Decimal)
EVERYTHING: dict[str, Any] = tomllib.loads(canonical_text(WHOLE, path=FILE), parse_float=Decimal)
LINES = WHOLE.splitlines(keepends=True)

scalars = st.one_of(
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.dates(date(1, 1, 1)),
    st.times(),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcn_ vi", max_size=4), inner, max_size=3),
)


def toml(value: object) -> str:
    """Return a value as TOML, all on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Decimal):
        return f"{value:e}" if "." in f"{value:e}" or "e" in f"{value:e}" else f"{value}.0"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def document(table: dict[str, Any]) -> str:
    return "".join(f"{quoted(key)} = {toml(value)}\n" for key, value in table.items())


def survives(text: str | bytes) -> None:
    """Compile and check; anything but the compiler's own errors fails the test."""
    try:
        machine = compile_text(text, path=FILE)
    except DefinitionErrors as refused:
        errors = refused.errors
    else:
        check(machine)
        assert canonical_text(text, path=FILE)
        return
    assert errors
    assert all(error.key and error.wrong and error.right for error in errors)


@unhurried
@given(st.binary() | st.text(st.characters()))
def test_any_bytes_and_any_text(text: bytes | str) -> None:
    survives(text)


@unhurried
@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1)), max_size=6), st.data())
def test_lines_moved_doubled_and_lost(moves: list[tuple[int, int]], data: st.DataObject) -> None:
    lines = list(LINES)
    for source, target in moves:
        line = data.draw(st.sampled_from([lines[source], "", lines[source][: len(lines[source]) // 2]]))
        lines.insert(target, line)

    survives("".join(lines))


def places(value: object) -> list[tuple[str | int, ...]]:
    """Return the way to every value inside one, the outermost first."""
    inside: list[tuple[str | int, ...]] = [()]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        inside += [(key, *rest) for rest in places(item)]
    return inside


PLACES = places(EVERYTHING)[1:]


def put(change: Callable[[Any, Any], None], way: tuple[str | int, ...]) -> str:
    """Return the definition that has every key with a change made at the end of a way into it."""
    table = deepcopy(EVERYTHING)
    holder: Any = table
    for key in way[:-1]:
        holder = holder[key]
    change(holder, way[-1])
    return document(table)


def test_the_writer_of_these_tests_writes_what_was_read() -> None:
    assert tomllib.loads(document(EVERYTHING), parse_float=Decimal) == EVERYTHING


@unhurried
@given(st.sampled_from(PLACES), values)
def test_any_value_at_any_place(way: tuple[str | int, ...], value: object) -> None:
    survives(put(lambda holder, key: holder.__setitem__(key, value), way))


@unhurried
@given(st.sampled_from(PLACES))
def test_anything_left_out(way: tuple[str | int, ...]) -> None:
    survives(put(lambda holder, key: holder.__delitem__(key), way))


@unhurried
@given(st.sampled_from([way for way in PLACES if isinstance(way[-1], str)]))
def test_a_key_that_does_not_exist_is_refused_wherever_it_stands(way: tuple[str | int, ...]) -> None:
    text = put(lambda holder, _key: holder.__setitem__("zzz", 1), way)

    assert [error.key.rpartition(".")[2] for error in errors_of(text)] == ["zzz"]


def told(definition: Definition) -> list[str]:
    """Return the keys at which a definition is refused, by the compiler or by the checker."""
    try:
        machine = compile_text(document(definition), path=FILE)
    except DefinitionErrors as refused:
        return [error.key for error in refused.errors]
    return [violation.key for violation in check(machine)]


@unhurried
@given(definitions())
def test_a_sound_definition_compiles_and_keeps_every_law(definition: Definition) -> None:
    machine = compile_text(document(definition), path=FILE)

    assert check(machine) == ()
    assert pairs_of(machine) <= ALLOWED | CORRECTIONS
    assert [step.name for step in machine.steps] == [row["name"] for row in definition["steps"]]
    assert [question.name for question in machine.questions] == [row["name"] for row in definition["questions"]]
    assert compile_text(canonical_text(document(definition), path=FILE), path=FILE) == machine


def reached_by_work(machine: Machine, state: str) -> set[str]:
    """Return where somebody who may act, by hand and in time, can lead a dossier from a state."""
    found, waiting = {state}, [state]
    while waiting:
        for action in machine.actions_from(waiting.pop()):
            if action.by and not action.by <= {Role.SYSTEM} and action.target not in found:
                found.add(action.target)
                waiting.append(action.target)
    return found


@unhurried
@given(definitions(), st.lists(st.integers(0, 50), max_size=40))
def test_wherever_a_dossier_has_come_it_can_be_brought_to_an_end(definition: Definition, turns: list[int]) -> None:
    machine = compile_text(document(definition), path=FILE)
    state = machine.initial
    for turn in turns:
        actions = machine.actions_from(state)
        state = actions[turn % len(actions)].target if actions else state

    ends = [name for name in reached_by_work(machine, state) if machine.states[name].is_end]

    assert ends
    assert machine.states[state].clock is Clock.ENDED or "returned" in ends


@unhurried
@given(definitions(), st.sampled_from(BREAKERS))
def test_a_broken_definition_is_refused_at_the_broken_place(definition: Definition, breaker: Breaker) -> None:
    place = breaker(definition)

    assert any(key.startswith(place) for key in told(definition)), (place, told(definition))


@pytest.mark.parametrize("breaker", BREAKERS)
def test_every_way_to_break_a_definition_is_tried(breaker: Breaker) -> None:
    definition = {**deepcopy(PARSED), "questions": [{"name": "question_0", "kind": "text", "label": TEXTS}]}
    definition["steps"] = [
        *(definition["steps"][:1] + definition["steps"][1:2] + definition["steps"][-1:]),
    ]
    for row, name, time_taken in zip(definition["steps"], ["first", "row-0", "last"], [4, 6, 0], strict=True):
        row |= {"name": name, "time": Decimal(time_taken), "send_back_to": [], "asks": []}
    definition["components"] = [{"name": "don", "title": TEXTS, "originals": 1}]
    definition["fees"] = []
    definition["legal_limit"] = definition["committed_limit"] = {"amount": Decimal(10), "unit": "working_hour"}
    assert told(definition) == []

    place = breaker(definition)

    assert any(key.startswith(place) for key in told(definition))


def test_what_is_too_big_to_read_is_refused_at_once() -> None:
    (error,) = errors_of(b"#" * 10_000_000)

    assert error.key == "tệp"
    assert "10000000" in error.wrong
