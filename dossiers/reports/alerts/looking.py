"""What is looked at for alerts: by night all figures that have a band, every hour the work that stands still."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from accounts.models import Unit, UnitKind
from dossiers.models import Alert, AlertKind
from dossiers.reports.alerts import bands, stranded
from dossiers.reports.alerts.seen import Seen, note
from dossiers.reports.alerts.whose import alerted_units
from procedures.time.calendar import LOCAL

NIGHT = (3, 4)
"""The local hours in which bands are looked at: nobody waits then, and a day that is over has all its events."""


@dataclass(frozen=True, slots=True)
class Look:
    """Something to look at, and what it is called."""

    name: str
    at: Callable[[], None]

    def __str__(self) -> str:
        return self.name


def looks(now: datetime) -> Iterator[Look]:
    """Yield what is to be looked at in this hour."""
    units = list(alerted_units())
    agencies = [unit for unit in units if unit.kind == UnitKind.AGENCY]
    for agency in agencies:
        yield Look(f"stranded:{agency.slug}", partial(_stranded, agency, units, now))
    if now.astimezone(LOCAL).hour in NIGHT:
        for unit in units:
            yield Look(f"rate:{unit.slug}", partial(_band, unit, bands.RATE, partial(bands.of_rate, unit, now), now))
        for agency in agencies:
            for slug in _watched(agency, now):
                look = partial(_band, agency, bands.figure_of(slug), partial(bands.of_pace, agency, slug, now), now)
                yield Look(f"pace:{agency.slug}:{slug}", look)


def _watched(agency: Unit, now: datetime) -> list[str]:
    """Return the procedures with anything resolved last month, and those that warn: they may have nothing any more."""
    warn = Alert.objects.filter(unit=agency, over_at=None, figure__startswith=bands.figure_of(""))
    standing = {figure.partition(":")[2] for figure in warn.values_list("figure", flat=True)}
    return sorted({*bands.procedures_of(agency, now), *standing})


def _band(unit: Unit, figure: str, look: Callable[[], list[Seen]], now: datetime) -> None:
    note(unit, AlertKind.BAND, look(), at=now, figure=figure)


def _stranded(agency: Unit, units: list[Unit], now: datetime) -> None:
    found = stranded.of_agency(agency, now)
    for unit in units:
        if unit.agency_id == agency.pk:
            note(unit, AlertKind.STRANDED, found.get(unit, ()), at=now)
