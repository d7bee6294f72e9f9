"""Refusals of what officers remark while they go through a dossier, and of going through it at all (ADR 0094)."""

from collections.abc import Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dossiers.refusals import AtAField, InvalidAnswer, Refusal
from procedures.machine import Text


class RemarkedMeanwhile(Refusal):
    """Somebody else has remarked on the same place since this person's page was made."""

    def __init__(self, who: str, at: str, *, is_tick: bool = False) -> None:
        """Begin with who did and when, and whether that was a tick and no words."""
        super().__init__(who, at)
        self.who, self.at, self.is_tick = who, at, is_tick

    def sentence(self) -> str:
        """Say who did, and that nothing of theirs is lost: behind a tick no words can stand, only in its place."""
        words = {"who": self.who, "at": self.at}
        if self.is_tick:
            return (
                _(
                    "%(who)s ticked this as in order at %(at)s; that stands, and yours is not saved. "
                    "Choose to save yours in its place; to leave the tick, empty the field."
                )
                % words
            )
        return (
            _(
                "%(who)s has remarked on this at %(at)s; that stands, and yours is not saved. "
                "Read it, then choose whether yours takes its place or stands after it; to drop yours, empty the field."
            )
            % words
        )


class UnfitAnswers(Refusal):
    """What is to be accepted says something that a rule is against, or leaves it unsaid: it was recorded as the paper has it."""

    def __init__(self, questions: Sequence[Text], *, used_up: int | None = None) -> None:
        """Keep what has to be put right, and how many supplements the rule allows where these are used up."""
        super().__init__(questions)
        self.questions, self.used_up = questions, used_up

    def sentence(self) -> str:
        """Name the questions, and what to do first."""
        named = {"questions": "; ".join(one.of(get_language()) for one in self.questions)}
        if self.used_up is None:
            words = _("Not accepted: this has to be put right or filled in first: %(questions)s. Ask for a supplement.")
            return words % named
        words = ngettext(
            "Not accepted: this has to be put right or filled in first: %(questions)s. The rule allows %(rounds)s request for a "
            "supplement, and it was made. Refuse to accept it, with the reason; or ask once more, which is recorded as beyond the rule.",
            "Not accepted: this has to be put right or filled in first: %(questions)s. The rule allows %(rounds)s requests for a "
            "supplement, and they were made. Refuse to accept it, with the reason; or ask once more, which is recorded as beyond the rule.",
            self.used_up,
        )
        return words % {**named, "rounds": self.used_up}


class NoSuchPlace(Refusal):
    """A remark on something that the dossier's version does not have."""

    status = 400

    def sentence(self) -> str:
        """Say that there is no such thing."""
        return _("This dossier has no such paper or answer.")


class NothingToReview(Refusal):
    """A remark on a dossier that has ended, or by somebody who handles none."""

    status = 403

    def sentence(self) -> str:
        """Say who can, and when."""
        return _(
            "Only those who check, appraise or decide dossiers can remark on this one, and only until it has ended."
        )


class RemarkTooLong(Refusal):
    """More words than a remark takes."""

    status = 400

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def sentence(self) -> str:
        """Say how many would do."""
        return _("A remark has at most %(most)s characters; shorten it.") % {"most": self.most}


class NotOfTheDivision(InvalidAnswer):
    """A dossier is given to somebody who is no case officer of the division that has it."""

    def __init__(self, *, name: str, unit: str) -> None:
        """Begin with who was to get it, and what the division is called."""
        super().__init__("assignee")
        self.words = {"name": name, "unit": unit}

    def sentence(self) -> str:
        """Say who can get it."""
        return (
            _("%(name)s is no case officer of %(unit)s, which has this dossier. Choose somebody of that division.")
            % self.words
        )


class SameAssignee(AtAField):
    """A dossier is given to the case officer who has it: that would be a line in the log that says nothing."""

    field = "assignee"

    def sentence(self) -> str:
        """Say that there is nothing to change."""
        return _("This officer handles the dossier already; choose another one.")


class KeptOut(Refusal):
    """Somebody would see or handle a dossier that the same person has declared an interest in."""

    status = 403
    leads_back = False

    def __init__(self, then: str = "") -> None:
        """Begin with who goes on with it, in sentences, where that is no colleague of the unit."""
        super().__init__(then)
        self.then = then

    def sentence(self) -> str:
        """Say why, and who goes on with it."""
        why = _("You have declared that you have something to do with this dossier, so you neither see nor handle it.")
        return f"{why} {self.then or _('A colleague goes on with it; where it was with you, the head of the unit gives it to another.')}"


class GivenToKeptOut(AtAField):
    """A dossier is given to somebody who is kept out of it."""

    field = "assignee"

    def sentence(self) -> str:
        """Say who cannot get it."""
        return (
            _("%(name)s is kept out of this dossier, as applicant or by a declared interest. Choose somebody else.")
            % self.words
        )


class NotOnesOwn(Refusal):
    """Somebody would end the own declaration."""

    status = 403

    def sentence(self) -> str:
        """Say who can."""
        return _("Nobody ends the own declaration of an interest: the head of the unit or the leader does.")
