"""What is asked of a person between the password and the site."""

from allauth.account.stages import EmailVerificationStage
from django.http import HttpResponse

from accounts.signin import works_here


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
