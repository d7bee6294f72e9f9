"""The machines that editions of the lifecycle make of definitions: kept as digests, compared, and never kept twice."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import NamedTuple

from procedures.machine import Machine

WOVEN = frozenset({"lifecycle", "steps", "initial", "states", "actions"})
"""What the lifecycle makes; all else is read from the text."""


class Kept(NamedTuple):
    """A machine as two digests."""

    woven: str
    read: str


type Machines = Mapping[str, Kept]
"""By ``slug vN``."""


def kept(machine: Machine) -> Kept:
    """Return the digests of a machine; that of its text is no part of them."""
    parts = written(machine)
    assert isinstance(parts, dict)
    del parts["digest"]
    return Kept(
        _digest({name: part for name, part in parts.items() if name in WOVEN}),
        _digest({name: part for name, part in parts.items() if name not in WOVEN}),
    )


def written(value: object) -> object:
    """Return a value as JSON can hold it.

    What is empty is left out, so that a part which comes later, and which older editions have empty, changes nothing.
    """
    if is_dataclass(value):
        parts = {field.name: getattr(value, field.name) for field in fields(value) if not field.name.startswith("_")}
        return {name: written(part) for name, part in parts.items() if not _is_empty(part)}
    if isinstance(value, Mapping):
        return [[key, written(part)] for key, part in value.items()]
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if isinstance(value, tuple):
        return [written(part) for part in value]
    return value if isinstance(value, str | int) else str(value)


def _is_empty(part: object) -> bool:
    return part is None or part is False or (isinstance(part, str | tuple | frozenset | Mapping) and not part)


def _digest(parts: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def complaints(edition: int, then: Machines, now: Machines) -> list[str]:
    """Say what is wrong where definitions no longer make the machines that were kept of them."""
    both = then.keys() & now.keys()
    woven = sorted(name for name in both if then[name].woven != now[name].woven)
    read = sorted(name for name in both if then[name].read != now[name].read)
    gone = sorted(then.keys() - now.keys())
    told = [
        (f"edition {edition} of the lifecycle makes other machines: a new edition is needed, see docs/where-things-go.md", woven),
        ("what is published is read otherwise, and never changes", read),
        ("machines are kept of definitions that are gone or name another edition", gone),
    ]  # fmt: skip
    return [f"{what}: {', '.join(names)}" for what, names in told if names]


def load(path: Path) -> Machines:
    """Return what a file keeps; nothing where there is no file yet."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [line.rsplit(maxsplit=2) for line in lines]
    return {name: Kept(woven, read) for name, woven, read in rows}


def add(path: Path, machines: Machines) -> None:
    """Keep the machines of which none is kept yet, and leave the others as they are."""
    all_of_them = {**machines, **load(path)}
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "".join(f"{name} {' '.join(all_of_them[name])}\n" for name in sorted(all_of_them)), encoding="utf-8"
    )
