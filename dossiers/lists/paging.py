"""Pages of long lists that are sorted by what each row has; nothing is counted, nothing skipped over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet

from accounts.rows import is_row

ROWS = 50


@dataclass(frozen=True, slots=True)
class Part[Row: Model]:
    """Some rows of a list, and the addresses of its neighbours ("" where there is none)."""

    rows: Sequence[Row]
    next_url: str
    previous_url: str


def part_of[Row: Model](
    rows: QuerySet[Row], query: Mapping[str, str], *, by: str = "pk", newest_first: bool = False
) -> Part[Row]:
    """Return the rows behind the number that an address names, or before it; the first ones for any other address."""
    after, before = query.get("after", ""), query.get("before", "")
    backwards = is_row(before)
    descending = newest_first != backwards
    edge = before if backwards else after
    if is_row(edge):
        rows = rows.filter(**{f"{by}__{'lt' if descending else 'gt'}": int(edge)})
    found = list(rows.order_by(f"{'-' if descending else ''}{by}")[: ROWS + 1])
    more, shown = len(found) > ROWS, found[:ROWS]
    if backwards:
        shown.reverse()
    has_next = backwards or more
    has_previous = more if backwards else is_row(after)

    def to(side: str, row: Row) -> str:
        kept = {name: value for name, value in query.items() if name not in ("after", "before")}
        return f"?{urlencode(kept | {side: str(getattr(row, by))})}"

    return Part(
        shown,
        to("after", shown[-1]) if shown and has_next else "",
        to("before", shown[0]) if shown and has_previous else "",
    )


@dataclass(frozen=True, slots=True)
class Leaf[Row: Model]:
    """Some rows of a register in the order of their days; the addresses of those behind them, and of the first ("" for none)."""

    rows: Sequence[Row]
    next_url: str
    first_url: str


def leaf_of[Row: Model](  # noqa: PLR0913 - what a list is sorted by, and how its address says so
    rows: QuerySet[Row],
    query: Mapping[str, str],
    *,
    by: str,
    read: Callable[[str], date],
    oldest_first: bool = False,
    most: int = ROWS,
    name: str = "after",
) -> Leaf[Row]:
    """Return the rows behind the day, or the instant, and the id of a row, ``2026-01-05:7``; the first for any other address.

    The newest come first, unless ``oldest_first``. ``by`` is the field of the day; ``read`` reads it back and raises
    ``ValueError`` for what is none. ``most`` is how many stand on one page; ``name`` is what the address calls the place, where a
    page has two lists.
    """
    after = query.get(name, "")
    day, _colon, pk = after.rpartition(":")
    try:
        edge, last = read(day), int(pk)
    except ValueError:
        edge = None
    if edge is not None:
        behind_it = "gt" if oldest_first else "lt"
        rows = rows.filter(Q(**{f"{by}__{behind_it}": edge}) | Q(**{by: edge, f"pk__{behind_it}": last}))
    order = (by, "pk") if oldest_first else (f"-{by}", "-pk")
    found = list(rows.order_by(*order)[: most + 1])
    kept = {other: value for other, value in query.items() if other != name}
    end = found[most - 1] if len(found) > most else None
    behind = kept | {name: f"{getattr(end, by).isoformat()}:{end.pk}"} if end else {}
    return Leaf(found[:most], f"?{urlencode(behind)}" if behind else "", f"?{urlencode(kept)}" if after else "")
