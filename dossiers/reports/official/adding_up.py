"""Whether form II.06a adds up today: by the dossiers themselves, held against the sums that its page is made of."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from accounts.models import Unit, UnitKind
from dossiers.reports import counted, statistics
from dossiers.reports.official.form import Line, faults, numbers_of
from dossiers.reports.periods import Period, reporting
from dossiers.reports.selection import Selection
from dossiers.reports.statistics import Figures
from procedures.machine import Text
from procedures.time.calendar import local

SUMS = "sums"


class Fault(NamedTuple):
    """A row of the form that does not add up: of which agency, period and sector; the identities that it breaks, or ``SUMS``."""

    agency: str
    period: Period
    sector: str
    wrong: tuple[str, ...]


def wrong_rows(now: datetime) -> list[Fault]:
    """Return what does not add up in the reporting quarter and in the one before, of every agency; none where all is well."""
    quarters = reporting(local(now).date())
    agencies = Unit.objects.filter(kind=UnitKind.AGENCY).order_by("pk")
    return [
        fault
        for agency in agencies
        for name in ("last_quarter", "quarter")
        for fault in _of_agency(agency, quarters[name], now)
    ]


def _of_agency(agency: Unit, period: Period, now: datetime) -> Iterator[Fault]:
    selection = Selection((agency.pk,))
    rows = statistics.by(selection.dossiers, period, now, "sector")
    sums = counted.by(selection, period, now, "sector")
    for key in sorted(rows.keys() | sums.keys()):
        found = rows.get(key, Figures())
        wrong = faults(Line("", Text("", ""), numbers_of(found)))
        if found != sums.get(key, Figures()):
            wrong.append(SUMS)
        if wrong:
            yield Fault(agency.slug, period, str(key[0]), tuple(wrong))
