"""A mistyped address for mail: which one takes its place, of the account's or of what was given with a dossier."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.models import Unit
from accounts.signin import SignedIn, signed_in, works_here
from dossiers.display.formats import localized
from dossiers.notices import addresses
from dossiers.pages.forms import PlainText
from dossiers.pages.inbox.confirming import ask_for_account, meant_by, send_request
from procedures.answers import AnswerError, email
from procedures.answers.doubts.mails import mail_meant


class MailForm(forms.Form):
    """Another address for mail."""

    email = PlainText(label=gettext_lazy("Another address"), max_length=255, widget=forms.EmailInput)
    doubted = forms.CharField(required=False, widget=forms.HiddenInput)
    """The address about which it was asked whether it is meant so: asked once."""

    def clean_email(self) -> str:
        """Return it in small letters; of one that looks mistyped it is asked once whether it is meant so."""
        try:
            address = email(self.cleaned_data["email"]).lower()
        except AnswerError as wrong:
            raise ValidationError(localized(wrong.sentence)) from None
        if (meant := mail_meant(address)) and self.data.get("doubted") != address:
            self.data = {name: self.data.get(name) for name in self.data} | {"doubted": address}
            said = _("Is it “%(meant)s”? If it is right as it is, press the button again.")
            raise ValidationError(said % {"meant": meant})
        return address


@signed_in
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def correct_address(request: SignedIn) -> HttpResponse:
    """Ask which address is meant by one that is not confirmed, and have that asked to confirm itself."""
    asked = request.POST if request.method == "POST" else request.GET
    wrong, agency = meant_by(request.user, asked)
    own, code = request.user.email.strip().lower(), asked.get("code", "")
    form = MailForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        _correct(request, wrong, form.cleaned_data["email"], agency)
        return redirect("dossier", code) if code else redirect("inbox")
    is_other = own not in ("", wrong) and addresses.is_confirmed(request.user, own)
    shown = {"form": form, "wrong": wrong, "code": code, "own": own if is_other else ""}
    return render(request, "inbox/correct.html", shown, status=422 if form.errors else 200)


def _correct(request: SignedIn, wrong: str, meant: str, agency: Unit) -> None:
    """Let one address mean another, for the account too where that has the wrong one, or none."""
    at, person = timezone.now(), request.user
    is_account_s = person.email.strip().lower() in ("", wrong) and not works_here(person)
    is_confirmed = addresses.is_confirmed(person, meant)
    with transaction.atomic():
        addresses.replace(person, wrong, meant, is_confirmed=is_confirmed, at=at)
    if is_account_s:
        ask_for_account(request, meant, at)
    elif is_confirmed:
        messages.success(request, _("Notices go to %(address)s from now on.") % {"address": meant})
    else:
        send_request(request, meant, agency, at)
