"""Refusals of what is done about money."""

from django.utils.translation import gettext as _

from dossiers.refusals import AtAField, Refusal


class FeeUnsettled(Refusal):
    """What is due by then is neither paid nor waived, and nobody has let it pass."""

    def __init__(self, amount: str, allowed: str = "") -> None:
        super().__init__(amount, allowed)
        self.amount, self.allowed = amount, allowed

    def sentence(self) -> str:
        """Say how much, and what opens the way; where a smaller debt was let pass before, that this needs another."""
        sentence = _(
            "%(amount)s are still to be paid before this step. The one-stop desk records the payment; a leader can waive it "
            "by law, or let this step pass with a reason."
        ) % {"amount": self.amount}
        if not self.allowed:
            return sentence
        before = _("A leader has let %(allowed)s pass before; more is open now, so that it has to be let pass anew.")
        return f"{sentence} {before % {'allowed': self.allowed}}"


class ReturnsUnpaid(AtAField):
    """A result is handed over of which something is owed, by a version of the procedure in which no step waits for it."""

    field = "unpaid"

    def sentence(self) -> str:
        """Say how much is owed, and what to do."""
        return (
            _(
                "%(owed)s are not paid yet. Receive the payment first; or, to hand the result over all the same, write why "
                "and press again. The debt stays found by the filter “Fee: a fee is owed”."
            )
            % self.words
        )


class FeeUnknown(Refusal):
    """Something is due by then, and nobody knows how much."""

    def sentence(self) -> str:
        """Say what opens the way."""
        return _(
            "A fee is due before this step, and its amount does not follow from the answers. Have the answers put right, "
            "record the payment, or let a leader let this step pass with a reason."
        )


class NothingToReceive(Refusal):
    """Money is received of a dossier whose procedure takes none, or that has ended and owes nothing."""

    def sentence(self) -> str:
        """Say that no money is taken."""
        return _("Nothing is owed on this dossier, so no money is received for it. Nothing was recorded.")


class NothingOwed(Refusal):
    """A fee is waived, or let pass, where none is owed."""

    def sentence(self) -> str:
        """Say that there is none."""
        return _("Nothing is owed on this dossier: there is nothing to waive and nothing to let pass.")


class NothingWaiting(Refusal):
    """A step is let pass unpaid where none waits: by the version of the procedure, or as all that is owed was let pass."""

    def sentence(self) -> str:
        """Say that there is nothing to let pass."""
        return _(
            "No step waits for a payment: by the version of the procedure that this dossier follows none does, or what is owed "
            "was let pass already."
        )


class NoPayment(Refusal):
    """A payment is reversed where none stands in the receipt book."""

    def sentence(self) -> str:
        """Say that there is none."""
        return _("No payment of this dossier stands in the receipt book: there is nothing to reverse.")


class NothingUndecided(Refusal):
    """It is decided that money stays where none is left, where that is decided already, or where it is too much."""

    def sentence(self) -> str:
        """Say why there is nothing to decide."""
        return _(
            "Nothing is left to decide: what was paid went back, was decided already, or was paid too much and is given back."
        )


class EndNotOut(AtAField):
    """It is decided that money stays while the end of the dossier can still be taken back, and nobody was told of it."""

    field = "reason"

    def sentence(self) -> str:
        """Say when it can be."""
        words = _("The end of this dossier goes out at %(at)s. Nothing was recorded: press again once it has.")
        return words % self.words


class AgainstDecision(AtAField):
    """Money goes back of which it was decided that it stays."""

    field = "reverses"
    may_be_meant = True

    def sentence(self) -> str:
        """Say who decided what, and what to do."""
        return (
            _(
                "On %(day)s %(who)s decided that %(kept)s of this dossier are not given back. Nothing was recorded. If the money "
                "goes back all the same, tick the box below and press again."
            )
            % self.words
        )


class NoPart(Refusal):
    """A part is undone where none stands that somebody has recorded by hand."""

    def sentence(self) -> str:
        """Say that there is none."""
        return _("No part of a payment of this dossier is recorded as given back: there is nothing to undo.")


class UndoesNoPart(AtAField):
    """What is to be undone is no part that went back."""

    field = "reverses"

    def sentence(self) -> str:
        """Say what can be undone."""
        return _("Only a part that is recorded as given back can be undone. Nothing was recorded.")


class UndoneBefore(AtAField):
    """A part that was undone already, as by a second press of the button."""

    field = "reverses"

    def sentence(self) -> str:
        """Name its receipt."""
        return _("This part of receipt %(receipt)s was undone already. Nothing was recorded.") % self.words


class GatewayGaveBack(AtAField):
    """A part is undone of which the payment gateway has reported that it went back."""

    field = "reverses"

    def sentence(self) -> str:
        """Say why that is no mistake of the book."""
        return _(
            "The payment gateway has reported that this part went back, so that it is no mistake of the book. Nothing was recorded."
        )


class PartOfReversed(AtAField):
    """A part is undone of a payment whose rest was reversed since: nothing may stay of it."""

    field = "reverses"

    def sentence(self) -> str:
        """Say why, and what can be done."""
        return (
            _(
                "Receipt %(receipt)s was reversed after this part, so that nothing of it may stay. Nothing was recorded. "
                "If the money is with the office, receive it with a receipt of its own."
            )
            % self.words
        )


class PartByAnother(AtAField):
    """A desk officer undoes a part that a colleague has recorded."""

    status = 403
    field = "reverses"

    def sentence(self) -> str:
        """Say who may."""
        return _("This part was recorded by %(who)s. That officer, a head or a leader can undo it.") % self.words


class NotAnAmount(AtAField):
    """An amount that is nothing, negative or beyond all sense."""

    field = "fee_amount"

    def sentence(self) -> str:
        """Say what would be right."""
        return _("Write the amount as a whole number above 0, and not more than %(most)s.") % self.words


class PaidTwice(AtAField):
    """The same amount with the same reference on the same day: perhaps a second press, perhaps another payment."""

    field = "fee_amount"
    may_be_meant = True

    def sentence(self) -> str:
        """Name the other one, and say what to do."""
        if not self.words["has_reference"]:
            return (
                _(
                    "%(receipt)s has the same amount of the same day, without a reference too. Nothing was recorded. "
                    "If this is another payment, tick the box below and press again."
                )
                % self.words
            )
        return (
            _(
                "%(receipt)s has the same amount and the same reference of the same day. Nothing was recorded. "
                "If this is another payment, tick the box below and press again."
            )
            % self.words
        )


class MoreThanOwed(AtAField):
    """More is received than is owed."""

    field = "fee_amount"
    may_be_meant = True

    def sentence(self) -> str:
        """Say what is owed, and what to do."""
        return (
            _("%(owed)s are owed. Nothing was recorded. If more was really paid, tick the box below and press again.")
            % self.words
        )


class NothingOwedAnyMore(MoreThanOwed):
    """Money is received of which nothing is owed."""

    def sentence(self) -> str:
        """Say that nothing is, and what to do."""
        return _(
            "Nothing is owed any more, and nothing was recorded. If it was really paid, tick the box below and press again."
        )


class MoneyMoved(AtAField):
    """Money is received on a page that was made before a colleague, or the bank, changed what is owed."""

    field = "fee_amount"
    may_be_meant = True

    def sentence(self) -> str:
        """Say what is owed by now, and what to do."""
        return (
            _(
                "Since you opened this page %(who)s has recorded something about the money of this dossier: %(owed)s are owed "
                "now. Nothing was recorded. If this amount was really paid, tick the box below and press again."
            )
            % self.words
        )


class ReversesNoPayment(AtAField):
    """What is to be reversed is a reversal itself, or no payment of the receipt book."""

    field = "reverses"

    def sentence(self) -> str:
        """Say what can be reversed."""
        return _("Only a payment with a receipt can be reversed. A reversal stays; receive the money again instead.")


class ReversedBefore(AtAField):
    """A payment that was reversed already, as by a second press of the button."""

    field = "reverses"

    def sentence(self) -> str:
        """Name it."""
        return _("Receipt %(receipt)s was reversed already. Nothing was recorded.") % self.words


class ReceivedByAnother(AtAField):
    """A desk officer reverses what a colleague has received."""

    status = 403
    field = "reverses"

    def sentence(self) -> str:
        """Say who may."""
        return (
            _("Receipt %(receipt)s was written by %(who)s. That officer, a head or a leader can reverse it.")
            % self.words
        )


class PartsWentBack(AtAField):
    """A payment is reversed as a wrong entry of which a part went back to the payer: then its money did come in.

    The part would stay in the book without its payment, and could go back once more of what is received instead.
    """

    field = "reversal"

    def sentence(self) -> str:
        """Say what went back, and what can be done."""
        return (
            _(
                "%(back)s of receipt %(receipt)s went back to the payer already, so that it is no wrong entry. Nothing was "
                "recorded. If the rest goes back too, choose that the money was given back; else the receipt stays."
            )
            % self.words
        )


class PartTooMuch(AtAField):
    """As a part as much goes back as is left of the payment, or more."""

    field = "fee_amount"

    def sentence(self) -> str:
        """Say how much is left, and how all of it goes back."""
        return (
            _(
                "%(left)s of receipt %(receipt)s are left; a part is less than that. Nothing was recorded. To give back all "
                "of it, reverse the payment and choose that the money was given back."
            )
            % self.words
        )


class PartNeedsReference(AtAField):
    """A payment, or a part of it, goes back by a bank transfer of which nobody says the number."""

    field = "fee_reference"

    def sentence(self) -> str:
        """Ask for it."""
        return _("Write the number of the transfer by which the money went back.")


class PartTwice(AtAField):
    """The same part of a payment with the same reference on the same day: perhaps a second press of the button."""

    field = "fee_amount"
    may_be_meant = True

    def sentence(self) -> str:
        """Say what was recorded, and what to do."""
        return (
            _(
                "%(amount)s of receipt %(receipt)s with the same reference were given back on this day already. Nothing was "
                "recorded. If the same amount went back once more, tick the box below and press again."
            )
            % self.words
        )


class NotTooMuch(AtAField):
    """More goes back than was paid too much, so that something is owed afterwards."""

    field = "fee_amount"
    may_be_meant = True

    def sentence(self) -> str:
        """Say how much is too much, and what to do."""
        return (
            _(
                "%(over)s were paid too much; what goes back beyond that is owed again, and the payer reads so, until it is paid or "
                "waived. Nothing was recorded. If this much really goes back, tick the box below and press again."
            )
            % self.words
        )
