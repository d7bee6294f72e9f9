"""allauth's page of an account's addresses, which says of each what is so everywhere, and offers what can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm
from allauth.account.internal.flows import manage_email
from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from allauth.account.models import EmailAddress
from allauth.account.views import EmailView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people import moved_mail
from accounts.people.addresses import in_step
from dossiers.notices.addresses import is_confirmed


@dataclass(frozen=True, slots=True)
class Row:
    """An address with what can be done with it."""

    address: str
    is_confirmed: bool
    is_primary: bool
    can_be_primary: bool
    can_be_removed: bool


class AccountMail(EmailView):  # type: ignore[misc]  # allauth has no types
    """Its acts are allauth's, but that what is confirmed already is not sent another request. Whoever only looks writes nothing."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Leave out what allauth writes before anything else where the page is only looked at."""
        if request.method == "POST":
            acted: HttpResponseBase = super().dispatch(request, *args, **kwargs)
            return acted
        self._did_send_verification_email = False
        # Past allauth's own, which makes a row of the account's address.
        shown: HttpResponseBase = super(EmailView, self).dispatch(request, *args, **kwargs)
        return shown

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act upon what is confirmed with dossiers too, of what is added by the act itself as well."""
        in_step(self.request.user)
        former = moved_mail.former_of(self.request.user)
        acted: HttpResponse = super().post(request, *args, **kwargs)
        in_step(self.request.user)
        # What allauth has changed it by may be another object of the same person.
        moved_mail.tell(former, User.objects.get(pk=self.request.user.pk), at=timezone.now())
        return acted

    def get_form(self, form_class: type[AddEmailForm] | None = None) -> AddEmailForm:
        """Return allauth's with the name that this site has for its field."""
        form = super().get_form(form_class)
        form.fields["email"].label = _("E-mail address")
        form.fields["email"].widget.attrs.pop("placeholder", None)
        return form

    def form_valid(self, form: AddEmailForm) -> HttpResponse:
        """Add an address, and say so where it is not sent what asks it: it was a moment ago, and taken away since."""
        address = form.cleaned_data["email"].lower()
        is_asked = consume_email_verification_rate_limit(self.request, address, dry_run=True)
        added: HttpResponse = super().form_valid(form)
        if not is_asked:
            _say_not_sent(self.request, address)
        return added

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return allauth's own with the rows."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"rows": [self._row(one) for one in self._known(context["emailaddresses"])]}

    def _known(self, kept: Sequence[EmailAddress]) -> list[EmailAddress]:
        """Return the addresses with the account's own, which may have no row yet."""
        own = self.request.user.email
        is_kept = not own or any(one.email.lower() == own.lower() for one in kept)
        return [*kept] if is_kept else [EmailAddress(user=self.request.user, email=own), *kept]

    def _row(self, one: EmailAddress) -> Row:
        is_known = is_confirmed(self.request.user, one.email.lower())
        is_own = one.primary or one.email.lower() == self.request.user.email.lower()
        can_be_primary = not is_own and self._can_be_primary(one, is_known=is_known)
        return Row(one.email, is_known, is_own, can_be_primary, get_adapter().can_delete_email(one))

    def _can_be_primary(self, one: EmailAddress, *, is_known: bool) -> bool:
        # Each act begins with what is confirmed with dossiers.
        return bool((is_known and one.can_set_verified()) or manage_email.can_mark_as_primary(one))

    def _action_send(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        address = request.POST["email"].strip().lower()
        if is_confirmed(self.request.user, address):
            messages.info(request, _("%(address)s is confirmed already.") % {"address": address})
            return None
        response: HttpResponse | None = super()._action_send(request, *args, **kwargs)
        if not self._did_send_verification_email:
            _say_not_sent(request, address)
        return response


def _say_not_sent(request: HttpRequest, address: str) -> None:
    # allauth lets three minutes pass between two mails, and says nothing where none goes.
    words = _("No mail was sent to %(address)s now. Look in the folder for spam too, or press again in three minutes.")
    messages.warning(request, words % {"address": address})


account_mail = login_required(AccountMail.as_view())
