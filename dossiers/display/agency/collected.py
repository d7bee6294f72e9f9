"""Where a result is to be collected, as pages say it: the place with its address, where else before or after, and that it is closed."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from accounts.models import Unit, UnitKind
from dossiers.display.agency import places
from dossiers.display.agency.closed import closed_when_due, in_force, promised
from dossiers.display.agency.receiving import Receiving
from dossiers.models import Dossier
from procedures.machine import Text
from procedures.time.calendar import local


def collected(dossier: Dossier, receiving: Receiving) -> Text | None:
    """Return where the result of an accepted, open dossier is collected; None where it is not, and where no place is known."""
    now = timezone.now()
    return _words(dossier, now) if receiving.is_had_there and in_force(dossier) else None


def kept_at(dossier: Dossier) -> Text | None:
    """Return where what was handed in lies and is given back, however the result comes; None where no place is known."""
    desk, today = _desk(dossier), local(timezone.now()).date()
    return places.had_on(dossier.agencies, dossier.point, desk, today, today) if desk else None


def collected_at(dossiers: Iterable[Dossier]) -> list[tuple[Text, list[str]]]:
    """Return where results that are had at a place are collected: each place once, with the numbers of those dossiers."""
    now, found = timezone.now(), dict[Text, list[str]]()
    for dossier in dossiers:
        if in_force(dossier) and (there := _words(dossier, now)):
            found.setdefault(there, []).append(dossier.code)
    return [*found.items()]


def collected_otherwise(dossier: Dossier, receiving: Receiving) -> Text | None:
    """Return the same where the place moves, has moved since the acceptance, or is closed when the result is promised: else None."""
    now = timezone.now()
    if not receiving.is_had_there or not in_force(dossier):
        return None
    return _words(dossier, now) if _moves(dossier, now) or closed_when_due(dossier, now) else None


def _words(dossier: Dossier, now: datetime) -> Text | None:
    desk, today, due = _desk(dossier), local(now).date(), promised(dossier)
    if desk is None:
        return None
    day = max(due.date(), today) if due else today
    there, shut = places.had_on(dossier.agencies, dossier.point, desk, today, day), closed_when_due(dossier, now)
    return Text(f"{there.vi}; {shut.words.vi}", f"{there.en}; {shut.words.en}") if shut else there


def _moves(dossier: Dossier, now: datetime) -> bool:
    desk, accepted = _desk(dossier), dossier.accepted_at or now
    return bool(desk and places.moves(dossier.agencies, dossier.point, desk, local(accepted).date()))


def _desk(dossier: Dossier) -> Unit | None:
    units = dossier.steady.units.values()
    return next((one for one in units if one.kind == UnitKind.DESK and one.parent_id == dossier.agency_id), None)
