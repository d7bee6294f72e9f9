"""What can be done with many dossiers at once: which act it is on each, and what each is given for it.

What is the same for all is said once (``Common``); what a dossier has of its own comes from the dossier. An act that asks
for something that neither gives is not done with many. To whom it is offered at a list, the
published machines say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.rights import WITHOUT_SEAT
from accounts.roles import Role
from accounts.seats import Seats
from dossiers import acts, clock
from dossiers.acts.receiving import hands_result_over
from dossiers.commands.deciding import receiving as handing_over
from dossiers.commands.given import Given, Handover, divisions_of
from dossiers.display.formats import localized, reason, vn_date, vn_money
from dossiers.filing import dues
from dossiers.filing.counter import people
from dossiers.log import appointments
from dossiers.log.answers import standing_of
from dossiers.log.effective import effective
from dossiers.models import Channel, Dossier, Event, Result
from dossiers.refusals import Refusal
from dossiers.refusals import bulk as refused
from dossiers.refusals.receiving import NoAccount
from procedures.form import receiving
from procedures.machine import Action, Ask, Clock, Deed, Machine, Text
from procedures.models import ProcedureVersion, VersionStatus, machine_of_version
from procedures.results import Capacity, Way
from procedures.steady import Steady

KEPT_SECONDS = 60
"""For so long a process keeps to whom an act is offered."""


@dataclass(frozen=True, slots=True)
class Common:
    """What is said once for all the dossiers."""

    words: str = ""
    """A note; a reason, where an act asks for that instead."""
    division: Unit | None = None
    assignee: User | None = None
    capacity: Capacity | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as a job keeps it."""
        return {
            "words": self.words,
            "division": self.division.pk if self.division else None,
            "assignee": self.assignee.pk if self.assignee else None,
            "capacity": self.capacity.value if self.capacity else "",
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Common":
        """Return what a job has kept; whoever or whatever is gone is None."""
        division, assignee = kept.get("division"), kept.get("assignee")
        return cls(
            kept.get("words", ""),
            Unit.objects.filter(pk=division).first() if division else None,
            User.objects.filter(pk=assignee).first() if assignee else None,
            Capacity(kept["capacity"]) if kept.get("capacity") else None,
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A dossier as the page showed it: at which sequence, and with which draft where it is decided."""

    seen: int
    content: str = ""
    """The digest of that draft, or of the letter that waits for its signature."""


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier on which an act is taken: as it is, as the page showed it, what holds of its log, and when."""

    dossier: Dossier
    shown: Shown
    log: Sequence[Event]
    at: datetime


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table: what is done with many."""

    name: str
    label: Promise
    is_meant: Callable[[Action], bool]
    """Which of the actions that are open on a dossier it is."""
    asks: tuple[Ask, ...] = (Ask.NOTE,)
    """What is said once for all."""
    adds: Callable[[Given, Case], Given] = lambda given, _case: given
    """Puts what a dossier has of its own to what is given. Raises a ``Refusal``."""
    absent: Callable[[Dossier, Sequence[Event]], Refusal | None] = lambda _dossier, _log: None
    """Why it is not open on a dossier, by what holds of its log, where more is to be said of that than at which step it is."""
    is_alike: bool = False
    """Whether only dossiers of one procedure with one proposed outcome go together."""
    follows: Deed | None = None
    """Where it is open: right behind an act that does this about the decision; everywhere for None."""
    reaches_holders: bool = False
    """Whether its mail goes to whoever has a dossier: the page before names them."""
    is_read_first: bool = False
    """Whether the page before says of each dossier what its own page warns of: it is accepted, or decided upon, by it."""
    heeds_remarks: bool = False
    """Whether a dossier is left out while something of what was remarked on it is to be said to the applicant."""

    takes_over: bool = False
    """Whether dossiers go to other hands: the page before says where somebody is still writing."""
    numbers: bool = False
    """Whether results get their numbers: the page before says from which register, that of the job which they got."""
    hands_over: bool = False
    """Whether a result goes to its applicant: the page before names it, and how it was to be received."""

    is_open: Callable[[Action, Dossier, Sequence[Event], datetime], bool] | None = None
    """Which it is where several are meant in one state, by what holds of the log at an instant; the first for None."""
    is_beside: bool = False
    """Whether it moves no dossier on."""
    signs_letters: bool = False
    """Whether a letter of apology is signed by it: the page before shows its words."""
    says_more: bool = False
    """Whether its own name says more than that of the single act: of which part of those it is done."""

    @property
    def is_read_whole(self) -> bool:
        """Whether its rows stand before its button on the page before, so that nobody presses unread."""
        return self.is_alike or self.numbers or self.signs_letters

    def action_on(self, dossier: Dossier, log: Sequence[Event], at: datetime) -> Action | None:
        """Return the action that it is on a dossier as that is now; None where it is not open."""
        is_open, machine = self.is_open, dossier.machine
        if is_open is None:
            return self.action_in(machine, dossier.state)
        meant = filter(self.is_meant, acts.open_in(machine, dossier.state))
        return next((one for one in meant if is_open(one, dossier, log, at)), None)

    def action_in(self, machine: Machine, state: str) -> Action | None:
        """Return the action that it is in a state; None where it is not open there."""
        if self.follows and all(
            action.deed is not self.follows for action in machine.actions if action.target == state
        ):
            return None
        return self.alone_in(machine, state)

    def alone_in(self, machine: Machine, state: str) -> Action | None:
        """Return the action that it is in a state, also where it is taken on one dossier alone; None where there is none."""
        return next(filter(self.is_meant, acts.open_in(machine, state)), None)

    def called(self, taken: Iterable[Action]) -> Text | None:
        """Return what the procedures of some dossiers call it as one; None where they differ, and where its own name says more."""
        labels = {action.label for action in taken}
        return labels.pop() if len(labels) == 1 and not self.says_more else None

    def given(self, action: Action, case: Case, common: Common, *, steady: Steady) -> Given:
        """Return what one dossier's action is given. Raises a ``Refusal`` where that cannot be done with many."""
        asks, dossier = {asked.kind for asked in action.asks}, case.dossier
        given = Given(
            note=common.words if Ask.NOTE in asks else "",
            reason=common.words if Ask.REASON in asks and Ask.NOTE not in asks else "",
            division=(common.division or _only_division(dossier, steady)) if Ask.DIVISION in asks else None,
            assignee=common.assignee if Ask.ASSIGNEE in asks else None,
            capacity=common.capacity if Ask.CAPACITY in asks else None,
            content=case.shown.content if Ask.CONTENT in asks else "",
        )
        return self.adds(given, case)


def _only_division(dossier: Dossier, steady: Steady) -> Unit | None:
    """Return the division that serves a dossier's sector, where it is one alone."""
    found: Sequence[Unit] = steady.once(divisions_of, dossier.agency_id, dossier.sector)
    return found[0] if len(found) == 1 else None


def _handed_over(given: Given, case: Case) -> Given:
    """Put the handover on line; raise where the person, the post or a cashier has a part in it."""
    dossier = case.dossier
    result = Result.objects.filter(dossier=dossier).first()
    if people.served(dossier):
        raise NoAccount
    if dossier.channel != Channel.ONLINE or result is None or result.by_hand or result.file is None:
        raise refused.NeedsOwnData
    values = standing_of(dossier)
    if receiving.chosen(values) is Way.BY_POST:
        raise refused.NeedsOwnData
    log = effective(Event.objects.filter(dossier=dossier).order_by("sequence"))
    owed = dues.unpaid(dossier.machine, values, log)
    if owed:
        raise refused.StillOwed(vn_money(owed))
    handover = Handover(dossier.applicant_name, Way.ONLINE)
    handing_over.refuse_unfit(dossier, log, handover)
    return replace(given, handover=handover)


def _nobody_to_remind(dossier: Dossier, _log: Sequence[Event]) -> Refusal | None:
    """Say why nobody in the office is reminded of a dossier: its applicant has it, its result waits, or it has ended."""
    state = dossier.place
    if state.is_end:
        return refused.HasEnded(localized(state.label))
    if state.clock is Clock.ENDED:
        return refused.WaitsToBeCollected()
    return refused.WithApplicant() if state.holder in {None, *WITHOUT_SEAT} else None


def _as_proposed(given: Given, case: Case) -> Given:
    """Put the reason and the day that whoever has it proposes; raise where nobody does, and where others were read."""
    row = appointments.waiting_reasons().filter(dossier=case.dossier).first()
    if row is None:
        raise _why_none_waits(case)
    if row.digest != case.shown.content:
        raise refused.LetterEdited
    return replace(given, reason=row.reason, date=row.day)


def _why_none_waits(case: Case) -> Refusal:
    """Say why no letter of a dossier waits: a day is promised already, its date has moved, or nobody has written why it is late."""
    dossier, day = case.dossier, appointments.standing_promise(case.log)
    if day is not None and day > case.at:
        return refused.PromisedAlready(vn_date(day))
    if dossier.is_late(case.at):
        return refused.NoReasonWritten()
    due, lead = vn_date(dossier.due_at), dossier.ruling(case.at).apology_lead_days
    can_move = dossier.due_at is not None and clock.may_reappoint(dossier.due_at, case.at, lead)
    return refused.DateMoved(due) if dossier.reappointed else refused.NoReasonWritten(due, can_move=can_move)


def _nothing_to_promise(dossier: Dossier, log: Sequence[Event]) -> Refusal | None:
    """Say why nobody apologises for a dossier now: no date of it runs. What the office has apologised for is said with it."""
    step, place = localized(dossier.place.label), dossier.place
    letter = next((event.at for event in reversed(log) if event.action in appointments.APOLOGISING), None)
    if place.clock is Clock.RUNNING:
        return None
    return refused.NoDateRuns(step, vn_date(letter) if letter else "", is_paused=place.clock is Clock.PAUSED)


def _asks(ask: Ask) -> Callable[[Action], bool]:
    return lambda action: any(asked.kind is ask for asked in action.asks)


def _initials(action: Action) -> bool:
    """Say whether the head of a division passes on what a specialist has drafted, and is asked for nothing but a note."""
    passes_on = action.deed is None and action.name.startswith("finish-")
    return passes_on and Role.DIVISION_HEAD in action.by and not any(asked.required for asked in action.asks)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("accept", _("Accept"), lambda action: action.name == "accept", is_read_first=True, heeds_remarks=True),
        Kind("transfer", _("Transfer to the division"), _asks(Ask.DIVISION), (Ask.DIVISION, Ask.NOTE), takes_over=True),
        Kind(
            "assign",
            _("Assign to a case officer"),
            _asks(Ask.ASSIGNEE),
            (Ask.ASSIGNEE, Ask.NOTE),
            takes_over=True,
        ),
        Kind("initial", _("Initial the drafts"), _initials, is_alike=True, follows=Deed.PROPOSE, is_read_first=True),
        Kind(
            "decide",
            _("Decide and sign"),
            lambda action: action.deed is Deed.DECIDE,
            (Ask.CAPACITY, Ask.NOTE),
            is_alike=True,
            is_read_first=True,
        ),
        Kind(
            "number",
            _("Number and issue"),
            lambda action: action.deed is Deed.NUMBER,
            is_read_first=True,
            numbers=True,
        ),
        Kind("return", _("Hand over on line"), hands_result_over, adds=_handed_over, hands_over=True, says_more=True),
        Kind(
            "remind",
            _("Remind the holder"),
            lambda action: action.name == acts.REMIND_HOLDER,
            absent=_nobody_to_remind,
            reaches_holders=True,
            is_beside=True,
        ),
        Kind(
            "apologise",
            _("Sign the letters of apology"),
            lambda action: action.name in appointments.APOLOGISING,
            asks=(),
            adds=_as_proposed,
            absent=_nothing_to_promise,
            is_open=lambda action, dossier, log, at: action.name == appointments.apologising(dossier, log, at),
            is_beside=True,
            signs_letters=True,
            says_more=True,
        ),
    )
}


def name_of(arguments: Mapping[str, Any]) -> str:
    """Return what the act of a job is called: by the dossiers' own procedures, if they do so as one."""
    name = str(arguments["act"])
    return reason(arguments.get("called")) or (str(KINDS[name].label) if name in KINDS else name)


def offered(seats: Seats) -> list[Kind]:
    """Return what is offered at the lists of somebody's seats: what some published machine lets one of them do."""
    roles = _offering()
    return [kind for name, kind in KINDS.items() if seats.has(*roles[name])]


def read_versions() -> None:
    """Find out what each version offers, before somebody waits for it."""
    _offering()


def lacks(machine: Machine, state: str, kind: Kind) -> bool:
    """Say whether an act is not open in a state because the version has it nowhere.

    That is so where the dossier lies with whoever takes it in other versions, and no other act with many comes first.
    """
    if any(kind.action_in(machine, place) for place in machine.states):
        return False
    comes_first = any(other.action_in(machine, state) for other in KINDS.values() if not other.is_beside)
    return machine.states[state].holder in _offering()[kind.name] and not comes_first


def _offering() -> Mapping[str, frozenset[Role]]:
    """Return which roles have each act in any version that dossiers follow: asked once a minute in a process."""
    key = f"bulk:{connection.settings_dict['NAME']}"

    def found() -> dict[str, frozenset[Role]]:
        versions = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT).values_list("pk", flat=True)
        own = [_roles_of_version(pk) for pk in versions]
        return {name: frozenset[Role]().union(*(roles[name] for roles in own)) for name in KINDS}

    return caches["process"].get_or_set(key, found, KEPT_SECONDS) or found()


@cache
def _roles_of_version(pk: int) -> Mapping[str, frozenset[Role]]:
    return roles_in(machine_of_version(pk))


def roles_in(machine: Machine) -> dict[str, frozenset[Role]]:
    """Return which roles have each act somewhere in a machine."""
    return {name: frozenset(_roles_with(kind, machine)) for name, kind in KINDS.items()}


def _roles_with(kind: Kind, machine: Machine) -> Iterator[Role]:
    for state in machine.states:
        if action := kind.action_in(machine, state):
            yield from action.by
