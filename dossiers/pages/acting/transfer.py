"""A transfer that somebody has found in a statement: its amount and number go with the address into the form of a payment."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from dossiers import acts
from dossiers.models import PaidWay
from dossiers.pages.acting.money_fields import in_groups

AMOUNT, NUMBER = "so-tien", "so-giao-dich"
"""In the address."""
MOST_DIGITS, LONGEST_NUMBER = 13, 60


@dataclass(frozen=True, slots=True)
class Transfer:
    """What came in, in đồng, and by which number of the bank."""

    amount: int
    number: str

    @classmethod
    def named_in(cls, given: Mapping[str, str]) -> "Transfer | None":
        """Return the transfer that an address names; None where it names none that can be."""
        amount, number = given.get(AMOUNT, ""), given.get(NUMBER, "")
        is_amount = amount.isascii() and amount.isdecimal() and len(amount) <= MOST_DIGITS and int(amount) > 0
        if not is_amount or len(number) > LONGEST_NUMBER or not number.isprintable():
            return None
        return cls(int(amount), number)

    def address(self, code: str) -> str:
        """Return the address of a dossier at the form of a payment that this fills in; whoever records it presses there."""
        query = urlencode({AMOUNT: self.amount, NUMBER: self.number})
        return f"{reverse('desk_file', args=[code])}?{query}#action-{acts.RECEIVE_PAYMENT}"

    def fill_in(self, form: forms.Form) -> None:
        """Put it into a form that nobody has sent yet."""
        form.fields["fee_amount"].initial = in_groups(self.amount)
        form.fields["fee_method"].initial = PaidWay.TRANSFER.value
        form.fields["fee_reference"].initial = self.number
