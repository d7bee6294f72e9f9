"""Why a proof of payment is not taken, or not refused; each is said at its field."""

from django.utils.translation import gettext as _

from dossiers.refusals import AtAField, Refusal


class NothingToProve(Refusal):
    """A proof of a payment for a dossier that owes nothing."""

    def sentence(self) -> str:
        """Say that there is nothing to pay."""
        return _(
            "Nothing is owed on this dossier, so no proof of payment is needed. Nothing was sent. "
            "If you have paid too much, please ask the one-stop desk."
        )


class ProofOfEnded(Refusal):
    """A proof of a payment for a dossier that has ended."""

    def sentence(self) -> str:
        """Say where to turn instead."""
        return _(
            "This dossier has ended, so no proof of payment can be sent here any more. Nothing was sent. "
            "Please turn to the one-stop desk."
        )


class TooManyProofs(Refusal):
    """One more proof while several wait for the desk already."""

    status = 429

    def sentence(self) -> str:
        """Say how many wait."""
        return _(
            "You have sent 5 proofs that the desk has not looked at yet, the most that are taken at once. "
            "Nothing was sent. Please wait for its answer, or ask the one-stop desk."
        )


class SameProof(AtAField):
    """A file that was sent as a proof before."""

    status = 409
    field = "files"

    def sentence(self) -> str:
        """Say that the first arrived."""
        return _("You have sent this file as a proof already; it was not sent a second time. The desk has it.")


class SameReference(AtAField):
    """The reference of a proof that was sent before."""

    status = 409
    field = "fee_reference"

    def sentence(self) -> str:
        """Say that the first arrived."""
        return _("You have sent a proof with this reference already; it was not sent a second time. The desk has it.")


class PaidBefore(AtAField):
    """The reference of a payment that the desk has recorded."""

    status = 409
    field = "fee_reference"

    def sentence(self) -> str:
        """Name its receipt."""
        return (
            _("The desk has recorded the payment with this reference already: receipt %(receipt)s. Nothing was sent.")
            % self.words
        )


class PaidInFuture(AtAField):
    """A payment of a day to come."""

    field = "paid_on"

    def sentence(self) -> str:
        """Say what would be right."""
        return _("This day is still to come. Write the day on which you paid.")


class ProofSettled(AtAField):
    """A proof is refused that was confirmed or refused before, or that there is not."""

    status = 409
    field = "proof"

    def sentence(self) -> str:
        """Say so."""
        return _("This proof was dealt with meanwhile. Nothing was recorded; look at the dossier again.")


class NoProofWaits(Refusal):
    """A proof is refused where none waits."""

    def sentence(self) -> str:
        """Say that there is none."""
        return _("No proof of payment waits for the desk any more.")


class GivenBackBefore(AtAField):
    """A transfer is recorded whose number was recorded at the same dossier before, and whose money was given back."""

    field = "fee_reference"
    may_be_meant = True

    def sentence(self) -> str:
        """Name its receipt, and what to do."""
        sentence = _(
            "The transfer of this number was recorded at this dossier on %(day)s, receipt %(receipt)s, %(amount)s, and its "
            "money was given back. Nothing was recorded. If it is another payment, tick the box below and press again."
        )
        return sentence % self.words


class KnownElsewhere(AtAField):
    """A transfer is recorded whose number stands at another dossier: perhaps it pays for several, perhaps it is counted twice."""

    field = "fee_reference"
    may_be_meant = True

    def sentence(self) -> str:
        """Say where it stands, and what to do."""
        where = _("dossier %(code)s") if self.words["code"] else _("another dossier")
        sentence = _(
            "A transfer of this number is recorded at %(where)s already: %(amount)s, %(day)s. Nothing was recorded. If it is "
            "for both, tick the box below and press again."
        )
        return sentence % {**self.words, "where": where % self.words}
