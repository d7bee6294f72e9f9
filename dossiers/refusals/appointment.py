"""What is refused about another return date: too often, too late, or on a day that will not do."""

from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dossiers.refusals import AtAField, Refusal
from procedures.machine import Text


def _by_law(sentence: str, law: Text | None) -> str:
    """Return a sentence with the text of law that it follows, where that is known."""
    return f"{sentence} {_('By: %(law)s.') % {'law': law.of(get_language())}}" if law else sentence


class AlreadyReappointed(Refusal):
    """A re-appointment more than the regime allows (NĐ 61/2018 art. 19(9): one)."""

    def __init__(self, times: int = 1, law: Text | None = None) -> None:
        super().__init__()
        self.times, self.law = times, law

    def sentence(self) -> str:
        """Name the rule."""
        sentence = ngettext(
            "The return date of this dossier was already changed %(times)s time; the law allows no more.",
            "The return date of this dossier was already changed %(times)s times; the law allows no more.",
            self.times,
        ) % {"times": self.times}
        return _by_law(sentence, self.law)


class TooLateToReappoint(Refusal):
    """A re-appointment later than the regime wants it before the date in force (NĐ 61/2018 art. 19(9): a day)."""

    def __init__(self, days: int = 1, law: Text | None = None) -> None:
        super().__init__()
        self.days, self.law = days, law

    def sentence(self) -> str:
        """Name the rule."""
        sentence = ngettext(
            "A new return date must be given at the latest %(days)s day before the present one.",
            "A new return date must be given at the latest %(days)s days before the present one.",
            self.days,
        ) % {"days": self.days}
        return _by_law(sentence, self.law)


class StillInTime(Refusal):
    """A promise for what is late, while another return date can still be given in time, which moves the date."""

    def __init__(self, action: Text | None = None) -> None:
        super().__init__()
        self.action = action

    def sentence(self) -> str:
        """Name the step that is open instead."""
        if self.action is None:
            return _("It is still in time to give this dossier another return date.")
        name = self.action.of(get_language())
        sentence = _(
            "It is still in time to give this dossier another return date: use “%(action)s”, which moves the appointment."
        )
        return sentence % {"action": name}


class NotLater(Refusal):
    """A new appointment that is not after the one in force, or on a day that is not worked: ``off`` says why."""

    field = "date"

    def __init__(self, due: date | None = None, off: Text | None = None) -> None:
        super().__init__()
        self.due, self.off = due, off

    def sentence(self) -> str:
        """Say which of both it is, and what would be right."""
        if self.off:
            day_off = _("Nobody works on that day (%(why)s).") % {"why": self.off.of(get_language())}
            return f"{day_off} {_('The new return date must be a working day after the present one.')}"
        if self.due:
            return _("The new return date must come after the present one, %(due)s.") % {"due": f"{self.due:%d/%m/%Y}"}
        return _("The new return date must be a working day after the present one.")


class NotAhead(AtAField):
    """A promised day, of a dossier whose date has passed, that has passed too, or is not worked: ``off`` says why."""

    field = "date"

    def __init__(self, off: Text | None = None) -> None:
        super().__init__(off=off)
        self.off = off

    def sentence(self) -> str:
        """Say which of both it is, and what would be right."""
        if self.off:
            day_off = _("Nobody works on that day (%(why)s).") % {"why": self.off.of(get_language())}
            return f"{day_off} {_('The promised day must be a working day, today or later.')}"
        return _("The promised day must be a working day, today or later.")


class NotAsked(Refusal):
    """A reason for being late by somebody who is not asked for one now."""

    def sentence(self) -> str:
        """Say who is, and when."""
        return _(
            "Why a dossier will be late is asked of whoever has it, once its date is near or has passed and no promised day is "
            "still to come."
        )
