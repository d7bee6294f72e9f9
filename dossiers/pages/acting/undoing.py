"""What whoever looks at a dossier has done last and may take back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role
from dossiers import acts
from dossiers.commands import Undoing
from dossiers.display.agency.given import handed_again
from dossiers.display.balance import confirmed_as
from dossiers.display.formats import localized, vn_clock, vn_datetime
from dossiers.display.links import with_query
from dossiers.log.money import CONFIRMS
from dossiers.log.whole import log_of
from dossiers.models import Dossier, Event
from dossiers.notices.channels import going
from dossiers.notices.channels.going import Going, How, Part
from dossiers.pages.logged.reaching import is_alone, texted
from procedures.language.lifecycle.first import ASK_WITHDRAWAL
from procedures.machine import Action


@dataclass(frozen=True, slots=True)
class UndoingRow:
    """The last act of a dossier, which whoever looks at it has taken and may take back."""

    label: str
    at: datetime
    leaves_at: datetime | None
    """When its number, paper and mail go out; None where nothing does."""
    undoes: int
    url: str
    is_out: bool
    """Whether that has happened, so that the act can only be corrected."""
    until: datetime
    """Until when it can be taken back where nothing goes out."""
    of_applicant: bool = False
    """Whether it is the applicant's, and the desk takes it back for that one: no day ends that it can be taken back."""
    is_withdrawal: bool = False
    """Whether the applicant has asked to withdraw the dossier, for which “taking back” would be the same word twice."""
    done_at: str = ""
    """The tag that says when it was done."""
    is_signed_for: bool = False
    """Whether it says that something was handed back: only a wrong press is taken back, within the seconds that all have."""
    goes: str = ""
    """What goes out then, or why it cannot be taken back any more: what has become of it."""
    was_on_line: bool = False
    """Whether the applicant has said it on line, by a joined account, and the desk may take it back."""
    onward: str = ""
    """Where it cannot be taken back any more: by what it is put right, as a sentence; "" where nothing is left to be done here."""


def goes_out(kinds: Collection[str], dossier: Dossier, at: datetime) -> str:
    """Say what an act does outside at an instant, until which it waits: only what there is."""
    foreseen, clock = going.foreseen(kinds, dossier), {"at": vn_clock(at)}
    if foreseen.mail is Part.OPEN:
        if foreseen.paper is Part.NONE:
            return _("The mail goes out at %(at)s.") % clock
        return _("Paper and message go out at %(at)s.") % clock
    words = [_("The paper is issued at %(at)s.") % clock] if foreseen.paper is not Part.NONE else []
    if not words:
        words.append(_("It can be taken back until %(at)s.") % clock)
    if foreseen.how is not None and foreseen.mail is Part.NOT:
        words += filter(None, (no_mail(foreseen.how), texted(foreseen.text)))
    return " ".join(words)


def no_mail(how: How) -> str:
    """Say why no mail goes out at once of what an applicant is told; "" where one does."""
    found = {
        How.DAILY: _("The applicant gets it in the one mail of the day."),
        How.UNWANTED: _("No mail goes out: the applicant wants none of this kind and finds it on the site."),
        How.NO_ADDRESS: _("No mail goes out: the applicant has no address for mail."),
        How.NOT_CONFIRMED: _("No mail goes out: the applicant’s address for mail is not confirmed."),
    }
    return found.get(how, "")


def why_not(what: Going, done_at: datetime) -> str:
    """Say why an act of an instant cannot be taken back any more: what has left the office, else that its time is over."""
    at = {"at": vn_datetime(what.mailed_at)}
    is_gone = what.paper is Part.DONE or what.mail in {Part.DONE, Part.BACK}
    papers = {Part.OPEN: _("the paper is being made"), Part.DONE: _("the paper is issued")}
    mails = {
        Part.OPEN: _("the mail waits to be sent"),
        Part.DONE: _("the mail has gone out at %(at)s") % at,
        Part.BACK: _("the mail went out at %(at)s and came back") % at,
    }
    over = "" if is_gone else _over(what.left_at, done_at)
    return ", ".join(filter(None, (over, papers.get(what.paper), mails.get(what.mail))))


def _over(left_at: datetime | None, done_at: datetime) -> str:
    if left_at is None or left_at <= done_at:
        return _("it held from the moment at which it was recorded")
    return _("the time to take it back was over at %(at)s") % {"at": vn_clock(left_at)}


def onward_of(event: Event, chosen: Collection[Action], *, is_read: bool = True) -> str:
    """Say by which of the acts that are open to somebody an act is put right that cannot be taken back; "" where none is.

    That is a step that moves the dossier on, or the same once more; else it is written down, and told: by a message where one
    ``is_read``, for whoever has no account reads none.
    """
    names = {one.name for one in chosen}
    if any(one.source != one.target or one.name == event.action for one in chosen if not acts.is_beside(one.name)):
        return _("Correct it by a further step.")
    if {acts.NOTE, acts.TO_APPLICANT} <= names and not is_read:
        return _(
            "If something in it is wrong, write it down in a note, and phone or write to the applicant, who reads no message here."
        )
    if {acts.NOTE, acts.TO_APPLICANT} <= names:
        return _("If something in it is wrong, write it down in a note, and tell the applicant by a message.")
    if acts.NOTE in names:
        return _("If something in it is wrong, write it down in a note.")
    return ""


def undoing_row(
    dossier: Dossier, undoing: Undoing | None, route: str, query: str, chosen: Collection[Action] = ()
) -> UndoingRow | None:
    """Return the row of what can be taken back; ``query`` is that of the list that one came from, ``chosen`` the acts that are open."""
    if undoing is None:
        return None
    event = undoing.event
    found = handed_again.done(event) or acts.label_of(dossier.machine, event.source, event.action)
    is_of_money = event.action.startswith(CONFIRMS)
    label = localized(confirmed_as(event.action, log_of(dossier)[0]) or found if is_of_money else found)
    path = path_of(dossier, route, query)
    leaves_at, until = undoing.leaves_at, undoing.until
    # Which of the two has said it, whoever reads it: the applicant, or the desk for that one.
    of_desk = event.is_of_applicant and undoing.actor.role is not Role.CITIZEN
    done = done_at(event.at)
    is_withdrawal = event.action == ASK_WITHDRAWAL and not of_desk
    return UndoingRow(
        label, event.at, leaves_at, event.sequence, path, undoing.is_out, until, of_desk, is_withdrawal, done,
        undoing.is_signed_for, _goes(dossier, undoing), of_desk and event.is_joined,
        onward_of(event, chosen, is_read=not is_alone(dossier)) if undoing.is_out else "",
    )  # fmt: skip


def _goes(dossier: Dossier, undoing: Undoing) -> str:
    if undoing.is_out:
        return why_not(going.become(undoing.event, undoing.kinds), undoing.event.at)
    return goes_out(undoing.kinds, dossier, undoing.leaves_at) if undoing.leaves_at else ""


def done_at(at: datetime) -> str:
    """Return the tag that says when an act was done: of several that can be taken back a key goes to the newest."""
    return f"at={at.timestamp() * 1000:.0f}"


def path_of(dossier: Dossier, route: str, query: str = "") -> str:
    """Return the address to which a taking back is sent: that of the actions, under its own name, with a list's query."""
    return with_query(reverse(route, args=[dossier.code, acts.TAKE_BACK]), query)
