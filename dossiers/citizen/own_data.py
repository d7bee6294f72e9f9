"""A person's own data: what the next form begins with, the address for mail, and what is taken from the last dossier."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.people import persons
from accounts.signin import SignedIn, signed_in, works_here
from dossiers.display.formats import localized, vn_phone
from dossiers.filing.known import head_office, last_filed
from dossiers.models import Draft
from dossiers.notices import addresses
from dossiers.notices.channels.returns.standing import of_account
from dossiers.pages.forms import PlainText
from dossiers.pages.inbox.confirming import ask_for_account
from dossiers.pages.inbox.correcting import MailForm
from procedures.answers import AnswerError, phone

LONGEST = 255


class OwnDataForm(forms.Form):
    """What an account knows of its person, whom every form asks for it."""

    full_name = PlainText(label=gettext_lazy("Full name"), max_length=150, required=False)
    phone = PlainText(label=gettext_lazy("Phone number"), max_length=LONGEST, required=False)
    address = PlainText(label=gettext_lazy("Postal address"), max_length=LONGEST, required=False)
    organisation = PlainText(
        label=gettext_lazy("Organisation for which you usually file"), max_length=LONGEST, required=False
    )

    def __init__(self, person: User, given: QueryDict | None) -> None:
        """Show what the account knows now."""
        known = {name: getattr(person, name) for name in ("full_name", "address", "organisation")}
        super().__init__(given, initial=known | {"phone": vn_phone(person.phone)})

    def clean_phone(self) -> str:
        """Return it as it is stored."""
        typed: str = self.cleaned_data["phone"]
        try:
            return phone(typed) if typed else ""
        except AnswerError as wrong:
            raise ValidationError(localized(wrong.sentence)) from None


@signed_in
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: SignedIn) -> HttpResponse:
    """Show and keep what the account knows of its person; for the office's people it does not exist: the administrator writes theirs."""
    if works_here(request.user):
        raise Http404
    is_mail = request.POST.get("do") == "mail"
    form = OwnDataForm(request.user, request.POST if request.method == "POST" and not is_mail else None)
    other = MailForm(request.POST if is_mail else None)
    if form.is_bound and form.is_valid():
        _keep(request.user, form.cleaned_data)
        messages.success(request, _("Kept. The next form you open begins with it."))
        return redirect("own_data")
    if other.is_bound and other.is_valid():
        ask_for_account(request, other.cleaned_data["email"], timezone.now())
        return redirect("own_data")
    mail = addresses.standing(request.user, request.user.email.strip().lower())
    shown = {"form": form, "other": other, "mail": mail, "back": of_account(request.user, timezone.now())}
    return render(request, "citizen/own_data.html", shown, status=422 if form.errors or other.errors else 200)


def _keep(person: User, typed: dict[str, str]) -> None:
    persons.name(person, " ".join(typed["full_name"].split()), by=person, at=timezone.now())
    rest = {name: typed[name] for name in ("phone", "address", "organisation")}
    User.objects.filter(pk=person.pk).update(**rest)


def as_before(request: SignedIn, draft: Draft) -> str:
    """Fill what is empty about the person in a draft from the last dossier, and say what; return where on the page that is."""
    code, filled = last_filed.fill(draft)
    if filled:
        said = {"code": code, "labels": "; ".join(localized(question.label) for question in filled)}
        messages.success(request, _("Filled in as in dossier %(code)s: %(labels)s. Please check it.") % said)
    return f"#div_id_{filled[0].name}" if filled else "#div_id_applicant_name"


def from_head_office(request: SignedIn, draft: Draft, name: str) -> str:
    """Take the address of the head office over; return where on the page one goes on, and say why where that is the head office."""
    field = head_office.take(draft, name)
    if field not in ("", name):
        said = _("The address of the head office is not complete yet: write it here, then press that button once more.")
        messages.info(request, said)
    return f"#div_id_{field}" if field else ""
