"""From a filing of the plan to the life that the engine plays: who does what, and when.

The pace is planned, the verdict is not: before each stretch of work the clock is asked for the date that is due, and
the work is laid out so that it ends before that, or after it where the plan has the office late.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from accounts.models import Unit, User
from accounts.rights import OF_DIVISION
from accounts.roles import Role
from dossiers import clock
from dossiers.clock import Mark, MarkKind, Terms
from dossiers.commands import Fee, Given
from dossiers.commands.given import People
from dossiers.commands.replay import Act, Life, seated_then
from dossiers.models import Channel
from dossiers.policy import Actor
from portal.demo.history import words
from portal.demo.history.officers import Office, Officer
from portal.demo.history.papers import Papers
from portal.demo.history.plan import LAST, LAST_DONE, LAST_WORKED, Course, Filing
from portal.demo.history.words import Form
from procedures.machine import Machine, Pause, Step
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL, WorkingCalendar

DAY = 8 * 60
"""Working minutes."""
_RATES = ("printed", "electronic-reading", "audio-visual")
"""The forms of a material in the order of the charges."""
_INTERRUPTED = frozenset({Course.SUPPLEMENT, Course.PAYMENT, Course.WITHDRAWN, Course.STOPPED})
_MOST = 0.98
"""Of the time that is left, what work takes that is not to be late."""
_PACES = ((0.35, 0.82), (0.88, _MOST))
_WEIGHTS = (3, 1)
"""Which part of the time the work takes: of four dossiers three are done well before the end."""
_CLOSE = datetime.combine(LAST_WORKED, time(16, 45), LOCAL)
_AFTER, _CLOSE_AFTER = datetime.combine(LAST, time.max, LOCAL), datetime.combine(LAST_DONE, time(16, 45), LOCAL)
_TIME_TO_ANSWER = 8 * 60
"""In which the desk looks at a filing; working minutes (the hours to answer of the regime)."""


@dataclass(frozen=True, slots=True)
class World:
    """What all lives share: read once in each process."""

    calendar: WorkingCalendar
    office: Office
    divisions: dict[str, Unit]
    """By sector."""
    versions: dict[tuple[str, int], ProcedureVersion]
    forms: dict[tuple[str, int], Form]
    people: Sequence[User]
    papers: Papers
    specialists: People = field(default_factory=lambda: cache(seated_then))
    """Who they were on a day, asked once for each day."""

    def life_of(self, filing: Filing) -> Life:
        """Return the whole life of a filing."""
        version, form = self.versions[filing.slug, filing.version], self.forms[filing.slug, filing.version]
        owner = form.owner_of(filing, self.people)
        answers = form.filled_in(owner, filing)
        hand = _Hand.begun(self, filing, version.machine, owner, answers)
        entered_by = hand.citizen if filing.channel is Channel.ONLINE else hand.seated(Role.ONE_STOP_OFFICER)
        _live(hand)
        return Life(
            key=filing.key,
            version=version,
            owner=owner,
            filed_at=filing.filed_at,
            channel=filing.channel,
            entered_by=entered_by,
            answers=answers,
            papers=self.papers.filed(filing, form.papers(answers), entered_by.user or owner),
            acts=hand.acts,
        )


@dataclass(slots=True)
class _Hand:
    """The hand that writes a life down: where it is in time, and what it has written."""

    world: World
    filing: Filing
    machine: Machine
    owner: User
    answers: Mapping[str, str]
    chance: random.Random
    at: datetime
    division: Unit
    marks: list[Mark] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    assignee: Officer | None = None

    @classmethod
    def begun(cls, world: World, filing: Filing, machine: Machine, owner: User, answers: Mapping[str, str]) -> "_Hand":
        """Return the hand at the filing."""
        chance = random.Random(filing.seed)  # noqa: S311 - a made-up life, not a secret
        return cls(world, filing, machine, owner, answers, chance, filing.filed_at, world.divisions[machine.sector])

    @property
    def citizen(self) -> Actor:
        """The applicant."""
        return Actor.citizen(self.owner)

    @property
    def day(self) -> date:
        """The local day."""
        return self.at.astimezone(LOCAL).date()

    def seated(self, role: Role) -> Actor:
        """Return who does the work of a role now; a dossier's specialist stays the same, but for days of leave."""
        if role is Role.CITIZEN:
            return self.citizen
        if role is Role.SPECIALIST and self.assignee is not None:
            return self.world.office.for_officer(self.assignee, self.day)
        division = self.division if role in OF_DIVISION else None
        return self.world.office.actor(role, self.day, self.chance, division)

    def work(self, minutes: float) -> None:
        """Let working time pass; at least a minute."""
        self.at = self.world.calendar.add_working_minutes(self.at, max(1, int(minutes)))

    def wait(self, most_days: int) -> None:
        """Let the applicant take some days, and act at an hour of the applicant's own."""
        day = self.day + timedelta(days=self.chance.randint(1, most_days))
        self.at = datetime.combine(day, time(self.chance.randint(7, 21), self.chance.randrange(60)), LOCAL)

    def take(self, action: str, role: Role, **given: Any) -> None:
        """Write an act down."""
        self.acts.append(Act(action, self.at, self.seated(role), Given(**given)))

    def mark(self, kind: MarkKind, pause: Pause | None = None) -> None:
        """Note what the clock will see."""
        self.marks.append(Mark(kind, self.at, pause=pause))

    def working_minutes_left(self) -> int:
        """Ask the clock until when there is time, and say how many working minutes that is."""
        terms = Terms(self.machine.committed_limit, self.machine.supplement.after)
        due_at = clock.read(self.marks, terms, self.world.calendar, as_of=self.at).lawful_due_at
        return self.world.calendar.working_minutes_between(self.at, due_at)

    def reason(self, kind: str) -> str:
        """Return why, in words that do not change from run to run."""
        return words.reason(kind, self.filing.slug, self.chance)


def _live(hand: _Hand) -> None:
    """Write the whole life down."""
    course = hand.filing.course
    if course is Course.SUPPLEMENT_FIRST:
        _ask_before_acceptance(hand)
    hand.work(_until_answered(hand))
    if course is Course.REJECTED:
        hand.take("reject", Role.ONE_STOP_OFFICER, reason=hand.reason("reject"))
        return
    hand.take("accept", Role.ONE_STOP_OFFICER)
    hand.mark(MarkKind.STARTED)
    _process(hand)


def _until_answered(hand: _Hand) -> int:
    """Return after how many working minutes the desk has looked at a filing."""
    if hand.filing.answered_late:
        return _TIME_TO_ANSWER + hand.chance.randint(15, 500)
    return hand.chance.randint(2, 25) if hand.filing.channel is Channel.DESK else hand.chance.randint(8, 380)


def _ask_before_acceptance(hand: _Hand) -> None:
    hand.work(hand.chance.randint(5, 300))
    faults, why = words.fault(hand.filing.slug, hand.chance), hand.reason("supplement")
    hand.take("ask-supplement", Role.ONE_STOP_OFFICER, components=faults, reason=why)
    hand.wait(8)
    hand.take("answer-supplement", Role.CITIZEN, note=hand.reason("note"))


def _process(hand: _Hand) -> None:
    """Write down what lies between acceptance and the end."""
    steps = list(hand.machine.steps[:-1])
    appraisal = next(n for n, step in enumerate(steps) if step.role is Role.SPECIALIST)
    left = hand.working_minutes_left()
    if hand.filing.course in _INTERRUPTED:
        _stretch(hand, steps[:appraisal], min(left * 0.15, DAY * 0.8))
        if not _interrupt(hand, left):
            return
        steps, left = steps[appraisal:], hand.working_minutes_left()
    _finish(hand, steps, left)


def _interrupt(hand: _Hand, left: int) -> bool:
    """Write down what comes between at the appraisal; say whether the work goes on after it."""
    hand.work(hand.chance.uniform(0.02, 0.12) * min(left, 5 * DAY))
    match hand.filing.course:
        case Course.SUPPLEMENT:
            _supplement(hand)
        case Course.PAYMENT:
            _payment(hand)
        case Course.WITHDRAWN:
            hand.take("ask-withdrawal", Role.CITIZEN, reason=hand.reason("withdraw"))
            hand.work(hand.chance.randint(10, 200))
            hand.take("confirm-withdrawal", Role.ONE_STOP_OFFICER)
        case _:
            hand.take("stop", Role.DIVISION_HEAD, reason=hand.reason("stop"))
    return hand.filing.course in (Course.SUPPLEMENT, Course.PAYMENT)


def _supplement(hand: _Hand) -> None:
    faults, why = words.fault(hand.filing.slug, hand.chance), hand.reason("supplement")
    hand.take("propose-supplement", Role.SPECIALIST, components=faults, reason=why)
    hand.work(hand.chance.randint(10, 90))
    hand.take("issue-supplement", Role.ONE_STOP_OFFICER, components=faults, reason=why)
    hand.mark(MarkKind.PAUSED, Pause.SUPPLEMENT)
    hand.wait(9)
    hand.take("answer-supplement", Role.CITIZEN, note=hand.reason("note"))
    hand.work(hand.chance.randint(10, 240))
    hand.take("confirm-supplement", Role.ONE_STOP_OFFICER)
    hand.mark(MarkKind.RESUMED, Pause.SUPPLEMENT)


def _payment(hand: _Hand) -> None:
    amount, why = _charge(hand)
    hand.take("ask-payment", Role.SPECIALIST, fee=Fee(amount), reason=why)
    hand.mark(MarkKind.PAUSED, Pause.PAYMENT)
    hand.work(hand.chance.randint(60, 4 * DAY))
    fee = Fee(amount, "transfer", f"BL-{hand.filing.index:05d}")
    hand.take("confirm-payment", Role.ONE_STOP_OFFICER, fee=fee)
    hand.mark(MarkKind.RESUMED, Pause.PAYMENT)


def _charge(hand: _Hand) -> tuple[int, str]:
    """Return what is to be paid, and how it is reckoned."""
    place = _RATES.index(hand.answers["material_form"]) if "material_form" in hand.answers else 0
    fee = hand.machine.fees[place]
    if not fee.per:
        return fee.amount, f"{fee.name.vi}: {_dong(fee.amount)}."
    count = int(hand.answers["extent"])
    amount = fee.amount * count
    return amount, f"{fee.name.vi}: {count} {fee.per.vi} × {_dong(fee.amount)} = {_dong(amount)}."


def _dong(amount: int) -> str:
    return f"{amount:,} đồng".replace(",", ".")


def _finish(hand: _Hand, steps: list[Step], left: int) -> None:
    """Write down the work that is left, and the return of its result."""
    own = sum(_minutes(step, hand, left) for step in steps)
    if hand.filing.course is Course.REAPPOINTED:
        steps = _reappointed(hand, steps, left)
        left, own = hand.working_minutes_left(), 0
    _stretch(hand, _with_return_of_the_file(hand, steps), _planned_minutes(hand, own, left))
    hand.work(hand.chance.randint(20, 5 * DAY))
    hand.at = max(hand.acts[-1].at, min(hand.at, _CLOSE_AFTER if hand.filing.pending else _CLOSE))
    pays = bool(hand.machine.fees) and hand.filing.course is not Course.PAYMENT
    fee = Fee(_charge(hand)[0], "cash", f"BL-{hand.filing.index:05d}") if pays else None
    hand.take("return", Role.ONE_STOP_OFFICER, recipient=hand.owner.full_name, fee=fee)


def _planned_minutes(hand: _Hand, own: float, left: int) -> float:
    """Return how long the rest of the work takes: beyond what is left, beyond the years, or as the pace has it."""
    late, usual = left + hand.chance.randint(60, 4 * DAY), _pace(hand.chance) * min(own, left)
    if hand.filing.late:
        return late
    if hand.filing.pending:
        beyond = hand.world.calendar.working_minutes_between(hand.at, _AFTER) if hand.at < _AFTER else 0
        first = min(max(usual, beyond + 30), _MOST * left)
        return hand.chance.triangular(first, _MOST * left, first)
    return usual


def _pace(chance: random.Random) -> float:
    return chance.uniform(*chance.choices(_PACES, _WEIGHTS)[0])


def _reappointed(hand: _Hand, steps: list[Step], left: int) -> list[Step]:
    """Write down the first steps and the apology for the delay; return the steps that are left."""
    place = next(n for n, step in enumerate(steps) if step.role is Role.SPECIALIST)
    _stretch(hand, steps[:place], left * 0.15)
    hand.work(left * 0.1)
    terms = Terms(hand.machine.committed_limit, hand.machine.supplement.after)
    due_at = clock.read(hand.marks, terms, hand.world.calendar, as_of=hand.at).due_at
    date = hand.world.calendar.add_working_days(due_at.astimezone(LOCAL).date(), hand.chance.randint(3, 6))
    hand.take("reappoint", Role.DEPARTMENT_LEADER, date=date, reason=hand.reason("reappoint"))
    return steps[place:]


def _with_return_of_the_file(hand: _Hand, steps: list[Step]) -> list[Step]:
    """Return the steps, in those that go back once with the appraisal and the review twice."""
    if hand.filing.course is not Course.SENT_BACK:
        return steps
    review = next(n for n, step in enumerate(steps) if n and _sends_back(hand.machine, step, steps[n - 1]))
    return [*steps[: review + 1], *steps[review - 1 :]]


def _sends_back(machine: Machine, step: Step, to: Step) -> bool:
    return machine.action(step.state, f"send-back-{to.name}") is not None


def _stretch(hand: _Hand, steps: Sequence[Step], total: float) -> None:
    """Write steps down that take so many working minutes together, each about its share."""
    shares = [_minutes(step, hand, DAY) * hand.chance.uniform(0.75, 1.25) for step in steps]
    unit = total / sum(shares)
    for n, (step, share) in enumerate(zip(steps, shares, strict=True)):
        hand.work(share * unit * _own_pace(hand, step))
        following = steps[n + 1] if n + 1 < len(steps) else None
        if following is not None and hand.machine.steps.index(following) < hand.machine.steps.index(step):
            hand.take(f"send-back-{following.name}", step.role, reason=hand.reason("send-back"))
        else:
            _pass_on(hand, step)


def _own_pace(hand: _Hand, step: Step) -> float:
    """Return which part of the time that is laid out a case officer takes; of what is to last, all of it."""
    is_to_last = hand.filing.late or hand.filing.pending
    if step.role is not Role.SPECIALIST or hand.assignee is None or is_to_last:
        return 1.0
    return hand.assignee.listed.pace


def _pass_on(hand: _Hand, step: Step) -> None:
    """Write down that a step is finished, with what its action asks for."""
    if step is hand.machine.steps[0]:
        hand.take("transfer", Role.ONE_STOP_OFFICER, division=hand.division)
    elif step is hand.machine.steps[-2]:
        _conclude(hand, step)
    elif any(asked.kind.value == "assignee" for asked in _asks(hand.machine, step)):
        specialist = hand.world.office.case_officer(hand.day, hand.chance, hand.division, late=hand.filing.late)
        hand.take(f"finish-{step.name}", step.role, assignee=specialist.user)
        hand.assignee = specialist
    else:
        hand.take(f"finish-{step.name}", step.role)


def _asks(machine: Machine, step: Step) -> Iterable[Any]:
    action = machine.action(step.state, f"finish-{step.name}")
    return action.asks if action else ()


def _conclude(hand: _Hand, step: Step) -> None:
    if hand.filing.course is Course.REFUSED:
        hand.take(f"finish-{step.name}-refused", step.role, reason=hand.reason("refuse"))
    else:
        hand.take(f"finish-{step.name}", step.role, files=(hand.world.papers.result(hand.filing),))


def _minutes(step: Step, hand: _Hand, left: int) -> float:
    """Return a step's own time in working minutes; of a limit in calendar days its share of what is left."""
    if step.limit is None:
        return 0.0
    whole = float(hand.machine.committed_limit.amount)
    share = float(step.limit.amount)
    return share * DAY if step.limit.unit.value == "working_day" else share / whole * left
