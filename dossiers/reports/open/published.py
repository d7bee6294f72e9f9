"""Figures that everybody may see: of whole months and years, by procedure, sector and channel, without small numbers.

One statement reads the sums of all months; what is shown of them is decided once for each year (``suppression``), and
the last twelve months keep to what was decided for theirs. The month that still runs is in none of them: from one day
to the next nobody sees a single dossier come or go.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

from django.conf import settings

from accounts.models import Unit
from dossiers.models import Channel
from dossiers.reports.counted import BEGINNING, Span, Sums, sums
from dossiers.reports.open.shares import Shares
from dossiers.reports.open.suppression import LEAST, Line, computed, hidden, ranges
from dossiers.reports.periods import DAY, moved
from dossiers.reports.selection import Selection
from procedures.models import Procedure
from procedures.time.calendar import LOCAL

YEAR = 12
LATELY = "last"
"""The last twelve whole months."""
ALL = ""
"""All procedures together."""
SECTOR = "sector:"
"""What the name of a sector begins with among those whom figures are of."""


class Cell(NamedTuple):
    """What a count is of: a month (``2019-04``), a year (``2019``) or ``LATELY``; all, a sector, or a procedure by its id."""

    when: str
    who: str

    @property
    def is_nowhere(self) -> bool:
        """Say whether it is a month of a sector, which is shown nowhere."""
        return "-" in self.when and self.who.startswith(SECTOR)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a cell; None is hidden, or a share of too few."""

    received: int | None = 0
    resolved: int | None = 0
    on_time: float | None = None
    """Share of the resolved that were early or on time, 0 to 100."""
    online: float | None = None
    """Share of the resolved that were filed on line, 0 to 100."""

    @property
    def is_nothing(self) -> bool:
        """Say whether there is nothing behind it."""
        return self.received == 0 and self.resolved == 0


@dataclass(frozen=True, slots=True)
class Published:
    """All that is published, up to the end of the last whole month."""

    until: date
    months: tuple[date, ...]
    """From the first with a dossier to the last that is over, by their first days; none where there is no dossier."""
    sectors: Mapping[int, str]
    """Of procedures, by their ids."""
    cells: Mapping[Cell, Shown]
    channels: Mapping[str, Mapping[str, int | None]]
    """How many were received by each channel: of years and ``LATELY``."""

    @property
    def years(self) -> tuple[int, ...]:
        """Those in which anything was received or resolved, the newest first."""
        years = {int(cell.when) for cell, one in self.cells.items() if cell.when.isdecimal() and not one.is_nothing}
        return tuple(sorted(years, reverse=True))

    @property
    def lately(self) -> tuple[date, ...]:
        """The last twelve months that are over, whether or not they have anything."""
        return last_months(self.until)

    def of(self, when: str, who: str = ALL) -> Shown:
        """Return what is shown of a cell."""
        return self.cells.get(Cell(when, who), NOTHING)

    def procedures(self, when: str) -> dict[int, Shown]:
        """Return the procedures that had anything, by their ids."""
        found = {pk: self.of(when, str(pk)) for pk in self.sectors}
        return {pk: shown for pk, shown in found.items() if not shown.is_nothing}


NOTHING = Shown()


def name_of(month: date) -> str:
    """Return a month as cells have it."""
    return f"{month:%Y-%m}"


def last_months(until: date) -> tuple[date, ...]:
    """Return the twelve months that end with a day, by their first days."""
    return tuple(moved(until.replace(day=1), number - YEAR + 1) for number in range(YEAR))


def published(now: datetime) -> Published:
    """Return what is published at an instant: three statements, however many dossiers there are."""
    until = now.astimezone(LOCAL).date().replace(day=1) - DAY
    agencies = Unit.objects.filter(agency_code=settings.AGENCY_CODE).values_list("pk", flat=True)
    over = [Span("all", is_month=True, first=BEGINNING, last=until)]
    rows = sums(Selection(tuple(agencies)), over, ("day", "procedure", "channel"))
    sectors = dict(Procedure.objects.values_list("pk", "sector"))
    by_month: dict[tuple[date, int, str], Sums] = {
        (day, procedure, channel): parts["all"] for (day, procedure, channel), parts in rows.items()
    }
    known = {day for (day, *_rest), one in by_month.items() if one.received or one.resolved}
    months = tuple(_months(min(known), until)) if known else ()
    used = {procedure: sectors[procedure] for _day, procedure, _channel in by_month}
    return _Making(until, months, used, by_month).published()


def _months(first: date, until: date) -> Iterator[date]:
    while first <= until:
        yield first
        first = moved(first, 1)


MEASURES: Mapping[str, Callable[[Sums], int]] = {
    "received": lambda one: one.received,
    "resolved": lambda one: one.resolved,
    "late": lambda one: one.overdue,
    "in_time": lambda one: one.resolved - one.overdue,
    "online": lambda one: one.online,
    "elsewhere": lambda one: one.resolved - one.online,
}
"""What is counted and must not be seen where it is small: a share tells its count, and the count of the others."""

OF_SHARES = ("late", "in_time", "online", "elsewhere")
FEW = range(1, LEAST)


class _Making:
    """The sums of all cells, and which of them are hidden."""

    def __init__(
        self,
        until: date,
        months: tuple[date, ...],
        sectors: Mapping[int, str],
        by_month: Mapping[tuple[date, int, str], Sums],
    ) -> None:
        self.until, self.months, self.sectors = until, months, sectors
        self.lately = last_months(until)
        self.sums: dict[Cell, Sums] = defaultdict(Sums)
        self.channels: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Channel.values, 0))
        for (day, procedure, channel), one in by_month.items():
            self._add(day, procedure, channel, one)

    def _add(self, day: date, procedure: int, channel: str, one: Sums) -> None:
        periods = [str(day.year), *([LATELY] if day in self.lately else [])]
        for when in (name_of(day), *periods):
            for who in (ALL, f"{SECTOR}{self.sectors[procedure]}", str(procedure)):
                self.sums[Cell(when, who)] = self.sums[Cell(when, who)].plus(one)
        for when in periods:
            self.channels[when][channel] += one.received

    def published(self) -> Published:
        """Return what of them is shown."""
        hidden_of = {measure: self._hidden(measure) for measure in MEASURES}
        unsaid = {
            cell
            for cell, one in self.sums.items()
            if one.resolved and (cell in hidden_of["resolved"] or one.resolved < LEAST or cell.is_nowhere)
        }
        late, online = (
            self._without_shares(pair, hidden_of[pair[0]] | hidden_of[pair[1]], unsaid)
            for pair in (("late", "in_time"), ("online", "elsewhere"))
        )
        cells = {
            cell: Shown(
                None if cell in hidden_of["received"] else one.received,
                None if cell in hidden_of["resolved"] else one.resolved,
                100 * (one.early + one.on_time) / one.resolved if one.resolved and cell not in late else None,
                100 * one.online / one.resolved if one.resolved and cell not in online else None,
            )
            for cell, one in self.sums.items()
            if not cell.is_nowhere
        }
        return Published(self.until, self.months, self.sectors, cells, self._channels(hidden_of["received"]))

    def _without_shares(self, pair: tuple[str, str], small: set[Cell], unsaid: set[Cell]) -> set[Cell]:
        """Return the cells of which a share is hidden that tells two counts."""
        one, other = (MEASURES[name] for name in pair)
        counts = {cell: (sums.resolved, one(sums), other(sums)) for cell, sums in self.sums.items()}
        found = small | unsaid
        for when, lines in self._tables({cell for cell in self.sums if cell.is_nowhere}):
            there = {key for line in lines for key in line.keys}
            table = Shares({cell: counts[cell] for cell in there}, lines, unsaid & there)
            own = [cell for cell in there if counts[cell][0] and (when != LATELY or cell.when == LATELY)]
            found |= table.hidden(found & there, own)
        return found

    def _hidden(self, measure: str) -> set[Cell]:
        """Return the cells of which a number is hidden."""
        counts = {cell: MEASURES[measure](one) for cell, one in self.sums.items()}
        # What is shown nowhere must not be told by what is shown either, where it is small.
        nowhere = {cell for cell, count in counts.items() if cell.is_nowhere and 0 < count < LEAST}
        decided = dict.fromkeys(nowhere, True)
        for when, lines in self._tables(nowhere):
            whole = Cell(when, ALL)
            # How the whole office stood is said, unless few were late or it would tell a few of them.
            is_said = measure in OF_SHARES and counts.get(whole, 0) not in FEW
            found = _decided(counts, lines, decided | ({whole: False} if is_said else {}))
            if is_said and _tells(counts, lines, found):
                found = _decided(counts, lines, decided)
            decided |= found
        return {cell for cell, is_hidden in decided.items() if is_hidden}

    def _tables(self, nowhere: Container[Cell]) -> Iterator[tuple[str, list[Line[Cell]]]]:
        """Yield what adds up in each year by itself, then in the last twelve months together with their years."""
        years = {str(year): [month for month in self.months if month.year == year] for year in self._years}
        lines = {year: self._lines(year, months, nowhere) for year, months in years.items()}
        yield from lines.items()
        beside = [lines[year] for year in sorted({str(month.year) for month in self.lately}) if year in lines]
        yield LATELY, [*self._lines(LATELY, self.lately, nowhere), *chain.from_iterable(beside)]

    @property
    def _years(self) -> list[int]:
        return sorted({month.year for month in self.months})

    def _lines(self, when: str, months: Sequence[date], nowhere: Container[Cell]) -> list[Line[Cell]]:
        """Return what adds up in a period: months, sectors and procedures, and those months of sectors that are ``nowhere``."""
        names = [name_of(month) for month in months]
        everybody = [str(procedure) for procedure in self.sectors]
        sectors = sorted(set(self.sectors.values()))
        lines = [
            self._line(Cell(when, ALL), (Cell(name, ALL) for name in names)),
            self._line(Cell(when, ALL), (Cell(when, f"{SECTOR}{sector}") for sector in sectors)),
        ]
        lines += [self._line(Cell(name, ALL), (Cell(name, who) for who in everybody)) for name in names]
        lines += [self._line(Cell(when, who), (Cell(name, who) for name in names)) for who in everybody]
        for sector in sectors:
            own, name = [str(pk) for pk, its_own in self.sectors.items() if its_own == sector], f"{SECTOR}{sector}"
            whole = [one for one in names if Cell(one, name) in nowhere]
            lines += [self._line(Cell(one, name), (Cell(one, who) for who in own)) for one in (when, *whole)]
        return [line for line in lines if line.parts]

    def _line(self, total: Cell, parts: Iterable[Cell]) -> Line[Cell]:
        return Line(total, tuple(part for part in parts if part in self.sums))

    def _channels(self, received: set[Cell]) -> dict[str, dict[str, int | None]]:
        shown: dict[str, dict[str, int | None]] = {}
        for when, counts in self.channels.items():
            total = Cell(when, ALL)
            line = Line(total.who, tuple(counts))
            there = {**counts, total.who: self.sums[total].received}
            small = hidden(there, [line], {total.who: total in received})
            shown[when] = {channel: None if channel in small else count for channel, count in counts.items()}
        return shown


def _decided(counts: Mapping[Cell, int], lines: Sequence[Line[Cell]], before: Mapping[Cell, bool]) -> dict[Cell, bool]:
    """Decide the cells of some lines that are not decided yet."""
    there = {key for line in lines for key in line.keys}
    known = {cell: is_hidden for cell, is_hidden in before.items() if cell in there}
    small = hidden({cell: counts.get(cell, 0) for cell in there}, lines, known)
    return {cell: cell in small for cell in there}


def _tells(counts: Mapping[Cell, int], lines: Sequence[Line[Cell]], found: Mapping[Cell, bool]) -> bool:
    """Say whether one of the hidden counts that are few can be no other number."""
    unknown = {cell for cell, is_hidden in found.items() if is_hidden}
    bounds = ranges({cell: counts.get(cell, 0) for cell in found}, lines, unknown)
    known = computed(lines, unknown) | {cell for cell, (low, high) in bounds.items() if low == high}
    return any(counts.get(cell, 0) in FEW for cell in known)
