"""Whose result is promised for when a place would be closed, by a row that an administrator is about to enter."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import ngettext

from dossiers.calendars.said import ClosedThen
from dossiers.display.formats import localized, vn_datetime, vn_number
from dossiers.models import Dossier
from dossiers.notices.planned.closed import closed_then
from procedures.time.agencies.book import Agencies, Agency

MOST_NAMED = 20
"""Dossiers that are named, the first to come first."""


def shut_by(row: Agency, instead: Agency | None, known: Agencies) -> Sequence[str]:
    """Return a sentence that names who would find the place closed and does not so far; none where nobody would."""
    if not row.receives:
        return ()
    left = (one for one in known.rows if one not in (row, instead))
    planned, now, all_ = Agencies((*left, row), known.own), timezone.now(), Dossier.objects.all()
    before = {one.dossier.pk for one in closed_then(all_, now)}
    found = [one for one in closed_then(all_, now, planned=planned) if one.dossier.pk not in before]
    return (_sentence(row, found),) if found else ()


def _sentence(row: Agency, found: Sequence[ClosedThen]) -> str:
    words = ngettext(
        "The result of %(count)s dossier is promised for when “%(name)s” would be closed by the hours that you chose: %(list)s. Its date stays; the desk finds it among whom to phone.",
        "The results of %(count)s dossiers are promised for when “%(name)s” would be closed by the hours that you chose: %(list)s. Their dates stay; the desk finds them among whom to phone.",
        len(found),
    )
    named = ", ".join(_named(one) for one in found[:MOST_NAMED])
    more = ", …" if len(found) > MOST_NAMED else ""
    return words % {"count": vn_number(len(found)), "name": localized(row.name), "list": f"{named}{more}"}


def _named(one: ClosedThen) -> str:
    return f"{one.dossier.code} ({vn_datetime(one.promised)} → {vn_datetime(one.opens)})"
