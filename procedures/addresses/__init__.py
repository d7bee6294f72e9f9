"""The provinces of Viet Nam and their communes, two tiers since 01/07/2025 (QĐ 19/2025/QĐ-TTg)."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from procedures.catalogue.alphabet import sort_key

DEFAULT_PROVINCE = "01"
"""Hà Nội."""


@dataclass(frozen=True, slots=True)
class Place:
    """A province or a commune: its official code, zero-padded, and its Vietnamese name."""

    code: str
    name: str


def provinces() -> tuple[Place, ...]:
    """Return the provinces and cities, in Vietnamese order."""
    return tuple(place for place, _communes in _divisions().values())


def communes(province_code: str) -> tuple[Place, ...]:
    """Return the communes of a province, in Vietnamese order; none for a code that is not one."""
    return tuple(_communes(province_code).values())


def province(code: str) -> Place | None:
    """Return the province of that code."""
    found = _divisions().get(code)
    return found[0] if found else None


def commune(province_code: str, code: str) -> Place | None:
    """Return the commune of that code, if it is in that province."""
    return _communes(province_code).get(code)


def is_commune(code: str) -> bool:
    """Say whether this is the code of a commune of any province."""
    return any(code in inside for _place, inside in _divisions().values())


def _communes(province_code: str) -> dict[str, Place]:
    found = _divisions().get(province_code)
    return found[1] if found else {}


@cache
def _divisions() -> dict[str, tuple[Place, dict[str, Place]]]:
    """Return each province by its code, with its communes by theirs."""
    rows = json.loads(_source().read_text(encoding="utf-8"))
    inside = {f"{row['code']:02}": _in_order(row["wards"], digits=5) for row in rows}
    return {code: (place, inside[code]) for code, place in _in_order(rows, digits=2).items()}


def _in_order(rows: list[dict[str, Any]], *, digits: int) -> dict[str, Place]:
    places = [Place(f"{row['code']:0{digits}}", row["name"]) for row in rows]
    return {place.code: place for place in sorted(places, key=lambda place: sort_key(place.name))}


def _source() -> Path:
    """Return the package's file: importing the package costs a tenth of a second and is not needed for it."""
    return Path(str(distribution("vietnam-provinces").locate_file("vietnam_provinces/data/nested-divisions.json")))
