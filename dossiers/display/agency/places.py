"""Where to come, today and on a later day: an address with those that are planned to follow it, each with its first day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from accounts.models import Unit
from procedures.machine import Text
from procedures.time.agencies.book import DAY, Agencies, Agency
from procedures.time.agencies.stored import called


@dataclass(frozen=True, slots=True)
class Move:
    """Where to come from a day on."""

    since: date
    place: Unit


def of_point(point: Agency) -> Unit:
    """Return a receiving point as papers name a desk: the result is handed out where the dossier was brought."""
    return Unit(name_vi=point.name.vi, name_en=point.name.en, address=point.address, phone=point.phone)


def place_on(agencies: Agencies, point: str, desk: Unit, on: date) -> Unit:
    """Return where to come on a day: the receiving point, or the desk where there is none, or it is closed by then."""
    found = agencies.on(point, on) if point else None
    return of_point(found) if found and found.is_open else called(desk, agencies, on)


def moves(agencies: Agencies, point: str, desk: Unit, on: date, known_at: datetime | None = None) -> tuple[Move, ...]:
    """Return where to come after a day, with the first day of each, as far as anything differs from what was before."""
    keys = [key for key in (point, desk.slug) if key]
    days = sorted({row.since for key in keys for row in agencies.moves(key, on, known_at)})
    found, before = [], place_on(agencies, point, desk, on)
    for day in days:
        place = place_on(agencies, point, desk, day)
        if (place.name_vi, place.address) != (before.name_vi, before.address):
            found.append(Move(day, place))
        before = place
    return tuple(found)


def had_on(agencies: Agencies, point: str, desk: Unit, on: date, day: date) -> Text:
    """Return where a result is had on a later day, as it is known on a day: the name with the address, and with those before."""
    here, later = place_on(agencies, point, desk, on), moves(agencies, point, desk, on)
    there, where = there_on(here, later, day), with_moves(here, here.address, later, day)
    return Text(_words(there.name_vi, where.vi), _words(there.name_en, where.en))


def there_on(place: Unit, later: Sequence[Move], day: date) -> Unit:
    """Return where to come on a later day than that of a place."""
    return next((move.place for move in reversed(later) if move.since <= day), place)


def with_moves(place: Unit, address: str, later: Sequence[Move], day: date | None = None) -> Text:
    """Return an address with those before and after it: the one of a day first, without one that which holds now.

    Behind it stands, in brackets, from when and until when it holds, and where to come before and after that.
    """
    if not later:
        return Text(address, address)
    stops = [_Stop(place, address), *(_Stop(move.place, move.place.address, move.since) for move in later)]
    for before, after in pairwise(stops):
        before.until = after.since and after.since - DAY
    at = max((n for n, stop in enumerate(stops) if day and stop.since and stop.since <= day), default=0)
    said = [stops[at], *stops[:at], *stops[at + 1 :]]
    vi, en, name = [said[0].span.vi], [said[0].span.en], said[0].place.name_vi
    for n, stop in enumerate(said[1:], 1):
        # What follows the first ends where the next begins, which is said there.
        span, is_renamed = stop.span if n <= at else stop.begins, stop.place.name_vi != name
        name = stop.place.name_vi
        vi.append(f"{span.vi}: {_words(stop.place.name_vi if is_renamed else '', stop.address)}")
        en.append(f"{span.en}: {_words(stop.place.name_en if is_renamed else '', stop.address)}")
    first = said[0].address
    return Text(f"{first} ({'; '.join(vi)})".strip(), f"{first} ({'; '.join(en)})".strip())


@dataclass(slots=True)
class _Stop:
    """Where to come from one day until another."""

    place: Unit
    address: str
    since: date | None = None
    until: date | None = None

    @property
    def begins(self) -> Text:
        """From when it holds."""
        return Text(f"từ ngày {self.since:%d/%m/%Y}", f"from {self.since:%d/%m/%Y}") if self.since else Text("", "")

    @property
    def span(self) -> Text:
        """From when it holds, and until when, as far as either is known."""
        ends = (
            Text(f"đến hết ngày {self.until:%d/%m/%Y}", f"until {self.until:%d/%m/%Y}") if self.until else Text("", "")
        )
        begins = self.begins
        return Text(f"{begins.vi} {ends.vi}".strip(), f"{begins.en} {ends.en}".strip())


def _words(name: str, address: str) -> str:
    return ", ".join(filter(None, (name, address)))
