"""Why an act cannot be taken back, each with what can still be done."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dossiers.refusals import AtAField, Refusal


class GoneOut(Refusal):
    """The number, the paper or the message of an act has left the office."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at

    def sentence(self) -> str:
        """Say when, and how it is put right."""
        at = date_format(timezone.localtime(self.at), "H:i:s d/m/Y")
        return _(
            "This step has left the office at %(at)s, so it can no longer be taken back. "
            "Correct it by a further step, where the dossier has one, else write it down in a note; and tell the applicant why."
        ) % {"at": at}


class TakenBackBefore(Refusal):
    """An act that was taken back already, as by a second press of the button."""

    def sentence(self) -> str:
        """Say that it is done."""
        return _("This step was taken back already. Open the dossier again to see how it stands.")


class ActedSince(Refusal):
    """A colleague has acted on the dossier after one of many acts that are taken back together."""

    def __init__(self, action: str, who: str, at: str) -> None:
        super().__init__(action, who, at)
        self.action, self.who, self.at = action, who, at

    def sentence(self) -> str:
        """Say who did what, and when."""
        return _("It can no longer be taken back: %(who)s took the step “%(action)s” at %(at)s.") % {
            "who": self.who,
            "action": self.action,
            "at": self.at,
        }


class TooLongAgo(Refusal):
    """An act inside the office that somebody else has had in hands since then: without it that time would be another's."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until

    def sentence(self) -> str:
        """Say until when it could be, and what is done instead."""
        until = date_format(timezone.localtime(self.until), "H:i d/m/Y")
        return _(
            "This step could be taken back until %(until)s. Its time counts for whoever has had the dossier since; pass it on by a "
            "further step, or ask whoever has it."
        ) % {"until": until}


class SignedFor(Refusal):
    """What was handed back has been signed for."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at

    def sentence(self) -> str:
        """Say when, and what is done where it was recorded by mistake."""
        at = date_format(timezone.localtime(self.at), "H:i:s d/m/Y")
        return _(
            "What was handed back at %(at)s is signed for in the register, so it can no longer be taken back. If it was recorded by "
            "mistake, say so in a note on the dossier."
        ) % {"at": at}


class TakenByAnother(Refusal):
    """Somebody else took the act, or the seat in which it was taken has ended."""

    status = 403

    def sentence(self) -> str:
        """Say who may."""
        return _("Only the person who took this step can take it back, in the same role and unit.")


class NeverTakenBack(Refusal):
    """An act that is final: a filing, an answer, a result with its number, what the system did."""

    def sentence(self) -> str:
        """Say what can be done instead."""
        return _(
            "A step of this kind cannot be taken back. Correct it by a further step, where the dossier has one, else write it down in a note."
        )


class NotAnItem(AtAField):
    """A postal item is put right that there is not: nothing came or went by post by that event."""

    field = "posted"

    def sentence(self) -> str:
        """Say so."""
        return _("By the log nothing of this dossier came or went by post that could be put right.")


class NothingMended(AtAField):
    """What was typed of a postal item is what stands there."""

    field = "posted_number"

    def sentence(self) -> str:
        """Say so."""
        return _("This is what stands there already. Type the right number, or the right day.")


class NoEnvelope(AtAField):
    """A day on an envelope is typed of what the desk has sent."""

    field = "posted_day"

    def sentence(self) -> str:
        """Say that it has none."""
        return _("What the desk has sent has no date on an envelope: only its number is put right.")


class DayToCome(AtAField):
    """The day on an envelope is still to come."""

    field = "posted_day"

    def sentence(self) -> str:
        """Say so."""
        return _("That day is still to come: look at the postmark again.")


class NotOfThatDay(AtAField):
    """A paper that went out before it was issued, or on a day to come."""

    field = "on"

    def __init__(self, first: date) -> None:
        super().__init__(first=first)
        self.first = first

    def sentence(self) -> str:
        """Name the days that it may be."""
        return _("Give a day from %(first)s, when the paper was issued, to today.") % {
            "first": f"{self.first:%d/%m/%Y}"
        }
