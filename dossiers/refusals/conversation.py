"""Why a message or a note is not taken; each is told at the field in which it was typed."""

from django.utils.translation import gettext as _

from dossiers.refusals import AtAField, Refusal


class Closed(AtAField):
    """A message about a dossier that ended too long ago."""

    status = 409
    field = "message"

    def sentence(self) -> str:
        """Say why; the page says where to ask instead."""
        return _("This dossier ended more than 30 days ago, so no message about it can be sent here any more.")


class TooMany(AtAField):
    """One more message of an applicant about one dossier than a day allows."""

    status = 429
    field = "message"

    def sentence(self) -> str:
        """Say when the next can be sent."""
        return _(
            "You have sent 20 messages about this dossier today, the most that a day allows. "
            "Please send this one tomorrow."
        )


class NothingWaits(Refusal):
    """A message is settled that somebody has answered meanwhile."""

    def sentence(self) -> str:
        """Say that it is done."""
        return _("No message of the applicant waits for an answer any more.")


class SentTwice(AtAField):
    """The same words once more, from a page that was made before the first."""

    status = 409
    field = "message"

    def sentence(self) -> str:
        """Say that the first arrived."""
        return _("You have already sent these words; nothing was sent a second time.")


class AnsweredMeanwhile(AtAField):
    """A message to an applicant whom a colleague has written to since the page was made; ``sequence`` is that of the last."""

    status = 409
    field = "message"

    def sentence(self) -> str:
        """Say who did, and what a second press does."""
        return (
            _(
                "%(who)s has written to the applicant meanwhile, at %(at)s; it stands above. Your message has not been "
                "sent. Read that one first; press again if yours is still to be sent."
            )
            % self.words
        )


class NoSuchColleague(AtAField):
    """A note names somebody who is not found in the agency, or several."""

    field = "message"

    def sentence(self) -> str:
        """Name what was typed, and what would do."""
        return _(
            "“@%(name)s” is no colleague of this agency, or more than one. "
            "Write the whole name or the user name right behind the @."
        ) % {"name": self.words["name"]}


class MayNotSee(AtAField):
    """A note names somebody who may not see the dossier."""

    field = "message"

    def sentence(self) -> str:
        """Name the person."""
        return _("%(name)s may not see this dossier and cannot be named in a note about it.") % self.words


class TooManyNamed(AtAField):
    """A note that is for a crowd."""

    field = "message"

    def sentence(self) -> str:
        """Say how many would do."""
        return _("A note reaches at most 10 colleagues.")
