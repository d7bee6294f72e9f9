"""Whose service this is and where its desk is, as every page and mail says it: by the names of the day."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import Unit, UnitKind
from dossiers.display.agency import places
from dossiers.display.agency.closed import Doors
from dossiers.display.agency.hours import with_changes
from dossiers.display.formats import in_digits, localized
from dossiers.models import Dossier
from procedures import steady
from procedures.machine import Duty, Machine, Text
from procedures.steady import Steady
from procedures.time.agencies.book import Agency
from procedures.time.agencies.stored import called
from procedures.time.calendar import CalendarError

KEPT = 60
"""Seconds for which a process remembers it: it stands on every page, and changes by decision only."""


@dataclass(frozen=True, slots=True)
class Point:
    """An open receiving point, with its hours in the reader's language; both say what follows them, and from when."""

    name: str
    address: str
    phone: str
    hours: str


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """The agency in the reader's language, address and number of its desk; empty where nobody has entered them.

    The address says where the desk moves to, and when, and the hours which follow: they are read for a later day too.
    """

    name: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    """When the desk is open, or the office where nobody has entered any; "" where no calendar says it."""
    points: tuple[Point, ...] = ()
    """Where dossiers are received and fees paid today, the desk first; none where none is entered."""


def front_door() -> FrontDoor:
    """Return whose service this is. Empty where the database does not answer: a page that tells of that is shown without."""
    language = get_language() or "vi"
    key = f"front_door:{language}:{timezone.localdate()}"
    try:
        return caches["process"].get_or_set(key, lambda: _found(language), KEPT) or FrontDoor()
    except DatabaseError:
        return FrontDoor()


def agency_name() -> str:
    """Return the agency's name in the reader's language, for the templates of mail."""
    return front_door().name


def decided_elsewhere(dossier: Dossier) -> str:
    """Return which agency decides a dossier, in the reader's language; empty where that is the one whose system this is."""
    known, today = dossier.agencies, timezone.localdate()
    own, decides = known.on(known.own, today), known.named(decider(dossier.machine), today)
    return localized(decides) if own and decides.vi != own.name.vi else ""


def decided_by(dossier: Dossier, on: date) -> str:
    """Return which agency decides a dossier, in Vietnamese as papers of a day name it."""
    known = dossier.agencies
    own, decides = known.on(known.own, on), known.named(decider(dossier.machine), on)
    return decides.vi if own and decides.vi != own.name.vi else called(dossier.agency, known, on).name_vi


def decider(machine: Machine) -> Text:
    """Return which agency decides: that of the step which does so, where it is another one than receives the dossier."""
    deciding = next((step for step in machine.steps if step.duty is Duty.DECIDES), None)
    return (deciding and deciding.agency) or machine.agency


def brought_to(dossier: Dossier) -> str:
    """Return the receiving point that a dossier was brought to, by its name of that day; empty at the desk and on line."""
    if not dossier.point:
        return ""
    found = dossier.agencies.on(dossier.point, timezone.localdate(dossier.filed_at))
    return localized(found.name) if found else dossier.point


def _found(language: str) -> FrontDoor:
    known, today = steady.now(), timezone.localdate()
    own = next((unit for unit in known.units.values() if unit.agency_code == settings.AGENCY_CODE), None)
    if own is None:
        return FrontDoor(hours=_hours(known, None, "", language))
    desk = next((unit for unit in known.units.values() if unit.kind == UnitKind.DESK and unit.parent_id == own.pk), own)
    named, place = known.called(own, today), known.called(desk, today)
    points = tuple(_point(one, known, language, desk) for one in known.agencies.points(own.slug, today))
    later = places.moves(known.agencies, "", desk, today)
    address = places.with_moves(place, place.address or named.address, later).of(language)
    hours = _hours(known, own.pk, "", language)
    return FrontDoor(named.name(language), address, in_digits(place.phone or named.phone), hours, points)


def _point(point: Agency, known: Steady, language: str, desk: Unit) -> Point:
    """Return a receiving point with the hours of the unit whose calendar it works by."""
    hours = _hours(known, desk.parent_id, "" if point.key == desk.slug else point.key, language)
    later = places.moves(known.agencies, point.key, desk, timezone.localdate())
    address = places.with_moves(places.of_point(point), point.address, later).of(language)
    return Point(point.name.of(language), address, in_digits(point.phone), hours)


def _hours(known: Steady, agency: int | None, point: str, language: str) -> str:
    """Return the hours of a place of today, and those that are planned; "" where no calendar says them."""
    try:
        weeks = Doors.of(known, known.calendars).weeks(agency, point, timezone.localdate())
    except CalendarError:
        return ""
    return with_changes(weeks).of(language)
