"""Refusals of cash on a day whose cash was counted, and of closing such a day again."""

from django.utils.translation import gettext as _

from dossiers.refusals import Refusal


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
