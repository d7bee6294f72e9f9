"""Refusals of cash on a day whose cash was counted, and of closing such a day again."""

from django.utils.translation import gettext as _

from dossiers.refusals import AtAField, Refusal


class CashClosed(Refusal):
    """Cash is received, or given back, on a day that is closed."""

    def __init__(self, *, on: str, who: str, at: str) -> None:
        super().__init__(on, who, at)
        self.words = {"on": on, "who": who, "at": at}

    def sentence(self) -> str:
        """Say who has closed it, and when cash is taken again."""
        return (
            _(
                "The cash of %(on)s was closed by %(who)s at %(at)s; no more cash is taken or given back on that day. "
                "Nothing was recorded. Record it on the next day, or choose another way of payment."
            )
            % self.words
        )


class ClosedBefore(Refusal):
    """A day is closed that a colleague has closed."""

    def __init__(self, *, on: str, who: str, at: str) -> None:
        super().__init__(on, who, at)
        self.words = {"on": on, "who": who, "at": at}

    def sentence(self) -> str:
        """Say who has."""
        return _("The cash of %(on)s was closed already, by %(who)s at %(at)s. Nothing was changed.") % self.words


class NotClosedYet(Refusal):
    """A day is closed that has not come."""

    status = 422

    def sentence(self) -> str:
        """Say when it can be."""
        return _("The cash of a day is closed on that day or later. Nothing was changed.")


class CountDiffers(AtAField):
    """What was counted is not what the book says, and the person has not read so yet."""

    field = "counted"

    def __init__(self, difference: int, *, book: str, counted: str) -> None:
        lacks = f"{abs(difference):,}".replace(",", ".") + " đ"
        super().__init__(book=book, counted=counted, difference=lacks)
        self.difference = difference

    def sentence(self) -> str:
        """Say how much is lacking or too much, and what to do."""
        words = (
            _("By the book there are %(book)s, and %(counted)s were counted: %(difference)s are lacking.")
            if self.difference < 0
            else _("By the book there are %(book)s, and %(counted)s were counted: that is %(difference)s too much.")
        ) % self.words
        then = _("The day is not closed. Count again, or give the reason of the difference and press again.")
        return f"{words} {then}"


class DifferenceUnexplained(AtAField):
    """A day is closed with a difference, and nobody says why."""

    field = "reason"

    def sentence(self) -> str:
        """Ask for it."""
        return _("Write the reason of the difference: it is kept with the closing.")
