"""The heads of a list's columns: those that it can be sorted by are links, each both ways."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dossiers.desk.lists.chips import COLUMN_LABELS, ORDER_LABELS
from dossiers.lists.filters import Filters, is_order

LABELS: Mapping[str, Promise | str] = {
    "subject": _("Subject"),
    "code": _("Number"),
    "nearest": _("Due first"),
    **COLUMN_LABELS,
}
"""Of all columns in their order; the first three are always there."""
ALWAYS = ("subject", "code", "nearest")
SORTED_BY = {
    "subject": "subject",
    "nearest": "deadline",
    "applicant": "applicant",
    "holder": "holder",
    "filed": "filed",
}
"""By which order a column is sorted."""
BY_DEADLINE = frozenset({"mine", "open"})
"""The lists whose own order is that of the nearest deadline."""


class Head(NamedTuple):
    """The head of a column."""

    label: str
    url: str = ""
    """Of the list sorted by it, or the other way round; empty where there is no such order."""
    hint: str = ""
    """What the link does."""
    direction: str = ""
    """``ascending`` or ``descending``, where the list is in its order."""


KEPT = 256
"""So many lists a process keeps the heads of, in both languages together."""


def heads(filters: Filters, columns: tuple[str, ...]) -> tuple[Head, ...]:
    """Return the heads of a list; what a search finds has an order of its own, whatever was searched for."""
    return _heads(get_language(), None if filters.text else filters, columns)


@lru_cache(KEPT)
def _heads(_language: str | None, filters: Filters | None, columns: tuple[str, ...]) -> tuple[Head, ...]:
    return tuple(_head(filters, name) for name in LABELS if name in {*ALWAYS, *columns})


def _head(filters: Filters | None, column: str) -> Head:
    label, by = str(LABELS[column]), SORTED_BY.get(column, "")
    if filters is None or not is_order(by, filters.list):
        return Head(label)
    now = filters.order or ("deadline" if filters.list in BY_DEADLINE else "")
    wanted = f"-{by}" if now == by else by
    direction = {by: "ascending", f"-{by}": "descending"}.get(now, "")
    return Head(label, f"?{filters.sorted_by(wanted).query()}", str(ORDER_LABELS[wanted]), direction)
