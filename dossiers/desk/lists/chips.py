"""The filters of a list in words: a chip for each, with the address that is left without it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ROLE_LABELS
from accounts.roles import Role
from dossiers.display.balance import SETTLED
from dossiers.display.formats import localized, vn_date
from dossiers.display.labels import status_label, verdict_label
from dossiers.lists.filters import ENDED_ONES, OPEN_ONES, UNFIT, Filters
from dossiers.lists.known import known
from dossiers.lists.people import BY_NAME, as_case_officer, people
from dossiers.log.appointments import HALTED, PROMISING, REDATED, UNEXPLAINED, WAITING
from dossiers.models import Channel

FILTER_LABELS: Mapping[str, Promise] = {
    "list": gettext_lazy("List"),
    "procedure": gettext_lazy("Procedure"),
    "sector": gettext_lazy("Sector"),
    "step": gettext_lazy("Step"),
    "step_time": gettext_lazy("Time of the step"),
    "holder": gettext_lazy("Held by"),
    "state": gettext_lazy("Status"),
    "channel": gettext_lazy("Filed by way of"),
    "point": gettext_lazy("Received at"),
    "verdict": gettext_lazy("Verdict"),
    "fee": gettext_lazy("Fee"),
    "message": gettext_lazy("Messages"),
    "apology": gettext_lazy("Apology"),
    "filed_from": gettext_lazy("Filed from"),
    "filed_to": gettext_lazy("Filed until"),
    "due_from": gettext_lazy("Due from"),
    "due_to": gettext_lazy("Due until"),
    "sort": gettext_lazy("Order"),
    "cols": gettext_lazy("Columns"),
}
"""What the parts of a list's address are called."""
ORDER_LABELS: Mapping[str, Promise] = {
    "deadline": gettext_lazy("Nearest deadline first"),
    "-deadline": gettext_lazy("Farthest deadline first"),
    "filed": gettext_lazy("Filed first on top"),
    "-filed": gettext_lazy("Filed last on top"),
    "applicant": gettext_lazy("Applicant, A to Y"),
    "-applicant": gettext_lazy("Applicant, Y to A"),
    "subject": gettext_lazy("Subject, A to Y"),
    "-subject": gettext_lazy("Subject, Y to A"),
    "holder": gettext_lazy("By who has it"),
    "-holder": gettext_lazy("By who has it, from the end"),
}
"""What the orders are called, each both ways."""
COLUMN_LABELS: Mapping[str, Promise] = {
    "applicant": gettext_lazy("Applicant"),
    "procedure": gettext_lazy("Procedure"),
    "holder": gettext_lazy("Held by, step"),
    "due": gettext_lazy("Whole deadline"),
    "filed": gettext_lazy("Filed on"),
    "channel": gettext_lazy("Filed by way of"),
}
"""What the columns are called."""
FEE_LABELS: Mapping[str, Promise] = {
    "owed": gettext_lazy("a fee is owed"),
    "none": gettext_lazy("nothing is owed"),
    "lapsed": gettext_lazy("ended without a result, unpaid"),
    "unknown": gettext_lazy("not known"),
    "over": gettext_lazy("paid too much"),
    "proven": gettext_lazy("a proof of payment waits"),
    "settled": SETTLED,
}
ANY_STATE_LABELS: Mapping[str, Promise] = {
    OPEN_ONES: gettext_lazy("Open, whatever its status"),
    ENDED_ONES: gettext_lazy("Ended, whatever its status"),
}
MESSAGE_LABELS: Mapping[str, Promise] = {"waiting": gettext_lazy("waiting for an answer")}

APOLOGY_LABELS: Mapping[str, Promise] = {
    UNEXPLAINED: gettext_lazy("late, and nobody has said why"),
    WAITING: gettext_lazy("a letter waits for a signature"),
    REDATED: gettext_lazy("the appointment was moved in time"),
    PROMISING: gettext_lazy("a day is promised, the appointment stays"),
    HALTED: gettext_lazy("late and paused, nothing can be signed now"),
}
STEP_TIME_LABELS: Mapping[str, Promise] = {
    "overdue": gettext_lazy("past its time"),
    "today": gettext_lazy("to be finished today"),
    UNFIT: gettext_lazy("what remains no longer fits the return date"),
}


class Chip(NamedTuple):
    """A filter in words, and the address of the list without it."""

    label: str
    value: str
    url: str


def chips(filters: Filters, on: date) -> list[Chip]:
    """Return a chip for each filter."""
    return [
        Chip(str(FILTER_LABELS[name]), value_in_words(name, text, on), f"?{filters.without(name).query()}")
        for name, text in filters.values
    ]


def value_in_words(name: str, text: str, on: date) -> str:
    """Return what a value of a filter is called in the reader's language."""
    if name == "holder":
        return _holder(text, on)
    return WORDS[name](text) if name in WORDS else vn_date(date.fromisoformat(text))


def _holder(text: str, on: date) -> str:
    key = text.removesuffix(BY_NAME)
    if not key.isdecimal():
        return str(ROLE_LABELS[Role(text)])
    name = people(on).names.get(int(key), key)
    return name if key == text else as_case_officer(name)


WORDS: Mapping[str, Callable[[str], str]] = {
    "procedure": lambda text: localized(known().procedures[text]),
    "sector": lambda text: localized(known().sectors[text]),
    "step": lambda text: localized(known().steps[text]),
    "state": lambda text: str(ANY_STATE_LABELS.get(text, "")) or status_label(int(text)),
    "channel": lambda text: str(Channel(text).label),
    "point": lambda text: localized(known().points[text]),
    "verdict": verdict_label,
    "fee": lambda text: str(FEE_LABELS[text]),
    "message": lambda text: str(MESSAGE_LABELS[text]),
    "apology": lambda text: str(APOLOGY_LABELS[text]),
    "step_time": lambda text: str(STEP_TIME_LABELS[text]),
}
"""How values are called that are neither people nor days."""


def order(filters: Filters) -> str:
    """Return what stands on top of a list."""
    if filters.order:
        return str(ORDER_LABELS[filters.order])
    return _("What ended last on top") if filters.list == "done" else str(ORDER_LABELS["deadline"])


def ignored(filters: Filters) -> str:
    """Return the sentence that says what was left out of an address; nothing where all of it was read."""
    if not filters.ignored:
        return ""
    left_out = ", ".join(_lower(str(FILTER_LABELS[name])) for name in filters.ignored)
    return _("Part of this address means nothing any more and was left out: %(what)s.") % {"what": left_out}


def in_words(filters: Filters, on: date) -> str:
    """Return all filters in one line."""
    return "; ".join(f"{chip.label}: {chip.value}" for chip in chips(filters, on))


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
