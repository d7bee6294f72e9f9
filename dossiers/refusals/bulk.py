"""Refusals of an act on many dossiers at once: of the whole, and of one of them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.refusals import Refusal


class NothingChosen(Refusal):
    """No dossier was ticked."""

    status = 422

    def sentence(self) -> str:
        """Say how one is chosen."""
        return _("No dossier is chosen. Tick the rows that are meant, then choose what to do with them.")


class TooMany(Refusal):
    """More dossiers were chosen than are looked at together."""

    status = 422

    def __init__(self, count: str, most: str) -> None:
        super().__init__(count, most)
        self.count, self.most = count, most

    def sentence(self) -> str:
        """Say how many go at once."""
        return _("%(count)s dossiers are chosen; at most %(most)s are done together. Nothing was done.") % {
            "count": self.count,
            "most": self.most,
        }


class NotFound(Refusal):
    """There is no such dossier among those that this person may see."""

    status = 404

    def sentence(self) -> str:
        """Say no more than that."""
        return _("There is no such dossier among those that you may see.")


class NotAtThisStep(Refusal):
    """What is done with many is not open on this dossier; what its own page offers may be something else."""

    def __init__(self, step: str, offered: Sequence[str], *, is_known: bool = True, is_there: bool = True) -> None:
        super().__init__(step, offered)
        self.step, self.offered, self.is_known, self.is_there = step, offered, is_known, is_there

    def sentence(self) -> str:
        """Say where it is, whether its version or that step has the act at all, and what can be done there."""
        why = self._why() % {"step": self.step}
        if not self.offered:
            return why
        return f"{why} " + _("What can be done now: %(actions)s.") % {"actions": "; ".join(self.offered)}

    def _why(self) -> str:
        if not self.is_known:
            return _(
                "The dossier is at the step “%(step)s”. An earlier version of its procedure does not let several dossiers be "
                "done at once: open each of them."
            )
        if self.is_there:
            return _("The dossier is at the step “%(step)s”: this is not done there together with others.")
        return _("The dossier is at the step “%(step)s”: there is nothing of this to be done there.")


class Unlike(Refusal):
    """Another procedure, or another outcome is proposed, than for those that are signed together."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome

    def sentence(self) -> str:
        """Say what it is."""
        return _(
            "Only proposals alike are signed together; here it is: %(outcome)s. Sign it in a round of its own."
        ) % {"outcome": self.outcome}


class WithdrawalAsked(Refusal):
    """Its applicant has asked to withdraw it: that is looked at first."""

    def sentence(self) -> str:
        """Say what is asked, and where it is answered."""
        return _("The applicant has asked to withdraw this dossier. Open it and answer that first.")


class RemarksUnsaid(Refusal):
    """Something was remarked on it that its applicant was not asked for: an acceptance would pass over that."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count

    def sentence(self) -> str:
        """Say how many, and where they are sent."""
        return ngettext(
            "%(n)s remark on this dossier was not sent to the applicant. Open it: ask for a supplement, or accept it there.",
            "%(n)s remarks on this dossier were not sent to the applicant. Open it: ask for a supplement, or accept it there.",
            self.count,
        ) % {"n": self.count}


class PapersLacking(Refusal):
    """Papers that must come did not, of what was recorded at the counter or by post, or a disc: they are asked about one by one."""

    def __init__(self, papers: Sequence[str]) -> None:
        super().__init__(papers)
        self.papers = papers

    def sentence(self) -> str:
        """Name them."""
        words = _("Not received: %(papers)s. Open this dossier: ask for a supplement, or accept it there all the same.")
        return words % {"papers": "; ".join(self.papers)}


class BegunToWrite(Refusal):
    """Whoever presses has begun to write something else to its applicant, and has not sent it."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action

    def sentence(self) -> str:
        """Say what was begun."""
        return _("You have begun to write “%(action)s” for this dossier. Open it: send that, or empty it.") % {
            "action": self.action
        }


class NeedsOwnData(Refusal):
    """A result is handed over to a person or by post, which asks for something of each dossier."""

    def sentence(self) -> str:
        """Say what is asked for, and where."""
        return _(
            "Only a result that is issued as a file to an applicant who filed on line is handed over together with "
            "others. This one asks for the receiver’s identity or the number of the postal item: open its file."
        )


class StillOwed(Refusal):
    """A result would be handed over although a fee has no payment on record."""

    def __init__(self, amount: str) -> None:
        super().__init__(amount)
        self.amount = amount

    def sentence(self) -> str:
        """Say how much."""
        return _("%(amount)s are due by the answers, and no payment is on record: open the file.") % {
            "amount": self.amount
        }


class RemindedToday(Refusal):
    """A holder would be reminded of a dossier a second time on one day."""

    def __init__(self, who: str, at: str) -> None:
        super().__init__(who, at)
        self.who, self.at = who, at

    def sentence(self) -> str:
        """Say who did it when."""
        return _("%(who)s reminded the holder of this dossier at %(at)s; once a day is enough.") % {
            "who": self.who,
            "at": self.at,
        }


class YouHoldIt(Refusal):
    """Somebody would remind oneself."""

    def sentence(self) -> str:
        """Say so."""
        return _("This dossier lies on your own desk.")


class WithApplicant(Refusal):
    """A holder is to be reminded, and the applicant has the dossier."""

    def sentence(self) -> str:
        """Say so."""
        return _("The dossier is with its applicant: nobody in the office is to be reminded.")


class WaitsToBeCollected(Refusal):
    """A holder is to be reminded, and the result waits for its applicant."""

    def sentence(self) -> str:
        """Say so."""
        return _("The result is ready and waits for its applicant: nobody in the office is to be reminded.")


class HasEnded(Refusal):
    """A holder is to be reminded of what has ended."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state

    def sentence(self) -> str:
        """Say how."""
        return _("The dossier has ended (%(state)s): nobody in the office is to be reminded.") % {"state": self.state}


class NobodyHolds(Refusal):
    """A holder is to be reminded, and nobody has the role and the unit in which the dossier is."""

    def sentence(self) -> str:
        """Say so."""
        return _("Nobody who could be reminded has a seat where the dossier is. Tell whoever gives out the seats.")


class PromisedAlready(Refusal):
    """A letter of apology went out already, and the day that it promises is still to come."""

    def __init__(self, day: str) -> None:
        super().__init__(day)
        self.day = day

    def sentence(self) -> str:
        """Say which day that is."""
        return _("Apologised already, and promised by %(day)s: no further letter waits.") % {"day": self.day}


class DateMoved(Refusal):
    """No letter of apology waits for a dossier that is in time since one moved its return date."""

    def __init__(self, due: str) -> None:
        super().__init__(due)
        self.due = due

    def sentence(self) -> str:
        """Say which return date an apology has given it."""
        return _("No apology is due now: one has given it another return date, %(due)s.") % {"due": self.due}


class NoReasonWritten(Refusal):
    """Nobody has written why a dossier is late, or will be, so that no letter waits for a signature.

    ``due``: its date, still ahead; ``can_move``: whether an apology could still move that.
    """

    def __init__(self, due: str = "", *, can_move: bool = True) -> None:
        super().__init__(due)
        self.due, self.can_move = due, can_move

    def sentence(self) -> str:
        """Say who writes it, and that its own file takes it without that."""
        if self.due and not self.can_move:
            return _(
                "No letter waits here: whoever has this dossier has not written a reason and a day for it. Its return date"
                " %(due)s cannot be moved any more; an apology with a day can be written in its own file."
            ) % {"due": self.due}
        if self.due:
            return _(
                "No letter waits here: whoever has this dossier (its return date is %(due)s) has not written a reason and a day"
                " for it. It can be written in its own file."
            ) % {"due": self.due}
        return _(
            "No letter waits here: whoever has this dossier has not written why it is late. It can be written in its own file."
        )


class LetterEdited(Refusal):
    """A letter would be signed whose reason or day is not the one that the leader has read."""

    def sentence(self) -> str:
        """Say that it is to be read again."""
        return _("Its reason or its day was edited after you had read them: read them again, then sign.")


class NoDateRuns(Refusal):
    """An apology for the date of a dossier that waits for its applicant, or has ended; ``letter``: the day of the last one, or ""."""

    def __init__(self, step: str, letter: str, *, is_paused: bool) -> None:
        super().__init__(step)
        self.step, self.letter, self.is_paused = step, letter, is_paused

    def sentence(self) -> str:
        """Say where it is, that no date runs there, and whether the office has apologised before."""
        if self.letter and self.is_paused:
            words = _(
                "Apologised already with the letter of %(day)s; the time is paused now at the step “%(step)s”: no further letter"
                " can be signed."
            )
        elif self.letter:
            words = _(
                "Apologised already with the letter of %(day)s; at the step “%(step)s” no return date runs any more."
            )
        elif self.is_paused:
            words = _(
                "The time is paused at the step “%(step)s”: a letter of apology can be signed once it runs again."
            )
        else:
            words = _(
                "The dossier is at the step “%(step)s”: no return date runs there, so there is none to apologise for."
            )
        return words % {"step": self.step, "day": self.letter}
