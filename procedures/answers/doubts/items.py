"""Numbers of postal items whose check digit does not fit: one was mistyped, or two were swapped."""

import re

_ITEM = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_OTHERWISE = {10: 0, 11: 5}
"""What stands for what is no digit (UPU S10)."""


def joined(number: str) -> str:
    """Return a number of a postal item as it is compared: in capitals, without what parts it."""
    return re.sub(r"[\s.\-]", "", number).upper()


def written(number: str) -> str:
    """Return a number of a postal item as it is recorded and printed: of the shape that all posts use as they print it, any other as it was typed."""
    compared = joined(number)
    return compared if _ITEM.fullmatch(compared) else " ".join(number.split())


def is_miscounted(number: str) -> bool:
    """Say whether a number of the shape that all posts use (UPU S10) has another check digit than its other digits make.

    What has another shape, as another carrier's, is never miscounted.
    """
    found = _ITEM.fullmatch(joined(number))
    if found is None:
        return False
    made = 11 - sum(int(digit) * weight for digit, weight in zip(found[1], _WEIGHTS, strict=True)) % 11
    return _OTHERWISE.get(made, made) != int(found[2])
