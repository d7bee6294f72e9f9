"""Refusals about the drafts of applications."""

from django.utils.translation import gettext as _

from dossiers.refusals import Refusal


class DraftThrownAway(Refusal):
    """A form whose draft its owner has thrown away, in another window perhaps: what was sent is kept in it."""

    def sentence(self) -> str:
        """Say that nothing is lost, and how to get it back."""
        return _(
            "You have thrown this draft away, so it cannot be filed. Nothing is lost: what you typed is kept with it, "
            "and it can be taken back under “Drafts thrown away” in “My dossiers”."
        )


class TooManyDrafts(Refusal):
    """One open draft more than a person may have of a procedure."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def sentence(self) -> str:
        """Say how many there may be, and what to do."""
        return _(
            "You have %(most)s open drafts of this procedure, and there may be no more. "
            "File one or throw one away first."
        ) % {"most": self.most}
