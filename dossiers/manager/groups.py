"""Figures broken down: by procedure, sector, unit, person, channel or outcome, beside those of the period before."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.display.formats import half_up, localized
from dossiers.lists.known import known
from dossiers.manager.asked import Asked, divisions
from dossiers.manager.lists.endings import ending_in_words
from dossiers.manager.lists.parts import OUTCOME
from dossiers.manager.words import column_labels, group_labels, within_sentence
from dossiers.models import Channel
from dossiers.reports.statistics import Figures
from procedures.catalogue.alphabet import sort_key

COLUMNS = ("received", "resolved", "early", "on_time", "overdue", "pending", "pending_overdue")
RATE, CHANGE, LABEL = "rate", "change", "label"
YEAR = "year"
"""What figures are compared with where that is chosen: the same days of the year before, instead of the period before."""
OF_RESOLVED = ("resolved", "early", "on_time", "overdue")
"""What an outcome can be said of."""


@dataclass(frozen=True, slots=True)
class Row:
    """A group: its name, where its own figures are, its figures with the way to their dossiers, and its rate then and now."""

    label: str
    url: str
    cells: list[tuple[str, int | None, str]]
    """Figure, number, address of its list; no address where it is none of this group's."""
    rate: float | None
    before: float | None

    @property
    def change(self) -> float | None:
        """How many points the rate has moved since the period before."""
        return None if self.rate is None or self.before is None else float(half_up(self.rate - self.before, 1))

    def value(self, column: str) -> float | None:
        """Return what it has in a column of numbers."""
        if column in (RATE, CHANGE):
            return self.rate if column == RATE else self.change
        return next(count for name, count, _address in self.cells if name == column)


class Head(NamedTuple):
    """The head of a column: what it is called, the address of the order by it, and how it is sorted now ("" if not)."""

    label: str
    url: str
    sorted: str


class Member(NamedTuple):
    """One of a group: its name, and how it is written in an address; nothing there where that is not possible."""

    label: str
    values: Mapping[str, str]


type Keys = Iterable[tuple[Any, ...]]


def offered(asked: Asked) -> dict[str, str]:
    """Return by what somebody may break figures down, in words."""
    hidden = {"unit", "person"} if asked.scope.is_own else set() if asked.scope.shows_people else {"person"}
    return {name: label for name, label in group_labels().items() if name not in hidden}


def chosen(asked: Asked, name: str) -> str:
    """Return the group of an address, the first one where it names none that is offered."""
    names = offered(asked)
    return name if name in names else next(iter(names))


def heads(asked: Asked, group: str) -> dict[str, Head]:
    """Return the heads of the columns; by a number goes first what is greatest, by the rate what is worst."""
    order = _order(asked)
    found = {}
    for name, label in column_labels(is_year=is_year(asked)).items():
        first, other = (name, f"-{name}") if name in (LABEL, RATE, CHANGE) else (f"-{name}", name)
        is_now = order.removeprefix("-") == name
        now = ("descending" if order.startswith("-") else "ascending") if is_now else ""
        address = asked.page({"order": other if order == first else first})
        found[name] = Head(group_labels()[group] if name == LABEL else label, f"{address}#by", now)
    return found


def is_year(asked: Asked) -> bool:
    """Say whether figures are compared with those of the year before."""
    return asked.kept.get("against") == YEAR


def comparisons(asked: Asked) -> list[tuple[str, str, bool]]:
    """Return with what figures can be compared: in words, its address, whether it is so now."""
    then = {"": asked.period.before_on(asked.today), YEAR: asked.period.year_before}
    words = {"": _("Period before"), YEAR: _("Same days of the year before")}
    labels = {name: f"{label}: {within_sentence(then[name])}" for name, label in words.items()}
    chosen = YEAR if is_year(asked) else ""
    return [(label, f"{asked.page({'against': name})}#by", name == chosen) for name, label in labels.items()]


def _order(asked: Asked) -> str:
    """Return the column that rows go by, with a hyphen where the greatest comes first; where none was chosen, the worst first."""
    order = asked.kept.get("order", "")
    return order if order.removeprefix("-") in (*COLUMNS, RATE, CHANGE, LABEL) else RATE


def rows(asked: Asked, group: str) -> list[Row]:
    """Return the figures of each member of a group that has any, in the order that was chosen."""
    columns, members_of = _GROUPS[group]
    then = asked.period.year_before if is_year(asked) else asked.period.before_on(asked.today)
    found, before = asked.counts.each(asked.selection, [asked.period, then], asked.now, *columns)
    members = members_of(asked, found)
    counts = OF_RESOLVED if group == OUTCOME else COLUMNS
    shown = [
        _row(asked, members[key], figures, before.get(key, Figures()), counts)
        for key, figures in found.items()
        if any(getattr(figures, column) for column in counts)
    ]
    return _sorted(shown, _order(asked))


def _sorted(found: list[Row], order: str) -> list[Row]:
    """Return rows in an order; what has no number there comes last, what has the same by its name."""
    column, is_down = order.removeprefix("-"), order.startswith("-")
    by_name = sorted(found, key=lambda row: sort_key(row.label))
    if column == LABEL:
        return by_name[::-1] if is_down else by_name
    numbers = [(value, row) for row in by_name if (value := row.value(column)) is not None]
    numbers.sort(key=lambda one: -one[0] if is_down else one[0])
    return [row for _value, row in numbers] + [row for row in by_name if row.value(column) is None]


def total(asked: Asked, group: str, now: Figures, before: Figures) -> Row:
    """Return the line of all together."""
    counts = OF_RESOLVED if group == OUTCOME else COLUMNS
    cells = [(name, getattr(now, name), asked.list(name)) if name in counts else (name, None, "") for name in COLUMNS]
    return Row(_("Total"), "", cells, now.rate, before.rate)


def _row(asked: Asked, member: Member, figures: Figures, before: Figures, counts: tuple[str, ...]) -> Row:
    cells = [
        (name, getattr(figures, name), asked.list(name, member.values) if member.values else "")
        if name in counts
        else (name, None, "")
        for name in COLUMNS
    ]
    is_page = bool(member.values) and counts == COLUMNS
    return Row(member.label, asked.page(member.values) if is_page else "", cells, figures.rate, before.rate)


def _procedures(_asked: Asked, keys: Keys) -> dict[Any, Member]:
    slugs = {pk: slug for slug, pk in known().ids.items() if slug in known().procedures}
    return {
        (pk,): Member(localized(known().procedures[slugs[pk]]), {"procedure": slugs[pk]})
        if pk in slugs
        else Member(str(pk), {})
        for (pk,) in keys
    }


def _sectors(_asked: Asked, keys: Keys) -> dict[Any, Member]:
    names = known().sectors
    return {
        (slug,): Member(localized(names[slug]), {"sector": slug}) if slug in names else Member(slug, {})
        for (slug,) in keys
    }


def _channels(_asked: Asked, keys: Keys) -> dict[Any, Member]:
    return {(value,): Member(str(Channel(value).label), {"channel": value}) for (value,) in keys}


def _units(asked: Asked, keys: Keys) -> dict[Any, Member]:
    members = {pk: Member(name, {"unit": slug}) for pk, slug, name in divisions(asked.scope)}
    return {(pk,): members.get(pk, Member(_("Not with a division yet"), {})) for (pk,) in keys}


def _people(asked: Asked, keys: Keys) -> dict[Any, Member]:
    offered_people = dict(asked.choices.fields["person"].choices)  # type: ignore[attr-defined]
    ids = {pk for (pk,) in keys}
    names = {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=ids)}
    return {
        (pk,): Member(names.get(pk) or _("Nobody yet"), {"person": str(pk)} if str(pk) in offered_people else {})
        for pk in ids
    }


def _outcomes(asked: Asked, keys: Keys) -> dict[Any, Member]:
    """Return the ways to end: the result that was reached, else the status that it ended with."""
    values = {key: f"{key[0]}-{key[1]}" for key in keys if key[0]}
    procedure = asked.values.get("procedure", "")
    found = {
        key: Member(ending_in_words(value, procedure) or key[1], {OUTCOME: value}) for key, value in values.items()
    }
    return found | {key: Member("", {}) for key in keys if not key[0]}


_GROUPS: Mapping[str, tuple[tuple[str, ...], Callable[[Asked, Keys], dict[Any, Member]]]] = {
    "procedure": (("procedure",), _procedures),
    "sector": (("sector",), _sectors),
    "unit": (("division",), _units),
    "person": (("assignee",), _people),
    "channel": (("channel",), _channels),
    OUTCOME: (("ended", "outcome"), _outcomes),
}
"""Each with the columns of the cells that tell its members apart, and who they are."""
