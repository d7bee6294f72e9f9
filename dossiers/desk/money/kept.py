"""What was paid of dossiers that ended without a result, until it went back or somebody has decided that it stays."""

from urllib.parse import urlencode

from django.db.models import F, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, officer
from dossiers.desk.money.cash import agency_seat, kept_in

PAGE = 50
AFTER = "sau"
"""In the address: the id of the last dossier of the page before."""
DIGITS = 18
"""Of a key that the database knows."""


@officer
@require_safe
def kept_money(request: OfOfficer) -> HttpResponse:
    """List such dossiers, the last that was changed on top, each with what is kept of it; never one's own."""
    found = kept_in(agency_seat(request).agency_id).visible_to(request.seats)
    rows, after = found.order_by("-changed_at", "-pk"), request.GET.get(AFTER, "")
    last = (
        found.filter(pk=int(after)).first() if after.isascii() and after.isdecimal() and len(after) <= DIGITS else None
    )
    if last is not None:
        rows = rows.filter(changed_at__lte=last.changed_at).exclude(changed_at=last.changed_at, pk__gte=last.pk)
    shown = list(rows.select_related("version__procedure")[: PAGE + 1])
    more = f"?{urlencode({AFTER: shown[PAGE - 1].pk})}" if len(shown) > PAGE else ""
    context = {
        "rows": shown[:PAGE],
        "count": found.count(),
        "total": found.aggregate(sum=Sum(F("paid") - F("kept")))["sum"] or 0,
        "next_url": more,
    }
    return render(request, "desk/kept_money.html", context)
