"""The definitions of those years: the shipped ones with what differed then, compiled and checked like any other."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from procedures import publication
from procedures.language.compiler import SHIPPED
from procedures.machine import Text
from procedures.models import ProcedureVersion
from procedures.time.regimes.reading import SHIPPED as LAWS
from procedures.time.regimes.reading import read
from procedures.time.regimes.rules import Regime, Rule, Value

LAW = Path(__file__).with_name("law.toml")

type Table = dict[str, Any]

_FORM_NUMBER = re.compile(r" \((?:Mẫu|form)[^)]*\)| theo Mẫu số \d+| in form \d+")
_LATE_EXAMPLE = re.compile(r"\b20(?:1[5-9]|2\d)\b")
_EXAMPLE_YEAR = "2015"
_MOST_LETTERS = 300


@dataclass(frozen=True, slots=True)
class Former:
    """A regime of the mechanism as definitions of those years have it; ``number`` is the year and month of its effect."""

    number: int
    regime: Regime
    until: date

    @property
    def effective_on(self) -> date:
        """Its first day."""
        return self.regime.begins_on

    @property
    def after(self) -> Value:
        """What a supplement does to the limit."""
        return self.regime.values[Rule.SUPPLEMENT_AFTER]


@dataclass(frozen=True, slots=True)
class Listed:
    """A procedure of those years: how many of a hundred dossiers, and what differed."""

    slug: str
    weight: int
    basis: tuple[Table, ...]
    fees_from: date = date.min


@cache
def regimes() -> tuple[Former, ...]:
    """Return the regimes of those years, the oldest first: those that come with the project."""
    return tuple(_former(**row) for row in _law()["regimes"])


def _former(number: int, regime: str, until: date | None = None) -> Former:
    path = LAWS / f"{regime}.toml"
    found = read(path.read_bytes(), path=path.name)
    last = until or found.until
    assert last is not None, f"{LAW.name}: {regime} has no last day"  # noqa: S101 - a file of ours
    return Former(number, found, last)


@cache
def procedures() -> tuple[Listed, ...]:
    """Return the procedures that are used."""
    return tuple(Listed(**(row | {"basis": tuple(row["basis"])})) for row in _law()["procedures"])


def regime_on(day: date) -> Former:
    """Return the regime of a day between the first and the last; raises ``LookupError`` for any other."""
    for regime in regimes():
        if regime.effective_on <= day <= regime.until:
            return regime
    raise LookupError(day)


def former_text(listed: Listed, regime: Former) -> str:
    """Return the whole definition of a procedure under a regime, as TOML."""
    shipped: Table = tomllib.loads((SHIPPED / listed.slug / "v1.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    former = shipped | {
        "version": regime.number,
        "effective_on": regime.effective_on,
        "iso": {},
        "legal_basis": [*_in_force(listed.basis, regime), _written(regime.after.source)],
        "supplement": _supplement(shipped["supplement"], regime),
        "components": [_without(row, "form") for row in shipped["components"]],
        "uncertain": [*([_written(regime.after.doubt)] if regime.after.doubt else []), *_law()["uncertain"]],
        "blocks": {name: [_question(row) for row in _block(name)] for name in _blocks_of(shipped)},
        "questions": [_question(row) for row in shipped["questions"]],
    }
    left_out = {"online"} | ({"fees", "fee_note"} if regime.effective_on < listed.fees_from else set())
    return written({key: _unnumbered(value) for key, value in former.items() if key not in left_out})


def keep_all(*, at: datetime) -> None:
    """Store the definitions of every regime, those that are there already excepted."""
    there = versions()
    for listed in procedures():
        for regime in regimes():
            if (listed.slug, regime.number) in there:
                continue
            file = f"{listed.slug} {regime.number}"
            publication.keep_former(former_text(listed, regime), file=file, at=at)


def versions() -> dict[tuple[str, int], ProcedureVersion]:
    """Return the stored versions of those years by procedure and number."""
    former = ProcedureVersion.objects.filter(version__in=[regime.number for regime in regimes()])
    found = former.select_related("procedure").defer("text")
    return {(version.procedure.slug, version.version): version for version in found}


@cache
def _law() -> Table:
    return tomllib.loads(LAW.read_text(encoding="utf-8"))


def _in_force(basis: tuple[Table, ...], regime: Former) -> list[Table]:
    kept = [row for row in basis if row.get("from", date.min) <= regime.effective_on]
    return [_without(row, "from") for row in kept]


def _written(text: Text) -> Table:
    return {"vi": text.vi, "en": text.en}


def _supplement(shipped: Table, regime: Former) -> Table:
    """Return the rule: what the regime knows goes before what is shipped, and what it does not know is left out."""
    rule = shipped | {"after": str(regime.after.content)}
    is_known = regime.regime.values[Rule.SUPPLEMENT_NOTICE_DAYS].content is not None
    return rule if is_known else _without(rule, "notice_days")


def _question(row: Table) -> Table:
    """Return a question as it is asked of those years: an address is a line, an example's year not to come."""
    asked = dict(row)
    if asked.get("kind") == "address":
        asked |= {"kind": "text", "max_length": _MOST_LETTERS}
    if "help" in asked:
        asked["help"] = {key: _LATE_EXAMPLE.sub(_EXAMPLE_YEAR, text) for key, text in asked["help"].items()}
    if "columns" in asked:
        asked["columns"] = [_question(column) for column in asked["columns"]]
    return asked


def _blocks_of(shipped: Table) -> Iterator[str]:
    yield from dict.fromkeys(row["block"] for row in shipped["questions"] if "block" in row)


def _block(name: str) -> list[Table]:
    text = (SHIPPED / "blocks" / f"{name}.toml").read_text(encoding="utf-8")
    rows: list[Table] = tomllib.loads(text, parse_float=Decimal)["blocks"][name]
    return rows


def _unnumbered(value: Any) -> Any:
    """Return a part of a definition without the numbers of today's forms in any of its texts."""
    match value:
        case str():
            return _FORM_NUMBER.sub("", value)
        case list():
            return [_unnumbered(inner) for inner in value]
        case dict():
            return {key: _unnumbered(inner) for key, inner in value.items()}
        case _:
            return value


def _without(row: Table, key: str) -> Table:
    return {name: value for name, value in row.items() if name != key}


def written(table: Mapping[str, Any]) -> str:
    """Return a table as TOML: a key a line, everything below it in place."""
    lines = []
    for key, value in table.items():
        if isinstance(value, list) and value:
            rows = "".join(f"    {_value(row)},\n" for row in value)
            lines.append(f"{key} = [\n{rows}]")
        else:
            lines.append(f"{key} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return f"{{ {', '.join(f'{key} = {_value(inner)}' for key, inner in value.items())} }}"
        case _:
            return str(value)
