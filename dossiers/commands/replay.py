"""Playing the record of years before through the same engine: a whole life of a dossier in one transaction.

What differs from a life that is lived here: it is stored at once, its events say that they are history,
and nothing is done outside the log (no letter, no mail). Machine, policy, guards, answers, clock,
numbers and digests are those of every other dossier.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from msgspec import structs

from accounts.models import Membership, User
from accounts.roles import Role
from dossiers import numbers, refusals
from dossiers.commands.advance import choose, rows_of
from dossiers.commands.given import Given, People
from dossiers.commands.record import Happening, compose
from dossiers.commands.submission import Arrival, begin, filed_words, filing
from dossiers.commands.written import Written
from dossiers.filing import drafts
from dossiers.filing.known import own_names
from dossiers.log.facts import Facts
from dossiers.models import Attachment, Channel, Dossier, Event, EventPayload, Origin
from dossiers.policy import Actor
from procedures import steady
from procedures.machine import Status
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL, WorkingCalendar
from procedures.time.calendars import Calendars


@dataclass(frozen=True, slots=True)
class Act:
    """An action of a life: what, when, by whom, with what."""

    action: str
    at: datetime
    actor: Actor
    given: Given = field(default_factory=Given)


@dataclass(frozen=True, slots=True)
class Life:
    """What was filed, and everything that happened to it. ``key`` makes sure that it is played once."""

    key: UUID
    version: ProcedureVersion
    owner: User
    filed_at: datetime
    channel: Channel
    entered_by: Actor
    answers: Mapping[str, str]
    """Raw answers, as they are typed."""
    papers: Sequence[Attachment]
    """Rows of stored files, not saved."""
    acts: Sequence[Act]
    point: str = ""
    """The receiving point that it was brought to; empty at the desk, and on line."""


def seated_then(division_id: int | None, on: date) -> list[User]:
    """Return who was a case officer of a division on a day, whether or not the person can sign in today."""
    seats = Membership.objects.in_force(on).filter(unit=division_id, role=Role.SPECIALIST)
    return list(User.objects.filter(pk__in=seats.values("user")))


def replay(life: Life, calendar: WorkingCalendar, *, people: People = seated_then) -> Dossier:
    """Store a life and return its dossier; raises ``refusals.Refusal`` for an act that was not possible.

    Nothing is stored then. A key that was played before raises ``refusals.AlreadyFiled``. ``people`` answers
    as ``seated_then`` does, for whoever plays many.
    """
    with transaction.atomic(durable=True):
        played = Dossier.objects.filter(draft_key=life.key).first()
        if played is not None:
            raise refusals.AlreadyFiled(played.code)
        dossier, written = _live(life, calendar, people)
        _store(dossier, written, life)
    return dossier


def _live(life: Life, calendar: WorkingCalendar, people: People) -> tuple[Dossier, list[Written]]:
    values, found = drafts.check(life.version.machine, life.answers, life.papers, at=life.filed_at)
    # Whose dossier it is was not asked of those who filed before.
    errors = {name: said for name, said in found.items() if said != own_names.UNNAMED}
    if errors:
        raise refusals.InvalidAnswers(errors)
    known = steady.now().on(Calendars.only(calendar))
    dossier = begin(life.version, life.owner, values, key=life.key, at=life.filed_at, steady=known)
    dossier.code = numbers.dossier_code(dossier.agency, life.filed_at.astimezone(LOCAL).date(), known.regimes)
    first = filing(dossier, values, Arrival(life.filed_at, life.channel, life.point))
    words = filed_words(values, life.papers)
    first.facts = _of_history(first.facts)
    written = [compose(dossier, [], first, actor=life.entered_by, words=words, steady=known)]
    for act in life.acts:
        log = [made.event for made in written]
        chosen = choose(dossier, act.action, log, actor=act.actor, at=act.at)
        act.given.check(chosen, dossier, act.at, steady=known, people=people)
        dossier.take(chosen)
        facts = _of_history(act.given.facts(calendar, dossier.machine, chosen.name))
        happening = Happening(chosen.source, chosen.target, act.at, facts, chosen.name)
        words = act.given.words()
        made = compose(dossier, log, happening, actor=act.actor, words=words, steady=known)
        written.append(made)
    return dossier, written


def _of_history(facts: Facts) -> Facts:
    return structs.replace(facts, origin=Origin.HISTORY.value)


def _store(dossier: Dossier, written: list[Written], life: Life) -> None:
    ended = dossier.status
    is_turned_away = ended == Status.REJECTED and dossier.resolved_at is None
    if is_turned_away:
        # It is counted by the day of the event that led there, which cannot be there before its dossier.
        dossier.status = Status.REGISTERED
    dossier.save(force_insert=True)
    for made in written:
        made.event.dossier = dossier
    events = Event.objects.bulk_create([made.event for made in written])
    for made in written:
        made.payload.event = made.event
    EventPayload.objects.bulk_create([made.payload for made in written])
    papers = [(paper, events[0]) for paper in life.papers]
    for act, event in zip(life.acts, events[1:], strict=True):
        papers += [(row, event) for row in rows_of(act.given, act.actor, act.at)]
    for paper, event in papers:
        paper.dossier, paper.event = dossier, event
    Attachment.objects.bulk_create([paper for paper, _event in papers])
    if is_turned_away:
        dossier.status = ended
        dossier.save(update_fields=["status"])
