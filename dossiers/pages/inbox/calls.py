"""One call tells one person all that is new: what several notices would have said is one row, and a call that was made is kept.

A key names what is told in parts, ``recounted 12``, ``place 1f…``, ``closed …``: what an earlier call lacks of them is new since.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from accounts.roles import Role
from dossiers import outbox
from dossiers.commands.deciding.collecting import Reminded
from dossiers.display.agency import places
from dossiers.display.agency.closed import promised
from dossiers.display.formats import localized
from dossiers.models import Dossier
from procedures import steady
from procedures.time.agencies.book import Agencies
from procedures.time.agencies.stored import ever_added, known_at
from procedures.time.calendar import local

PLACE, CLOSED, OPEN = "place", "closed", "open"
NEW: Mapping[str, Promise] = {
    outbox.RECOUNTED: gettext_lazy("the date"),
    PLACE: gettext_lazy("the place"),
    CLOSED: gettext_lazy("that the place is closed then, and when it opens again"),
    OPEN: gettext_lazy("the place is not closed then after all"),
    outbox.SUPPLY_RECOUNTED: gettext_lazy("the date"),
    outbox.SUPPLY_PLACE_MOVED: gettext_lazy("the place"),
}
"""What is new by the first word of a part."""
OPENS: Promise = gettext_lazy("when the place opens again")
"""What is new where it was told that the place is closed then."""
OVER: Mapping[str, Promise] = {
    CLOSED: gettext_lazy("the place is not closed then after all"),
    PLACE: gettext_lazy("the place is that of the paper after all"),
}
"""What is no longer so of what was told."""
RESULT = (outbox.RECOUNTED, PLACE, CLOSED, OPEN, outbox.PLACE_MOVED)
ANSWER = (outbox.SUPPLY_RECOUNTED, outbox.SUPPLY_PLACE_MOVED)
DIGITS = 12
_PARTS = re.compile(rf"(?:^| )(?=(?:{'|'.join((*RESULT, *ANSWER))}) )")


@dataclass(frozen=True, slots=True)
class Earlier:
    """That somebody was phoned before something more was to be told."""

    call: Reminded
    new: Sequence[Promise]
    """What is another thing since; nothing of all calls but the last."""


@dataclass(frozen=True, slots=True)
class There:
    """Where a result is had."""

    words: str
    """With the places before and after."""
    key: str
    """Names it, as long as no other place is entered for then."""
    is_new: bool
    """Whether it was another one when the dossier was accepted, as far as that was known then."""


def earlier(about: str, calls: Mapping[str, Sequence[Reminded]]) -> Sequence[Earlier]:
    """Return the calls about other things of the same kind, the last first."""
    kinds = next((kinds for kinds in (RESULT, ANSWER) if about.partition(" ")[0] in kinds), ())
    others = {key: told for key, told in calls.items() if key != about and key.partition(" ")[0] in kinds}
    found = sorted(((call, key) for key, told in others.items() for call in told), key=lambda one: one[0].at)
    rows = [Earlier(call, ()) for call, _key in reversed(found)]
    return [Earlier(rows[0].call, tuple(_new(about, found[-1][1]))), *rows[1:]] if rows else []


def _new(about: str, before: str) -> Iterator[Promise]:
    now, then = parts(about), parts(before)
    for kind, part in now.items():
        if then.get(kind) != part and kind in NEW:
            yield OPENS if kind == CLOSED and _due(part) == _due(then.get(kind, "")) else NEW[kind]
    gone = then.keys() - now.keys() - ({CLOSED} if OPEN in now else set())
    yield from (OVER[kind] for kind in OVER if kind in gone)


def parts(about: str) -> dict[str, str]:
    """Return the parts of a key by their first words, in their order."""
    return {part.partition(" ")[0]: part for part in _PARTS.split(about) if part}


def _due(closed: str) -> list[str]:
    """Return for when a result is promised, by the part of a key that its place is closed then."""
    return closed.split()[1:3]


def tells(about: str, part: str) -> bool:
    """Say whether a call about this told that, too."""
    return part in parts(about).values()


def places_of(dossiers: Iterable[Dossier]) -> Mapping[int, There]:
    """Return where the result of each is had, by dossier: two statements, and one for each agency."""
    rows = list(dossiers)
    if not rows:
        return {}
    known, today = steady.now(), timezone.localdate()
    desks = {one.agency_id for one in rows}
    by_agency = {pk: Unit.objects.of_role(Role.ONE_STOP_OFFICER, pk) for pk in desks}
    ever = known.once(ever_added)
    found = {}
    for one in rows:
        due, desk = promised(one), by_agency[one.agency_id]
        day = max(due.date(), today) if due else today
        words = localized(places.had_on(known.agencies, one.point, desk, today, due.date() if due else today))
        last = None if due is None or due.date() < today else day
        route = _route(known.agencies, one, desk, last)
        then = _route(known_at(ever, one.accepted_at or one.filed_at), one, desk, last)
        key = sha256(repr(route).encode()).hexdigest()[:DIGITS]
        found[one.pk] = There(words, f"{PLACE} {key}", route != then)
    return found


def _route(agencies: Agencies, dossier: Dossier, desk: Unit, last: date | None) -> list[tuple[str, str, date | None]]:
    """Return where one comes from the acceptance on, until the last day on which it is of interest: the same on each later day."""
    first = local(dossier.accepted_at or dossier.filed_at).date()
    here = places.place_on(agencies, dossier.point, desk, first)
    later = [move for move in places.moves(agencies, dossier.point, desk, first) if last is None or move.since <= last]
    return [(here.name_vi, here.address, None), *((one.place.name_vi, one.place.address, one.since) for one in later)]


def open_key(due: datetime) -> str:
    """Name that a place is open after all when a result is promised."""
    return f"{OPEN} {due:%Y-%m-%d %H:%M}"


def closed_key(due: datetime, opens: datetime) -> str:
    """Name that a place is closed when a result is promised."""
    return f"{CLOSED} {due:%Y-%m-%d %H:%M} {opens:%Y-%m-%d %H:%M}"
