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
from dossiers.display.formats import localized, vn_clock
from dossiers.display.links import with_query
from dossiers.log.money import CONFIRMS
from dossiers.log.whole import log_of
from dossiers.models import Dossier
from dossiers.notices.channels import going
from dossiers.notices.channels.going import Going, Part
from procedures.language.lifecycle.first import ASK_WITHDRAWAL


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
    """What goes out then, or what has become of it."""
    was_on_line: bool = False
    """Whether the applicant has said it on line, by a joined account, and the desk may take it back."""


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
    if foreseen.mail is Part.NOT:
        words.append(_("No mail goes out: the applicant has no confirmed address for it."))
    return " ".join(words)


def _become(what: Going) -> str:
    """Say what has become of the paper and the mail of an act that waits no more; "" where it had neither."""
    papers = {Part.OPEN: _("the paper is being made"), Part.DONE: _("the paper is issued")}
    mails = {
        Part.OPEN: _("the mail is on its way"),
        Part.DONE: _("the mail has gone out"),
        Part.NOT: _("no mail has gone out"),
    }
    return ", ".join(filter(None, (papers.get(what.paper), mails.get(what.mail))))


def undoing_row(dossier: Dossier, undoing: Undoing | None, route: str, query: str) -> UndoingRow | None:
    """Return the row of what can be taken back; ``query`` is that of the list that one came from."""
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
    )  # fmt: skip


def _goes(dossier: Dossier, undoing: Undoing) -> str:
    if undoing.is_out:
        return _become(going.become(undoing.event, undoing.kinds))
    return goes_out(undoing.kinds, dossier, undoing.leaves_at) if undoing.leaves_at else ""


def done_at(at: datetime) -> str:
    """Return the tag that says when an act was done: of several that can be taken back a key goes to the newest."""
    return f"at={at.timestamp() * 1000:.0f}"


def path_of(dossier: Dossier, route: str, query: str = "") -> str:
    """Return the address to which a taking back is sent: that of the actions, under its own name, with a list's query."""
    return with_query(reverse(route, args=[dossier.code, acts.TAKE_BACK]), query)
