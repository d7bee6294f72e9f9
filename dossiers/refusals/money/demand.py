"""Refusals of what is asked for by a demand to pay or waived, of what ends the pause that follows it, and of its withdrawal."""

from django.utils.translation import gettext as _

from dossiers.refusals import AtAField, Refusal


class AsksForMore(AtAField):
    """More is asked for than is still to be paid by the answers."""

    field = "fee_amount"
    may_be_meant = True

    def sentence(self) -> str:
        """Say what was due, what became of it, and what to do."""
        return (
            _(
                "By the answers %(due)s are to be paid in all; %(paid)s were paid and %(waived)s waived, so that %(left)s "
                "are still to be paid. Nothing was recorded. If more is really to be asked for, tick the box below and "
                "press again."
            )
            % self.words
        )


class AsksForLess(AtAField):
    """Less is asked for than is still to be paid by the answers: from then on the rest stands nowhere."""

    field = "fee_amount"
    may_be_meant = True

    def sentence(self) -> str:
        """Say what would be lacking, and what to do."""
        return (
            _(
                "By the answers %(left)s are still to be paid; asked for is %(less)s less, and from then on nobody is told of the "
                "rest. Nothing was recorded. If only this much is to be paid, or the rest is to be asked for later by another "
                "request, tick the box below and press again."
            )
            % self.words
        )


class LessThanAsked(AtAField):
    """A pause for a payment is ended by a payment of less than is still to be paid."""

    field = "fee_amount"
    may_be_meant = True

    def sentence(self) -> str:
        """Say how much is lacking, and what to do."""
        return (
            _(
                "%(less)s of what was asked for are still lacking. Nothing was recorded. If the dossier is to go on all the "
                "same, tick the box below and press again."
            )
            % self.words
        )


class LessThanOwed(AtAField):
    """Less is received than is owed, and than is to be paid by then: perhaps a digit is missing."""

    field = "fee_amount"
    may_be_meant = True

    def sentence(self) -> str:
        """Say what is owed, how much would be lacking, and what to do."""
        return (
            _(
                "%(owed)s are owed; %(less)s of that would still be lacking. Nothing was recorded. If only this much was really "
                "paid, tick the box below and press again."
            )
            % self.words
        )


class AsksUnlisted(Refusal):
    """Money is asked for in a procedure that records no fee."""

    def sentence(self) -> str:
        """Say that there is none."""
        return _("This procedure records no fee, so no money can be asked for. Nothing was recorded.")


class DemandNotOut(Refusal):
    """A demand is withdrawn while it can be taken back, before the applicant was told of it."""

    def __init__(self, at: str) -> None:
        super().__init__(at)
        self.at = at

    def sentence(self) -> str:
        """Say what stops it until when, and when it can be withdrawn."""
        words = _(
            "The demand goes out at %(at)s. Nothing was recorded. Whoever made it can take it back until then, and nobody "
            "is written to; after that it can be withdrawn."
        )
        return words % {"at": self.at}


class DemandPaid(Refusal):
    """A demand is withdrawn for which money has come in."""

    def __init__(self, **words: str) -> None:
        super().__init__(*words.values())
        self.words = words

    def sentence(self) -> str:
        """Say what came in, and what can still be done."""
        return (
            _(
                "%(amount)s came in for this demand already (receipt %(receipt)s), so it can no longer be withdrawn. Nothing was "
                "recorded. The one-stop desk confirms the payment; what was paid too much is given back, and a wrong entry reversed."
            )
            % self.words
        )


class DemandProven(Refusal):
    """A demand is withdrawn whose payment the applicant says to have made."""

    def sentence(self) -> str:
        """Say what is looked at first."""
        return _(
            "A proof of payment for this demand waits for the desk, so it cannot be withdrawn yet. Nothing was recorded. "
            "The desk first records the payment, or refuses the proof."
        )


class WaivesByNoLaw(AtAField):
    """What is given as the law by which a fee is waived names none."""

    field = "ground"

    def sentence(self) -> str:
        """Say what it must name, by an example."""
        return _(
            "This names no article and no number of a legal text. Nothing was recorded. Write them, such as: article 10 of the Law on "
            "fees and charges 2015, or article 4 of Circular 85/2019/TT-BTC."
        )


class WaivesByLawToCome(AtAField):
    """What is given as the law by which a fee is waived is of a year that has not begun."""

    field = "ground"

    def sentence(self) -> str:
        """Name the year."""
        return (
            _("No legal text is of the year %(year)s yet. Nothing was recorded: correct the number or the year.")
            % self.words
        )


class WaivesTooMuch(AtAField):
    """More is waived than is owed."""

    field = "fee_amount"

    def sentence(self) -> str:
        """Say what is owed."""
        return _("%(owed)s are owed; no more than that can be waived.") % self.words
