"""One call tells one person all that is new: what several notices would have said is one row, and a call that was made is kept.

What counts is what the person heard last: whoever was told of another state since, by a call or a notice, is called again, even
where an earlier call has told just what holds now.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import Unit, UnitKind
from dossiers import outbox
from dossiers.calendars.call_keys import ANSWER, CLOSED, OPEN, PLACE, RESULT, covers, door, door_key, is_of, parts
from dossiers.calendars.said import OF_DAYS, OF_PLACES, Attempt, Before, Knowledge
from dossiers.commands.deciding.collecting import Reminded
from dossiers.display.agency import places
from dossiers.display.agency.closed import promised
from dossiers.display.formats import localized
from dossiers.models import Dossier
from procedures.steady import Steady
from procedures.time.agencies.book import Agencies
from procedures.time.agencies.stored import ever_added, known_at
from procedures.time.calendar import local

NEW: dict[str, Promise] = {
    outbox.RECOUNTED: gettext_lazy("the date"),
    outbox.REAPPOINTED: gettext_lazy("the date"),
    PLACE: gettext_lazy("the place"),
    CLOSED: gettext_lazy("that the place is closed then, and when it opens again"),
    OPEN: gettext_lazy("the place is not closed then after all"),
    outbox.SUPPLY_RECOUNTED: gettext_lazy("the date"),
    outbox.SUPPLY_PLACE_MOVED: gettext_lazy("the place"),
}
"""What is new by the first word of a part."""
OPENS: Promise = gettext_lazy("when the place opens again")
"""What is new where it was told that the place is closed then."""
OVER: dict[str, Promise] = {
    CLOSED: gettext_lazy("the place is not closed then after all"),
    PLACE: gettext_lazy("the place is that of the paper after all"),
}
"""What is no longer so of what was told."""
DENIED: Promise = gettext_lazy("a notice has told another thing since")
"""Why a call does not count that told just what holds now."""
NUMBERED = (outbox.RECOUNTED, outbox.REAPPOINTED, *ANSWER)
"""The parts that name a notice: a later one of the kind tells what holds by then."""
DIGITS = 12


@dataclass(frozen=True, slots=True)
class Earlier:
    """That somebody was phoned before something more was to be told, or was told another thing since."""

    call: Reminded
    new: Sequence[Promise]
    """What is another thing since; nothing of all calls but the last."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Which calls have told what holds now, and which have not, the last first."""

    now: Sequence[Reminded] = ()
    earlier: Sequence[Earlier] = ()
    otherwise_at: datetime | None = None
    """When another thing was told last, by a call or a notice: what was told before it counts no more."""


class Hearing(NamedTuple):
    """That somebody was phoned, or that a notice arrived, and what that told."""

    at: datetime
    """As of when it says what it says."""
    about: str
    """Its key."""
    done_at: datetime
    call: Reminded | None = None
    """None of a notice."""

    @property
    def door(self) -> str:
        """The part that says whether the place is open when the result is promised; "" where nothing was told of it."""
        return door(self.about)

    @property
    def place(self) -> str:
        """The part that says where the result is had; "" where nothing was told of it."""
        return parts(self.about).get(PLACE, "")


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told of a dossier."""

    about: str
    """Its key."""
    due: datetime | None = None
    """For when the result is promised."""
    place: str = ""
    """The part of a key that names where the result is had now."""

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds of parts that tell of the same thing, the result or the answer; none of another one."""
        return next((kinds for kinds in (RESULT, ANSWER) if self.about.partition(" ")[0] in kinds), ())


@dataclass(frozen=True, slots=True)
class There:
    """Where a result is had."""

    words: str
    """With the places before and after."""
    key: str
    """Names it, as long as no other place is entered for then."""
    is_new: bool
    """Whether it was another one when the dossier was accepted, as far as that was known then."""


def of(news: News, hearings: Sequence[Hearing]) -> Calls:
    """Return which calls have told what is to be told now, and which have not; ``hearings`` are those of the dossier, the last first."""
    kinds = news.kinds
    if not kinds:
        return Calls([one.call for one in hearings if one.call and one.about == news.about])
    same = [one for one in hearings if one.about.partition(" ")[0] in kinds]
    otherwise_at = max((one.at for one in same if _differs(news, one)), default=None)
    made = [one.call for one in same if one.call and any(_tells_parts(news, one))]
    now = [one for one in made if otherwise_at is None or one.at > otherwise_at] or made[:1]
    found = now if _is_known(news, same) else []
    return Calls(found, tuple(_earlier(news, [one for one in same if one.call not in found])), otherwise_at)


def in_vain(news: News, tried: Iterable[tuple[str, Reminded]], told: Calls) -> list[Reminded]:
    """Return the calls about the same thing that reached nobody, since somebody was told of it last; ``tried`` by their keys."""
    last = max((one.at for one in (*told.now, *(each.call for each in told.earlier))), default=None)
    same = (call for about, call in tried if about == news.about or about.partition(" ")[0] in news.kinds)
    return [call for call in same if last is None or call.at > last]


def _earlier(news: News, others: Sequence[Hearing]) -> Iterator[Earlier]:
    """Yield the calls that told another thing; of the last one what is new since."""
    is_denied, is_first = False, True
    for one in others:
        if one.call is None:
            is_denied |= _differs(news, one)
            continue
        new = tuple(_new(news.about, one.about)) or ((DENIED,) if is_denied else ())
        yield Earlier(one.call, new if is_first else ())
        is_first = False


def _is_known(news: News, same: Sequence[Hearing]) -> bool:
    """Say whether the person knows all that is to be told by what was heard last of each part."""
    ours = parts(news.about)
    place = next((one.place for one in same if one.place), "")
    says = next((one.door for one in same if _is_of_due(news, one)), "")
    if place != ours[PLACE] if PLACE in ours else place not in ("", news.place):
        return False
    if says != door(news.about) if door(news.about) else says.startswith(CLOSED):
        return False
    return all(
        any(covers(parts(one.about).get(kind, ""), part) for one in same)
        for kind, part in ours.items()
        if kind in NUMBERED
    )


def _tells_parts(news: News, one: Hearing) -> Iterator[bool]:
    """Yield of each part of what is to be told whether a call has told it."""
    theirs = parts(one.about)
    for kind, part in parts(news.about).items():
        yield covers(theirs.get(kind, ""), part) if kind in NUMBERED else part == theirs.get(kind)


def _differs(news: News, one: Hearing) -> bool:
    """Say whether what was heard is not so: the place is another one, or is not open, or closed, as was told."""
    if one.place and one.place != (parts(news.about).get(PLACE) or news.place):
        return True
    if not _is_of_due(news, one):
        return False
    return one.door != door(news.about) if door(news.about) else one.door.startswith(CLOSED)


def _is_of_due(news: News, one: Hearing) -> bool:
    """Say whether something was heard of the place as of when the result is promised."""
    return bool(one.door and news.due and is_of(one.door, local(news.due)))


def _new(about: str, before: str) -> Iterator[Promise]:
    now, then = parts(about), parts(before)
    for kind, part in now.items():
        if then.get(kind) != part and kind in NEW:
            yield OPENS if kind == CLOSED and _due(part) == _due(then.get(kind, "")) else NEW[kind]
    gone = then.keys() - now.keys() - ({CLOSED} if OPEN in now else set())
    yield from (OVER[kind] for kind in OVER if kind in gone)


def _due(closed: str) -> list[str]:
    """Return for when a result is promised, by the part of a key that its place is closed then."""
    return closed.split()[1:3]


def desk_of(known: Steady, agency: int) -> Unit:
    """Return the desk of an agency."""
    return next(unit for unit in known.units.values() if unit.kind == UnitKind.DESK and unit.parent_id == agency)


def places_of(dossiers: Iterable[Dossier], known: Steady) -> dict[int, There]:
    """Return where the result of each is had, by dossier: no statement but of what is not known yet."""
    today, ever = timezone.localdate(), known.once(ever_added)
    found = {}
    for one in dossiers:
        due, desk = promised(one), desk_of(known, one.agency_id)
        words = localized(places.had_on(known.agencies, one.point, desk, today, due.date() if due else today))
        then = known_at(ever, one.accepted_at or one.filed_at)
        key = place_key(one, known.agencies, desk)
        found[one.pk] = There(words, key, key != place_key(one, then, desk))
    return found


def place_key(dossier: Dossier, agencies: Agencies, desk: Unit) -> str:
    """Name where a result is had by what is known of places: the same as long as no other one is entered for then."""
    due, today = promised(dossier), timezone.localdate()
    last = None if due is None or due.date() < today else due.date()
    route = _route(agencies, dossier, desk, last)
    return f"{PLACE} {sha256(repr(route).encode()).hexdigest()[:DIGITS]}"


def heard(dossier: Dossier, knowledge: Knowledge, before: Before) -> list[Hearing]:
    """Return what was told of a dossier in calls, and of its place by notices that arrived, the last first: no statement."""
    found = [Hearing(call.at, about, call.at, call) for about, call in knowledge.calls.get(dossier.pk, ())]
    for one in knowledge.notices.get(dossier.pk, ()):
        if one.kind in OF_PLACES and one.has_arrived and one.done_at:
            about = " ".join(_keys_of(one, dossier, knowledge, before))
            found.append(Hearing(one.speaks_at, about, one.done_at))
    return sorted(found, key=lambda one: (one.at, one.call.key if one.call else 0), reverse=True)


def _keys_of(one: Attempt, dossier: Dossier, knowledge: Knowledge, before: Before) -> Iterator[str]:
    """Yield what a notice that arrived has told, in parts of a key; one that gives a day tells of the hours alone."""
    known, at, due = before.steady, one.speaks_at, promised(dossier)
    if one.kind not in OF_DAYS:
        agencies = known_at(known.once(ever_added), at)
        yield place_key(dossier, agencies, desk_of(known, dossier.agency_id))
    doors = before.doors_at(at)
    # What was told before the date was given anew was told of another date.
    if due and doors and at >= knowledge.anew.get(dossier.pk, at):
        yield door_key(due, doors.reopens(dossier, due))


def _route(agencies: Agencies, dossier: Dossier, desk: Unit, last: date | None) -> list[tuple[str, str, date | None]]:
    """Return where one comes from the acceptance on, until the last day on which it is of interest: the same on each later day."""
    first = local(dossier.accepted_at or dossier.filed_at).date()
    here = places.place_on(agencies, dossier.point, desk, first)
    later = [move for move in places.moves(agencies, dossier.point, desk, first) if last is None or move.since <= last]
    return [(here.name_vi, here.address, None), *((one.place.name_vi, one.place.address, one.since) for one in later)]
