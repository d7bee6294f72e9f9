"""The tabs of the work-list: its lists and the views that are kept of them, each with how many dossiers it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.seats import Seats
from dossiers import queries
from dossiers.display.formats import capped
from dossiers.display.links import path_to
from dossiers.lists import views
from dossiers.lists.filters import Filters
from dossiers.lists.views import Glance

KEPT = 1024
"""So many rows of tabs a process keeps: of officers, in both languages."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A list that one can go to."""

    name: str
    """By which its number is found again."""
    label: str
    count: str
    """How many dossiers it holds; empty where nobody asks."""
    url: str
    current: bool
    is_shared: bool = False
    hint: str = ""
    """What is in it, where its label does not say it all."""


def tab_labels() -> dict[str, str]:
    """Return the names of the work-lists."""
    return {
        "mine": _("Waiting for me"),
        "soon": _("Result due soon"),
        "late": _("Overdue"),
        "behind": _("Step or answer late"),
        "ready": _("To be collected"),
        "lying": _("To be handed back"),
        "proven": _("Proofs of payment"),
        "withdrawing": _("Withdrawals asked"),
        "mentioned": _("Meant for me"),
        "open": _("All open"),
        "done": _("Ended"),
    }


def of_nothing(name: str, *, is_provincial: bool = False) -> tuple[str, str]:
    """Return what is said of a list that has nothing in it: what there is not, and what comes into it."""
    if name == "done" and is_provincial:
        return _of_what_went_back()
    return {
        "mine": (
            _("Nothing is waiting for you"),
            _("New dossiers come into this list when they are filed or passed on to you."),
        ),
        "soon": (_("Nothing is due soon"), of_span(name)),
        "late": (
            _("Nothing is overdue"),
            _("What is past its return date stands in this list until it is settled."),
        ),
        "behind": (
            _("No step and no answer is late"),
            _("What is past the time of its step, or not answered in time, stands in this list until somebody acts."),
        ),
        "ready": (
            _("No result waits to be collected"),
            _("A result comes into this list once it has its number, until it is handed over."),
        ),
        **_of_nothing_at_desk(),
        "mentioned": (
            _("No unread note names you, and nobody reminds you"),
            _(
                "A dossier leaves this list once you open it, or once you act where you were reminded; its file keeps both."
            ),
        ),
        "open": (_("No dossier is open"), _("All dossiers that you may see stand in this list until they end.")),
        "done": (
            _("No dossier has ended yet"),
            _("What was handed over, refused, withdrawn or stopped stands in this list."),
        ),
    }[name]


def _of_nothing_at_desk() -> dict[str, tuple[str, str]]:
    """Return the same of the lists of the desk in which most often there is nothing."""
    return {
        "lying": (
            _("Nothing waits to be handed back"),
            _(
                "What was brought of a dossier that ended without a result stands in this list until all of it went back, and so do "
                "originals that stayed here when a result was handed over."
            ),
        ),
        "proven": (
            _("No proof of payment waits"),
            _("What an applicant sends as proof of a transfer stands in this list until the desk has looked at it."),
        ),
        "withdrawing": (
            _("Nobody asks for a dossier back"),
            _("What its applicant wants back stands in this list, whoever has it, until the desk has answered."),
        ),
    }


def _of_what_went_back() -> tuple[str, str]:
    """Return what is said to the provincial office: what was decided there is with the agency again at once."""
    return (
        _("No dossier that has ended is with your unit"),
        _("What you have recorded stands in the register of results, with its number and date."),
    )


def of_span(name: str) -> str:
    """Return what is near enough for a list (``clock.due_soon_from``); "" for one that asks for no nearness."""
    if name != "soon":
        return ""
    return _(
        "Due soon: the result is to be returned today or on the next working day; where the time is counted in hours, within"
        " one working day."
    )


def tabs(beside: Glance, filters: Filters | None, seats: Seats, now: datetime) -> dict[str, list[Tab]]:
    """Return the tabs of the lists and those of the views, the one marked that shows what ``filters`` say."""
    kept = list(_views(beside, filters, seats, now))
    # A view is the nearer name of what both show.
    current = filters.list if filters is not None and not any(tab.current for tab in kept) else ""
    counts = queries.counts(seats, now, beside.stamp)
    # Most often there is nothing in some: then nobody looks for it.
    names = [one for one in queries.list_names(seats) if one not in queries.SELDOM or counts[one] or one == current]
    most = queries.MOST_COUNTED
    held = tuple((name, capped(counts[name], most) if name in counts else "") for name in names)
    return {"tabs": list(_lists(get_language(), held, current)), "views": kept}


@lru_cache(KEPT)
def _lists(_language: str | None, held: tuple[tuple[str, str], ...], current: str) -> tuple[Tab, ...]:
    """Return the tabs of lists by name, each with how many dossiers it holds, nothing where nobody counts."""
    labels, page = tab_labels(), path_to("worklist")
    return tuple(
        Tab(f"list-{name}", labels[name], count, f"{page}?list={name}", name == current, hint=of_span(name))
        for name, count in held
    )


def _views(beside: Glance, filters: Filters | None, seats: Seats, now: datetime) -> Iterator[Tab]:
    page, on, counts = path_to("worklist"), timezone.localdate(now), views.counts(beside, seats, now)
    seen = set[tuple[str, str]]()
    for view in beside.views:
        # Shared by several of one's units it is one list all the same.
        if view.unit_id is not None and (view.name, view.query) in seen:
            continue
        seen |= {(view.name, view.query)} if view.unit_id is not None else set()
        # What is lost of both is the same too, or it would be another list.
        is_here = filters == view.filters(seats, on)
        count = capped(counts[view.pk], queries.MOST_COUNTED)
        yield Tab(f"view-{view.pk}", view.name, count, f"{page}?{view.query}", is_here, view.unit_id is not None)
