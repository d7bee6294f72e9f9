"""Figures and lists as of a past instant: when that is not possible, and the ways from there to today."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dossiers.display.formats import vn_datetime, vn_number
from dossiers.manager.asked import NONE, Asked
from dossiers.reports.past.standing import MOST, first_filed_at, is_too_much, standing

TODAY = {"asof": "", "known": ""}


@dataclass(frozen=True, slots=True)
class Ways:
    """From a page as of a past instant: the same of today, and the other question of the same instant."""

    today: str
    other: str
    unread: int
    """Dossiers whose logs cannot be read: they are in no figure."""
    opens_then: bool
    """Whether whoever looks can open a dossier as it was known then, too."""


def refused(request: HttpRequest, asked: Asked) -> HttpResponse | None:
    """Return the page that says why nothing can be shown as of an instant; None where it can."""
    why = _why_not(asked)
    if why:
        asked.then.add_error("asof", why)
    return render(request, "manager/past_refused.html", {"asked": asked}, status=422) if asked.then.errors else None


def period_refused(
    request: HttpRequest, asked: Asked, title: str, parts: Mapping[str, str] = NONE
) -> HttpResponse | None:
    """Return the page that says what is wrong with a period, and no figure of another one; None where it is right.

    ``parts``: what narrows a list beside the selection, which its form keeps.
    """
    if not asked.form.errors:
        return None
    context = {"asked": asked, "title": title, "hidden": {**asked.kept, **parts}}
    return render(request, "manager/period_refused.html", context, status=422)


def _why_not(asked: Asked) -> str:
    if asked.as_of is None:
        return ""
    first = first_filed_at(asked.selection)
    if first and first > asked.as_of.at:
        return _("There was no dossier yet: the first of what is chosen was filed at %(at)s.") % {
            "at": vn_datetime(first)
        }
    if is_too_much(asked.selection, asked.as_of):
        return _(
            "More than %(count)s dossiers would have to be read again. Choose a sector or a procedure, or a later time."
        ) % {"count": vn_number(MOST)}
    return ""


@contextmanager
def looking_back(asked: Asked, address: Callable[[Mapping[str, str]], str]) -> Iterator[Ways | None]:
    """Let all that is asked within a block be as of the instant that is asked; None for today."""
    if asked.as_of is None:
        yield None
        return
    other = {"known": "" if asked.as_of.known else "1"}
    bounds = asked.scope.selection
    opens_then = asked.as_of.known and not bounds.divisions and not bounds.people
    with standing(asked.selection, asked.as_of) as unread:
        yield Ways(address(TODAY), address(other), unread, opens_then)
