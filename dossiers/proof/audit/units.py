"""The tree of units as it is now, read once by a check."""

from functools import cache

from accounts.models import Unit


@cache
def agencies() -> dict[int, int]:
    """Return the agency of each unit."""
    return {unit.pk: unit.agency_id for unit in Unit.objects.all()}


def forget() -> None:
    """Read the tree anew at the next check."""
    agencies.cache_clear()
