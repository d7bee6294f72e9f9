"""The administrator's page of what was to be done after an event and could not be: the outbox's dead letters."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rows import is_row
from accounts.signin import OfOfficer, administrator
from dossiers import outbox
from dossiers.lists.paging import part_of
from dossiers.models import OutboxEntry
from dossiers.office.gaps import lacking


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def undelivered(request: OfOfficer) -> HttpResponse:
    """List the entries that were tried in vain, the oldest first; have one tried again now."""
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
    return render(request, "office/undelivered.html", {"rows": part.rows, "page": part} | lacking(request))
