"""Periods of local days: which are asked for again and again, and which one another is compared with."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from procedures.time.calendar import LOCAL

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from ``start`` to ``end``, both inside."""

    start: date
    end: date

    @property
    def opens(self) -> datetime:
        """The first instant."""
        return datetime.combine(self.start, time.min, LOCAL)

    @property
    def closes(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.end + DAY, time.min, LOCAL)

    @property
    def months(self) -> int:
        """How many months it has, the last one begun at least; 0 where it does not begin with the first of a month."""
        return (
            12 * (self.end.year - self.start.year) + self.end.month - self.start.month + 1 if self.start.day == 1 else 0
        )

    def months_since(self, other: "Period") -> int:
        """Return how many months after another it begins; 0 where it does not begin with the first of a month."""
        days = self.start, other.start
        return 12 * (days[0].year - days[1].year) + days[0].month - days[1].month if self.start.day == 1 else 0

    @property
    def is_whole(self) -> bool:
        """Say whether it is made of whole months."""
        return self.start.day == 1 and is_last_of_month(self.end)

    @property
    def before(self) -> "Period":
        """The one just before it that is as long: as many months, of which the last has gone as far, or as many days."""
        if self.months:
            return self.moved(-self.months)
        days = self.end - self.start + DAY
        return Period(self.start - days, self.end - days)

    def before_on(self, today: date) -> "Period":
        """Return what it is compared with on a day: of a period that runs, the one before as far as this one has gone.

        What runs from the first day of a calendar quarter or year is that quarter or year, whichever it has filled less of.
        """
        if not self.start <= today <= self.end:
            return self.before
        length = self.months or (self.end - self.start + DAY).days
        so_far = Period(self.start, today)
        if not self.months:
            return Period(self.start - length * DAY, today - length * DAY)
        return so_far.moved(-_whole(so_far, length))

    @property
    def year_before(self) -> "Period":
        """The same days of the year before."""
        return self.moved(-12)

    def moved(self, months: int) -> "Period":
        """Return it so many months later; a month's last day stays the last of its month."""
        return Period(moved(self.start, months), moved(self.end, months, keep_last=self.start.day == 1))


MONTH, QUARTER, YEAR = 1, 3, 12
"""In months."""


def _whole(running: Period, months: int) -> int:
    """Return of how many months a period is that has come up to today: more than it has where it is a quarter or a year."""
    if 1 < months < QUARTER and running.start.month % QUARTER == 1:
        return QUARTER
    return YEAR if QUARTER < months < YEAR and running.start.month == 1 else months


def is_last_of_month(day: date) -> bool:
    """Say whether a day is the last of its month."""
    return (day + DAY).day == 1


def moved(day: date, months: int, *, keep_last: bool = False) -> date:
    """Return a day so many months later; where that month is shorter, its last day."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    return date(year, month + 1, length if keep_last and is_last_of_month(day) else min(day.day, length))


def month_of(day: date) -> Period:
    """Return the whole month of a day."""
    first = day.replace(day=1)
    return Period(first, moved(first, 1) - DAY)


def first_of(day: date, months: int) -> date:
    """Return the first day of the month (1), the quarter (3) or the year (12) of the calendar in which a day lies."""
    return day.replace(day=1, month=day.month - (day.month - 1) % months)


def midnight_of(now: datetime) -> datetime:
    """Return the instant at which the local day of another began."""
    return datetime.combine(now.astimezone(LOCAL).date(), time.min, LOCAL)


def usual(today: date) -> Period:
    """Return the period of a page for which none was chosen: the month up to today."""
    return Period(today.replace(day=1), today)


def named(today: date) -> dict[str, Period]:
    """Return the periods that are one press away, by their names."""
    month = today.replace(day=1)
    quarter = month.replace(month=3 * ((today.month - 1) // 3) + 1)
    year = month.replace(month=1)
    return {
        "month": usual(today),
        "last_month": Period(moved(month, -1), month - DAY),
        "quarter": Period(quarter, today),
        "last_quarter": Period(moved(quarter, -3), quarter - DAY),
        "year": Period(year, today),
        "last_year": Period(moved(year, -12), year - DAY),
    }


CLOSING_DAY = 14
"""On which a period of official reports ends (as NĐ 09/2019/NĐ-CP is understood in general: the text was not at hand)."""


def reporting_year(year: int) -> Period:
    """Return the days of a year of official reports: 15 December of the year before to 14 December."""
    return Period(date(year - 1, 12, CLOSING_DAY + 1), date(year, 12, CLOSING_DAY))


def reporting_quarter(year: int, number: int) -> Period:
    """Return the days of a quarter of official reports: each closes on the 14th of its last month."""
    end = date(year, 3 * number, CLOSING_DAY)
    return Period(moved(end, -3) + DAY, end)


def reporting(today: date) -> dict[str, Period]:
    """Return the periods of official reports that are one press away, by their names: the last that have closed first."""
    year = today.year + (today > reporting_year(today.year).end)
    quarters = [reporting_quarter(one, number) for one in (year - 1, year) for number in (1, 2, 3, 4)]
    current = next(one for one in quarters if one.start <= today <= one.end)
    return {
        "last_quarter": quarters[quarters.index(current) - 1],
        "quarter": current,
        "last_year": reporting_year(year - 1),
        "year": reporting_year(year),
    }


def reporting_number(period: Period) -> tuple[int, int] | None:
    """Return the year of a period of official reports and its quarter, 0 for all of it; None for other days."""
    year = period.end.year
    found = {reporting_year(year): 0} | {reporting_quarter(year, number): number for number in (1, 2, 3, 4)}
    return (year, found[period]) if period in found else None


def other_quarter(period: Period, today: date) -> Period | None:
    """Return the calendar's quarter for one of official reports, and the other way round; None for other days.

    The calendar's that runs has come up to ``today``.
    """
    year, number = reporting_number(period) or (period.start.year, 0)
    if number:
        first = date(year, QUARTER * (number - 1) + 1, 1)
        return Period(first, moved(first, QUARTER) - DAY)
    is_whole = period.months == QUARTER and period.start.month % QUARTER == 1
    is_quarter = is_whole or period == named(today)["quarter"]
    return reporting_quarter(year, (period.start.month + 2) // QUARTER) if is_quarter else None


MODEL_CASE = Period(date(2016, 1, 1), date(2019, 8, 31))
"""The years of the model case, whose record can be loaded; since 2018 none of it was late."""
SINCE_2018 = Period(date(2018, 1, 1), MODEL_CASE.end)
