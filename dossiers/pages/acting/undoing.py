"""What whoever looks at a dossier has done last and may take back."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from dossiers import acts
from dossiers.commands import Undoing
from dossiers.display.balance import confirmed_as
from dossiers.display.formats import localized
from dossiers.display.links import with_query
from dossiers.log.money import CONFIRMS
from dossiers.log.whole import log_of
from dossiers.models import Dossier
from procedures.language.lifecycle.first import ASK_WITHDRAWAL


@dataclass(frozen=True, slots=True)
class UndoingRow:
    """The last act of a dossier, which whoever looks at it has taken and may take back."""

    label: str
    at: datetime
    leaves_at: datetime | None
    """When its number, paper and message go out; None where nothing does."""
    undoes: int
    url: str
    is_out: bool
    """Whether that has happened, so that the act can only be corrected."""
    until: datetime
    """Until when it can be taken back where nothing goes out."""
    of_applicant: bool = False
    """Whether it is the applicant's, done at the desk: no day ends that it can be taken back."""
    is_withdrawal: bool = False
    """Whether the applicant has asked to withdraw the dossier, for which “taking back” would be the same word twice."""
    done_at: str = ""
    """The tag that says when it was done."""
    is_signed_for: bool = False
    """Whether it says that something was handed back: only a wrong press is taken back, within the seconds that all have."""


def undoing_row(dossier: Dossier, undoing: Undoing | None, route: str, query: str) -> UndoingRow | None:
    """Return the row of what can be taken back; ``query`` is that of the list that one came from."""
    if undoing is None:
        return None
    event = undoing.event
    found = acts.label_of(dossier.machine, event.source, event.action)
    is_of_money = event.action.startswith(CONFIRMS)
    label = localized(confirmed_as(event.action, log_of(dossier)[0]) or found if is_of_money else found)
    path = path_of(dossier, route, query)
    leaves_at, until = undoing.leaves_at, undoing.until
    of_desk, done = event.is_at_desk, done_at(event.at)
    is_withdrawal = event.action == ASK_WITHDRAWAL and not of_desk
    return UndoingRow(
        label, event.at, leaves_at, event.sequence, path, undoing.is_out, until, of_desk, is_withdrawal, done,
        undoing.is_signed_for,
    )  # fmt: skip


def done_at(at: datetime) -> str:
    """Return the tag that says when an act was done: of several that can be taken back a key goes to the newest."""
    return f"at={at.timestamp() * 1000:.0f}"


def path_of(dossier: Dossier, route: str, query: str = "") -> str:
    """Return the address to which a taking back is sent: that of the actions, under its own name, with a list's query."""
    return with_query(reverse(route, args=[dossier.code, acts.TAKE_BACK]), query)
