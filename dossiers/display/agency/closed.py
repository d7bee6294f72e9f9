"""Whether the place at which a result is had is closed when it was promised for, and when it opens next.

The date is counted on the agency's calendar and stays; the desk, or the receiving point, may have days off and hours of
its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Self

from django.utils import timezone

from accounts.models import Unit, UnitKind
from dossiers.display.agency.receiving import Receiving
from dossiers.display.promises import day_to_come
from dossiers.models import Dossier
from dossiers.models.standing import PAUSED
from procedures.machine import Text
from procedures.steady import Steady
from procedures.time.agencies.book import Agencies
from procedures.time.agencies.stored import ever_added, known_at
from procedures.time.calendar import CalendarError, WorkingCalendar, local
from procedures.time.calendars import Calendars
from procedures.time.closing import closures, reopening
from procedures.time.sessions import Week


def promised(dossier: Dossier, moved: datetime | None = None) -> datetime | None:
    """Return when the result is to be had by what the applicant was told last; or would be, were the appointment moved."""
    if moved is not None and dossier.promised_for is not None:
        moved = max(moved, dossier.promised_for)
    found = moved or day_to_come(dossier)
    return found and local(found)


def in_force(dossier: Dossier) -> bool:
    """Say whether somebody may come for a result by a date: it was accepted, is open, and no pause has put the date off."""
    is_put_off = dossier.status in PAUSED and dossier.promised_for is None
    return bool(dossier.holder and dossier.accepted_at and not is_put_off)


@dataclass(frozen=True, slots=True)
class Doors:
    """By which calendars the places work at which results are had: units, what is known of points, and the calendars."""

    units: Mapping[int, Unit]
    agencies: Agencies
    calendars: Calendars

    @classmethod
    def of(cls, known: Steady, calendars: Calendars) -> Self:
        """Return those of today with some calendars."""
        return cls(known.units, known.agencies, calendars)

    @classmethod
    def known_at(cls, known: Steady, at: datetime) -> Self:
        """Return those that were known at an instant."""
        agencies, calendars = known.once(ever_added), known.once(Calendars.ever)
        return cls(known.units, known_at(agencies, at), Calendars.known_at(calendars, at))

    def calendar_at(self, agency: int | None, point: str, day: date) -> WorkingCalendar:
        """Return by which calendar a place works on a day: the receiving point, or the desk where there is none, or it is closed."""
        found = self.agencies.on(point, day) if point else None
        if found and found.is_open:
            return self.calendars.of(self._unit(found.hours_of))
        desks = (one for one in self.units.values() if one.kind == UnitKind.DESK and one.parent_id == agency)
        desk = next(desks, None)
        if desk is None:
            return self.calendars.of(agency)
        row = self.agencies.on(desk.slug, day)
        return self.calendars.of((row and self._unit(row.hours_of)) or desk.pk)

    def reopens(self, dossier: Dossier, at: datetime) -> datetime | None:
        """Return when the place of a dossier opens next that is closed at an instant; None where it is open."""
        return reopening(self.calendar_at(dossier.agency_id, dossier.point, local(at).date()), at)

    def is_alone(self, dossier: Dossier, at: datetime) -> bool:
        """Say whether the place of a dossier is closed at an instant while its agency works."""
        day = local(at).date()
        place, agency = self.calendar_at(dossier.agency_id, dossier.point, day), self.calendars.of(dossier.agency_id)
        return any(begin <= at <= end for begin, end in closures(place, agency, day))

    def weeks(self, agency: int | None, point: str, on: date) -> tuple[tuple[date, Week], ...]:
        """Return the usual hours of a place from a day on, each with its first day, as far as others are planned.

        They change with the calendar by which it works, and where it works by another one from a day on.
        """
        periods = [period.since for calendar in self.calendars.by_unit.values() for period in calendar.periods]
        days = {on, *(day for day in (*periods, *(row.since for row in self.agencies.rows)) if day > on)}
        weeks = ((day, self.calendar_at(agency, point, day).week_on(day)) for day in sorted(days))
        return tuple(next(same) for _week, same in groupby(weeks, key=itemgetter(1)))

    def _unit(self, slug: str) -> int | None:
        """Return the id of a unit; None of no slug."""
        return next((pk for pk, unit in self.units.items() if unit.slug == slug), None) if slug else None


def closing_words(dossier: Dossier, due: datetime, at: datetime) -> Text | None:
    """Return that the place is closed when a result is promised, as was known at an instant, in brackets; None where it is not."""
    found = closing_at(_doors(dossier.steady, at), dossier, due)
    return Text(f"({found.words.vi})", f"({found.words.en})") if found else None


@dataclass(frozen=True, slots=True)
class Closing:
    """That a place is closed when a result is promised, in words, and when it opens again."""

    opens: datetime
    words: Text


def closing_at(doors: Doors | None, dossier: Dossier, due: datetime) -> Closing | None:
    """Return that the place of a dossier is closed when its result is promised; None where it is open.

    What is read by forms, mails, pages and calendars alike.
    """
    opens = doors.reopens(dossier, due) if doors else None
    if doors is None or opens is None:
        return None
    works = doors.calendar_at(dossier.agency_id, dossier.point, due.date()).is_working(due.date())
    then = f"{f'lúc {due:%H} giờ {due:%M} ' if works else ''}ngày {due:%d/%m/%Y}"
    then_en = f"{f'at {due:%H:%M} ' if works else ''}on {due:%d/%m/%Y}"
    words = Text(
        f"{then} nơi này đóng cửa; mở cửa lại lúc {opens:%H} giờ {opens:%M} ngày {opens:%d/%m/%Y}",
        f"{then_en} this place is closed; it opens again at {opens:%H:%M} on {opens:%d/%m/%Y}",
    )
    return Closing(opens, words)


def closed_when_due(dossier: Dossier, now: datetime) -> Closing | None:
    """Return that the place is closed when the result is promised that is still to be had, as is known with the dossier.

    None once it is open again. Whether the result is had there at all is for who asks.
    """
    due = promised(dossier)
    if due is None or not in_force(dossier):
        return None
    found = closing_at(_doors(dossier.steady, None), dossier, due)
    return found if found and found.opens > now else None


def closed_at(dossier: Dossier, due: datetime) -> Closing | None:
    """Return that the place is closed when a result would be promised, as is known with the dossier; None where it is open."""
    return closing_at(_doors(dossier.steady, None), dossier, local(due))


def closed_then(dossier: Dossier, receiving: Receiving) -> Text | None:
    """Return what a page says of that where the result is had; None where it comes by post or on line."""
    found = closed_when_due(dossier, timezone.now()) if receiving.is_had_there else None
    return found.words if found else None


def _doors(known: Steady, at: datetime | None) -> Doors | None:
    """Return by which calendars places work as was known at an instant, or now; None where no place has one of its own."""
    try:
        if len(known.calendars.by_unit) == 1:
            return None
        return Doors.known_at(known, at) if at else Doors.of(known, known.calendars)
    except CalendarError:
        return None
