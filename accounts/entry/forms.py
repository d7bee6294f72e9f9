"""The forms with which somebody makes an account, and signs in."""

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django.utils.translation import gettext as _


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """allauth's form: one types at once, and Tab leads from the name to the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin in the first field; the link for a forgotten password stands below the button."""
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autofocus"] = True
        self.fields["password"].help_text = ""


class SignUpForm(SignupForm):  # type: ignore[misc]  # allauth has no types
    """allauth's form: it says before what a user name is, and all that is wrong at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put the hint under the name."""
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = _(
            "One word to sign in with, without blanks: an.nguyen. Your full name is asked for in the dossier."
        )

    def clean(self) -> dict[str, Any]:
        """Compare the two passwords as they were typed: a weak one may be mistyped too."""
        # allauth compares only what no rule has refused.
        typed = [self.data.get(self.add_prefix(name), "") for name in ("password1", "password2")]
        cleaned: dict[str, Any] = super().clean()
        if all(typed) and typed[0] != typed[1] and not self.has_error("password2"):
            self.add_error("password2", _("You must type the same password each time."))
        return cleaned
