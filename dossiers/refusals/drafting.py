"""Refusals about the drafts of applications."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from dossiers.refusals import Refusal


class DraftThrownAway(Refusal):
    """A form whose draft its owner has thrown away, in another window perhaps: what was sent is kept in it."""

    def __init__(self, *, is_saved: bool = False) -> None:
        """``is_saved``: its form was sent to be saved, not filed."""
        super().__init__()
        self.is_saved = is_saved

    def sentence(self) -> str:
        """Say that nothing is lost, and how to get it back."""
        if self.is_saved:
            return _(
                "You have thrown this draft away, so it is none of those that you go on with. Nothing is lost: what you "
                "typed is kept with it, and it can be taken back under “Drafts thrown away” in “My dossiers”."
            )
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


class PapersBeingJudged(Refusal):
    """Some papers of what would be filed have come, and nobody knows yet whether they can be opened."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.names = names

    def sentence(self) -> str:
        """Name them, and say that it is a matter of moments."""
        return _(
            "These papers are still being looked at: %(names)s. Nothing was sent yet; please try again in a minute."
        ) % {"names": ", ".join(f"“{name}”" for name in self.names)}


class FilesUnfinished(Refusal):
    """Some files were begun to be sent and have not come to their end: what would be sent lacks them."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.names = names

    def sentence(self) -> str:
        """Name them, and both ways on."""
        return _(
            "Not sent to the end: %(names)s. Nothing was filed yet. Send the rest under “Documents”, "
            "or tick that you send it without that."
        ) % {"names": ", ".join(f"“{name}”" for name in self.names)}
