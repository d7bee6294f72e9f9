"""An address that stands in one line, as accounts keep it, in the parts in which forms ask for one. Pure."""

from procedures import addresses
from procedures.catalogue.search import fold

PROVINCE, COMMUNE, LINE = "province", "commune", "line"
_OF_PROVINCES = ("thanh pho ", "tinh ", "tp. ", "tp ")
"""What may stand before the name of a province, or be left out there."""


def parts_of(text: str) -> dict[str, str]:
    """Return the province, the commune and the rest of an address by part; what names no known places is all the rest.

    Only the two last names are read, the commune as it is called since 01/07/2025.
    """
    *rest, commune, province = ["", "", *(part.strip() for part in text.split(",") if part.strip())]
    found = next((place for place in addresses.provinces() if _bare(place.name) == _bare(province)), None)
    named = [place for place in addresses.communes(found.code) if fold(place.name) == fold(commune)] if found else []
    line = ", ".join(part for part in rest if part)
    if found is None or len(named) != 1 or not line:
        return {LINE: text} if text else {}
    return {PROVINCE: found.code, COMMUNE: named[0].code, LINE: line}


def _bare(name: str) -> str:
    folded = fold(name)
    return next((folded.removeprefix(word) for word in _OF_PROVINCES if folded.startswith(word)), folded)
