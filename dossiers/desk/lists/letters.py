"""The letters of apology that wait for a leader's signature, at the head of the leader's work-list: how many, and until when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Role
from accounts.seats import Seats
from dossiers import queries
from dossiers.display.formats import capped, vn_date
from dossiers.lists.filters import OPEN_ONES, Filters
from dossiers.lists.listed import listed
from dossiers.log.appointments import WAITING, last_day_before
from dossiers.models.rows import planned_anew
from procedures import steady
from procedures.models import Stamp
from procedures.time.calendar import local
from procedures.time.regimes.book import Days

WAITING_ONES = Filters(OPEN_ONES, (("apology", WAITING),))
COLUMNS = ("agency_id", "due_at", "reappointed", "filed_at", "accepted_at", "stamp")


@dataclass(frozen=True, slots=True)
class ToSign:
    """The letters that wait, in words, and the list of their dossiers."""

    words: str
    until: str
    """By when the first has to be signed, or since when it is late already: then no signature moves its date, and none can wait."""
    query: str


def letters_to_sign(seats: Seats, now: datetime) -> ToSign | None:
    """Return what waits for somebody's signature; None where nothing does: one statement, and none for who signs nothing."""
    if not seats.has(Role.DEPARTMENT_LEADER):
        return None
    waiting = listed(WAITING_ONES, seats, now)
    with planned_anew():
        rows = list(waiting.columns_of(*COLUMNS, stamp=Subquery(Stamp.objects.values("value")[:1])))
    if not rows:
        return None
    words = ngettext(
        "%(n)s letter of apology waits for your signature",
        "%(n)s letters of apology wait for your signature",
        len(rows),
    ) % {"n": capped(len(rows), queries.MOST_COUNTED)}
    today = local(now).date()
    if late := [row[1] for row in rows if row[1] <= now]:
        until = _("the first is late since %(day)s, please sign it now") % {"day": vn_date(local(min(late)).date())}
    else:
        until = _until(min(_last_days(rows, today)), today)
    return ToSign(words, until, WAITING_ONES.query())


def _until(day: date, today: date) -> str:
    if day == today:
        return _("the first has to be signed today")
    return _("the first has to be signed by %(day)s") % {"day": vn_date(day)}


def _last_days(
    rows: Sequence[tuple[int, datetime, bool, datetime, datetime | None, UUID | None]], today: date
) -> Iterator[date]:
    """Yield by when each that is not late yet is signed: as long as that moves its return date, else by that date."""
    known = steady.of(rows[0][-1])
    for agency_id, due_at, reappointed, filed_at, accepted_at, _stamp in rows:
        accepted = local(accepted_at).date() if accepted_at else None
        ruling = known.regimes.ruling(Days(act=today, filing=local(filed_at).date(), acceptance=accepted))
        last = last_day_before(due_at, ruling.apology_lead_days, today, known.calendars.of(agency_id))
        yield local(due_at).date() if reappointed or last.allowed < today else last.signed_on
