"""The administrator's first page: what needs attention, and where each thing of an office is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.entry import first
from accounts.models import Membership
from accounts.people import finding
from accounts.seats import Seats
from accounts.signin import OfOfficer, administrator
from dossiers.display.formats import capped, vn_number
from dossiers.display.links import path_to
from dossiers.models import Dossier, Job, JobState, OutboxEntry
from dossiers.office.gaps import lacking
from dossiers.office.people.signins import tried
from dossiers.office.undelivered import returned, untold
from dossiers.pages.gaps import of_administrator
from dossiers.reports.alerts.coming import coming
from dossiers.viewing import lost

AHEAD = timedelta(days=14)
"""So far ahead seats that end are named: a successor is found in that time."""
LATELY = timedelta(days=7)
"""Jobs that stopped before are nobody's concern any more."""
MOST = 99
MOST_LOST = 5
"""Dossiers that are named whose files are missing."""
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that needs attention, and where it is seen to."""

    words: str
    url: str
    """"" where it is seen to outside of these pages."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page, with what it is for."""

    name: str
    what: str
    url: str


@administrator
@require_safe
def administration(request: OfOfficer) -> HttpResponse:
    """Show what needs attention, the seats that end soon, and all pages in groups."""
    now = timezone.now()
    ending = _ending(request.seats, timezone.localdate(now))
    context = {
        "notices": list(_notices(request.seats, now)),
        "ending": ending[:MOST_NAMED],
        "is_more": len(ending) > MOST_NAMED,
        "groups": [
            (_("People and units"), _people()),
            (_("Rules and time"), _rules()),
            (_("Running"), _running(request)),
        ],
        **lacking(request),
    }
    return render(request, "office/administration.html", context)


def _notices(seats: Seats, now: datetime) -> Iterator[Notice]:
    on = timezone.localdate(now)
    # Read anew, as on the page to which it leads: here somebody looks who has just changed something.
    if missing := of_administrator(seats, on).count:
        yield Notice(_("Missing in the organisation, now or within a week: %(n)s") % {"n": missing}, path_to("gaps"))
    lying = Dossier.objects.filter(agency__in=seats.administered_agency_ids)
    if stuck := coming(lying, on, also_now=True):
        words = (
            _("Dossiers with which nobody can go on, now or soon: %(n)s")
            if stuck[0].is_now
            else _("Dossiers with which soon nobody could go on: %(n)s")
        )
        yield Notice(words % {"n": vn_number(sum(one.count for one in stuck))}, path_to("gaps"))
    yield from _unsent(seats, now)
    if words := _lost(seats):
        yield Notice(words, "")
    stopped = Job.objects.visible_to(seats).filter(state=JobState.STOPPED, created_at__gt=now - LATELY)
    if count := stopped[: MOST + 1].count():
        words = _("Jobs of the last week that stopped: %(n)s") % {"n": capped(count, MOST)}
        yield Notice(words, f"{path_to('jobs')}?state={JobState.STOPPED}")
    if people := tried(seats, now):
        words = ngettext(
            "Wrong passwords were tried within a day at %(n)s account.",
            "Wrong passwords were tried within a day at %(n)s accounts.",
            len(people),
        )
        yield Notice(words % {"n": len(people)}, path_to("sign_ins"))


def _unsent(seats: Seats, now: datetime) -> Iterator[Notice]:
    """Yield what did not go out, or came back: one query each."""
    if count := OutboxEntry.objects.visible_to(seats).put_off()[: MOST + 1].count():
        yield Notice(
            _("Mail and papers that could not be sent: %(n)s") % {"n": capped(count, MOST)}, path_to("undelivered")
        )
    if count := untold.lately(seats, now)[: MOST + 1].count():
        words = _("Notices to officers whose mail could not be sent: %(n)s")
        yield Notice(words % {"n": capped(count, MOST)}, f"{path_to('undelivered')}#untold")
    links = first.unsent().filter(person__in=finding.visible(seats).values("pk"))
    if count := links[: MOST + 1].count():
        words = _("Links for the first sign-in that could not be mailed: %(n)s")
        yield Notice(words % {"n": capped(count, MOST)}, f"{path_to('undelivered')}#links")
    if count := returned.standing(now)[: MOST + 1].count():
        words = _("Mail to accounts that came back within a week: %(n)s")
        yield Notice(words % {"n": capped(count, MOST)}, f"{path_to('undelivered')}#returned")


def _lost(seats: Seats) -> str:
    """Say which dossiers have files that somebody wanted to read and that are not in their place; "" where all are: one query at most."""
    if not (digests := [*lost.digests()]):
        return ""
    here = Dossier.objects.filter(agency__in=seats.administered_agency_ids, attachments__sha256__in=digests)
    codes = list(here.order_by("code").values_list("code", flat=True).distinct()[: MOST_LOST + 1])
    words = _("Stored files are missing, of %(codes)s: restore them from the backup.")
    named = ", ".join(codes[:MOST_LOST]) + (" …" if len(codes) > MOST_LOST else "")
    return words % {"codes": named} if codes else ""


def _ending(seats: Seats, on: date) -> Sequence[Membership]:
    """Return the seats that end soon, the next one first, and one more than are named."""
    held = finding.seats_in(seats.administered_agency_ids).in_force(on)
    found = held.filter(until__lte=on + AHEAD, user__is_active=True).select_related("user", "unit")
    return list(found.order_by("until", "pk")[: MOST_NAMED + 1])


def _people() -> list[Place]:
    return [
        Place(_("People"), _("Officers and citizens, their seats, sessions and sign-ins"), path_to("people")),
        Place(
            _("A new officer"),
            _("Person, mail and seats at once, with a link for the first sign-in"),
            path_to("new_officer"),
        ),
        Place(_("Units"), _("Divisions, their sectors, and who sits there"), path_to("units")),
        Place(_("Sign-ins"), _("Who came in when, and who tried to"), path_to("sign_ins")),
        Place(_("History of accounts"), _("Who changed which account, seat or unit"), path_to("account_changes")),
        Place(
            _("Joined accounts"),
            _("Who of the counter reads in which account, and who was parted"),
            path_to("joinings"),
        ),
        Place(_("Who has read"), _("Which officer has opened whose dossier"), path_to("access_records")),
    ]


def _rules() -> list[Place]:
    """Return what is kept by date, and what units answer."""
    calendar = _("Days off, make-up days and hours, changed by decision")
    reasons = _("What units answer again and again, with who wrote it")
    return [
        Place(
            _("Agencies"),
            _("Agencies and receiving points, what they are called from which day on"),
            path_to("agencies"),
        ),
        Place(
            _("One-stop rules"),
            _("What the law says on a day: from when, until when, and by which text"),
            path_to("regimes"),
        ),
        Place(_("Working calendar"), calendar, path_to("calendar")),
        Place(_("Templates of reasons"), reasons, path_to("reasons")),
        Place(_("Search words"), _("What people call procedures, and what was not found"), path_to("search_words")),
    ]


def _running(request: OfOfficer) -> list[Place]:
    """Return what runs by itself, and the emergency pages to whoever may open them."""
    emergency = Place(
        _("Technical pages"), _("The rows as they are stored, for emergencies alone"), path_to("admin:index")
    )
    return [
        Place(_("Missing"), _("Roles that nobody holds, dossiers that nobody handles"), path_to("gaps")),
        Place(_("Jobs"), _("Long work that somebody has started"), path_to("jobs")),
        Place(_("Not sent"), _("Mail and papers that were tried in vain"), path_to("undelivered")),
        Place(_("Behind the scenes"), _("What runs by the clock, and how far it is behind"), path_to("runs")),
        Place(_("Downtimes"), _("Announced on every page and by mail"), path_to("downtimes")),
        Place(_("Reminders"), _("When officers are told of what waits"), path_to("notice_times")),
        Place(_("Text messages"), _("Whether and how they are sent"), path_to("text_messages")),
        Place(_("Who is told"), _("Who gets mail about which figures"), path_to("alert_rules")),
        *([emergency] if admin.site.has_permission(request) else []),
    ]
