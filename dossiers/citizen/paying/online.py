"""Paying on line: an order is opened, its page leads to the gateway, and says afterwards what is known of it."""

from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signin import SignedIn, signed_in
from dossiers.citizen.dossiers import own_dossier
from dossiers.citizen.paying.fee import fee_of
from dossiers.display.links import path_to
from dossiers.models import OrderState, Payment, PaymentOrder
from dossiers.pages.opened import Opened
from dossiers.payments.gateway import orders, seam

log = structlog.get_logger()

BACK = "ve"
"""In the address to which a gateway leads back: whoever comes with it has been there."""


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def pay_online(request: SignedIn, code: str) -> HttpResponse:
    """Open an order of what is to be paid now, and go to its page; on a GET go back to the dossier."""
    own, gateway = own_dossier(request, code), seam.configured()
    if gateway is None:
        raise Http404
    if request.method != "POST":
        return redirect("dossier", code=code)
    opened = Opened.of_applicant(own, request.user, timezone.now())
    fee = fee_of(opened.dossier, opened.events, opened.now, waits=opened.waits)
    ways = fee.payable if fee else None
    if fee is None or ways is None or fee.waits:
        updating = _("The office is updating this dossier; please open the page again in a minute.")
        nothing = _("There is nothing to pay now. No order was opened.")
        messages.info(request, updating if fee and fee.waits else nothing)
        return redirect("dossier", code=code)
    order = orders.open_order(own, ways.amount, gateway=gateway.name, by=request.user, at=opened.now)
    return redirect("online_payment", code=code, reference=order.reference)


@signed_in
@require_safe
def online_payment(request: SignedIn, code: str, reference: str) -> HttpResponse:
    """Lead to the gateway whoever has not been there; say to others what is known of the order."""
    order = get_object_or_404(PaymentOrder.objects.filter(dossier=own_dossier(request, code)), reference=reference)
    is_over = order.state != OrderState.OPEN or order.expires_at <= timezone.now()
    debt = 0 if order.dossier.is_leaving else order.dossier.debt or 0
    is_moot = order.state == OrderState.OPEN and order.amount > debt
    page = "" if is_over or is_moot else _page_of(order, code)
    context = {
        "code": code,
        "order": order,
        "page": page,
        "is_over": is_over,
        "is_moot": is_moot,
        "leads": bool(page) and BACK not in request.GET,
        "waits": order.state == OrderState.OPEN and BACK in request.GET,
        **_came(order),
    }
    return render(request, "citizen/online_payment.html", context)


def _page_of(order: PaymentOrder, code: str) -> str:
    """Return where the order is paid; "" where the gateway does not answer, or is not configured any more."""
    gateway = seam.configured()
    if gateway is None or gateway.name != order.gateway:
        return ""
    own = path_to("online_payment", code=code, reference=order.reference)
    try:
        return gateway.page_of(order, back=f"{settings.PUBLIC_URL}{own}?{urlencode({BACK: 1})}")
    except OSError as error:
        log.warning("gateway.no_answer", gateway=gateway.name, error=str(error))
        return ""


def _came(order: PaymentOrder) -> dict[str, object]:
    """Return what was received by an order and stands in the receipt book, what of it went back, and what is lacking."""
    paid = Payment.objects.filter(event__gateway_transfer__order=order, reverses=None, part_of=None)
    rows = list(paid.select_related("reversal"))
    gone = [row for row in rows if hasattr(row, "reversal")]
    standing = [row for row in rows if row not in gone]
    received = sum(row.amount for row in standing)
    back = sum(Payment.objects.filter(part_of__in=standing).values_list("amount", flat=True)) if standing else 0
    return {
        "receipts": [row.receipt for row in standing],
        "reversed": [row.receipt for row in gone],
        "received": received,
        "given_back": back,
        "lacking": max(0, order.amount - received),
        "too_much": min(received - back, order.dossier.overpaid),
        "beyond": max(0, received - back - order.amount),
    }
