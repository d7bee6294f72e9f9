"""The page on which somebody gives a phone for text messages, and types the code that was sent there."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import Phone
from accounts.signin import SignedIn, signed_in
from dossiers.display.formats import in_digits, localized
from dossiers.notices.texts import phones
from dossiers.notices.texts.phones import NotAskedError, NotConfirmedError
from procedures.answers import mobile
from procedures.answers.refusals import AnswerError

SEND, TYPE, FORGET = "send", "type", "forget"
"""What the buttons do."""


class NumberForm(forms.Form):
    """Which number is meant."""

    number = forms.CharField(
        label=gettext_lazy("Phone number"),
        max_length=20,
        help_text=gettext_lazy("A mobile number of Viet Nam. A code of six digits is sent there by SMS."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_number(self) -> str:
        """Return it as it is stored."""
        try:
            return mobile(self.cleaned_data["number"])
        except AnswerError as wrong:
            raise ValidationError(localized(wrong.sentence)) from None


class CodeForm(forms.Form):
    """The code that has come."""

    code = forms.CharField(
        label=gettext_lazy("Code from the SMS"),
        max_length=12,
        help_text=gettext_lazy("Six digits. It holds for ten minutes."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_phone(request: SignedIn) -> HttpResponse:
    """Show, give, confirm or take away the phone to which text messages go. There is no such page where none are sent."""
    if not settings.TEXTS_URL:
        raise Http404
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do == FORGET:
        phones.forget(request.user)
        messages.success(request, _("The number was removed: no text message is sent any more."))
        return redirect("own_phone")
    number = NumberForm(request.POST if do == SEND else None)
    code = CodeForm(request.POST if do == TYPE else None)
    if _sent(request, number) or _typed(request, code):
        return redirect("own_phone")
    status = 422 if number.errors or code.errors else 200
    return render(request, "inbox/phone.html", {"number": number, "code": code, **_shown(request)}, status=status)


def _sent(request: SignedIn, form: NumberForm) -> bool:
    """Send a code where the form asks for one; say why none is sent at its place."""
    if not form.is_valid():
        return False
    try:
        phones.ask(request.user, form.cleaned_data["number"], at=timezone.now())
    except NotAskedError as refused:
        form.add_error("number", localized(refused.why))
        return False
    messages.success(request, _("The code is on its way. Type it here."))
    return True


def _typed(request: SignedIn, form: CodeForm) -> bool:
    if not form.is_valid():
        return False
    try:
        phones.confirm(request.user, "".join(form.cleaned_data["code"].split()), at=timezone.now())
    except NotConfirmedError as refused:
        form.add_error("code", localized(refused.why))
        return False
    messages.success(request, _("The number is confirmed. Choose now what is sent there."))
    return True


def _shown(request: SignedIn) -> dict[str, object]:
    row = Phone.objects.filter(person=request.user).first()
    numbers = {"phone": row.number, "asked": row.asked} if row else {"phone": "", "asked": ""}
    return {name: in_digits(number) if number else "" for name, number in numbers.items()}
