"""What every page shows around its content: who is here, where they can go, whose site this is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.signin import seats_today
from portal.requests.hours import desk_hours


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
    is_demo: bool
    desk_hours: str


def portal(request: HttpRequest) -> Portal:
    """Give each page its navigation: at most two queries, on first use."""
    return {
        # Django's own makes another for each form of a page.
        "csrf_input": _lazy(lambda: csrf_input(request)),
        "nav": _lazy(lambda: navigation(request)),
        "is_demo": settings.IS_DEMO,
        "desk_hours": _lazy(desk_hours),
    }


def _lazy[T](make: Callable[[], T]) -> T:
    """Put off what a page may not need."""
    # Django's stubs give the wrapper its own type; a template sees the value.
    return SimpleLazyObject(make)  # type: ignore[return-value]


def navigation(request: HttpRequest) -> list[NavItem]:
    """Return the places that open to the reader, the present one marked: each asks what its view asks."""
    seats = seats_today(getattr(request, "user", AnonymousUser()))
    places: list[tuple[str, str | Promise, bool]] = [
        ("worklist", _("Work-list"), seats is not None and seats.see_dossiers),
        ("register", _("Register of results"), seats is not None and seats.see_dossiers),
        ("dashboard", _("Management"), seats is not None and bool(seats.managed_agency_ids)),
        ("catalogue", _("Procedures"), True),
        # Officers file as everybody does.
        ("my_dossiers", _("My dossiers"), seats is not None),
        ("lookup", _("Look up"), True),
        ("jobs", _("Operations"), seats is not None and bool(seats.administered_agency_ids)),
        ("admin:index", _("Administration"), seats is not None and admin.site.has_permission(request)),
        ("mails", _("Demo mail"), settings.IS_DEMO),
    ]
    match = request.resolver_match
    here = SECTIONS.get(match.url_name or "", match.url_name) if match else None
    return [NavItem(name, label, name == here) for name, label, shown in places if shown]


SECTIONS = {
    "result_lookup": "lookup",
    "calendar": "dashboard",
    "correct_calendar": "dashboard",
    "calendar_change": "dashboard",
    "calendar_preview": "dashboard",
    "procedure": "catalogue",
    "checklist": "catalogue",
    "file_dossier": "catalogue",
    "check_draft": "catalogue",
    "submitted": "my_dossiers",
    "dossier": "my_dossiers",
    "citizen_action": "my_dossiers",
    "saved_views": "worklist",
    "save_view": "worklist",
    "exports": "worklist",
    "export": "worklist",
    "desk_file": "worklist",
    "desk_action": "worklist",
    "figure": "dashboard",
    "job": "jobs",
    "undelivered": "jobs",
    "runs": "jobs",
    "mail": "mails",
}
"""Under which link of the navigation a page that is not itself a link belongs."""
