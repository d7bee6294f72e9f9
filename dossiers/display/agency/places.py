"""Where to come, today and on a later day: an address with those that are planned to follow it, each with its first day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

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


def with_moves(place: Unit, address: str, later: Sequence[Move]) -> Text:
    """Return an address with those that follow it: until when this one holds, and from when the next."""
    if not later:
        return Text(address, address)
    last = later[0].since - DAY
    vi, en, name = [f"đến hết ngày {last:%d/%m/%Y}"], [f"until {last:%d/%m/%Y}"], place.name_vi
    for move in later:
        renamed = move.place.name_vi != name
        name = move.place.name_vi
        vi.append(f"từ ngày {move.since:%d/%m/%Y}: {_words(move.place.name_vi if renamed else '', move.place.address)}")
        en.append(f"from {move.since:%d/%m/%Y}: {_words(move.place.name_en if renamed else '', move.place.address)}")
    return Text(f"{address} ({'; '.join(vi)})".strip(), f"{address} ({'; '.join(en)})".strip())


def _words(name: str, address: str) -> str:
    return ", ".join(filter(None, (name, address)))
