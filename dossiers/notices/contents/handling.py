"""What a notice of a change of status says besides: agency, person, and the times of receipt, processing and return.

NĐ 224/2026/NĐ-CP art. 15(1)(g), from 01/07/2026; a regime of the day of the act says so.
"""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Unit
from dossiers.display.promises import Named
from dossiers.log.appointments import APOLOGISING, standing_promise
from dossiers.log.facts import reading_of
from dossiers.models import Event
from dossiers.models.standing import WITHOUT_DEBT
from dossiers.notices.contents.apologised import dates_of
from dossiers.papers.form import log_until
from procedures.machine import Status
from procedures.time.calendar import local
from procedures.time.regimes.rules import Rule

WITH_RESULT = frozenset({Status.RESULT_READY, Status.RETURNED})


@dataclass(frozen=True, slots=True)
class Handling:
    """Who did what became of a dossier, and when. Instants are local; None for what has not come yet."""

    agency: Unit
    person: str
    """Of the office; empty where the applicant or the system acted."""
    filed_at: datetime
    accepted_at: datetime | None
    processed_at: datetime | None
    """When it was resolved, once it is; else when the office acted, None of what the applicant did."""
    returned_at: datetime | None
    due_at: datetime | None
    """The appointment in force; None once the result is returned or there will be none, and while the time stands still."""
    due_before_pause: datetime | None
    """The appointment that held until the time stood still, as it does now."""
    dates: tuple[Named, ...]
    """The appointment in force, and what else was promised beside it, each by its name; none where that is None."""
    promised_before_pause: datetime | None
    """The day that an apology promised before the time stood still."""
    is_resolved: bool = False
    """Whether there is a result: then ``processed_at`` is when that was."""


def handling_of(event: Event, agency: Unit) -> Handling | None:
    """Return what is said of a change of status, and of a letter of apology, which gives another day; None of all else, and before the law."""
    dossier = event.dossier
    is_told = event.source != event.target or event.action in APOLOGISING
    if not is_told or Rule.STATUS_NOTICE not in dossier.regimes.found_on(local(event.at).date()):
        return None
    by_office = not event.is_of_applicant
    place, due_at = dossier.machine.states[event.target], reading_of(event).due_at
    returned_at = local(event.at) if place.status is Status.RETURNED else None
    resolved_at = _by(dossier.resolved_at, event.at) if place.status in WITH_RESULT else None
    due = local(due_at) if due_at and not returned_at and place.status not in WITHOUT_DEBT else None
    return Handling(
        agency=agency,
        person=event.actor.get_full_name() if by_office and event.actor else "",
        filed_at=local(dossier.filed_at),
        accepted_at=_by(dossier.accepted_at, event.at),
        processed_at=resolved_at or (local(event.at) if by_office else None),
        returned_at=returned_at,
        due_at=None if place.pause else due,
        due_before_pause=due if place.pause else None,
        dates=() if due is None or place.pause else dates_of(event),
        promised_before_pause=standing_promise(log_until(event)) if due and place.pause else None,
        is_resolved=resolved_at is not None,
    )


def _by(done_at: datetime | None, at: datetime) -> datetime | None:
    """Return when something was done, if it was by an instant."""
    return local(done_at) if done_at and done_at <= at else None
