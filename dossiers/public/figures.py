"""The published figures as a process keeps them, and how long procedures took, where nothing that is hidden follows from it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from dossiers.reports.lived import lately
from dossiers.reports.lived.lately import FEWEST, Pace
from dossiers.reports.open.published import Published, name_of, published
from dossiers.reports.periods import moved
from procedures.machine import LimitUnit

KEPT_SECONDS = 600
"""What a process has made of them is shown for so long: only what happens to months that are over could change it."""


def figures_of(now: datetime) -> Published:
    """Return what is published on a day."""
    key = f"published:{connection.settings_dict['NAME']}:{timezone.localdate(now)}"
    return caches["process"].get_or_set(key, lambda: published(now), KEPT_SECONDS) or published(now)


def paces_of(units: Mapping[int, LimitUnit], *, now: datetime) -> dict[int, Pace]:
    """Return how long procedures took lately, by their ids, of those of which it can be said."""
    figures, months = figures_of(now), _months(now)
    open_ones = {pk: unit for pk, unit in units.items() if is_published(figures, pk, months)}
    return lately.paces(open_ones, now=now) if open_ones else {}


def is_published(figures: Published, procedure: int, months: tuple[date, ...]) -> bool:
    """Say whether it may be said how long a procedure took in some months: those whose number is shown have enough by themselves.

    So whoever reads that it is said, or is not, learns nothing of a number that is hidden.
    """
    shown = (figures.of(name_of(month), str(procedure)).resolved for month in months)
    return sum(count or 0 for count in shown) >= FEWEST


def _months(now: datetime) -> tuple[date, ...]:
    first = lately.window(now).start
    return tuple(moved(first, number) for number in range(lately.MONTHS))
