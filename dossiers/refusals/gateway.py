"""Refusals of what somebody does about money that a gateway has reported."""

from django.utils.translation import gettext as _

from dossiers.refusals import AtAField, Refusal


class CaseDone(Refusal):
    """A colleague has done something about it before, or a second press of the button has."""

    def __init__(self, *, who: str, at: str) -> None:
        super().__init__(who, at)
        self.words = {"who": who, "at": at}

    def sentence(self) -> str:
        """Say who has."""
        return _("%(who)s has dealt with this at %(at)s already. Nothing was recorded.") % self.words


class NotSoEnded(AtAField):
    """An end that what was reported cannot have, as a payment of what cannot be read."""

    field = "end"

    def sentence(self) -> str:
        """Ask for another."""
        return _("Choose one of what can be done here.")


class NoSuchDossier(AtAField):
    """Money is to be recorded for a dossier that there is not, or that is another agency's."""

    field = "code"

    def sentence(self) -> str:
        """Say how a number is written."""
        return _("The agency has no dossier of this number. Write it as it stands on the receipt.")


class NeedsReference(AtAField):
    """Money was given back, and nobody says by which transfer."""

    field = "reference"

    def sentence(self) -> str:
        """Ask for it."""
        return _("Write the bank’s reference by which the money was given back.")


class NeedsReason(AtAField):
    """Something is put aside without a word why."""

    field = "reason"

    def sentence(self) -> str:
        """Ask for it."""
        return _("Write why: it is kept with what was reported.")


class StillRecorded(AtAField):
    """Money is noted as given back that still stands as a payment of a dossier."""

    field = "end"

    def sentence(self) -> str:
        """Say who reverses it, and where."""
        return (
            _(
                "Receipt %(receipt)s still stands at dossier %(code)s. A division head or a leader reverses it there first, "
                "so that the money is not counted any more; then note here how it was given back."
            )
            % self.words
        )
