"""Which date somebody knew before a change: that of the last paper, mail or call that reached them, and never that of a change nobody told."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Self

from django.db.models import Exists, OuterRef

from dossiers import outbox
from dossiers.calendars.call_keys import ANSWER, RESULT, covers, parts
from dossiers.calendars.said import OF_DAYS, OF_PLACES, SUPPLEMENT, Attempt, Knowledge
from dossiers.log.facts import reading_of
from dossiers.models import Dossier, Event, OutboxEntry, Sending
from procedures.machine import Paper

BY_EVENT = (*OF_DAYS, *SUPPLEMENT, outbox.SUPPLY_RECOUNTED)
"""The notices that say the date of their event; the others say what holds when they go out."""
OF_RESULT = frozenset(OF_PLACES)
OF_ANSWER = frozenset({*SUPPLEMENT, outbox.SUPPLY_RECOUNTED, outbox.SUPPLY_ENDS, outbox.SUPPLY_PLACE_MOVED})


class State(NamedTuple):
    """The dates after an event."""

    due_at: datetime | None
    applicant_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dates:
    """Which dates held after each event of some dossiers, and which letters of apology were given or posted."""

    states: Mapping[int, Sequence[tuple[datetime, State]]] = field(default_factory=dict)
    posted: Mapping[int, Sequence[datetime]] = field(default_factory=dict)
    """When the acts were of which a letter of apology is noted as given out, by dossier."""

    @classmethod
    def of(cls, dossiers: Collection[int]) -> Self:
        """Return those of some dossiers: one statement, none of no dossier."""
        if not dossiers:
            return cls()
        letters = Sending.objects.standing().filter(letter__event=OuterRef("pk"), letter__kind=Paper.APOLOGY.value)
        events = Event.objects.filter(dossier__in=dossiers).annotate(is_posted=Exists(letters))
        states, posted = defaultdict[int, list[tuple[datetime, State]]](list), defaultdict[int, list[datetime]](list)
        for event in events.order_by("dossier", "sequence").only("dossier", "at", "reading"):
            reading = reading_of(event)
            states[event.dossier_id].append((event.at, State(reading.due_at, reading.applicant_due_at)))
            if vars(event)["is_posted"]:
                posted[event.dossier_id].append(event.at)
        return cls(states, posted)

    def known_before(self, entry: OutboxEntry, knowledge: Knowledge, name: str) -> datetime | None:
        """Return the date that somebody knew before what a notice was to tell, but for calls that have told it; None of none.

        ``name`` is that of the date: ``due_at`` or ``applicant_due_at``.
        """
        at = self.known_at(entry, knowledge)
        return self.after(entry.event.dossier_id, at, name) if at else None

    def after(self, dossier: int, at: datetime, name: str) -> datetime | None:
        """Return a date of a dossier as it was at an instant; None of none."""
        states = self.states.get(dossier, ())
        number = bisect_right(states, at, key=lambda one: one[0])
        found: datetime | None = getattr(states[number - 1][1], name) if number else None
        return found

    def known_at(self, entry: OutboxEntry, knowledge: Knowledge) -> datetime | None:
        """Return as of when somebody was told of that date last."""
        dossier = entry.event.dossier
        is_answer = entry.kind in ANSWER
        notices = knowledge.notices.get(dossier.pk, ())
        found = [
            *_by_notices(notices, OF_ANSWER if is_answer else OF_RESULT),
            *_by_calls(entry, knowledge),
            *(() if is_answer else self._by_papers(dossier)),
        ]
        return max(found, default=None)

    def _by_papers(self, dossier: Dossier) -> Iterator[datetime]:
        if dossier.accepted_at:
            yield dossier.accepted_at
        yield from self.posted.get(dossier.pk, ())


def _by_notices(notices: Sequence[Attempt], kinds: Collection[str]) -> Iterator[datetime]:
    # Form 02 is a paper: whoever is phoned of its date has it, by post or in hand.
    for one in notices:
        if one.kind in kinds and one.has_arrived and one.done_at:
            yield one.event_at if one.kind in BY_EVENT else one.done_at


def _by_calls(entry: OutboxEntry, knowledge: Knowledge) -> Iterator[datetime]:
    kinds, part = ANSWER if entry.kind in ANSWER else RESULT, f"{entry.kind} {entry.pk}"
    for about, call in knowledge.calls.get(entry.event.dossier_id, ()):
        theirs = parts(about)
        if about.partition(" ")[0] in kinds and not covers(theirs.get(entry.kind, ""), part):
            yield call.at
