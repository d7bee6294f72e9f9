"""Refusals of cash on a day whose cash was counted, and of closing such a day again."""

from django.utils.translation import gettext as _

from dossiers.refusals import AtAField, Refusal


class CashClosed(AtAField):
    """Cash is received, or taken off (``is_back``: of a wrong entry; ``is_given``: given back to the payer), on a day that is closed."""

    status = 409

    def __init__(self, *, on: str, who: str, at: str, is_back: bool = False, is_given: bool = False) -> None:
        super().__init__(on=on, who=who, at=at)
        self.is_back, self.is_given = is_back, is_given
        self.field = "reverses" if is_back and not is_given else "fee_method"

    def sentence(self) -> str:
        """Say who has closed it, and when cash is taken, given back, or a receipt reversed again."""
        closed = _("The cash of %(on)s was closed by %(who)s at %(at)s.") % self.words
        if self.is_given:
            then = _("No more cash is given back on that day. Nothing was recorded: give it back on a later day.")
            return f"{closed} {then}"
        then = (
            _(
                "The book of that day changes no more. Nothing was recorded: reverse the receipt on a later day, in whose book "
                "the reversal stands then."
            )
            if self.is_back
            else _(
                "No more cash is taken on that day. Nothing was recorded: record it as cash on the day on which it is "
                "taken, a later one; cash is never recorded as another way of payment."
            )
        )
        return f"{closed} {then}"


class PartOfClosedDay(AtAField):
    """A part in cash that never went back is undone on a day that is closed."""

    status = 409
    field = "reverses"

    def sentence(self) -> str:
        """Say who has closed it, and when it is done."""
        closed = _("The cash of %(on)s was closed by %(who)s at %(at)s.") % self.words
        return f"{closed} {_('Nothing was recorded: undo the part on a later day, in whose book it stands then.')}"


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

    def __init__(self, difference: int, *, book: str, counted: str, is_explained: bool = False) -> None:
        self.is_explained = is_explained
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
        return f"{words} {self.then()}"

    def then(self) -> str:
        """Say what is not closed, and what to do; nobody is asked for the reason that was given already."""
        if self.is_explained:
            return _("The day is not closed. Count again; if the count is right, press again with the reason below.")
        return _("The day is not closed. Count again, or give the reason of the difference and press again.")


class DrawerDiffers(CountDiffers):
    """What was counted in the drawer of a counter is not what the book says, and the person has not read so yet."""

    def then(self) -> str:
        """Say what is not closed, and what to do, as of a day."""
        if self.is_explained:
            return _(
                "The counter is not closed. Count again; if the count is right, press again with the reason below."
            )
        return _("The counter is not closed. Count again, or give the reason of the difference and press again.")


class CountedBelowZero(AtAField):
    """Less than nothing is said to be in the cash box of a day on which no more was given back than came in."""

    field = "counted"

    def sentence(self) -> str:
        """Say what is counted."""
        return _("What is counted is 0 or more: the book has not given back more than came in on this day.")


class DifferenceUnexplained(AtAField):
    """A day is closed with a difference, and nobody says why."""

    field = "reason"

    def sentence(self) -> str:
        """Ask for it."""
        return _("Write the reason of the difference: it is kept with the closing.")


class CounterStillOpen(AtAField):
    """An officer opens a counter and has another one open."""

    status = 409
    field = "counter"

    def sentence(self) -> str:
        """Name the open one."""
        return _("You have %(counter)s open since %(at)s. Close it before you open another one.") % self.words


class CounterClosedBefore(AtAField):
    """An officer opens a counter that the same officer has closed on that day."""

    status = 409
    field = "counter"

    def sentence(self) -> str:
        """Say since when, and what to do."""
        return (
            _(
                "You have closed %(counter)s today at %(at)s, and a closed counter is not opened again on that day. "
                "Open it under another name; correcting the closing puts right what was counted and opens nothing."
            )
            % self.words
        )


class CounterMisnamed(AtAField):
    """A counter is called by more than letters, digits and plain signs: its name stays on the sheet of the day for good."""

    field = "counter"

    def sentence(self) -> str:
        """Say what it may be called."""
        return _(
            "The name of a counter begins with a letter or a digit and has only letters, digits, blanks and the signs . , – - ( ): "
            "write it as it is called, such as Quầy 1."
        )


class CounterTaken(AtAField):
    """An officer opens a counter that a colleague has open."""

    status = 409
    field = "counter"

    def sentence(self) -> str:
        """Name who has it."""
        return _("%(counter)s was opened by %(who)s at %(at)s and is not closed. Choose another counter.") % self.words


class ShiftClosed(Refusal):
    """A counter is closed that is closed already."""

    def sentence(self) -> str:
        """Say so, and how it is corrected."""
        return _("This counter is closed already. Nothing was changed; what is wrong is corrected with a reason.")


class ShiftNotClosed(Refusal):
    """A closing is corrected that there is not yet."""

    def sentence(self) -> str:
        """Say what comes first."""
        return _("This counter is not closed yet: close it first.")


class CorrectionUnexplained(AtAField):
    """A closing is corrected, and nobody says why."""

    field = "reason"

    def sentence(self) -> str:
        """Ask for it."""
        return _("Write why the closing is corrected: both stay in the book of the counter.")


class InPlaceUnexplained(AtAField):
    """A counter is closed in the place of its officer, and nobody says why."""

    field = "reason"

    def sentence(self) -> str:
        """Ask for it."""
        return _(
            "Write why you close it in the place of its officer: it stays in the book of the counter, with your name."
        )


class TooOldToCorrect(Refusal):
    """A closing is corrected long after its day."""

    def __init__(self, days: int) -> None:
        super().__init__(days)
        self.days = days

    def sentence(self) -> str:
        """Say for how long it can be."""
        return _("A closing is corrected within %(days)s days. Nothing was changed.") % {"days": self.days}
