"""What is not received: a dossier at a point that takes none, a result in another way than it is, what nobody waits for."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dossiers.refusals import AtAField, Refusal
from procedures.machine import Text


class PointClosed(Refusal):
    """A dossier was brought to a receiving point that takes none on that day."""

    def __init__(self, name: Text, on: date, others: Sequence[Text]) -> None:
        super().__init__(name, on, others)
        self.name, self.on, self.others = name, on, others

    def sentence(self) -> str:
        """Name the point, the day, and where dossiers are received then."""
        language = get_language()
        said = _("%(point)s does not receive dossiers on %(on)s. Nothing was recorded.") % {
            "point": self.name.of(language),
            "on": f"{self.on:%d/%m/%Y}",
        }
        if not self.others:
            return said
        open_ones = "; ".join(other.of(language) for other in self.others)
        return f"{said} " + _("Dossiers are received at: %(points)s.") % {"points": open_ones}


class AnotherName(Refusal):
    """Somebody is known at the counter under this number by another name."""

    def __init__(self, names: Sequence[str], older: str = "") -> None:
        """Take the names under which somebody is known, and the older number by which, where that is not the card's own."""
        super().__init__(names, older)
        self.names, self.older = names, older

    def sentence(self) -> str:
        """Name who is known, and ask."""
        known = ", ".join(f"“{name}”" for name in self.names)
        words = _(
            "Under this number %(known)s is known at the counter. Look at the paper: say whether it is the same person, "
            "whose name is put right, or somebody else. Nothing was recorded yet."
        )
        if self.older:
            words = _(
                "Under the older number %(older)s, which this card names too, %(known)s is known at the counter. Look at the paper: say "
                "whether it is the same person, whose name and number are put right, or somebody else. Nothing was recorded yet."
            )
        return words % {"known": known, "older": self.older}


class NoAccount(AtAField):
    """A result would be handed over on line to somebody who cannot sign in."""

    field = "handover_way"

    def sentence(self) -> str:
        """Say why that person would never have it, and how it is handed over instead."""
        return _("The applicant has no account and cannot open a result on line: hand it over at the desk, or by post.")


class OriginalsHere(AtAField):
    """A result would be handed over as if no originals had been handed in, and the log says that some were."""

    field = "handover_originals"

    def __init__(self, kept: Sequence[tuple[Text, int]]) -> None:
        super().__init__(kept=kept)
        self.kept = kept

    @property
    def papers(self) -> str:
        """Which papers, each with how many of it; without a number where nobody counted them."""
        counted = ((title.of(get_language()), count) for title, count in self.kept)
        return "; ".join(f"{title} ({_originals(count)})" if count else title for title, count in counted)

    def sentence(self) -> str:
        """Name them, and ask what becomes of them."""
        return _(
            "By the log the desk has received originals: %(papers)s. Choose where they are now instead of “None were handed in”."
        ) % {"papers": self.papers}


class ReceivingOfEnded(Refusal):
    """Another way for a dossier whose result is handed over, or that has ended without one."""

    def sentence(self) -> str:
        """Say that it is too late."""
        return _(
            "This dossier has ended, so how its result is received cannot be changed any more. Nothing was recorded. "
            "Please turn to the one-stop desk."
        )


class NoOtherWay(Refusal):
    """Another way where results of this procedure are handed over in one way alone."""

    def sentence(self) -> str:
        """Say so."""
        return _("The result of this procedure is handed over in one way only. Nothing was recorded.")


class WayNotOffered(AtAField):
    """A way in which this office hands over no result of this procedure."""

    field = "result_way"

    def sentence(self) -> str:
        """Say what to do."""
        return _("The result cannot be received in this way. Please choose one of those that are offered.")


class AddressMissing(AtAField):
    """A result that is to be posted nowhere."""

    field = "result_address.line"

    def sentence(self) -> str:
        """Say what is needed."""
        return _("Please give the address to which the result is to be posted.")


class ReceivedSo(AtAField):
    """The way, and the address, that stand there already: nothing changed, or a second press."""

    field = "result_way"

    def sentence(self) -> str:
        """Say that it is recorded."""
        return _("This is how you receive the result already; it is recorded once. Nothing more was recorded.")


class ChangedElsewhere(AtAField):
    """A change in a page that was made before the same person has changed it in another window."""

    field = "result_way"

    def __init__(self, so_now: str) -> None:
        super().__init__()
        self.so_now = so_now

    def sentence(self) -> str:
        """Say what stands there now, and what a further press does."""
        return _(
            "You have changed this in another window. Now recorded: %(so_now)s. "
            "Nothing was recorded by this press; press once more if you want what you have chosen below."
        ) % {"so_now": self.so_now}


class NothingAwaited(Refusal):
    """A note that something came, on a dossier that waits for nothing."""

    def sentence(self) -> str:
        """Say so."""
        return _("Nothing is still to come to the receiving point for this dossier. Nothing was recorded.")


class NotAwaited(AtAField):
    """A note of something that the dossier does not wait for, or that was noted already."""

    field = "handed_in"

    def sentence(self) -> str:
        """Say what to do."""
        return _("This is not awaited any more, or was noted already. Please load the page again.")


class NotedBefore(NothingAwaited, AtAField):
    """A second note of something that is noted as received: what it is, who noted it, and when."""

    status = AtAField.status
    field = "handed_in"

    def __init__(self, what: Text, who: str, at: datetime) -> None:
        super().__init__(what=what, who=who, at=at)
        self.what, self.who, self.at = what, who, at

    def sentence(self) -> str:
        """Say so, that nothing came of this press, and where more can be said of it."""
        return _(
            "%(what)s: %(who)s noted it as received at %(at)s already. Nothing was recorded by this press; what you typed "
            "is still in the form. If there is more to say of it, write a note."
        ) % {"what": self.what.of(get_language()), "who": self.who, "at": date_format(localtime(self.at), "H:i d/m/Y")}


class NothingLies(Refusal):
    """A giving back of a dossier of which nothing lies at the desk."""

    def sentence(self) -> str:
        """Say so."""
        return _("Nothing of this dossier lies at the receiving point. Nothing was recorded.")


class NotPosted(Refusal):
    """A note that the post has sent a result back that did not go by post, or lies at the desk again already."""

    def sentence(self) -> str:
        """Say so."""
        return _(
            "No result of this dossier is with the post, or it is noted as sent back already. Nothing was recorded."
        )


class NothingPosted(Refusal):
    """A note that the post has sent back what was handed in, of which nothing went by post or all lies at the desk again."""

    def sentence(self) -> str:
        """Say so."""
        return _(
            "Nothing that was handed in is with the post, or it is noted as sent back already. Nothing was recorded."
        )


class NotBetween(AtAField):
    """A day on which the post has sent a result back before it went, or in the future."""

    field = "date"

    def __init__(self, first: date) -> None:
        super().__init__(first=first)
        self.first = first

    def sentence(self) -> str:
        """Name the days that it may be."""
        return _("Give a day from %(first)s, when it was posted, to today.") % {"first": f"{self.first:%d/%m/%Y}"}


class NotLying(AtAField):
    """A giving back of something that never came."""

    field = "handed_in"

    def sentence(self) -> str:
        """Say what to do."""
        return _("This does not lie at the receiving point. Please load the page again.")


class GivenBackBefore(NothingLies, AtAField):
    """A second giving back of the same: what it is, who noted it, and when."""

    status = AtAField.status
    field = "handed_in"

    def __init__(self, what: Text, who: str, at: datetime) -> None:
        super().__init__(what=what, who=who, at=at)
        self.what, self.who, self.at = what, who, at

    def sentence(self) -> str:
        """Say so, and that nothing came of this press."""
        return _(
            "%(what)s: %(who)s noted at %(at)s already that it was given back. Nothing was recorded by this press; "
            "what you typed is still in the form."
        ) % {"what": self.what.of(get_language()), "who": self.who, "at": date_format(localtime(self.at), "H:i d/m/Y")}


def _originals(count: int) -> str:
    return ngettext("%(n)s original", "%(n)s originals", count) % {"n": count}


class NoNumbers(Refusal):
    """Somebody takes a number where, or when, none is given: why stands in each kind."""

    leads_back = False

    def sentence(self) -> str:
        """Say so, and where to go."""
        return _("No numbers are given here. Please go to the counter.")


class NumbersSwitchedOff(NoNumbers):
    """A receiving point gives no numbers."""


class OfficeClosed(NoNumbers):
    """The receiving point is closed at this hour."""

    def __init__(self, opens: str) -> None:
        super().__init__(opens)
        self.opens = opens

    def sentence(self) -> str:
        """Say when it opens, as far as that is known."""
        if not self.opens:
            return _("The office is closed now. No number was given.")
        return _("The office is closed now. No number was given; it opens at %(opens)s.") % {"opens": self.opens}


class TooManyWait(NoNumbers):
    """More people wait than can be served on the day."""

    def sentence(self) -> str:
        """Say whom to ask."""
        return _("So many people wait that no more numbers are given. Please ask an officer.")


class NumbersTooFast(NoNumbers):
    """Numbers are taken faster than people can press."""

    status = 429

    def sentence(self) -> str:
        """Say when to try again."""
        return _("Many numbers were taken within a minute. Please wait a moment and press again. No number was given.")


class NobodyWaits(Refusal):
    """The next number is called, and nobody waits."""

    def sentence(self) -> str:
        """Say so."""
        return _("Nobody waits with a number now.")


class NoNumberCalled(Refusal):
    """Something is done with the number that was called, and there is none any more."""

    def sentence(self) -> str:
        """Say so, and what to do."""
        return _("You have called no number that still waits for you. Call the next one.")
