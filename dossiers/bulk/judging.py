"""What would become of each of many dossiers, by the rules by which a single act is taken; nothing is written.

``ready`` is asked here for the page before, and again by the job for each dossier, right before it is done.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.seats import Seats
from dossiers import commands, outbox, policy, refusals
from dossiers.bulk.heeding import looked_at_alone
from dossiers.bulk.kinds import Case, Common, Kind, Shown, lacks
from dossiers.commands.advance import choose
from dossiers.commands.deciding import deeds, results, signing
from dossiers.commands.given import Given, People, specialists
from dossiers.display.formats import localized
from dossiers.filing import dues
from dossiers.log.appointments import waiting_reasons
from dossiers.log.decisions import matter_of
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Event
from dossiers.policy import Actor
from dossiers.refusals import bulk as refused
from dossiers.refusals import decision
from procedures import steady
from procedures.machine import Action, Ask, Deed
from procedures.steady import Steady
from procedures.time.calendar import local

MOST = 1000
"""Dossiers that are looked at together, and done by one job."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A dossier that somebody has chosen, by its number, at the sequence of the page; None for what it is at now."""

    code: str
    seen: int | None = None
    content: str | None = None
    """The digest of the draft, or of the letter, that the page showed; None for the one that stands now."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who does it, with all the seats of the day."""

    user: User
    seats: Seats

    @property
    def actors(self) -> tuple[Actor, ...]:
        """The person in each role."""
        return policy.actors(self.user, self.seats)

    def find(self, which: Q) -> list[Dossier]:
        """Return the dossiers that the person may see, and the person's own, which nobody handles."""
        own = Dossier.objects.of_applicant(self.user)
        return list((Dossier.objects.visible_to(self.seats) | own).filter(which))


@dataclass(frozen=True, slots=True)
class Ready:
    """All that a command needs to take the act on one dossier."""

    action: Action
    actor: Actor
    given: Given


@dataclass(frozen=True, slots=True)
class Judged:
    """What would become of one dossier: what is done with it, or why it is left out."""

    code: str
    dossier: Dossier | None = None
    shown: Shown | None = None
    ready: Ready | None = None
    outcome: str = ""
    """What is proposed for it."""
    proposal: Event | None = None
    """By which event, without its words."""
    since: tuple[Event, ...] = ()
    """What has moved it since then, without its words, the proposal first."""
    log: tuple[Event, ...] = ()
    """What holds of its log, without words."""
    refusal: refusals.Refusal | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What is done with many, and what is said once for all."""

    kind: Kind
    common: Common


def ready(  # noqa: PLR0913 - what a command is given, and what is known of the dossier
    act: Act,
    dossier: Dossier,
    person: Person,
    shown: Shown,
    *,
    log: Sequence[Event],
    known: Steady,
    at: datetime,
    waits: refusals.Refusal | None,
) -> Ready:
    """Return how the act is taken on a dossier. Raises the refusal that the person would get on the dossier's own page.

    ``waits``: why it is looked at by itself first, where the act heeds that.
    """
    if dossier.applicant_id == person.user.pk:
        raise refusals.OwnDossier
    commands.refuse_old_page(dossier, log, seen=shown.seen, at=at, by=person.user)
    action = act.kind.action_on(dossier, log, at)
    if action is None and (why := act.kind.absent(dossier, log)):
        raise why
    if action is None:
        machine = dossier.machine
        is_known = not lacks(machine, dossier.state, act.kind)
        step, offered = localized(machine.states[dossier.state].label), _open_to(person, dossier, log, at)
        is_there = act.kind.alone_in(machine, dossier.state) is not None
        raise refused.NotAtThisStep(step, offered, is_known=is_known, is_there=is_there)
    actor = next((one for one in person.actors if policy.may(one, action, dossier)), None)
    if actor is None:
        raise refusals.NotYours
    if dossier.withdrawal_asked and action.source != action.target:
        raise refused.WithdrawalAsked
    if waits is not None:
        raise waits
    if act.kind.is_alike and shown.content != _content(dossier, log):
        raise decision.DraftReplaced
    case = Case(dossier, shown, log, at)
    return Ready(action, actor, act.kind.given(action, case, act.common, steady=known))


def _content(dossier: Dossier, log: Sequence[Event]) -> str:
    """Return the digest of the draft that stands, or of what is decided; "" where there is none."""
    standing = matter_of(log, dossier.machine).standing
    return facts_of(standing).content if standing else ""


def _open_to(person: Person, dossier: Dossier, log: Sequence[Event], at: datetime) -> list[str]:
    """Return what the page of a dossier offers somebody as its next steps."""
    return [
        localized(action.label)
        for action in dossier.machine.actions_from(dossier.state)
        if any(
            policy.may(one, action, dossier) and not policy.unmet_guard(one, action, dossier, log=log, at=at)
            for one in person.actors
        )
    ]


@dataclass(frozen=True, slots=True)
class Judge:
    """Looks at dossiers for one person at one instant."""

    kind: Kind
    person: Person
    common: Common | None
    """None while nothing is said yet: then what is missing of it leaves no dossier out."""
    at: datetime
    people: People = field(default_factory=lambda: cache(specialists))

    def judge(self, chosen: Iterable[Chosen]) -> list[Judged]:
        """Return what would become of each, in the order in which they were chosen, each once."""
        wanted = {one.code: one for one in chosen}
        dossiers = {dossier.code: dossier for dossier in self.person.find(Q(code__in=wanted))}
        known, logs = steady.now(), _logs(dossiers.values())
        for one in dossiers.values():
            one.rest_on(known)
        waits = looked_at_alone(self.person.user, dossiers.values(), logs) if self.kind.heeds_remarks else {}
        if self.kind.signs_letters:
            wanted |= _with_letters(wanted, dossiers)
        found = []
        for meant in wanted.values():
            dossier = dossiers.get(meant.code)
            if dossier is None:
                found.append(Judged(meant.code, refusal=refused.NotFound()))
            else:
                found.append(self._one(meant, dossier, logs[dossier.pk], known, waits.get(dossier.pk)))
        return _alike(found) if self.kind.is_alike else found

    def _one(
        self, chosen: Chosen, dossier: Dossier, log: Sequence[Event], known: Steady, waits: refusals.Refusal | None
    ) -> Judged:
        matter, content = matter_of(log, dossier.machine), _content(dossier, log)
        seen = dossier.sequence if chosen.seen is None else chosen.seen
        shown = Shown(seen, content if chosen.content is None else chosen.content)
        proposal = matter.proposal
        since = tuple(event for event in log if proposal and event.sequence >= proposal.sequence)
        judged = Judged(
            dossier.code, dossier, shown, outcome=matter.proposed, proposal=proposal, since=since, log=tuple(log)
        )
        try:
            act = Act(self.kind, self.common or Common())
            found = ready(act, dossier, self.person, shown, log=log, known=known, at=self.at, waits=waits)
            self._refuse(found, dossier, log, known)
        except refusals.Refusal as refusal:
            return replace(judged, refusal=refusal)
        return replace(judged, ready=found)

    def _refuse(self, found: Ready, dossier: Dossier, log: Sequence[Event], known: Steady) -> None:
        """Raise what the command would, without its locks."""
        action, given = found.action, found.given
        choose(dossier, action.name, log, actor=found.actor, at=self.at, answers_are_known=self.kind.heeds_remarks)
        # What asks for nothing that is said once is whole before anything is said.
        if self.common is not None or not self.kind.asks:
            given.check(action, dossier, self.at, steady=known, people=self.people)
            if any(asked.kind is Ask.CAPACITY for asked in action.asks):
                signing.signer(found.actor, local(self.at).date()).refuse(given.capacity)
        if action.deed in {Deed.DECIDE, Deed.NUMBER}:
            self._refuse_result(action, dossier, log)

    def _refuse_result(self, action: Action, dossier: Dossier, log: Sequence[Event]) -> None:
        """Raise what keeps a result from being decided, or numbered."""
        matter, on = matter_of(log, dossier.machine), local(self.at).date()
        if action.deed is Deed.NUMBER and matter.decision is not None:
            decided = facts_of(matter.decision)
            deeds.refuse_unscanned(decided)
            deeds.refuse_passed(decided, on)
        if facts_of(log[0]).rests_on:
            with transaction.atomic():
                results.refuse_taken(dossier.machine.outcome(matter.proposed), log, dossier.machine, on=on)


def _with_letters(wanted: Mapping[str, Chosen], dossiers: Mapping[str, Dossier]) -> Mapping[str, Chosen]:
    """Return those that are looked at for the first time, with the letters that wait now: one query at most."""
    new = {code: one for code, one in wanted.items() if one.content is None and code in dossiers}
    rows = waiting_reasons().filter(dossier__in=[dossiers[code].pk for code in new]) if new else ()
    digests = {row.dossier_id: row.digest for row in rows}
    return {code: replace(one, content=digests.get(dossiers[code].pk, "")) for code, one in new.items()}


def _logs(dossiers: Iterable[Dossier]) -> Mapping[int, list[Event]]:
    """Return the logs of dossiers by their keys, without words: one query."""
    logs: dict[int, list[Event]] = defaultdict(list)
    by_pk = {dossier.pk: dossier for dossier in dossiers}
    found = Event.objects.filter(dossier__in=by_pk).select_related("actor", "on_behalf_of")
    for event in found.order_by("dossier_id", "sequence"):
        event.dossier = by_pk[event.dossier_id]
        logs[event.dossier_id].append(event)
    return {pk: effective(log) for pk, log in logs.items()}


def _alike(found: Sequence[Judged]) -> list[Judged]:
    """Leave out what is of another procedure, or proposes another outcome, than most of what can be done."""
    counts = Counter(_matter(one) for one in found if one.ready)
    if not counts:
        return [*found]
    [(most, _count)] = counts.most_common(1)
    return [one if not one.ready or _matter(one) == most else _unlike(one) for one in found]


def _matter(judged: Judged) -> tuple[int, str]:
    return (judged.dossier.procedure_id if judged.dossier else 0, judged.outcome)


def _unlike(judged: Judged) -> Judged:
    assert judged.dossier is not None  # noqa: S101 - only what is found can be ready
    machine = judged.dossier.machine
    outcome = machine.outcome(judged.outcome)
    label = f"{localized(machine.name)}: {localized(outcome.label) if outcome else ''}"
    return replace(judged, ready=None, refusal=refused.Unlike(label))


def effects(found: Iterable[Judged]) -> Counter[str]:
    """Return how many of each kind of effect outside the log what can be done would have (``outbox``)."""
    counted: Counter[str] = Counter()
    for one in found:
        if one.ready and one.dossier:
            action, states = one.ready.action, one.dossier.machine.states
            outcome = one.dossier.machine.outcome(one.outcome)
            source, target = states[action.source], states[action.target]
            counted.update(outbox.effects_of(action, source, target, outcome=outcome))
            counted[outbox.ASSIGNED] += outbox.is_assigning(action, source, target)
            counted[outbox.FEE_DUE] += dues.fallen_due(one.dossier.machine, one.log, action) > 0
    return counted
