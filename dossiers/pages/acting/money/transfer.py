"""A transfer that somebody has found in a statement, or that a proof reports: it goes with the address into the form of a payment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from dossiers import acts
from dossiers.log import proofs
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Event, PaidWay
from dossiers.pages.acting.money.fields import in_groups

AMOUNT, NUMBER, PROOF = "so-tien", "so-giao-dich", "chung-tu"
"""In the address: what a statement says; or which proof, by the sequence of its event."""
MOST_DIGITS, LONGEST_NUMBER = 13, 60


@dataclass(frozen=True, slots=True)
class Transfer:
    """What came in, in đồng, and by which number of the bank."""

    amount: int | None
    """None of a proof that says no amount."""
    number: str
    proof: int = 0
    """The proof that reports it, by the sequence of its event; 0 of a statement's."""

    @classmethod
    def named_in(cls, given: Mapping[str, str]) -> "Transfer | None":
        """Return the transfer that an address names; None where it names none that can be."""
        amount, number = given.get(AMOUNT, ""), given.get(NUMBER, "")
        is_amount = amount.isascii() and amount.isdecimal() and len(amount) <= MOST_DIGITS and int(amount) > 0
        if not is_amount or len(number) > LONGEST_NUMBER or not number.isprintable():
            return None
        return cls(int(amount), number)

    @classmethod
    def proven_in(cls, given: Mapping[str, str], log: Iterable[Event]) -> "Transfer | None":
        """Return the transfer of the proof that an address names, as long as that waits for the desk."""
        named = given.get(PROOF, "")
        event = next((one.event for one in proofs.waiting(log) if str(one.event.sequence) == named), None)
        if event is None:
            return None
        return cls(facts_of(event).fee, words_of(event.payload).fee_reference, event.sequence)

    def address(self, code: str) -> str:
        """Return the address of a dossier at the form of a payment that this fills in; whoever records it presses there."""
        query = urlencode({AMOUNT: self.amount, NUMBER: self.number})
        return f"{reverse('desk_file', args=[code])}?{query}#action-{acts.RECEIVE_PAYMENT}"

    def fill_in(self, form: forms.Form, *, owed: int | None) -> None:
        """Put it into a form that nobody has sent yet, and in which nothing was begun; ``owed`` where a proof says no amount."""
        form.fields["fee_amount"].initial = in_groups(self.amount or owed)
        form.fields["fee_method"].initial = PaidWay.TRANSFER.value
        form.fields["fee_reference"].initial = self.number
        if self.proof:
            form.fields["proof"].initial = self.proof
