"""What every page shows around its content: who is here, where they can go, whose site this is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypedDict

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from accounts.away.marks import mark_of
from accounts.entry.doors import SIGNED_OUT
from accounts.roles import Role
from accounts.signin import seats_today, works_here
from dossiers.display.agency.downtimes import Downtimes, downtimes
from dossiers.display.agency.front_door import FrontDoor, front_door
from dossiers.pages.inbox.page import unread
from portal.requests.hours import desk_hours

KEPT = 256
"""Navigations that a process keeps as they are drawn: few sets of seats see different places."""


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the main navigation; ``current`` marks the page that is open."""

    url_name: str
    label: str | Promise
    current: bool


class Portal(TypedDict):
    """What the processor adds to each page; the lazy parts cost nothing where they are not shown."""

    csrf_input: SafeString
    nav: list[NavItem]
    nav_links: Markup
    """The same as it is drawn."""
    person_mark: str
    """Tells whether the same person is still signed in."""
    signed_out: str
    """The mark of whoever has just signed out at this browser, or "": what it keeps of them is to be deleted."""
    unread: str
    """How many notices somebody has not read, "" for none and for nobody."""
    is_citizen: bool
    """Whether somebody is signed in who is not of the office."""
    serves_at_desk: bool
    """Whether somebody is signed in who serves people at a counter, with a scanner that types."""
    is_demo: bool
    office: FrontDoor
    desk_hours: str
    downtimes: Downtimes


def portal(request: HttpRequest) -> Portal:
    """Give each page its navigation: at most two queries, on first use."""
    nav = _lazy(lambda: navigation(request))
    return {
        # Django's own makes another for each form of a page.
        "csrf_input": _lazy(lambda: csrf_input(request)),
        "nav": nav,
        "nav_links": _lazy(lambda: _links(get_language(), tuple((item.url_name, item.current) for item in nav))),
        "person_mark": _lazy(lambda: mark_of(request.user) if request.user.is_authenticated else ""),
        "signed_out": request.COOKIES.get(SIGNED_OUT, ""),
        "is_citizen": _lazy(lambda: request.user.is_authenticated and not works_here(request.user)),
        "serves_at_desk": _lazy(lambda: any(item.url_name == "counter" for item in nav)),
        "unread": _lazy(lambda: unread(request.user) if request.user.is_authenticated else ""),
        "is_demo": settings.IS_DEMO,
        "office": _lazy(front_door),
        "desk_hours": _lazy(desk_hours),
        "downtimes": _lazy(downtimes),
    }


class _Later:
    """What a page may not need, made when it first reads it: a text or markup, a list, or a thing with names.

    Django's own lazy object takes a detour through Python at each look that anything has at it, and a page looks often.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Any:
        return self._make()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)

    def __str__(self) -> str:
        return str(self._made)

    def __html__(self) -> Markup:
        return escape(self._made)

    def __bool__(self) -> bool:
        return bool(self._made)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._made)


def _lazy[T](make: Callable[[], T]) -> T:
    """Put off what a page may not need."""
    # A template sees the value.
    return _Later(make)  # type: ignore[return-value]


def navigation(request: HttpRequest) -> list[NavItem]:
    """Return the places that open to the reader, the present one marked: each asks what its view asks."""
    seats = seats_today(getattr(request, "user", AnonymousUser()))
    sees = seats is not None and seats.see_dossiers
    open_to_all = {"catalogue": True, "lookup": True, "mails": settings.IS_DEMO}
    administers = seats is not None and bool(seats.administered_agency_ids)
    shown = open_to_all | {
        "counter": seats is not None and seats.has(Role.ONE_STOP_OFFICER),
        "worklist": sees,
        "register": sees,
        "dashboard": seats is not None and seats.has_figures,
        # Officers file as everybody does.
        "my_dossiers": seats is not None,
        "administration": administers,
        # Whoever administers the office finds it there, behind the pages of ours: one entry leads to both.
        "admin:index": seats is not None and not administers and admin.site.has_permission(request),
    }
    match = request.resolver_match
    here = SECTIONS.get(match.url_name or "", match.url_name) if match else None
    return [NavItem(name, label, name == here) for name, label in PLACES.items() if shown[name]]


@lru_cache(KEPT)
def _links(_language: str | None, shown: tuple[tuple[str, bool], ...]) -> Markup:
    """Draw the places that open to somebody, once for all to whom the same ones do."""
    items = [NavItem(name, PLACES[name], is_here) for name, is_here in shown]
    # What a template has written is escaped already.
    return Markup(render_to_string("components/nav_links.html", {"nav": items}))  # noqa: S704


PLACES: Mapping[str, Promise] = {
    "counter": _("Counter"),
    "worklist": _("Work-list"),
    "register": _("Registers"),
    "dashboard": _("Figures"),
    "catalogue": _("Procedures"),
    "my_dossiers": _("My dossiers"),
    "lookup": _("Look up"),
    "administration": _("Administration"),
    "admin:index": _("Administration"),
    "mails": _("Demo mail"),
}
"""The places of the main navigation in their order, by the names of their pages."""
SECTIONS = {
    "counter_person": "counter",
    "counter_entry": "counter",
    "counter_done": "counter",
    "counter_day": "counter",
    "day_sheet": "counter",
    "day_list": "counter",
    "queue": "counter",
    "counter_join": "counter",
    "own_counter": "my_dossiers",
    "counter_scans": "counter",
    "result_lookup": "lookup",
    "calendar": "dashboard",
    "correct_calendar": "dashboard",
    "calendar_change": "dashboard",
    "calendar_preview": "dashboard",
    "procedure": "catalogue",
    "checklist": "catalogue",
    "file_dossier": "catalogue",
    "check_draft": "catalogue",
    "file_draft": "catalogue",
    "check_one_draft": "catalogue",
    "own_drafts": "catalogue",
    "filing_code": "catalogue",
    "submitted": "my_dossiers",
    "dossier": "my_dossiers",
    "citizen_action": "my_dossiers",
    "receiving": "my_dossiers",
    "pay_online": "my_dossiers",
    "online_payment": "my_dossiers",
    "letters": "register",
    "returns": "register",
    "uncollected": "register",
    "cash_day": "worklist",
    "cash_file": "worklist",
    "statements": "worklist",
    "statement": "worklist",
    "kept_money": "worklist",
    "gateway_cases": "worklist",
    "gateway_case": "worklist",
    "team": "worklist",
    "saved_views": "worklist",
    "save_view": "worklist",
    "exports": "worklist",
    "export": "worklist",
    "desk_file": "worklist",
    "desk_action": "worklist",
    "figure": "dashboard",
    "first_answers": "dashboard",
    "over_time": "dashboard",
    "time_spent": "dashboard",
    "why_late": "dashboard",
    "fees_of_period": "dashboard",
    "figure_file": "dashboard",
    "standards": "dashboard",
    "processes": "dashboard",
    "process": "dashboard",
    "reports": "dashboard",
    "report": "dashboard",
    "register_book": "dashboard",
    "kept_report": "dashboard",
    "indices": "dashboard",
    "jobs": "administration",
    "job": "administration",
    "people": "administration",
    "new_officer": "administration",
    "person": "administration",
    "correct_person": "administration",
    "give_seat": "administration",
    "change_seat": "administration",
    "units": "administration",
    "new_unit": "administration",
    "unit": "administration",
    "sign_ins": "administration",
    "account_changes": "administration",
    "look_ups": "administration",
    "access_records": "administration",
    "undelivered": "administration",
    "search_words": "administration",
    "regimes": "administration",
    "agencies": "administration",
    "downtimes": "administration",
    "runs": "administration",
    "gaps": "administration",
    "notice_times": "administration",
    "text_messages": "administration",
    "alert_rules": "administration",
    "mail": "mails",
}
"""Under which link of the navigation a page that is not itself a link belongs."""
