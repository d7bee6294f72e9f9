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


class NoSuchCode(Refusal):
    """A one-time code of the counter that there is not."""

    status = 404

    def sentence(self) -> str:
        """Say where the right one stands."""
        return _("There is no such code. Scan it once more from the screen at the counter, or ask for another one.")


class CodeUsed(Refusal):
    """A one-time code by which photos have come already."""

    status = 410

    def sentence(self) -> str:
        """Say that those have arrived."""
        return _(
            "This code has been used: what was sent with it is at the counter. Nothing more was sent; for further photos "
            "ask the officer for another code."
        )


class CodeOver(Refusal):
    """A one-time code after its hour, or of an application that somebody else enters by now."""

    status = 410

    def sentence(self) -> str:
        """Say so."""
        return _(
            "This code is no longer valid; it holds for an hour. Nothing was sent: ask the officer for another code."
        )


class CodeReplaced(Refusal):
    """A one-time code in whose place another one was shown for the same paper."""

    status = 404

    def sentence(self) -> str:
        """Say where that one stands."""
        return _(
            "Another code was shown for this paper since, and this one opens nothing. Scan the one that stands on the screen now."
        )


class CodeOfThrown(Refusal):
    """A one-time code of an application that was thrown away."""

    status = 410

    def sentence(self) -> str:
        """Say so."""
        return _(
            "The application was thrown away at the counter, so nothing can be sent to it. Please tell the officer."
        )


class CodeOfFiled(Refusal):
    """A one-time code of an application that has been filed."""

    status = 410

    def sentence(self) -> str:
        """Say whom to turn to."""
        return _(
            "The application was filed meanwhile, so nothing more can be sent to it here. Please tell the officer."
        )


class CodeOfRecorded(Refusal):
    """A one-time code of an answer to a request that has been recorded."""

    status = 410

    def sentence(self) -> str:
        """Say whom to turn to."""
        return _(
            "The supplement was recorded meanwhile, so nothing more can be sent to it here. Please tell the officer."
        )


class ScanGone(Refusal):
    """A scan that is not where it was: somebody has taken it, or the scanner has written to it."""

    def sentence(self) -> str:
        """Say what to do."""
        return _(
            "This scan is not there any more as you saw it: a colleague has taken it, or it has changed. Look again."
        )


class ScanUsed(Refusal):
    """A scan whose very bytes are in another dossier already."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def sentence(self) -> str:
        """Name the dossier, and both ways on."""
        where = self.code or _("another application at the counter")
        return _(
            "This very scan is in %(where)s already, so it may be somebody else's paper. Nothing was taken: look at it, "
            "then take it nevertheless, or throw it away."
        ) % {"where": where}


class ScanOfAll(Refusal):
    """A scan that can be taken and is to be thrown away: whoever scanned it may be at another counter."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Say for whom it would be gone, and how it is meant."""
        return _(
            "“%(name)s” may have been scanned by a colleague at another counter, and would be gone for all counters. Nothing was thrown "
            "away: press once more if it is meant."
        ) % {"name": self.name}


class AlreadyAnswered(Refusal):
    """An answer to a request that another window or device has answered, at an instant in words."""

    def __init__(self, at: str, *, asks_again: bool) -> None:
        super().__init__(at)
        self.at, self.asks_again = at, asks_again

    def sentence(self) -> str:
        """Say since when it is answered, and that this is not sent once more."""
        words = (
            _(
                "The office asks for something else now than when this page was opened. You sent your answer to that at %(at)s."
            )
            if self.asks_again
            else _(
                "The office does not wait for anything from you on this dossier now. You sent your answer at %(at)s, from "
                "another window or device."
            )
        )
        return words % {"at": self.at}
