"""The page on which an account shows the code by which the counter joins it with whom it was served as (ADR 0093)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.people import persons
from accounts.signin import SignedIn, signed_in, works_here
from dossiers.filing.counter import joining
from dossiers.filing.counter.phones import grouped
from dossiers.pages.forms import PlainText
from dossiers.refusals.joining import OfficerJoins

MOST = 50
"""Dossiers that the page lists; the others are found by their numbers."""


class NameForm(forms.Form):
    """The name that the account bears: the desk joins it with whom the card names so."""

    full_name = PlainText(label=gettext_lazy("Full name in this account"), max_length=150)


@signed_in
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def own_counter(request: SignedIn) -> HttpResponse:
    """List what the counter has filed for the person; make a code, which is shown this once, or put the account's name right."""
    code, refused, form = "", "", NameForm(initial={"full_name": request.user.full_name})
    try:
        if request.POST.get("do") == "name":
            form = _named(request)
        elif request.method == "POST":
            code = grouped(joining.make_code(request.user, at=timezone.now()))
    except OfficerJoins as refusal:
        refused = str(refusal)
    if form.is_bound and not form.errors and not refused:
        return redirect("own_counter")
    own = joining.dossiers_of(request.user).select_related("version").defer("version__text")[:MOST]
    context = {"dossiers": own, "code": code, "refused": refused, "form": form, "until": timezone.now() + joining.LASTS}
    return render(request, "inbox/counter.html", context, status=409 if refused else 422 if form.errors else 200)


def _named(request: SignedIn) -> NameForm:
    """Let the account bear the name that its person has typed. Raises ``OfficerJoins``: the administrator writes the office's names."""
    if works_here(request.user):
        raise OfficerJoins
    form = NameForm(request.POST)
    if form.is_valid():
        full_name = " ".join(form.cleaned_data["full_name"].split())
        if persons.name(request.user, full_name, by=request.user, at=timezone.now()):
            messages.success(request, _("Kept: this account bears the name %(name)s.") % {"name": full_name})
    return form
