"""What applicants were told of the place of a result: who is still to be told that it is closed then, or opens at another time.

By this one rule the mails are sent, the desk phones, and whoever changes a calendar is told whom that concerns.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple, Self

from django.db.models import Exists, Max, OuterRef, Q

from dossiers import outbox
from dossiers.acts import RECOUNT
from dossiers.calendars import call_keys
from dossiers.commands.deciding.collecting import Reminded, as_known_now, calls_about
from dossiers.display.agency.closed import Doors, closing_at
from dossiers.log.appointments import APOLOGISING
from dossiers.models import Dossier, Event, OutboxEntry
from procedures import steady
from procedures.machine import Status
from procedures.steady import Steady
from procedures.time.agencies.stored import ever_added
from procedures.time.calendar import CalendarError
from procedures.time.calendars import Calendars

OF_DAYS = (outbox.REAPPOINTED, outbox.RECOUNTED, outbox.RESUMED, outbox.DEMAND_WITHDRAWN)
"""The notices that give a day for the result after the acceptance, and say whether its place is closed then."""
OF_PLACES = (outbox.PLACE_CLOSED, outbox.PLACE_OPEN, outbox.PLACE_MOVED, *OF_DAYS)
"""The notices that say whether the place of a result is open when it is promised."""
SUPPLEMENT = (outbox.FORM_02, outbox.NOTICES[Status.SUPPLEMENT_REQUESTED])
"""The form, and the notice, that ask for a supplement and say until when."""
OF_ANSWERS = (
    *SUPPLEMENT,
    outbox.SUPPLY_RECOUNTED,
    outbox.SUPPLY_ENDS,
    outbox.SUPPLY_PLACE_MOVED,
)


@dataclass(frozen=True, slots=True)
class ClosedThen:
    """A dossier of which the result is promised for when its place is closed, and when that opens next."""

    dossier: Dossier
    promised: datetime
    opens: datetime


class Attempt(NamedTuple):
    """A notice that is to go out, has gone out, or was tried in vain."""

    kind: str
    due_at: datetime
    done_at: datetime | None
    error: str
    event_at: datetime

    @property
    def speaks_at(self) -> datetime:
        """As of when it says what it says of a place: it is written when it goes out."""
        return self.done_at or self.due_at

    @property
    def has_arrived(self) -> bool:
        """Whether it went out."""
        return self.done_at is not None and not self.error

    @property
    def is_written_down(self) -> bool:
        """Whether nothing more has to be written down to tell that a place is closed, though this one may be in vain."""
        return self.kind == outbox.PLACE_CLOSED or (self.kind in OF_DAYS and self.done_at is None)


def given_anew() -> Q:
    """Return which events give a day for the result after the acceptance: that is another date, of which no paper says anything."""
    told = OutboxEntry.objects.filter(event=OuterRef("pk"), kind__in=OF_DAYS)
    return Q(action__in={RECOUNT, *APOLOGISING}) | Q(Exists(told))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What some applicants were told of dates and places, by dossier: by which notices, in which calls, and of what date."""

    notices: Mapping[int, Sequence[Attempt]] = field(default_factory=dict)
    calls: Mapping[int, Sequence[tuple[str, Reminded]]] = field(default_factory=dict)
    """Each with the key of what was told, the last first: none that reached nobody."""
    anew: Mapping[int, datetime] = field(default_factory=dict)
    """When the date was given anew last."""
    tries: Mapping[int, Sequence[tuple[str, Reminded]]] = field(default_factory=dict)
    """The calls that told nothing, each with the key of what they were to tell, the last first."""

    @classmethod
    def of(cls, dossiers: Collection[int]) -> Self:
        """Return that of some dossiers: three statements, none of no dossier."""
        if not dossiers:
            return cls()
        entries = OutboxEntry.objects.filter(kind__in=(*OF_PLACES, *OF_ANSWERS), event__dossier__in=dossiers)
        columns = ("event__dossier", "kind", "due_at", "done_at", "error", "event__at")
        notices, calls = defaultdict[int, list[Attempt]](list), defaultdict[int, list[tuple[str, Reminded]]](list)
        tries = defaultdict[int, list[tuple[str, Reminded]]](list)
        for pk, *row in entries.order_by("pk").values_list(*columns):
            notices[pk].append(Attempt(*row))
        made = defaultdict[int, list[tuple[str, Reminded]]](list)
        for (pk, about), found in calls_about(dossiers).items():
            made[pk] += ((about, call) for call in found)
        for pk, of_one in made.items():
            known = as_known_now(call for _about, call in of_one)
            pairs = zip((about for about, _call in of_one), known, strict=True)
            for about, call in sorted(pairs, key=lambda one: (one[1].at, one[1].key), reverse=True):
                (tries if call.in_vain else calls)[pk].append((about, call))
        events = Event.objects.filter(given_anew(), dossier__in=dossiers).order_by()
        anew = dict(events.values("dossier").annotate(last=Max("at")).values_list("dossier", "last"))
        return cls(notices, calls, anew, tries)

    def last_notice(self, dossier: int, *, sent: bool = True) -> datetime | None:
        """Return as of when somebody was told last where to come and when that is open.

        Without ``sent`` a notice counts that is still to go out and will say so, and one that it is closed that reached nobody.
        """
        found = (
            one.speaks_at
            for one in self.notices.get(dossier, ())
            if one.kind in OF_PLACES and (one.has_arrived or (not sent and one.is_written_down))
        )
        return max(found, default=None)

    def last_arrived(self, dossier: int, kinds: Collection[str]) -> datetime | None:
        """Return when the last notice of some kinds went out."""
        attempts = self.notices.get(dossier, ())
        return max(
            (at for one in attempts if one.kind in kinds and one.has_arrived and (at := one.done_at)), default=None
        )

    def has_failed(self, dossier: int, kind: str, errors: Collection[str]) -> bool:
        """Say whether a notice of a kind was tried in vain, for one of some reasons."""
        return any(one.done_at and one.kind == kind and one.error in errors for one in self.notices.get(dossier, ()))

    def denied_at(self, dossier: int, due: datetime, opens: datetime | None) -> datetime | None:
        """Return when somebody was told last in a call that the place is closed then, or opens, otherwise than it does."""
        found = (call.at for about, call in self.calls.get(dossier, ()) if call_keys.denies(about, due, opens))
        return max(found, default=None)


def first_promised(doors: Iterable[Doors], first: date) -> date:
    """Return from which day on a promise may fall into closed time that reaches to a day: the last that is worked before it."""
    found = [first]
    for calendar in (calendar for one in doors for calendar in one.calendars.by_unit.values()):
        day = first - timedelta(days=1)
        while calendar.first < day <= calendar.last and not calendar.is_working(day):
            day -= timedelta(days=1)
        found.append(day)
    return min(found)


def unsaid(
    found: Sequence[ClosedThen], *, sent: bool, known: "Before | None" = None, knowledge: Knowledge | None = None
) -> list[ClosedThen]:
    """Return those of which the applicant was not told: the paper is from before it was known, and no notice went out since.

    Whoever was told another thing in a call since is one of them too. Without ``sent`` a notice that was only written down,
    or reached nobody, is one. Four statements, none of them where ``known`` and ``knowledge`` are there.
    """
    if not found:
        return []
    heard, before = knowledge or Knowledge.of([one.dossier.pk for one in found]), known or Before(steady.now())
    return [one for one in found if _is_unsaid(one, heard, before, sent=sent)]


def _is_unsaid(one: ClosedThen, knowledge: Knowledge, before: "Before", *, sent: bool) -> bool:
    pk = one.dossier.pk
    at = max(filter(None, (knowledge.last_notice(pk, sent=sent), one.dossier.accepted_at)), default=None)
    if at is None or knowledge.anew.get(pk, at) > at:
        return True
    paper, denied = closing_at(before.doors_at(at), one.dossier, one.promised), knowledge.denied_at(*_of(one))
    return paper is None or paper.opens != one.opens or (denied is not None and denied > at)


def _of(one: ClosedThen) -> tuple[int, datetime, datetime]:
    return one.dossier.pk, one.promised, one.opens


class Before:
    """The places as they were known at instants of the past, each state of them made once: no statement but of what is not known yet."""

    def __init__(self, known: Steady) -> None:
        self.steady, self._then = known, dict[int, Doors | None]()
        rows, stored = known.once(ever_added), known.once(Calendars.ever).versions
        self._changes = sorted(
            {
                *(since for _unit, since, _digest in stored),
                *(at for row in rows for at in (row.added_at, row.taken_back_at) if at),
            }
        )

    def doors_at(self, at: datetime) -> Doors | None:
        """Return them; None where no calendar was known for that time."""
        number = bisect_right(self._changes, at)
        if number not in self._then:
            try:
                self._then[number] = Doors.known_at(self.steady, at)
            except CalendarError:
                self._then[number] = None
        return self._then[number]

    def has_changed_since(self, at: datetime) -> bool:
        """Say whether a calendar or a place has changed after an instant."""
        return bool(self._changes) and self._changes[-1] > at
