"""Refusals of a file that is no bank statement, or of which nobody can be sure what it says."""

from django.utils.translation import gettext as _

from dossiers.refusals import Refusal


class WrongCodePage(Refusal):
    """Bytes that are no text in a code page that is known."""

    status = 422

    def sentence(self) -> str:
        """Say which ones are."""
        return _(
            "The letters of this file cannot be read: it is neither Unicode nor Windows-1258. "
            "Save it as “CSV UTF-8”, and upload it again. Nothing was recorded."
        )


class OldLetters(Refusal):
    """Text in TCVN3, whose letters are told apart by a font alone."""

    status = 422

    def sentence(self) -> str:
        """Say how it is turned into Unicode."""
        return _(
            "This file is written in TCVN3 (ABC), whose letters are not safe to read. Turn it into Unicode, "
            "save it as “CSV UTF-8”, and upload it again. Nothing was recorded."
        )


class NoColumns(Refusal):
    """No row names the columns that are needed."""

    status = 422

    def sentence(self) -> str:
        """Say what they are called."""
        return _(
            "No row of this file names the columns of a statement: the day (%(day)s), the amount that came in "
            "(%(amount)s) and the message (%(message)s). Nothing was recorded."
        ) % {
            "day": "Ngày giao dịch",
            "amount": "Số tiền ghi có, Phát sinh có, Số tiền",
            "message": "Nội dung, Diễn giải, Mô tả",
        }


class BrokenTable(Refusal):
    """A row that is no row of a CSV file."""

    status = 422

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line

    def sentence(self) -> str:
        """Say where it is."""
        return _(
            "Line %(line)s of this file is no row of a CSV file. Export the statement again. Nothing was recorded."
        ) % {"line": self.line}


class TooManyRows(Refusal):
    """More rows than a page reads."""

    status = 422

    def __init__(self, most: str) -> None:
        super().__init__(most)
        self.most = most

    def sentence(self) -> str:
        """Say how many, and what to do with more."""
        return _(
            "This file has more than %(most)s rows. Export the statement for fewer days, or have it read at the server "
            "(manage.py read_statement). Nothing was recorded."
        ) % {"most": self.most}


class AllKnown(Refusal):
    """Each row of a file has come with another file before."""

    def __init__(self, count: str) -> None:
        super().__init__(count)
        self.count = count

    def sentence(self) -> str:
        """Say that nothing is new."""
        return _(
            "Each of the %(count)s transfers of this file has come before: nothing is new, and nothing was recorded."
        ) % {"count": self.count}


class NoTransfers(Refusal):
    """A file that names the columns of a statement, and has no row by which money came in."""

    status = 422

    def sentence(self) -> str:
        """Say so."""
        return _("This file has the columns of a statement, but no row by which money came in. Nothing was recorded.")


class NotSureAnyMore(Refusal):
    """What a transfer would pay has changed since the statement was read."""

    def sentence(self) -> str:
        """Say what to do."""
        return _(
            "The dossier does not owe just this amount any more, or the transfer is recorded already. Look at it by hand."
        )


NO_STATEMENT = (WrongCodePage, OldLetters, NoColumns, BrokenTable, TooManyRows, AllKnown, NoTransfers)
"""The ways in which a file is not taken in as a bank statement: nothing of it is kept."""
