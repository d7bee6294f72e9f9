"""The time ribbon: the days of a dossier as a strip, ready to be drawn, from the clock's values and nothing else.

Every colour of it is a word too: a caption says where the dossier stands, a key names what is drawn,
and two lists tell the days that are not like others and who had the dossier when.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby

from dossiers.clock import CountedDay, Reading
from dossiers.display.ribbon.bands import Band, bands_of_steps, bands_of_units, who_had
from dossiers.display.ribbon.cells import (
    CELL,
    SHOWN_FIRST,
    SHOWN_LAST,
    Cell,
    DayState,
    Marked,
    Sign,
    Week,
    cell_of,
    weeks_of,
)
from dossiers.display.ribbon.wording import (
    HANDS,
    UNITS,
    VERDICTS,
    after_pause,
    amount,
    begins,
    clock_time,
    description,
    in_days,
    on,
    restarts,
    running_day,
    running_now,
    shares,
    shown,
    summary,
)
from procedures.machine import AfterSupplement, Text
from procedures.time.sessions import WEEKDAYS

__all__ = [
    "CELL",
    "HANDS",
    "SHOWN_FIRST",
    "SHOWN_LAST",
    "UNITS",
    "VERDICTS",
    "Band",
    "Cell",
    "DayState",
    "Happened",
    "Ribbon",
    "Sign",
    "Week",
    "after_pause",
    "amount",
    "bands_of_steps",
    "bands_of_units",
    "begins",
    "clock_time",
    "in_days",
    "restarts",
    "ribbon",
    "running_day",
    "shares",
    "shown",
    "who_had",
]


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the key under the ribbon: what to draw, a state or a sign, and its words."""

    name: str
    label: str
    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A stretch of days that did not count, for one reason, or days with a name of their own."""

    when: str
    reason: str


@dataclass(frozen=True, slots=True)
class Happened:
    """What the ribbon shows besides the days of the clock.

    ``now`` is the sign of the day of the reading: today, or the instant as of which it is shown.
    """

    bands: Sequence[Band] = ()
    signs: Mapping[Sign, datetime] = field(default_factory=dict)
    now: Sign = Sign.TODAY
    has_result: bool = True
    """Whether it ended, if it has, with a result."""
    after: AfterSupplement = AfterSupplement.RESTART
    """How the limit counts after a supplement."""
    is_settled: bool = False
    """Whether nothing is left of the payment for which it is paused."""
    is_promised: bool = True
    """Whether a date is shown for which the result was promised: who has withdrawn waits for none."""
    promised: datetime | None = None
    """The day that is promised with an apology in place of the appointment, which is one of before then."""


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The ribbon with every word in one language."""

    title: str
    summary: str
    description: str
    weeks: tuple[Week, ...]
    keys: tuple[Key, ...]
    notes_title: str
    notes: tuple[Note, ...]
    skipped_words: str
    """What stands for weeks that are left out."""
    bands: tuple[Band, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return the days that are drawn."""
        return tuple(cell for week in self.weeks for cell in week.cells)


NOTHING_MORE = Happened()


def ribbon(
    days: Sequence[CountedDay],
    reading: Reading,
    *,
    today: date,
    language: str | None,
    happened: Happened = NOTHING_MORE,
) -> Ribbon:
    """Return the ribbon of the days and the reading that the clock gave, as of ``today``.

    In a pause nobody knows the days to come: it ends with today. So it ends with its last day, where nothing is promised.
    """
    is_over = reading.ended_at is not None and not happened.is_promised
    last = on(reading.ended_at) if reading.ended_at is not None and is_over else today
    known = [day for day in days if day.date <= last] if reading.paused or is_over else days
    dated = _dated(reading, today, happened)
    drawn_on = known[-1].date
    bands = tuple(band for band in happened.bands if on(band.began_at) <= drawn_on)
    marked = Marked(today, _by_day(dated), bands, running_now(reading, known))
    cells = [cell_of(day, reading, _until(marked, day, today), language) for day in known]
    return Ribbon(
        title=Text("Thời gian giải quyết", "Processing time").of(language),
        summary=summary(
            known,
            reading,
            happened.after,
            happened.promised,
            has_result=happened.has_result,
            is_settled=happened.is_settled,
        ).of(language),
        description=description(known, reading).of(language),
        weeks=weeks_of(cells),
        keys=_keys(weeks_of(cells), dated, language),
        notes_title=Text(
            "Ngày nghỉ lễ, ngày làm bù và những ngày không tính", "Holidays, make-up days and days that do not count"
        ).of(language),
        notes=tuple(_notes(known, language)),
        skipped_words=Text("tuần không vẽ", "weeks not drawn").of(language),
        bands=bands,
    )


def _until(marked: Marked, day: CountedDay, today: date) -> Marked:
    """Leave out the bands under days to come: nobody knows who will have it then."""
    return marked if day.date <= today else replace(marked, bands=())


def _dated(reading: Reading, today: date, happened: Happened) -> dict[Sign, tuple[date, str]]:
    """Return each sign's day and what its key says of it; of a date that is not in force, nothing."""
    dates = {happened.now: (today, f"{today:%d/%m/%Y}")}
    due, lawful, first = reading.due_at, reading.lawful_due_at, reading.first_due_at
    is_over = reading.ended_at is not None and not happened.is_promised
    if not (reading.is_undated or is_over):
        dates[Sign.EARLIER if happened.promised else Sign.DUE] = on(due), shown(due)
        if on(lawful) != on(due):
            dates[Sign.LAWFUL] = on(lawful), shown(lawful)
    if not is_over and (reading.is_undated or on(first) not in (on(due), on(lawful))):
        dates[Sign.FIRST] = on(first), shown(first)
    dates |= {sign: (on(at), shown(at)) for sign, at in happened.signs.items()}
    if reading.ended_at is not None:
        ended = Sign.ENDED if happened.has_result else Sign.CLOSED
        dates[ended] = on(reading.ended_at), shown(reading.ended_at)
    return dates


def _by_day(dated: Mapping[Sign, tuple[date, str]]) -> dict[date, tuple[Sign, ...]]:
    days = {day for day, _ in dated.values()}
    return {day: tuple(sign for sign in Sign if sign in dated and dated[sign][0] == day) for day in days}


def _keys(weeks: Iterable[Week], dated: Mapping[Sign, tuple[date, str]], language: str | None) -> tuple[Key, ...]:
    """Return the key of what is drawn, in the order of the enumerations; signs with their dates."""
    drawn = [cell for week in weeks for cell in week.cells]
    states = {cell.state for cell in drawn} | {DayState.OFF for cell in drawn if cell.off}
    keys = [Key(s.value, s.label.of(language)) for s in DayState if s in states]
    signs = {sign for cell in drawn for sign in cell.signs}
    return tuple(keys) + tuple(
        Key(sign.value, f"{sign.label.of(language)} {dated[sign][1]}", sign) for sign in Sign if sign in signs
    )


def _notes(days: Sequence[CountedDay], language: str | None) -> Iterable[Note]:
    """Yield what is to be told of days; weekends speak for themselves."""
    notes = ((day, _noted(day)) for day in days)
    named = [(day, text) for day, text in notes if text is not None]
    for text, group in groupby(named, key=lambda pair: pair[1]):
        stretch = [day.date for day, _ in group]
        first, last = stretch[0], stretch[-1]
        when = f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"
        yield Note(when, text.of(language))


def _noted(day: CountedDay) -> Text | None:
    """Return why a day does not count, or what the calendar calls it where that says more."""
    if day.reason is None or day.reason in WEEKDAYS:
        return day.name
    if day.name is None or day.name == day.reason:
        return day.reason
    return Text(f"{day.reason.vi}; {day.name.vi}", f"{day.reason.en}; {day.name.en}")
