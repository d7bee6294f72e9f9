"""The page of the stand-in, which looks like a bank's: whoever is led there chooses how the bank answers."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from portal.demo.bank import ledger
from portal.demo.bank.answering import Choice, answer
from portal.demo.bank.sending import send_later

LABELS = {
    Choice.PAY: (_("Pay"), _("The bank pays and reports it at once.")),
    Choice.REFUSE: (_("Do not pay"), _("The bank refuses and reports it at once.")),
    Choice.LATE: (_("Pay late"), _("The bank pays and reports it after half a minute.")),
    Choice.TWICE: (_("Pay, and report it twice"), _("The same message comes two times.")),
    Choice.DISORDER: (_("Fail, then pay"), _("The reports come in the other order.")),
    Choice.LESS: (_("Pay 1,000 dong less"), _("Another amount than that of the order comes.")),
    Choice.SILENT: (_("Pay and report nothing"), _("The site has to ask the bank, within some minutes.")),
    Choice.FORGED: (_("Report it with a wrong signature"), _("Nothing is paid: somebody else writes.")),
}
AFTERWARDS = {Choice.REFUND: (_("Give the money back"), _("The bank gives back what was paid."))}


@require_http_methods(["GET", "HEAD", "POST"])
def order_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show an order of the stand-in; do what is chosen and lead back to the site."""
    entry = ledger.find(reference) if settings.IS_DEMO else None
    if entry is None:
        raise Http404
    if request.method == "POST":
        choice = request.POST.get("choice", "")
        if choice not in Choice:
            raise Http404
        send_later(answer(entry, Choice(choice), timezone.now()))
        return redirect(entry.back)
    labels = AFTERWARDS if entry.paid else LABELS
    return render(request, "demo/bank.html", {"entry": entry, "choices": labels.items()})
