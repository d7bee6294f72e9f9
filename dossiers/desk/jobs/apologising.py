"""What is signed with many letters of apology, on the page before: the words of each, what each does to its date, what is odd."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from dossiers.bulk.judging import Judged
from dossiers.clock import judged_by
from dossiers.display.formats import localized
from dossiers.log.appointments import REAPPOINT, waiting_reasons
from dossiers.pages.acting.apologies import closed_on, closing_on, far_off, only_once, replaces
from procedures.machine import Action


@dataclass(frozen=True, slots=True)
class Signing:
    """A letter that waits for its signature."""

    act: str
    """What signing it is: another date in time, or a promise that moves none."""
    day: date | None
    reason: str
    who: str
    """Who wrote it."""


def signings_of(found: Sequence[Judged]) -> Mapping[str, Signing]:
    """Return it by number, of what can be done: one query."""
    rows = waiting_reasons().filter(dossier__in=[one.dossier.pk for one in found if one.ready and one.dossier])
    wrote = {row.dossier_id: row.by.get_full_name() for row in rows.select_related("by")}
    return {
        one.code: Signing(
            localized(one.ready.action.label),
            one.ready.given.date,
            one.ready.given.reason,
            wrote.get(one.dossier.pk, ""),
        )
        for one in found
        if one.ready and one.dossier
    }


def consequence_of(action: Action) -> str:
    """Say what signing leads to where the appointment moves, which the machine says nothing of; "" of all else."""
    if action.name != REAPPOINT:
        return ""
    moves = _("The appointment moves to the day of the letter.")
    words = _("Each can be taken back for %(seconds)s seconds; then the applicant gets it.")
    return f"{moves} {localized(judged_by())} {words % {'seconds': settings.TAKE_BACK_SECONDS}}"


def doubts_of(found: Sequence[Judged], now: datetime) -> Mapping[str, tuple[str, ...]]:
    """Return by number what the leader is to look at twice.

    A day that is far off, an earlier promise that is replaced or was the only one, and that the place is closed by then: one
    query where any is.
    """
    shut = [one for one in found if (day := _day_of(one)) and one.dossier and closing_on(day, one.dossier)]
    prefetch_related_objects([event for one in shut for event in one.log], "payload")
    closed = {one.code: closed_on(day, one.dossier, one.log) for one in shut if (day := _day_of(one)) and one.dossier}
    doubts = {}
    for one in found:
        if one.ready and one.dossier and one.ready.given.date:
            name, day = one.ready.action.name, one.ready.given.date
            said = far_off(name, day, one.dossier, now), replaces(name, one.log), only_once(one.log, now)
            doubts[one.code] = tuple(filter(None, (*said, closed.get(one.code, ""))))
    return doubts


def _day_of(one: Judged) -> date | None:
    return one.ready.given.date if one.ready else None
