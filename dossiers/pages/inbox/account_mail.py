"""allauth's page of an account's addresses, which says of each what is so everywhere, and offers what can be done with it."""

from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import manage_email
from allauth.account.models import EmailAddress
from allauth.account.views import EmailView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

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
    """Its acts are allauth's, but that what is confirmed already is not sent another request."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return allauth's own with the rows."""
        in_step(self.request.user)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"rows": [self._row(one) for one in context["emailaddresses"]]}

    def _row(self, one: EmailAddress) -> Row:
        is_known = is_confirmed(self.request.user, one.email)
        is_own = one.primary or one.email.lower() == self.request.user.email.lower()
        can_be_primary = not is_own and bool(manage_email.can_mark_as_primary(one))
        return Row(one.email, is_known, is_own, can_be_primary, get_adapter().can_delete_email(one))

    def _action_send(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        address = request.POST["email"].strip().lower()
        if is_confirmed(self.request.user, address):
            messages.info(request, _("%(address)s is confirmed already.") % {"address": address})
            return None
        response: HttpResponse | None = super()._action_send(request, *args, **kwargs)
        return response


account_mail = login_required(AccountMail.as_view())
