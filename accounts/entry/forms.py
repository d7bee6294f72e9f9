"""The forms with which somebody makes an account, and signs in."""

import re
from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django.utils.translation import gettext as _

from accounts.people.persons import proposed_name

_OF_NAMES = re.compile(r"[\w.@+-]")
"""What Django takes in a user name."""


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
        if self.has_error("username", "invalid"):
            self.errors["username"] = self.error_class([self._of_a_name()])
        if all(typed) and typed[0] != typed[1] and not self.has_error("password2"):
            self.add_error("password2", _("You must type the same password each time."))
        return cleaned

    def _of_a_name(self) -> str:
        """Say what no user name has in what was typed for one, and which name could be had instead."""
        typed = self.data.get(self.add_prefix("username"), "").strip()
        signs = dict.fromkeys(sign for sign in typed if not _OF_NAMES.fullmatch(sign))
        found = [_("a blank") if sign.isspace() else f"“{sign}”" for sign in signs]
        said = _("A user name cannot hold: %(signs)s.") % {"signs": ", ".join(dict.fromkeys(found))}
        if free := proposed_name(typed):
            said = f"{said} {_('How about: %(name)s') % {'name': free}}"
        return said
