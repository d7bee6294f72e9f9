"""Why an official report cannot be issued, the register of a year not be closed, and a book of papers not be printed."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.refusals import Refusal


class ReplacesAnother(Refusal):
    """A report of the same period and units was issued after this person's page was made, which does not name it."""

    def __init__(self, number: int, who: str, at: str) -> None:
        super().__init__(number, who, at)
        self.number, self.who, self.at = number, who, at

    def sentence(self) -> str:
        """Name the report, who issued it and when."""
        return _(
            "This report was issued by %(who)s at %(at)s, number %(number)s, after this page was opened. Nothing was issued"
            " from you; look at it before you replace it."
        ) % {"who": self.who, "at": self.at, "number": self.number}


class BookNotOver(Refusal):
    """The year of a register is not over, or something of it may still be taken back."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year

    def sentence(self) -> str:
        """Say when it can be closed."""
        return _("The register of %(year)s can be closed once that year is over.") % {"year": self.year}


class BookStillLoading(Refusal):
    """The record of earlier years is being loaded: the register grows."""

    def sentence(self) -> str:
        """Say what is waited for."""
        return _("The record of earlier years is being loaded. Close the register once that is done.")


class BookClosedBefore(Refusal):
    """Somebody has closed it."""

    def __init__(self, year: int, who: str, at: str) -> None:
        super().__init__(year, who, at)
        self.year, self.who, self.at = year, who, at

    def sentence(self) -> str:
        """Say who did so and when."""
        words = _("The register of %(year)s was closed by %(who)s at %(at)s.")
        return words % {"year": self.year, "who": self.who, "at": self.at}


class LettersClosedBefore(BookClosedBefore):
    """Somebody has closed the book of that kind of paper."""

    def sentence(self) -> str:
        """Say who did so and when."""
        words = _("This book of %(year)s was closed by %(who)s at %(at)s.")
        return words % {"year": self.year, "who": self.who, "at": self.at}


class PapersWait(Refusal):
    """Papers of acts of that year have no number yet."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count

    def sentence(self) -> str:
        """Say how many there are, and what to do."""
        return ngettext(
            "%(n)s paper of that year has still to be issued. Close the book once it is; the administrator sees what keeps it.",
            "%(n)s papers of that year have still to be issued. Close the book once they are; the administrator sees what keeps them.",
            self.count,
        ) % {"n": self.count}


class BookHasOtherLines(Refusal):
    """It has not as many lines as the person has read."""

    def sentence(self) -> str:
        """Ask for another look."""
        return _("Tick that you mean it. The number beside the box is that of its lines now; nothing was closed.")


class BookOfAgency(Refusal):
    """The book of a kind of paper or result is asked for by somebody who sees a part of the agency's dossiers."""

    status = 403

    def sentence(self) -> str:
        """Say whose it is, and what there is instead."""
        return _(
            "Such a book has every number of the agency: it is printed by whoever sees all of its dossiers. "
            "Make an Excel or CSV file of what you see."
        )
