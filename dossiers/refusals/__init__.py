"""One class for each way in which a person's wish can be refused; each carries its sentence.

A refusal is raised where the rule lives and turned into a page in one place, ``portal.requests.errors`` or
the view's form. ``status`` is the HTTP status of a page that shows nothing else.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procedures.machine import Text


class Refusal(Exception):  # noqa: N818
    """The base of all refusals: ``str()`` is the sentence for the person, in their language."""

    status = 409
    leads_back = True
    """Whether one can look again at the page from which it came."""

    def __str__(self) -> str:
        """Return the sentence."""
        return self.sentence()

    def heading(self) -> str:
        """Return what stands over the sentence on a page of its own."""
        return _("This could not be done")

    def typed(self) -> Mapping[str, str]:
        """Return what this person had typed before, by field, where the request that was refused did not bring it."""
        return {}

    def sentence(self) -> str:
        """Say what was refused, why, and what to do now."""
        raise NotImplementedError


class Stale(Refusal):
    """Somebody else acted on the dossier after this person's page was made."""

    def __init__(self, action: str, who: str, at: str) -> None:
        super().__init__(action, who, at)
        self.action, self.who, self.at = action, who, at

    def sentence(self) -> str:
        """Name the action, its actor and its time."""
        return _(
            "This dossier has changed since you opened it: “%(action)s” by %(who)s at %(at)s. "
            "Nothing was recorded from you; look at it again before you go on."
        ) % {"action": self.action, "who": self.who, "at": self.at}


class StaleByOneself(Stale):
    """The same, where it was this person, in another window."""

    def sentence(self) -> str:
        """Name the action and its time."""
        return _(
            "You did “%(action)s” on this dossier in another window at %(at)s. "
            "Nothing further was recorded by this press; look at the dossier before you go on."
        ) % {"action": self.action, "at": self.at}


class MovedOn(Stale):
    """The same of an act of the office, for the applicant: neither the act nor who took it is the applicant's to know."""

    def __init__(self) -> None:
        super().__init__("", "", "")

    def sentence(self) -> str:
        """Say that it has, and no more."""
        return _(
            "The office has gone on with this dossier since you opened the page. "
            "Nothing was recorded from you; open the dossier again to see how it stands."
        )


class BeingUpdated(MovedOn):
    """The office has acted, and may take that back until it goes out: the applicant is not to act on what was before."""

    def sentence(self) -> str:
        """Say when to come again."""
        return _("The office is updating this dossier; please open the page again in a minute.")


class UnknownAction(Refusal):
    """No such action can be taken in the dossier's present state."""

    def sentence(self) -> str:
        """Say that the step is not open."""
        return _("This step cannot be taken on the dossier as it is now.")


class NotYours(Refusal):
    """The action exists, but not for this person in this role."""

    status = 403

    def sentence(self) -> str:
        """Say that the step is somebody else's."""
        return _("This step belongs to another officer or another role; you cannot take it.")


class StoodInBefore(NotYours):
    """The same for somebody who stood in for others until that was ended today: that one's page may be of before."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.names = names

    def sentence(self) -> str:
        """Name whom that person stood in for, and say what a step takes now."""
        ended = _("You stood in for %(names)s until that was ended today.") % {"names": ", ".join(self.names)}
        return f"{ended} {super().sentence()}"


class OwnDossier(Refusal):
    """Somebody of the office would handle a dossier of which that person is the applicant."""

    status = 403

    def sentence(self) -> str:
        """Say who does it instead."""
        return _("You are the applicant of this dossier: nobody handles a dossier of one’s own. A colleague does it.")


class ForApplicant(Refusal):
    """A dossier is given to its own applicant as the case officer."""

    status = 400
    field = "assignee"

    def sentence(self) -> str:
        """Say who may get it."""
        return _(
            "This person is the applicant of the dossier. Choose somebody else: nobody handles a dossier of one’s own."
        )


class NothingAsked(Refusal):
    """A withdrawal is confirmed that nobody asked for."""

    def sentence(self) -> str:
        """Say what is missing."""
        return _("The applicant has not asked to withdraw this dossier.")


class AlreadyAsked(Refusal):
    """A second wish to withdraw, while the first is waiting for the desk."""

    def sentence(self) -> str:
        """Say that it is known."""
        return _("You have already asked to withdraw this dossier; the one-stop desk will confirm it.")


class NotCovered(Refusal):
    """A new appointment in a year whose days off are not known yet."""

    field = "date"

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year

    def sentence(self) -> str:
        """Name the year."""
        return _("There is no calendar of days off for %(year)s yet.") % {"year": self.year}


class NotYetPassed(Refusal):
    """The system acts on a deadline that has not passed, or that is recorded already."""

    def sentence(self) -> str:
        """Say that the time has not come."""
        return _("This deadline has not passed yet, or it is recorded already.")


class CannotRecall(Refusal):
    """A recall by somebody who did not send the dossier on, or after work on it began."""

    def sentence(self) -> str:
        """Say when a recall is possible."""
        return _("Only the officer who has just passed the dossier on can take it back, before anything else happens.")


class MissingAnswer(Refusal):
    """An action was taken without something that it asks for."""

    status = 400

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field

    def sentence(self) -> str:
        """Say that it is needed."""
        return _("This is needed for this step.")


class InvalidAnswer(Refusal):
    """Something that an action asks for has a value that cannot be taken."""

    status = 400

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field

    def sentence(self) -> str:
        """Say that the choice is not open."""
        return _("This value cannot be chosen here.")


class NothingSupplied(Refusal):
    """A supplement without a file and without a word: it would use up the round and give the desk nothing to decide on."""

    status = 400
    field = "component_files"

    def sentence(self) -> str:
        """Say what would do."""
        return _("Send at least one file, or say in the note why there is none.")


class AtAField(Refusal):
    """A refusal that belongs to one field of an action's form, ``field``."""

    status = 400
    field = ""

    def __init__(self, **words: object) -> None:
        super().__init__(words)
        self.words = words


class InvalidAnswers(Refusal):
    """A filing whose answers or papers are not in order: all faults at once, by field."""

    status = 400

    def __init__(self, errors: dict[str, Text]) -> None:
        super().__init__(errors)
        self.errors = errors

    def sentence(self) -> str:
        """Say that there are faults; the form shows each at its field."""
        return _("Some answers are missing or not right; each is marked below.")


class VersionRetired(Refusal):
    """The draft follows a version of the procedure that is no longer in force."""

    def sentence(self) -> str:
        """Say what to do."""
        return _("This procedure has a new version. Your answers are kept; please go through them once more.")


class NoLongerReceived(Refusal):
    """The draft is of a procedure that has no version in force any more."""

    status = 410

    @staticmethod
    def fact() -> str:
        """Return what every page says of such a procedure and of its drafts."""
        return _("This procedure is no longer received.")

    def sentence(self) -> str:
        """Say that nothing is lost, and where to ask."""
        more = _("What you had typed is kept below; the one-stop desk can say what has taken its place.")
        return f"{self.fact()} {more}"


class NotReceivedOnline(Refusal):
    """The procedure is one that is not filed on line, or not here at all, where its version says so."""

    def __init__(self, elsewhere: Text | None = None) -> None:
        super().__init__(elsewhere)
        self.elsewhere = elsewhere

    def sentence(self) -> str:
        """Say where it is filed."""
        if self.elsewhere is not None:
            return self.elsewhere.of(get_language())
        return _("This procedure is not received on line yet; please file it at the one-stop desk or by post.")


class DraftChanged(Refusal):
    """The draft was saved again, in another window perhaps, after its answers were shown."""

    def sentence(self) -> str:
        """Say what to do."""
        return _("Your draft has changed since these answers were shown. Please look at them once more.")


class SavedElsewhere(Refusal):
    """What somebody typed at questions at which another window has saved something else since the page was made."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__(labels)
        self.labels = labels

    def sentence(self) -> str:
        """Name the questions, and say what to do."""
        return _(
            "Not saved: %(labels)s. Another window or device has saved something else there. What you typed still stands here; "
            "press a button that saves to choose which of the two stays."
        ) % {"labels": ", ".join(f"“{label}”" for label in self.labels)}


class NothingRequested(Refusal):
    """An answer to a request that is answered already, or was taken back, or has lapsed."""

    def sentence(self) -> str:
        """Say that nothing was sent."""
        return _("The office does not wait for anything from you on this dossier now. Nothing was sent.")


class NothingDrafted(Refusal):
    """An answer is sent of which nothing was kept: no page of ours leads there."""

    def sentence(self) -> str:
        """Say what to do."""
        return _("Nothing of an answer is kept yet, so nothing was sent. Please fill in the form first.")


class OtherRequest(Refusal):
    """An answer to another request than the one that is open."""

    def sentence(self) -> str:
        """Say what to do."""
        return _(
            "The office asks for something else now than when this page was opened. Nothing was sent; please look again."
        )


class AlreadyFiled(Refusal):
    """The draft was already turned into a dossier."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def sentence(self) -> str:
        """Name the dossier."""
        return _("This was already filed, as dossier %(code)s.") % {"code": self.code}


class BadFile(Refusal):
    """An uploaded file that is not taken; the sentence says why and what would pass.

    ``problem`` is what is kept of it, with the number of its pages: ``files.why_not_taken`` says the same of that later.
    """

    def __init__(self, sentence: str, *, status: int = 400, problem: str = "", pages: int | None = None) -> None:
        super().__init__(sentence)
        self._sentence, self.status, self.problem, self.pages = sentence, status, problem, pages

    def sentence(self) -> str:
        """Return the reason."""
        return self._sentence


class ReceivedBefore(Refusal):
    """An instant that lies before the last event of the log."""

    def __init__(self, last: datetime) -> None:
        super().__init__(last)
        self.last = last

    def sentence(self) -> str:
        """Say that the log only grows."""
        return _("Something on this dossier is recorded at a later time; an action cannot come before it.")


class LaterEdition(Refusal):
    """The last event was written by a later program than this one, by rules that it does not know."""

    status = 503

    def sentence(self) -> str:
        """Say that the dossier can be read only, and who puts that right."""
        return _(
            "This dossier was last written by a newer version of the system, so nothing can be recorded on it now. "
            "Nothing was recorded from you; please tell the system’s administrator."
        )
