"""The administrator's page of text messages: how many went out and what they cost, and which did not."""

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, administrator
from dossiers.models import TextMessage, TextState
from dossiers.office.gaps import lacking
from dossiers.office.undelivered.failures import failure
from procedures.time.calendar import LOCAL

MONTHS = 12
MOST = 50
"""Messages that did not go out, the newest first."""


@administrator
@require_safe
def text_messages(request: OfOfficer) -> HttpResponse:
    """Show the last months by channel, and what was refused, given up or tried in vain."""
    agencies = request.seats.administered_agency_ids
    own = TextMessage.objects.filter(Q(event=None) | Q(event__dossier__agency__in=agencies))
    by_month = own.annotate(month=TruncMonth("put_down_at", tzinfo=LOCAL)).values("month", "channel")
    sums = {state.name.lower(): Count("pk", filter=Q(state=state)) for state in TextState}
    priced = Count("cost", filter=Q(state=TextState.SENT))
    months = by_month.annotate(cost_sum=Sum("cost"), priced=priced, **sums).order_by("-month", "channel")[: 2 * MONTHS]
    failed = own.filter(
        Q(state__in=(TextState.REFUSED, TextState.GIVEN_UP)) | Q(state=TextState.WAITING, attempts__gt=0)
    )
    rows = failed.select_related("event__dossier").order_by("-pk")[:MOST]
    context = {"months": months, "rows": rows, "is_on": bool(settings.TEXTS_URL), "failure": failure}
    return render(request, "office/text_messages.html", context | lacking(request))
