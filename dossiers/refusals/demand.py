"""Refusals of what is asked for by a demand to pay, and of what ends the pause that follows it."""

from django.utils.translation import gettext as _

from dossiers.refusals import AtAField


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


class AsksUnlisted(AtAField):
    """Money is asked for in a procedure that records no fee."""

    field = "fee_amount"
    may_be_meant = True

    def sentence(self) -> str:
        """Say that there is none, and what to do."""
        return _(
            "This procedure records no fee. Nothing was recorded. If money is really to be asked for, name the legal ground "
            "in the reason, tick the box below and press again."
        )
