"""What lies at the desk of the rows of a list, since when, and how whoever is to fetch it is called."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from dossiers.display.agency.handed import to_take_back
from dossiers.display.formats import localized, vn_date, vn_phone
from dossiers.log import columns
from dossiers.log.answers import standing
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of
from dossiers.models import Event
from dossiers.models.rows.listed import Row


class Lying(NamedTuple):
    """What waits to be handed back of one dossier."""

    words: str
    """What that is, with how many, and since when it waits."""
    phone: str
    """Of whoever filed; "" where none is known, or what was typed is erased."""


NOTHING = Lying("", "")


def lying_among(rows: Sequence[Row]) -> Mapping[int, Lying]:
    """Return it by dossier, in two statements however many rows there are; none where there are none."""
    if not rows:
        return {}
    logs: dict[int, list[Event]] = {}
    joined = Event.objects.select_related("payload", "actor", "on_behalf_of")
    for event in joined.filter(dossier__in=[row.pk for row in rows]).order_by("dossier", "sequence"):
        logs.setdefault(event.dossier_id, []).append(event)
    return {row.pk: _lying(row, effective(logs[row.pk])) for row in rows if row.pk in logs}


def _lying(row: Row, log: Sequence[Event]) -> Lying:
    there = [
        f"{localized(one.title)} ({one.notes})" if one.notes else localized(one.title)
        for one in to_take_back(row.machine, log)
    ]
    said = _("Lies here since %(day)s: %(what)s") % {"day": _since(log), "what": "; ".join(there)}
    return Lying(said if there else "", vn_phone(str(standing(log).get("applicant_phone") or "")))


def _since(log: Sequence[Event]) -> str:
    """Return the day of the end from which it waits, or on which the post has sent the result back; what else is noted moves nothing."""
    came_back = [facts.came_back_on for facts in map(facts_of, log) if facts.came_back_on]
    ended: datetime = columns.last_move(log).at
    return vn_date(came_back[-1] if came_back else ended)
