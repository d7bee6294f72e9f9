"""The door, where it is other than allauth's own: the page of the sign-in, and what is asked between password and site."""

from allauth.account.stages import EmailVerificationStage
from allauth.account.views import LoginView, LogoutView
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import Form
from django.http import HttpRequest, HttpResponse

from accounts.adapter import TOO_MANY
from accounts.away.marks import mark_of
from accounts.models import User
from accounts.signin import works_here

SIGNED_OUT = "signed_out"
"""The cookie that names whoever has just signed out, by their mark."""
DAY = 24 * 3600


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """allauth's page, with the status that says that there were too many tries."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the form with what was typed and what is wrong."""
        response: HttpResponse = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, TOO_MANY):
            response.status_code = 429
        return response


sign_in = SignIn.as_view()


class SignOut(LogoutView):  # type: ignore[misc]  # allauth has no types
    """allauth's page; with the session goes what pages have kept on the device."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Sign out, and tell the next page whose copies it takes from the device: others may have theirs there."""
        mark = mark_of(request.user) if isinstance(request.user, User) else ""
        response: HttpResponse = super().post(request, *args, **kwargs)
        if mark:
            # A script reads it and takes it away; it opens nothing.
            response.set_cookie(SIGNED_OUT, mark, DAY, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        return response


sign_out = SignOut.as_view()


class OwnAddress(EmailVerificationStage):  # type: ignore[misc]  # allauth has no types
    """Asks whoever made an account alone to confirm its address.

    The office's people are not asked: an administrator has entered them, and the first one may have no address at all.
    """

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Return the page to show instead of going on, if any, and whether to go on."""
        if works_here(self.login.user):
            return None, True
        response, goes_on = super().handle()
        return response, goes_on
