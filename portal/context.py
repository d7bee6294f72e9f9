"""What every page shows around its content: who is here, where they can go, whose site this is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import STEP_ROLES, Role
from portal.hours import desk_hours

OFFICERS = STEP_ROLES
MANAGERS = frozenset({Role.MANAGER, Role.DEPARTMENT_LEADER})
_ROLES = "_roles_of_page"


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the main navigation; ``current`` marks the page that is open."""

    url_name: str
    label: str | Promise
    current: bool


class Portal(TypedDict):
    """What the processor adds to each page; the lazy parts cost nothing where they are not shown."""

    nav: list[NavItem]
    roles: frozenset[Role]
    is_demo: bool
    desk_hours: str


def portal(request: HttpRequest) -> Portal:
    """Give each page its navigation and the roles of its reader: at most one query, on first use."""
    return {
        "nav": _lazy(lambda: navigation(request)),
        "roles": _lazy(lambda: roles_of(request)),
        "is_demo": settings.IS_DEMO,
        "desk_hours": _lazy(desk_hours),
    }


def _lazy[T](make: Callable[[], T]) -> T:
    """Put off what a page may not need."""
    # Django's stubs give the wrapper its own type; a template sees the value.
    return SimpleLazyObject(make)  # type: ignore[return-value]


def roles_of(request: HttpRequest) -> frozenset[Role]:
    """Return the roles of who asks, asked for once in a request."""
    known: frozenset[Role] | None = getattr(request, _ROLES, None)
    if known is None:
        known = _load(getattr(request, "user", AnonymousUser()))
        setattr(request, _ROLES, known)
    return known


def _load(user: User | AnonymousUser) -> frozenset[Role]:
    """Return the roles that a user holds in any unit; a person without one is a citizen."""
    if not user.is_authenticated:
        return frozenset()
    held = frozenset(Role(role) for role in user.memberships.values_list("role", flat=True))
    if user.is_superuser:
        held |= {Role.ADMINISTRATOR}
    return held or frozenset({Role.CITIZEN})


def navigation(request: HttpRequest) -> list[NavItem]:
    """Return the places that the reader can go to, by role, the present one marked."""
    roles = roles_of(request)
    places: list[tuple[str, str | Promise, bool]] = [
        ("worklist", _("Work-list"), bool(roles & OFFICERS)),
        ("dashboard", _("Management"), bool(roles & MANAGERS)),
        ("catalogue", _("Procedures"), True),
        ("my_dossiers", _("My dossiers"), Role.CITIZEN in roles),
        ("lookup", _("Look up"), True),
        ("admin:index", _("Administration"), Role.ADMINISTRATOR in roles),
        ("mails", _("Demo mail"), settings.IS_DEMO),
    ]
    match = request.resolver_match
    here = SECTIONS.get(match.url_name or "", match.url_name) if match else None
    return [NavItem(name, label, name == here) for name, label, shown in places if shown]


SECTIONS = {
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
    "desk_file": "worklist",
    "desk_action": "worklist",
    "figure": "dashboard",
    "mail": "mails",
}
"""Under which link of the navigation a page that is not itself a link belongs."""
