"""Communes as they were before 01/07/2025, with their districts, and what they belong to now (QĐ 19/2025/QĐ-TTg).

What people have written down for years is an address of three tiers. It is found in a line only where commune and district
stand there: many communes have the same name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from procedures.addresses import Place, commune, provinces
from procedures.catalogue.search import fold

_TIERS = {
    "phuong": "phuong", "p": "phuong", "xa": "xa", "x": "xa", "thi tran": "thi tran", "tt": "thi tran",
    "quan": "quan", "q": "quan", "huyen": "huyen", "h": "huyen", "thi xa": "thi xa", "tx": "thi xa",
    "thanh pho": "thanh pho", "tp": "thanh pho",
}  # fmt: skip
"""What stands before a name, as it is written out and in short, without accents."""
_OF_DISTRICTS = frozenset({"quan", "huyen", "thi xa", "thanh pho"})
_NAMED = re.compile(rf"({'|'.join(sorted(_TIERS, key=len, reverse=True))})(?:\.\s*|\s+)(.+)")
_BEFORE_PROVINCE = re.compile(r"^(tinh|thanh pho) ")
_WARD = re.compile(r"Ward\(\s*(['\"])(.+?)\1,\s*WardCode\.W_(\d+),[^)]*?DistrictCode\.D_(\d+),?\s*\)")
_DISTRICT = re.compile(r"District\(\s*(['\"])(.+?)\1,\s*DistrictCode\.D_(\d+),")
_MOVED = re.compile(r"OldToNewEntry\(\s*OldWardRef\((\d+),[^)]*\),\s*\(((?:\s*NewWardRef\(\d+,\s*\d+\),?)+)\s*\)")
_NEW = re.compile(r"NewWardRef\((\d+),\s*(\d+)\)")


SHORTEST = 3
"""Letters of a name by which one is looked for."""
MOST_LIKE = 5


@dataclass(frozen=True, slots=True)
class Former:
    """A commune of before, with its district, and the communes of today among which it was divided."""

    name: str
    now: tuple[Place, ...]


def former(province_code: str, line: str) -> Former | None:
    """Return the commune of before that a line names, if what it was is in that province now."""
    named = [_named(part) for part in line.split(",")]
    found = [part for part in named if part]
    for ward in found:
        for district in found:
            if known := _communes().get((province_code, *ward, *district)):
                return known
    return None


def former_like(province_code: str, typed: str) -> tuple[Former, ...]:
    """Return the communes of before in that province now that are called as what is typed begins; none for a name too short.

    A district behind a comma narrows them; words for the tiers may be left out.
    """
    ward, _comma, district = (" ".join(fold(part).split()) for part in typed.partition(","))
    if len(ward) < SHORTEST:
        return ()
    found = dict.fromkeys(
        known
        for (province, *at, tier, name), known in _communes().items()
        if province == province_code and _is_like(at, ward) and (not district or _is_like([tier, name], district))
    )
    # What is typed whole comes before what only begins so.
    whole = [one for one in found if fold(one.name).partition(",")[0].endswith(ward)]
    return tuple(whole or found)[:MOST_LIKE]


def _is_like(called: list[str], typed: str) -> bool:
    tier, name = called
    named = _named(typed)
    return (named is not None and named[0] == tier and name.startswith(named[1])) or name.startswith(typed)


def former_district(province_code: str, line: str) -> str:
    """Return the district of before that a line names as one; "" where it names none. Its communes are not looked at."""
    named = [_named(part) for part in line.split(",")]
    return next(filter(None, (_districts().get((province_code, *part)) for part in reversed(named) if part)), "")


def former_of_any(line: str) -> Former | None:
    """Return the same of a line for which no province is chosen: of the one that it names, where it may be in several."""
    if not _names_a_district(line):
        return None
    found = {place.name: known for place in provinces() if (known := former(place.code, line))}
    of_named = [known for name, known in found.items() if _bare(name) in fold(line)]
    return next(iter(of_named or found.values()), None) if of_named or len(found) == 1 else None


def former_district_of_any(line: str) -> str:
    """Return the district of before that such a line names; "" where it names none."""
    places = provinces() if _names_a_district(line) else ()
    return next(filter(None, (former_district(place.code, line) for place in places)), "")


def _names_a_district(line: str) -> bool:
    """Say whether a line may name one, before any table is read: a city that is a province today, as Huế, is none."""
    of_today = {_bare(place.name) for place in provinces()}
    named = [part for part in map(_named, line.split(",")) if part]
    return any(tier in _OF_DISTRICTS and not (tier == "thanh pho" and name in of_today) for tier, name in named)


def _bare(province: str) -> str:
    return _BEFORE_PROVINCE.sub("", fold(province))


@cache
def _districts() -> dict[tuple[str, str, str], str]:
    """Return each district of before by the province of today, its tier and name; there are none any more."""
    return {
        (province, tier, name): each.name.partition(", ")[2]
        for (province, _tier, _name, tier, name), each in _communes().items()
    }


def _named(part: str) -> tuple[str, str] | None:
    """Return tier and name of a part of a line, without accents; None where it names no tier."""
    match = _NAMED.fullmatch(" ".join(fold(part).split()))
    return (_TIERS[match[1]], match[2].lstrip("0")) if match else None


@cache
def _communes() -> dict[tuple[str, str, str, str, str], Former]:
    """Return each commune of before by the province of today, its tier and name, the tier and name of its district."""
    moved = _source("_ward_conversion_2025.py").partition("NEW_TO_OLD")[0]
    now = {code: tuple(_new(places)) for code, places in _MOVED.findall(moved)}
    lookup = _source("legacy/_lookup.py")
    districts = {code: name for _quote, name, code in _DISTRICT.findall(lookup)}
    found: dict[tuple[str, str, str, str, str], Former] = {}
    for _quote, name, code, district_code in _WARD.findall(lookup):
        district = districts[district_code]
        ward_named, district_named = _named(name), _named(district)
        places = now.get(str(int(code)), ())
        if ward_named and district_named:
            for province, place in places:
                inside = tuple(one for where, one in places if where == province)
                found[province, *ward_named, *district_named] = Former(f"{name}, {district}", inside or (place,))
    return found


def _new(places: str) -> Iterator[tuple[str, Place]]:
    for code, province in _NEW.findall(places):
        place = commune(f"{int(province):02}", f"{int(code):05}")
        if place:
            yield f"{int(province):02}", place


def _source(name: str) -> str:
    """Return a table of the package as text: to import it takes seconds and two hundred megabytes."""
    return Path(str(distribution("vietnam-provinces").locate_file(f"vietnam_provinces/{name}"))).read_text("utf-8")
