"""The form of a list's filters: what can be chosen by whom, and what is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from markupsafe import Markup

from accounts.models import ROLE_LABELS
from accounts.roles import Role
from accounts.seats import Seats
from dossiers.desk.lists.chips import (
    ANY_STATE_LABELS,
    APOLOGY_LABELS,
    COLUMN_LABELS,
    FEE_LABELS,
    FILTER_LABELS,
    MESSAGE_LABELS,
    ORDER_LABELS,
    STEP_TIME_LABELS,
)
from dossiers.display.formats import localized, vn_date
from dossiers.lists.columns import CHOSEN
from dossiers.lists.filters import HOLDERS, Filters
from dossiers.lists.known import known
from dossiers.lists.people import BY_NAME, as_case_officer, called_in, case_officers, holders
from dossiers.models import Channel
from dossiers.models.dossier import STATUS_LABELS, VERDICT_LABELS
from procedures.machine import Text

OPEN = "filters"
"""By which an address asks for the form beside its list."""
DAYS = ("filed_from", "filed_to", "due_from", "due_to")


class Option(NamedTuple):
    """A value that can be chosen, in words."""

    value: str
    label: str


class Group(NamedTuple):
    """Options under a label of their own; an empty one for those that stand by themselves."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter with what can be chosen for it."""

    name: str
    label: str
    groups: tuple[Group, ...]


def form(filters: Filters, seats: Seats, on: date, columns: tuple[str, ...]) -> Markup:
    """Draw the form, open: whoever asks for it fills it in. A page that nobody asks it of does without its 150 names."""
    context = {
        "filters": filters,
        "choices": _choices(seats, on, is_search=bool(filters.text)),
        "days": [Option(name, str(FILTER_LABELS[name])) for name in DAYS],
        "crossed": {name: _crossed(first) for name, first in filters.crossed.items()},
        "orders": () if filters.text else _options(ORDER_LABELS),
        "columns": _options(COLUMN_LABELS),
        "chosen": columns,
        "are_usual": columns == CHOSEN,
    }
    # What a template has written is escaped already.
    return Markup(render_to_string("desk/list_filters.html", context))  # noqa: S704


def _crossed(first: date) -> str:
    """Say at the last day of a span that it comes before the first."""
    return _("This day is before %(first)s, so that no dossier fits: choose that day or a later one.") % {
        "first": vn_date(first)
    }


def _choices(seats: Seats, on: date, *, is_search: bool) -> list[Choice]:
    there = known()
    roles = _options({role.value: ROLE_LABELS[role] for role in HOLDERS})
    # A list has either what is open or what has ended; a search finds both.
    states = {
        **(ANY_STATE_LABELS if is_search else {}),
        **{str(one.value): name for one, name in STATUS_LABELS.items()},
    }
    return [
        _choice("procedure", _texts(there.procedures)),
        _choice("sector", _texts(there.sectors)),
        _choice("step", _texts(there.steps)),
        _choice("step_time", _options(STEP_TIME_LABELS)),
        Choice("holder", str(FILTER_LABELS["holder"]), (Group("", roles), *_people(seats, on))),
        _choice("state", _options(states)),
        _choice("channel", _options({one.value: one.label for one in Channel})),
        _choice("point", _texts(there.points)),
        _choice("verdict", _options({one.value: label for one, label in VERDICT_LABELS.items()})),
        _choice("fee", _options(FEE_LABELS)),
        _choice("message", _options(MESSAGE_LABELS)),
        _choice("apology", _options(APOLOGY_LABELS)),
    ]


def _people(seats: Seats, on: date) -> list[Group]:
    """Return who can have a dossier by name, each once, below the first of that person's roles."""
    officers, seated = case_officers(seats, on), holders(seats, on)
    others = {pk: sittings[0] for pk, sittings in seated.items() if pk not in officers}
    named: dict[Role, list[Option]] = {role: [] for role in HOLDERS}
    everybody = {**officers, **others}
    names = called_in(everybody)
    for pk, one in everybody.items():
        named[one.role].append(Option(str(pk), names[pk]))
        if pk in officers and pk in seated:
            named[one.role].append(Option(f"{pk}{BY_NAME}", as_case_officer(names[pk])))
    return [Group(str(ROLE_LABELS[role]), tuple(options)) for role, options in named.items() if options]


def _choice(name: str, options: Iterable[Option]) -> Choice:
    return Choice(name, str(FILTER_LABELS[name]), (Group("", tuple(options)),))


def _texts(texts: Mapping[str, Text]) -> tuple[Option, ...]:
    return tuple(Option(value, localized(text)) for value, text in texts.items())


def _options(labels: Mapping[str, object]) -> tuple[Option, ...]:
    return tuple(Option(value, str(label)) for value, label in labels.items())
