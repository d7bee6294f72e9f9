"""The page that the request to an unconfirmed address leads to: whoever reads the mail says that it is theirs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dossiers.notices import addresses


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest, token: str) -> HttpResponse:
    """Show which address is to be confirmed; note that it is. A link alone confirms nothing: mail programs open them."""
    row = addresses.asked_by(token)
    if row is None:
        raise Http404
    if request.method == "POST":
        addresses.confirm(row, at=timezone.now())
        return redirect("confirm_address", token)
    return render(request, "inbox/confirm.html", {"address": row.address, "is_confirmed": row.confirmed_at is not None})
