"""The administrator's page of what was to be done after an event and could not be: the outbox's dead letters."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.entry import first
from accounts.models import FirstSignIn
from accounts.people import finding
from accounts.rows import is_row
from accounts.seats import Seats
from accounts.signin import OfOfficer, administrator
from dossiers import outbox
from dossiers.background import running
from dossiers.display.labels import ENTRY_LABELS
from dossiers.lists.paging import part_of
from dossiers.lists.wanted import Wanted, wanted
from dossiers.models import OutboxEntry, ReturnCount, ReturnedMail, TriedAgain
from dossiers.office.gaps import lacking
from dossiers.office.undelivered import untold
from dossiers.office.undelivered.failures import failure, kept_as
from dossiers.office.undelivered.returned import accounts_of
from procedures.catalogue.search import fold

MOST_RETURNED = 50
"""Of what came back, the newest."""
MOST_PRESSED = 50
"""Of what somebody had tried again, the newest."""


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def undelivered(request: OfOfficer) -> HttpResponse:
    """List the entries that were tried in vain, the oldest first, and what came back; have one tried again now."""
    found = OutboxEntry.objects.visible_to(request.seats).put_off()
    if request.method == "POST":
        chosen = request.POST.get("entry", "")
        entry = get_object_or_404(OutboxEntry.objects.visible_to(request.seats), pk=chosen if is_row(chosen) else 0)
        if outbox.again(entry.pk, by=request.user, at=timezone.now()):
            messages.success(request, _("It is being tried again now."))
        else:
            messages.info(request, _("It has been done meanwhile, or is being tried at this moment."))
        return redirect("undelivered")
    asked = wanted(request.GET)
    part = part_of(found.filter(_with(asked)).select_related("event__dossier"), request.GET)
    counted = ReturnCount.objects.order_by("-on").first()
    # What came back was counted with it.
    returned = list(_returned(request.seats, asked)) if counted else []
    came_back = {"returned": returned, "counted": counted, "accounts": accounts_of(returned, request.seats)}
    shown = {"rows": part.rows, "page": part, "reads": bool(settings.MAIL_BOUNCES), "wanted": asked}
    pressed = {"pressed": _pressed(request.seats, asked), "failure": failure}
    waiting = _waiting(request.seats, asked, timezone.now())
    return render(request, "office/undelivered.html", shown | came_back | pressed | waiting | lacking(request))


def _waiting(seats: Seats, asked: Wanted, now: datetime) -> dict[str, object]:
    """Return what waits beside the entries that were tried in vain."""
    return {
        "still": _standing_still(seats, now),
        "untold": untold.rows(seats, asked, now),
        "links": _links(seats, asked),
    }


@dataclass(frozen=True, slots=True)
class StandsStill:
    """What nobody has tried yet though it was due long ago: no worker takes it."""

    count: int
    is_more: bool
    """Whether it is more than is counted."""
    since: datetime


def _standing_still(seats: Seats, now: datetime) -> StandsStill | None:
    """Return what is due and was not tried, where the oldest waits for longer than anything on its way does; else None: one query.

    The limit is that of ``/readyz``.
    """
    due = OutboxEntry.objects.visible_to(seats).filter(done_at=None, attempts=0, due_at__lte=now)
    found = list(due.order_by("due_at", "pk").values_list("due_at", flat=True)[: running.MOST_COUNTED + 1])
    if not found or now - found[0] < running.OUTBOX_LATE:
        return None
    return StandsStill(min(len(found), running.MOST_COUNTED), len(found) > running.MOST_COUNTED, found[0])


def _links(seats: Seats, asked: Wanted) -> list[FirstSignIn]:
    """Return the links for a first sign-in that no mail server took, the oldest first: one query."""
    found = first.unsent().filter(person__in=finding.visible(seats).values("pk"))
    named = ((one, fold(f"{one.person.get_full_name()} {one.person.username} {one.person.email}")) for one in found)
    return [one for one, words in named if all(word in words for word in asked.words)]


def _with(asked: Wanted, entry: str = "") -> Q:
    """Narrow to entries in which each word is: in what they do, the dossier's number, whom it is written to, or what went wrong."""
    found = Q()
    for word in asked.words:
        kinds = [kind for kind, label in ENTRY_LABELS.items() if word in fold(str(label))]
        of_dossier = [f"{entry}event__dossier__{name}__icontains" for name in ("code", "applicant__email")]
        places = dict.fromkeys((*of_dossier, f"{entry}error__icontains"), word)
        told = (Q(**{f"{entry}error__startswith": kept}) for kept in kept_as(word))
        found &= Q(**{f"{entry}kind__in": kinds}) | Q(**places, _connector=Q.OR) | reduce(or_, told, Q(pk__in=[]))
    return found


def _pressed(seats: Seats, asked: Wanted) -> QuerySet[TriedAgain]:
    """Return who had what tried again, the newest press first."""
    here = OutboxEntry.objects.visible_to(seats).order_by().values("pk")
    found = TriedAgain.objects.filter(_with(asked, "entry__"), entry__in=here)
    return found.select_related("by", "entry__event__dossier").order_by("-pk")[:MOST_PRESSED]


def _returned(seats: Seats, asked: Wanted) -> QuerySet[ReturnedMail]:
    """Return what came back lately: of dossiers of agencies that are administered, and of mail that is about none."""
    here = Q(notice__dossier__agency__in=seats.administered_agency_ids)
    found = ReturnedMail.objects.filter(Q(notice=None) | here)
    for word in asked.words:
        places = ("notice__dossier__code", "recipient", "reason", "status")
        found = found.filter(Q(**{f"{place}__icontains": word for place in places}, _connector=Q.OR))
    return found.select_related("notice__dossier").order_by("-noted_at", "-pk")[:MOST_RETURNED]
