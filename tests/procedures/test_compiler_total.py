"""Whatever the text is, the compiler answers with a machine or with its own errors."""

import json
import tomllib
from collections.abc import Callable
from copy import deepcopy
from datetime import date, time
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.roles import STEP_ROLES, Role
from procedures.checker import check
from procedures.compiler import DefinitionErrors, canonical_text, compile_text
from tests.procedures.shipped import FILE, TEXT, errors_of
from tests.procedures.test_lifecycle import ALLOWED, CORRECTIONS, pairs_of

# A machine shared with others may be slow: what is asked is an answer, not a time.
unhurried = settings(deadline=None)

PARSED: dict[str, Any] = tomllib.loads(TEXT, parse_float=Decimal)
LINES = TEXT.splitlines(keepends=True)

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


PLACES = places(PARSED)[1:]


def put(change: Callable[[Any, Any], None], way: tuple[str | int, ...]) -> str:
    """Return the shipped definition with a change made at the end of a way into it."""
    table = deepcopy(PARSED)
    holder: Any = table
    for key in way[:-1]:
        holder = holder[key]
    change(holder, way[-1])
    return document(table)


def test_the_writer_of_these_tests_writes_what_was_read() -> None:
    assert tomllib.loads(document(PARSED), parse_float=Decimal) == PARSED


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


@st.composite
def sound_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return the rows of a sound process of any length, its steps done by anybody who works on files."""
    text = {"vi": "Bước", "en": "Step"}
    roles = draw(st.lists(st.sampled_from(sorted(STEP_ROLES)), min_size=1, max_size=7))
    names = ["first", *(f"row-{place}" for place in range(len(roles))), "last"]
    rows = []
    for place, role in enumerate([Role.ONE_STOP_OFFICER, *roles, Role.ONE_STOP_OFFICER]):
        is_last = place == len(names) - 1
        back = st.lists(st.sampled_from(names[:place]), unique=True) if place and not is_last else st.just([])
        rows.append(
            {
                "name": names[place],
                "title": text,
                "output": text,
                "role": str(role),
                "time": 0 if is_last else draw(st.decimals("0.25", 20, places=2)),
                "send_back_to": draw(back),
            }
        )
    return rows


@unhurried
@given(sound_rows(), st.booleans(), st.integers(1, 2))
def test_a_sound_definition_compiles_and_keeps_every_law(
    rows: list[dict[str, Any]], immediate_result: bool, rounds: int
) -> None:
    limit = {"amount": sum((Decimal(row["time"]) for row in rows), Decimal(0)), "unit": "working_hour"}
    sound = PARSED | {
        "steps": rows,
        "legal_limit": limit,
        "committed_limit": limit,
        "immediate_result": immediate_result,
        "supplement": {"rounds": rounds},
    }

    machine = compile_text(document(sound), path=FILE)

    assert check(machine) == ()
    assert pairs_of(machine) <= ALLOWED | CORRECTIONS
    assert [step.name for step in machine.steps] == [row["name"] for row in rows]
