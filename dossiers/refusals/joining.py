"""Refusals of joining a person of the counter with an account, and of parting them again (ADR 0093)."""

from django.utils.translation import gettext as _

from dossiers.refusals import Refusal


class NoJoiningCode(Refusal):
    """A code of an account that there is not, or that is over."""

    def sentence(self) -> str:
        """Say what to do."""
        return _(
            "There is no such code, or its quarter of an hour is over. Nothing was joined: let the person make another one "
            "under “Dossiers of the counter”, and type it as it is shown."
        )


class JoinedElsewhere(Refusal):
    """Somebody of the counter who is joined with an account already."""

    def sentence(self) -> str:
        """Say so, and of no account which."""
        return _(
            "This person is joined with an account already, and is joined with no other. If it is not this person's own, "
            "look at the card once more and turn to the administrator."
        )


class NumberUnknown(Refusal):
    """Somebody wrote by post without a number, and no card was looked at since."""

    def sentence(self) -> str:
        """Say what has to be done first."""
        return _(
            "The letter of this person said no number of an identity paper, so no card can be compared with it. Nothing was joined. "
            "Ask for the number by a request for a supplement; once its answer is recorded, the person can be joined."
        )


class SomebodyElsesAccount(Refusal):
    """An account that says to be somebody else's."""

    def sentence(self) -> str:
        """Say what differs, and nothing of what it says."""
        return _(
            "The name or the number in that account is not that of the card. Nothing was joined. If it is this person's own "
            "account: its name is put right there, on the page that shows the code; its number by the administrator."
        )


class NamelessAccount(Refusal):
    """An account that bears no name: it takes that of the card, once the officer says so."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Say what it would take."""
        words = _(
            "That account bears no name yet. If the card shows “%(name)s”, tick this and press again: the account takes that name."
        )
        return words % {"name": self.name}


class OfficerJoins(Refusal):
    """An account of the office."""

    def sentence(self) -> str:
        """Say why."""
        return _("An account of the office is joined with nobody: whoever works here would handle what is their own.")


class OwnJoining(Refusal):
    """An administrator would part the own account."""

    status = 403

    def sentence(self) -> str:
        """Say who does it instead."""
        return _("This is your own joining: another administrator parts it.")
