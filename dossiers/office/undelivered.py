"""The administrator's page of what was to be done after an event and could not be: the outbox's dead letters."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rows import is_row
from accounts.signin import OfOfficer, administrator
from dossiers import outbox
from dossiers.lists.paging import part_of
from dossiers.models import OutboxEntry, ReturnCount, ReturnedMail
from dossiers.office.gaps import lacking

MOST_RETURNED = 50
"""Of what came back, the newest."""


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def undelivered(request: OfOfficer) -> HttpResponse:
    """List the entries that were tried in vain, the oldest first, and what came back; have one tried again now."""
    found = OutboxEntry.objects.visible_to(request.seats).put_off()
    if request.method == "POST":
        chosen = request.POST.get("entry", "")
        entry = get_object_or_404(OutboxEntry.objects.visible_to(request.seats), pk=chosen if is_row(chosen) else 0)
        if outbox.again(entry.pk, at=timezone.now()):
            messages.success(request, _("It is being tried again now."))
        else:
            messages.info(request, _("It has been done meanwhile, or is being tried at this moment."))
        return redirect("undelivered")
    part = part_of(found.select_related("event__dossier"), request.GET)
    counted = ReturnCount.objects.order_by("-on").first()
    # What came back was counted with it.
    came_back = {"returned": _returned(request) if counted else (), "counted": counted}
    shown = {"rows": part.rows, "page": part, "reads": bool(settings.MAIL_BOUNCES)}
    return render(request, "office/undelivered.html", shown | came_back | lacking(request))


def _returned(request: OfOfficer) -> QuerySet[ReturnedMail]:
    """Return what came back lately: of dossiers of agencies that are administered, and of mail that is about none."""
    here = Q(notice__dossier__agency__in=request.seats.administered_agency_ids)
    found = ReturnedMail.objects.filter(Q(notice=None) | here)
    return found.select_related("notice__dossier").order_by("-noted_at", "-pk")[:MOST_RETURNED]
