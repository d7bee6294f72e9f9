"""What narrows a list, or what a search finds, read from an address and written into one: for pages, saved views, exports.

``read`` takes whatever stands in an address: what means nothing is left out and named in ``ignored``, never an error.
``narrow`` goes over dossiers that are narrowed by right already, so that no filter shows anybody more.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Q

from accounts.rights import STEP_ROLES
from accounts.roles import Role
from accounts.seats import Seats
from dossiers import queries
from dossiers.clock import Verdict
from dossiers.lists.columns import chosen_columns
from dossiers.lists.known import known
from dossiers.lists.people import BY_NAME, case_officers, holders, seated_as
from dossiers.lists.sorts import ONLY_OPEN, SORTS
from dossiers.log.appointments import APOLOGIES, REDATED, how_apologised, no_longer_fits
from dossiers.models import Channel, DossierQuerySet
from dossiers.models.standing import BY_APPLICANT, OVERPAID, OWING, SETTLED, WITHOUT_DEBT
from procedures.machine import Status
from procedures.time.calendar import LOCAL, local

LIST, SEARCH, SORT, COLUMNS = "list", "q", "sort", "cols"
KEPT = 256
"""Queries that a process keeps as they are written."""
MOST_SIGNS = 120
"""Of a value; none that means anything is longer."""
HOLDERS = (*(role for role in Role if role in STEP_ROLES), Role.CITIZEN)
"""In whose hands a dossier can be."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)
"""Days whose midnights can be written in every zone."""
ENDED_UNPAID = Q(status__in=WITHOUT_DEBT)
FEES: Mapping[str, Q] = {
    "owed": OWING,
    "none": Q(owed=0),
    "lapsed": Q(owed__gt=0) & ENDED_UNPAID,
    "unknown": Q(owed=None),
    "over": OVERPAID,
}
"""What a dossier owes, or was paid too much of, as far as it is known: of what ended without a result nothing is waited for any more."""
OF_DESK: Mapping[str, Q] = {"proven": Q(proofs__gt=0) & ~Q(holder=""), "settled": SETTLED}
"""That a proof of its payment waits for the desk, or that it goes on after a payment that is settled, or was let pass."""
MESSAGES: Mapping[str, Q] = {"waiting": Q(message_from=BY_APPLICANT)}
"""How it stands with what was written about it."""


UNFIT = "unfit"
STEP_TIMES = ("overdue", "today", UNFIT)
"""How the step that a dossier is at stands in its time, and whether what remains behind it fits the return date still."""
OPEN_ONES, ENDED_ONES = "open", queries.UNCOUNTED
"""The lists that all dossiers stand in, each in one, and what narrows a search to those of one, whatever their status."""
NOTHING = Q(pk__in=())


class Meant(NamedTuple):
    """What the values of a filter are held against: who reads, and on which day."""

    seats: Seats
    on: date


class Filter(NamedTuple):
    """A filter: how a value is written, empty where it means nothing to somebody, and what it narrows a list to."""

    read: Callable[[str, Meant], str]
    condition: Callable[[str, str, datetime], Q]
    """By the value, the name of the list and the instant at which it is looked at."""


def _one_of(values: Iterable[str]) -> Callable[[str, Meant], str]:
    known_values = frozenset(values)
    return lambda text, _meant: text if text in known_values else ""


def _day(text: str, _meant: Meant) -> str:
    """Read a day as a browser sends it, or as somebody types it."""
    day, month, year = text.split("/") if text.count("/") == 2 else ("", "", "")  # noqa: PLR2004 - day, month, year
    try:
        found = date(int(year), int(month), int(day)) if year else date.fromisoformat(text)
    except (ValueError, OverflowError):  # no day, or digits without end
        return ""
    return found.isoformat() if FIRST_DAY <= found <= LAST_DAY else ""


def _holder(text: str, meant: Meant) -> str:
    officers = case_officers(meant.seats, meant.on)
    if text.endswith(BY_NAME):
        return text if any(text == f"{pk}{BY_NAME}" for pk in officers) else ""
    named = {**officers, **holders(meant.seats, meant.on)}
    return text if text in HOLDERS or any(text == str(pk) for pk in named) else ""


def _in_hands_of(text: str, list_: str, now: datetime) -> Q:
    """Return who has it, by name or by the role that a unit has it in; of what has ended, who had it as its case officer."""
    if text in HOLDERS:
        return NOTHING if list_ == queries.UNCOUNTED else Q(holder=text)
    handled = Q(assignee=int(text.removesuffix(BY_NAME)))
    if list_ == queries.UNCOUNTED:
        return handled
    if text.endswith(BY_NAME):
        return handled & Q(holder=Role.SPECIALIST) & ~Q(applicant=int(text.removesuffix(BY_NAME)))
    places = (Q(holder=one.role, unit=one.unit_id) for one in seated_as(int(text), local(now).date()))
    return handled & Q(holder=Role.SPECIALIST) | reduce(or_, places, NOTHING) & ~Q(applicant=int(text))


def _at_step(text: str, list_: str, _now: datetime) -> Q:
    """Return what is at a step; what has ended is at none, and is not looked through for it."""
    return NOTHING if list_ == queries.UNCOUNTED else Q(state__in=known().same_steps[text])


def _step_time(text: str, list_: str, now: datetime) -> Q:
    """Return what is past the time of its step, has what is left of this day for it, or has too little behind it; what has ended is at none."""
    if list_ == queries.UNCOUNTED:
        return NOTHING
    if text == UNFIT:
        return no_longer_fits(now)
    midnight = _opens(local(now).date().isoformat()) + timedelta(days=1)
    return Q(step_due_at__lte=now) if text == "overdue" else Q(step_due_at__gt=now, step_due_at__lt=midnight)


def _apology(text: str, list_: str, now: datetime) -> Q:
    """Return what is late, or was given another date, by what was done about that; for what has ended nobody apologises any more."""
    return NOTHING if list_ == queries.UNCOUNTED else how_apologised(now, of_late=list_ == "late")[text]


def _state(text: str, list_: str, _now: datetime) -> Q:
    if text == OPEN_ONES:
        return NOTHING if list_ == queries.UNCOUNTED else ~Q(holder="")
    return Q(holder="") if text == ENDED_ONES else Q(status=int(text))


def _received_at(text: str, _list: str, _now: datetime) -> Q:
    """Return what was brought to a receiving point; of the agency's own desk, also what came on line."""
    return Q(point="") if text in known().desks else Q(point=text)


def _verdict(text: str, list_: str, now: datetime) -> Q:
    """Return what came to a verdict; of what is open, late is also what is past its appointment and has come to none."""
    came = Q(verdict=text)
    if text != Verdict.OVERDUE or list_ == queries.UNCOUNTED:
        return came
    return came | Q(resolved_at=None, late_at__lte=now)


def _fee(text: str, list_: str, _now: datetime) -> Q:
    """Return what owes or not, or where money waits for the desk: nothing that has ended."""
    if text in OF_DESK:
        return NOTHING if list_ == queries.UNCOUNTED else OF_DESK[text]
    return FEES[text]


def _opens(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), time.min, LOCAL)


def _from(column: str, ended: str = "") -> Filter:
    return Filter(_day, lambda text, list_, _n: Q(**{f"{_of(column, ended, list_)}__gte": _opens(text)}))


def _to(column: str, ended: str = "") -> Filter:
    return Filter(
        _day, lambda text, list_, _n: Q(**{f"{_of(column, ended, list_)}__lt": _opens(text) + timedelta(days=1)})
    )


def _of(column: str, ended: str, list_: str) -> str:
    """Return the column; of what has ended, the one that says the same there and that an index holds."""
    return ended if ended and list_ == queries.UNCOUNTED else column


FILTERS: Mapping[str, Filter] = {
    "procedure": Filter(
        lambda text, _m: text if text in known().ids else "", lambda text, _l, _n: Q(procedure=known().ids[text])
    ),
    "sector": Filter(lambda text, _m: text if text in known().sectors else "", lambda text, _l, _n: Q(sector=text)),
    "step": Filter(lambda text, _m: next(iter(known().same_steps.get(text, ())), ""), _at_step),
    "step_time": Filter(_one_of(STEP_TIMES), _step_time),
    "holder": Filter(_holder, _in_hands_of),
    "state": Filter(_one_of((OPEN_ONES, ENDED_ONES, *(str(status.value) for status in Status))), _state),
    "channel": Filter(_one_of(Channel.values), lambda text, _l, _n: Q(channel=text)),
    "point": Filter(lambda text, _m: text if text in known().points else "", _received_at),
    "verdict": Filter(_one_of(verdict.value for verdict in Verdict), _verdict),
    "fee": Filter(_one_of((*FEES, *OF_DESK)), _fee),
    "message": Filter(_one_of(MESSAGES), lambda text, _l, _n: MESSAGES[text]),
    "apology": Filter(_one_of((*APOLOGIES, REDATED)), _apology),
    "filed_from": _from("filed_at"),
    "filed_to": _to("filed_at"),
    "due_from": _from("deadline_at", ended="nearest_at"),
    "due_to": _to("deadline_at", ended="nearest_at"),
}
"""Each by its name in an address, in the order in which chips and addresses have them."""

SPANS: Mapping[str, str] = {"filed_to": "filed_from", "due_to": "due_from"}
"""The last day of a span, with its first."""
ORDER_OF_DAYS: Mapping[str, str] = {
    "filed_from": "-filed",
    "filed_to": "-filed",
    "due_from": "-deadline",
    "due_to": "-deadline",
}
"""By which order what has ended within days goes, the last day on top."""


@dataclass(frozen=True, slots=True)
class Filters:
    """One list, what narrows it, its order and its columns; equal ones have the same address.

    Where something was searched for, they narrow what was found among all that somebody may see.
    """

    list: str
    """Of a search the one that it was begun from."""
    values: tuple[tuple[str, str], ...] = ()
    """What narrows it, by name, in the order of ``FILTERS``."""
    sort: str = ""
    """A name of ``SORTS``, with a hyphen before it where it goes down; empty for the list's own order."""
    columns: tuple[str, ...] = ()
    """Those that were chosen; none where nobody chose."""
    ignored: tuple[str, ...] = ()
    """The names of what stood in the address and means nothing: forged, or gone since."""
    text: str = ""
    """What was searched for; empty for the list itself."""

    @classmethod
    def read(cls, asked: Mapping[str, str], seats: Seats, on: date) -> "Filters":
        """Return what an address says to somebody in these seats on a day. What is found has one order, the best first."""
        names, meant = queries.list_names(seats), Meant(seats, on)
        given = {name: asked.get(name, "").strip()[:MOST_SIGNS] for name in (LIST, *FILTERS, SORT, COLUMNS)}
        values = {name: text for name, text in given.items() if name in FILTERS and text}
        found = {name: FILTERS[name].read(text, meant) for name, text in values.items()}
        read = {name: text for name, text in found.items() if text}
        chosen = given[LIST] if given[LIST] in names else names[0]
        text = asked.get(SEARCH, "")
        sort = given[SORT] if not text and is_order(given[SORT].removeprefix("-"), chosen) else ""
        columns = chosen_columns(given[COLUMNS])
        is_read = {LIST: given[LIST] in names, SORT: bool(sort), COLUMNS: bool(columns)}
        lost = [name for name, done in is_read.items() if given[name] and not done]
        return cls(
            chosen,
            tuple(read.items()),
            sort,
            columns,
            (*lost, *(name for name in values if name not in read)),
            text,
        )

    def __bool__(self) -> bool:
        """Say whether anything narrows the list."""
        return bool(self.values)

    def get(self, name: str) -> str:
        """Return the value of a filter; empty where it does not narrow."""
        return dict(self.values).get(name, "")

    def narrow(self, dossiers: DossierQuerySet, now: datetime) -> DossierQuerySet:
        """Narrow dossiers of the list, or those that were found, to what fits all filters at an instant.

        What was found and is open has to fit as in a list of open ones, what has ended as in the list of those.
        """
        if not self.text:
            return dossiers.filter(self._condition(self.list, now))
        is_open = ~Q(holder="") & self._condition(OPEN_ONES, now)
        return dossiers.filter(is_open | Q(holder="") & self._condition(ENDED_ONES, now))

    def _condition(self, list_: str, now: datetime) -> Q:
        return Q(*(FILTERS[name].condition(text, list_, now) for name, text in self.values))

    def query(self) -> str:
        """Return the one query of an address that says this; what reads the same is written the same."""
        return _written(self)

    @property
    def order(self) -> str:
        """The name of its order, as ``sort`` has it; empty for the list's own.

        What has ended within some days goes by those days: in its own order all that came after them stands before.
        """
        if self.sort or self.list != queries.UNCOUNTED:
            return self.sort
        return next((ORDER_OF_DAYS[name] for name, _text in self.values if name in ORDER_OF_DAYS), "")

    def without(self, *names: str) -> "Filters":
        """Return the same with some filters taken away."""
        return replace(self, values=tuple(one for one in self.values if one[0] not in names), ignored=())

    @property
    def crossed(self) -> Mapping[str, date]:
        """The last days that come before their first ones, each with that: nothing can lie between them."""
        pairs = ((last, self.get(last), self.get(first)) for last, first in SPANS.items())
        return {name: date.fromisoformat(since) for name, until, since in pairs if until and until < since}

    @property
    def bare(self) -> "Filters":
        """The same list, or search, with nothing chosen for it."""
        return Filters(self.list, text=self.text)

    def sorted_by(self, sort: str) -> "Filters":
        """Return the same in another order."""
        return replace(self, sort=sort, ignored=())


@lru_cache(KEPT)
def _written(filters: Filters) -> str:
    """Write a query, which a page has in many places."""
    rest = {SORT: filters.sort, COLUMNS: ",".join(filters.columns), SEARCH: filters.text}
    named = {LIST: filters.list, **dict(filters.values)}
    return urlencode(named | {name: text for name, text in rest.items() if text})


def is_order(name: str, list_: str) -> bool:
    """Say whether a list can be asked for in an order."""
    return name in SORTS and not (name in ONLY_OPEN and list_ == queries.UNCOUNTED)
