"""What is refused about drafts, decisions and results."""

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dossiers.refusals import AtAField, Refusal
from procedures.composing import PLACES, REASON
from procedures.machine import Text


class DraftUnfinished(AtAField):
    """A draft in which an answer is still missing."""

    field = "draft"

    def sentence(self) -> str:
        """Say where to look."""
        return (
            _(
                "The text still has a gap (“%(gap)s”): an answer was not given. Write what belongs there, or leave it out."
            )
            % self.words
        )


class ReasonNotInDraft(AtAField):
    """A draft that gives other reasons than those that are recorded."""

    field = "draft"

    def sentence(self) -> str:
        """Say how both become one."""
        return _(
            "The text does not state the reasons that you give above. Put “%(place)s” where they belong, or write the same "
            "words."
        ) % {"place": PLACES[REASON]}


class NotThisCapacity(AtAField):
    """A capacity in which the title of the signer does not let sign."""

    field = "capacity"

    def sentence(self) -> str:
        """Name the title, and who can change it."""
        if not self.words["title"]:
            return _("You decide in another’s place and your own seat has no title: the paper bears no capacity.")
        return (
            _("Your seat has the title “%(title)s”, which does not sign so. The administrator keeps the titles.")
            % self.words
        )


class UntilPassed(AtAField):
    """A result that would have ended before it begins."""

    field = "until"

    def sentence(self) -> str:
        """Say what would be right."""
        return _("The last day of the result must lie after today.")


class UntilTooLate(AtAField):
    """A result that would hold longer than the procedure allows."""

    field = "until"

    def sentence(self) -> str:
        """Say until when it may hold."""
        return _("By the term of this procedure the result holds until %(most)s at most.") % self.words


class ExtendsNothing(AtAField):
    """An extension that ends no later than what it extends."""

    field = "until"

    def sentence(self) -> str:
        """Say until when the earlier result holds already."""
        return _("The earlier paper holds until %(ends)s already: an extension must end after that day.") % self.words


class ScanNeeded(AtAField):
    """What was decided are files and no text: nothing can put the number on them, so the signed paper has to be scanned."""

    field = "scan"

    def sentence(self) -> str:
        """Say what to upload."""
        return _("The draft is a file, which bears no number and no signature. Upload the scan of the signed paper.")


class NumberMoved(AtAField):
    """A scan whose paper bears a number that another result has taken meanwhile, or the date of another day."""

    field = "scan_number"

    def sentence(self) -> str:
        """Say what has to be done with the paper."""
        return (
            _(
                "The paper bears %(typed)s, and the register would give it %(number)s now. Nothing was recorded. Print the sheet "
                "anew, have that one signed and scan it: this file is taken with no other number. If the number was mistyped: scan the "
                "paper once more."
            )
            % self.words
        )


class NumberToCome(AtAField):
    """A number, copied from a paper, that the register has not come to: no sheet was ever to bear it."""

    field = "scan_number"

    def sentence(self) -> str:
        """Have the paper looked at; the file is taken as it is with the right number."""
        return (
            _(
                "The register has not come to %(typed)s: it would give %(number)s now. Nothing was recorded. Look at the paper, and copy "
                "number and day from it. If it does bear %(typed)s: print the sheet anew, have that one signed and scan it."
            )
            % self.words
        )


class SheetOfAnother(AtAField):
    """A scan on which the code of a sheet is seen that was printed with another number."""

    field = "scan"

    def sentence(self) -> str:
        """Name both numbers, and say what has to be done with the paper."""
        return (
            _(
                "By its code this sheet was printed with %(typed)s, and the register would give it %(number)s now. Nothing was "
                "recorded. Print the sheet anew, have that one signed and scan it."
            )
            % self.words
        )


class Miscopied(AtAField):
    """A number that was copied otherwise than it stands on the sheet, whose code is seen."""

    field = "scan_number"

    def sentence(self) -> str:
        """Say what the code says."""
        return (
            _(
                "By its code the sheet bears %(number)s, and %(typed)s was typed. Look at the paper, and copy both from it."
            )
            % self.words
        )


class OfferedBefore(AtAField):
    """A file that was refused as the paper of one number and is brought with another."""

    field = "scan"

    def sentence(self) -> str:
        """Name the number with which it was brought, and say what helps if that was a slip."""
        return (
            _(
                "This very file was brought as the paper %(typed)s before, which is not %(number)s. If its number has been taken: "
                "print the sheet anew, have that one signed and scan it. If the number was mistyped then: scan the paper once "
                "more."
            )
            % self.words
        )


class NotThisScan(AtAField):
    """A scan that cannot be the result of this dossier."""

    field = "scan"

    def sentence(self) -> str:
        """Say what is wrong with the file."""
        return str(self.words["why"])


ONE_FILE = gettext_lazy("The result is one file. Put the pages of the paper into one PDF.")
UNSIGNED = gettext_lazy(
    "This is a file of this dossier, not the signed paper. Upload the scan of the paper with its number and signature."
)
PRINTED = gettext_lazy(
    "The system itself has printed this file: it is not the signed paper. Upload the scan of the paper with its number "
    "and signature."
)
PRINTED_FOR_ANOTHER = gettext_lazy(
    "The system has printed this file for another dossier. Upload the scan of the signed paper of this one."
)
DECIDED_ANEW = gettext_lazy(
    "By its code this sheet was printed before the draft was changed: it does not say what is decided now. Print it anew, have "
    "that one signed and scan it."
)
NO_PDF = gettext_lazy("The result has to be a PDF.")
NO_PDF_INSIDE = gettext_lazy(
    "“%(name)s” is no PDF, though its name ends so. Save or scan the paper as a PDF again; no other kind is taken here."
)


def many_pages(pages: int, most: int) -> str:
    """Return why a scan of that many pages is not taken."""
    return _("This file has %(pages)s pages; a result has between 1 and %(most)s. Is it the whole dossier?") % {
        "pages": pages,
        "most": most,
    }


OF_ANOTHER = gettext_lazy("This very file belongs to another dossier. Choose the paper of this one.")
"""Without the other's number: whoever scans need not be one who may see it."""


class NumberTaken(AtAField):
    """Another result has this number and date already."""

    field = "issued"

    def sentence(self) -> str:
        """Name the number."""
        return _("Number %(number)s of that day is already in the register, for another dossier.") % self.words


class IssuedOutOfTime(AtAField):
    """A date on which this dossier cannot have been decided."""

    field = "issued_dated"

    def sentence(self) -> str:
        """Say between which days it must lie."""
        return _("The date must lie between the acceptance on %(since)s and today.") % self.words


class DraftReplaced(Refusal):
    """Somebody decides on a draft that is no longer the one that is proposed."""

    def sentence(self) -> str:
        """Say what to do."""
        return _(
            "The draft on your page is not the one that is proposed now. Nothing was recorded from you; "
            "read the new draft before you decide."
        )


class NothingProposed(Refusal):
    """A decision where nothing is proposed, or a number where nothing is decided."""

    def sentence(self) -> str:
        """Say what is missing."""
        return _("There is no decision here that could be carried out.")


class OrderedOtherwise(Refusal):
    """A proposal of another outcome than the one that was ordered."""

    def __init__(self, outcome: Text) -> None:
        super().__init__(outcome)
        self.outcome = outcome

    def sentence(self) -> str:
        """Name the outcome that was ordered."""
        outcome = self.outcome.of(get_language())
        return _("The leader has decided for “%(outcome)s”: a draft for that outcome is wanted.") % {"outcome": outcome}


class SameOutcome(Refusal):
    """Another outcome is ordered which is the proposed one."""

    def sentence(self) -> str:
        """Say what to do instead."""
        return _("This is the outcome that is proposed. Decide on it, or send the dossier back with remarks.")


class ProposedByYou(Refusal):
    """Somebody would decide on one's own proposal."""

    status = 403

    def sentence(self) -> str:
        """Say whose turn it is."""
        return _("You have drafted this yourself, so somebody else has to decide it.")


class DraftedByYou(Refusal):
    """Somebody would initial in another's place what that same person has drafted."""

    status = 403

    def sentence(self) -> str:
        """Say who does it instead."""
        return _(
            "You have drafted this yourself, so you do not initial it in another’s place. Whoever is away does it after coming "
            "back, or somebody else who stands in."
        )


class PassedUpByYou(Refusal):
    """Somebody would sign in another's place what that same person passed up."""

    status = 403

    def sentence(self) -> str:
        """Say who does it instead."""
        return _(
            "You passed this dossier up yourself, so you do not sign it in another’s place. "
            "Whoever is away signs it after coming back, or somebody else who stands in."
        )


class NotInForce(Refusal):
    """A result is revoked that is no longer in force, or where there is none."""

    def sentence(self) -> str:
        """Say that there is nothing to revoke."""
        return _("There is no result in force here that could be revoked.")


class RestedOn(Refusal):
    """A result is revoked on which another dossier rests."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def sentence(self) -> str:
        """Name the dossier."""
        return _("Dossier %(code)s rests on this result and is still open: end that one first.") % {"code": self.code}


class EarlierTaken(Refusal):
    """A result would do something to an earlier one that was revoked or replaced meanwhile."""

    def __init__(self, number: str, code: str) -> None:
        super().__init__(number, code)
        self.number, self.code = number, code

    def sentence(self) -> str:
        """Name the earlier result, and the dossier by which it went out of force."""
        return _(
            "Paper %(number)s, on which this dossier rests, was replaced or revoked meanwhile (dossier %(code)s). "
            "Only a refusal can be drafted, decided and numbered here now."
        ) % {"number": self.number, "code": self.code}


class ExtendedBefore(Refusal):
    """A paper that may be extended once is extended again."""

    def __init__(self, number: str, by: str) -> None:
        super().__init__(number, by)
        self.number, self.by = number, by

    def sentence(self) -> str:
        """Name the paper, and by what it was extended."""
        return _(
            "Paper %(number)s may be extended once, and was by %(by)s. Only a refusal can be drafted, decided and numbered here."
        ) % {"number": self.number, "by": self.by}


class TakenOver(Refusal):
    """A result is revoked from which another one, in force, has taken over."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def sentence(self) -> str:
        """Name the later result."""
        return _("Result %(number)s has taken over from this one and is in force: revoke that one first.") % {
            "number": self.number
        }
