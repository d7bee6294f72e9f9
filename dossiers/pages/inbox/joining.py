"""The page on which an account shows the code by which the counter joins it with whom it was served as (ADR 0091)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.signin import SignedIn, signed_in
from dossiers.filing.counter import joining
from dossiers.filing.counter.phones import grouped
from dossiers.refusals.receiving import OfficerJoins

MOST = 50
"""Dossiers that the page lists; the others are found by their numbers."""


@signed_in
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def own_counter(request: SignedIn) -> HttpResponse:
    """List what the counter has filed for the person; make a code, which is shown this once."""
    code, refused = "", ""
    if request.method == "POST":
        try:
            code = grouped(joining.make_code(request.user, at=timezone.now()))
        except OfficerJoins as refusal:
            refused = str(refusal)
    own = joining.dossiers_of(request.user).select_related("version").defer("version__text")[:MOST]
    context = {"dossiers": own, "code": code, "refused": refused, "until": timezone.now() + joining.LASTS}
    return render(request, "inbox/counter.html", context, status=409 if refused else 200)
