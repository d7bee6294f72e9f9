"""The page on which people sign in."""

from allauth.account.views import LoginView
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import Form
from django.http import HttpResponse

from accounts.adapter import TOO_MANY


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """allauth's page, with the status that says that there were too many tries."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the form with what was typed and what is wrong."""
        response: HttpResponse = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, TOO_MANY):
            response.status_code = 429
        return response


sign_in = SignIn.as_view()
