"""The form with which somebody makes an account, with the doubt about an address that looks mistyped: it is asked about once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.entry.forms import SignUpForm
from procedures.answers.doubts.mails import mail_meant

SEEN = "email_seen"
"""The field that holds the address which was asked about: whoever sends it again means it."""


class SignUp(SignUpForm):
    """The form of accounts; no mail would ever reach "gmail.con", and the account's own mail goes there."""

    data: QueryDict

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add what was asked about."""
        super().__init__(*args, **kwargs)
        self.fields[SEEN] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_email(self) -> str:
        """Ask once about an address that looks mistyped."""
        address: str = super().clean_email()
        meant = mail_meant(address)
        if not meant or self.data.get(self.add_prefix(SEEN)) == address:
            return address
        self.data = self.data.copy()
        self.data[self.add_prefix(SEEN)] = address
        sentence = _("Is it “%(meant)s”? If it is right as it is, press the button again.")
        raise ValidationError(sentence % {"meant": meant})
