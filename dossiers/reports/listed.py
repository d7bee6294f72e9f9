"""What a file of dossiers can have in its columns, by the names of the columns of a list."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.seats import Seats
from dossiers.display.badges import nearest_badges, past_return
from dossiers.display.formats import localized, unit_name
from dossiers.display.labels import ARRIVAL_LABELS, role_label, status_label, verdict_label
from dossiers.lists.openings import unopened
from dossiers.lists.people import named_holders
from dossiers.log.arrivals import Arrival
from dossiers.log.instants import NOTHING_DUE
from dossiers.models import Channel, Dossier
from dossiers.reports.sheets import Cell
from procedures.models import machine_of_version


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in characters, and what stands in it of a dossier."""

    label: Promise
    width: int
    cell: Callable[[Dossier], Cell]


def _at(instant: datetime | None) -> Cell:
    return "" if instant is None else timezone.localtime(instant).replace(tzinfo=None)


def _step(dossier: Dossier) -> str:
    return machine_of_version(dossier.version_id).states[dossier.state].label.of(get_language())


def _procedure(dossier: Dossier) -> str:
    return localized(machine_of_version(dossier.version_id).name)


def _sector(dossier: Dossier) -> str:
    return localized(machine_of_version(dossier.version_id).sector_name)


def _outcome(dossier: Dossier) -> str:
    outcome = machine_of_version(dossier.version_id).outcome(dossier.outcome)
    return localized(outcome.label) if outcome else ""


def _nearest(dossier: Dossier) -> Cell:
    return "" if dossier.nearest_at == NOTHING_DUE else _at(dossier.nearest_at)


def _owed(dossier: Dossier) -> Cell:
    return "" if dossier.owed is None else dossier.owed


def _proposed(dossier: Dossier) -> str:
    outcome = machine_of_version(dossier.version_id).outcome("" if dossier.outcome else dossier.proposed)
    return localized(outcome.label) if outcome else ""


COLUMNS: Mapping[str, Column] = {
    "code": Column(_("Dossier number"), 26, lambda dossier: dossier.code),
    "subject": Column(_("Subject"), 40, lambda dossier: dossier.subject),
    "organisation": Column(_("Filed on behalf of"), 32, lambda dossier: dossier.organisation),
    "applicant": Column(_("Applicant"), 28, lambda dossier: dossier.applicant_name),
    "procedure": Column(_("Procedure"), 50, _procedure),
    "sector": Column(_("Sector"), 24, _sector),
    "step": Column(_("Step"), 24, _step),
    "status": Column(_("State"), 20, lambda dossier: status_label(dossier.status)),
    # By name where that is one person, once it is known of which dossiers: ``columns``.
    "holder": Column(_("Held by"), 24, lambda dossier: role_label(dossier.holder)),
    "unit": Column(_("Unit"), 30, lambda dossier: unit_name(dossier.unit) if dossier.unit else ""),
    "channel": Column(_("Filed by way of"), 16, lambda dossier: str(Channel(dossier.channel).label)),
    "filed": Column(_("Filed on"), 17, lambda dossier: _at(dossier.filed_at)),
    "deadline": Column(_("Nearest deadline"), 17, _nearest),
    "accepted": Column(_("Accepted"), 17, lambda dossier: _at(dossier.accepted_at)),
    "step_due": Column(_("Step due"), 17, lambda dossier: _at(dossier.step_due_at)),
    "due": Column(_("Return date"), 17, lambda dossier: _at(dossier.due_at)),
    "resolved": Column(_("Resolved"), 17, lambda dossier: _at(dossier.resolved_at)),
    "verdict": Column(_("Verdict"), 18, lambda dossier: verdict_label(dossier.verdict)),
    "owed": Column(_("Owed"), 20, _owed),
    "outcome": Column(_("Outcome"), 24, _outcome),
    "proposed": Column(_("Proposed"), 24, _proposed),
    # Said for a reader at an instant: ``columns``.
    "deadline_word": Column(_("What is due first"), 22, lambda _dossier: ""),
    "marks": Column(_("Marks"), 28, lambda _dossier: ""),
}


def columns(names: Sequence[str], dossiers: Sequence[Dossier], seats: Seats, at: datetime) -> list[Column]:
    """Return columns as some dossiers are written in them for somebody at an instant: as the list says it."""
    badge, past, new = nearest_badges(at), past_return(at), unopened(dossiers, seats)
    cells: Mapping[str, Callable[[Dossier], Cell]] = {
        "holder": named_holders(dossiers, timezone.localdate(at)),
        "verdict": lambda dossier: verdict_label(dossier.verdict) or (late.label if (late := past(dossier)) else ""),
        "deadline_word": lambda dossier: badge(dossier).label,
        "marks": lambda dossier: "; ".join(_marks(dossier, is_new=dossier.pk in new)),
    }
    return [replace(COLUMNS[name], cell=cells.get(name, COLUMNS[name].cell)) for name in names]


def _marks(dossier: Dossier, *, is_new: bool) -> Iterator[str]:
    """Yield what a row is marked with, in the words of the list."""
    if dossier.withdrawal_asked and dossier.is_open:
        yield gettext("withdrawal asked")
    if dossier.arrived and (is_new or dossier.arrived != Arrival.NEW):
        yield str(ARRIVAL_LABELS[dossier.arrived])
    if dossier.message_waits:
        yield gettext("message waiting")
