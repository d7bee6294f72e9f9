"""The second edition of the lifecycle: what is decided is proposed first, and numbered last.

All else is as in the first. A step proposes an outcome with its draft, a later one decides exactly that or orders another
outcome, and the clerk gives it a number; what another agency decides is entered where that agency's step is done.
Sources: domain reference 2.1 (stopping: the leader decides, the desk issues) and 5.1; NĐ 61/2018 art. 17(4), 19, 20;
NĐ 118/2025 art. 21 (an applicant may have it ended as long as nothing is decided).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from accounts.roles import Role
from procedures.language import wording
from procedures.language.lifecycle import first
from procedures.language.lifecycle.first import ACCEPTED, DESK, LEADER, NOTE, REASON, RESULT_READY, STOPPED, WHY, Layout
from procedures.language.sheet import Row, Sheet
from procedures.machine import (
    Action,
    Ask,
    Asked,
    Clock,
    Deed,
    Duty,
    Guard,
    Limit,
    Outcome,
    Paper,
    State,
    Status,
    Step,
    Tone,
)
from procedures.results import Effect

STOP_DECIDED = ".stop-decided"

FILES = Asked(Ask.FILES)
MORE_FILES = Asked(Ask.FILES, required=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """A definition on its way to states and actions, with what it says of the decision."""

    layout: Layout
    decides_at_once: Role | None
    proposer_may_decide: bool

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Return the ways in which it can end."""
        return self.layout.outcomes

    def decided_before(self, row: Row) -> bool:
        """Say whether the decision is made on the way to a row."""
        deciding = next((other for other in self.layout.middle if other.duty is Duty.DECIDES), None)
        if deciding is None:
            return False
        seen: list[Row] = []
        onward = deciding
        while onward is not self.layout.rows[-1] and onward not in seen:
            seen.append(onward)
            onward = self.layout.after(onward)
        return row in seen[1:]

    @property
    def undecided(self) -> tuple[Row, ...]:
        """Return the middle rows on which nothing is decided yet: only there it can be stopped or withdrawn."""
        return tuple(row for row in self.layout.middle if not self.decided_before(row))

    @property
    def proposing(self) -> Row | None:
        """Return the row that proposes."""
        return next((row for row in self.layout.middle if row.duty is Duty.PROPOSES), None)


def build(sheet: Sheet) -> tuple[tuple[Step, ...], Mapping[str, State], tuple[Action, ...]]:
    """Return the steps, states and actions of a sheet in which nothing is wrong."""
    outline = sheet.outline
    layout = Layout(sheet.rows, outline.outcomes, outline.committed_limit.unit, immediate_result=False)
    plan = Plan(layout, sheet.decides_at_once, sheet.proposer_may_decide)
    steps = tuple(_step(layout, row) for row in layout.rows)
    found = [*first.states(layout), *_stopping_states(plan)]
    states = {state.name: state for state in found if not _asks_after_decision(plan, state)}
    return steps, states, tuple(_actions(plan))


def _step(layout: Layout, row: Row) -> Step:
    limits = {outcome: Limit(amount, layout.unit) for outcome, amount in row.times.items()}
    return replace(first.step(layout, row), duty=row.duty, limits=limits)


def _asks_after_decision(plan: Plan, state: State) -> bool:
    """Say whether in a state the applicant is asked for something although all is decided."""
    row = next((row for row in plan.layout.middle if row.name == state.step), None)
    return row is not None and plan.decided_before(row) and state.name != row.name


def _stopping_states(plan: Plan) -> Iterator[State]:
    for row in plan.undecided:
        name, desk = row.name + STOP_DECIDED, Role.ONE_STOP_OFFICER
        yield State(name, wording.STOP_DECIDED, Status.IN_PROCESS, Clock.RUNNING, desk, step=row.name)


def _actions(plan: Plan) -> Iterator[Action]:
    layout = plan.layout
    yield from first.filed()
    yield from first.accepted(layout)
    if plan.decides_at_once is not None:
        yield _at_once(plan, plan.decides_at_once)
    for row in layout.middle:
        yield from _finishing(plan, row)
        yield from _going_back(plan, row)
        is_open = row in plan.undecided
        if row.role is Role.SPECIALIST:
            yield first.reassign(row.name)
        if row.role is Role.SPECIALIST and is_open:
            yield from first.asking(row.name)
        yield first.reappoint(row.name)
        if is_open:
            yield from _while_undecided(row)
    asks = (Asked(Ask.HANDOVER), Asked(Ask.FEE, required=False), NOTE)
    label = layout.rows[-1].finish or wording.RETURN
    yield Action("return", label, RESULT_READY, first.RETURNED, DESK, asks, tone=Tone.PRIMARY)
    for name in layout.rows[-1].send_back_to:
        yield first.send_back(layout, layout.rows[-1], layout.row(name))


def _while_undecided(row: Row) -> Iterator[Action]:
    """Return what only a dossier on which nothing is decided knows: stopping, withdrawal, and what a specialist asks for."""
    yield _decide_stop(row.name, row.name)
    yield from first.withdrawal(row.name)
    yield from _stopping(row.name)
    if row.role is Role.SPECIALIST:
        for action in first.proposed(row.name):
            yield _decide_stop(action.source, row.name) if action.name == "stop" else action
        yield from first.waiting(row.name)


def _at_once(plan: Plan, role: Role) -> Action:
    granted = plan.outcomes[0]
    return Action(
        "decide-at-once",
        wording.DECIDE_AT_ONCE,
        ACCEPTED,
        RESULT_READY,
        frozenset({role}),
        (FILES, *_until(granted), Asked(Ask.CAPACITY), NOTE),
        outcome=granted.name,
        consequence=wording.NUMBER_MEANS,
        deed=Deed.AT_ONCE,
    )


def _finishing(plan: Plan, row: Row) -> Iterator[Action]:
    match row.duty:
        case Duty.PROPOSES:
            yield from _proposing(plan, row)
        case Duty.DECIDES if row.agency is not None:
            yield from _recording(plan, row)
        case Duty.DECIDES:
            yield from _deciding(plan, row)
        case Duty.NUMBERS:
            yield _numbering(plan, row)
        case None:
            following = plan.layout.after(row)
            asks = (*(Asked(ask) for ask in row.asks), NOTE, MORE_FILES)
            label = row.finish or wording.move_on(following.title)
            yield _onward(plan, row, f"finish-{row.name}", replace(_EMPTY, label=label, asks=asks, tone=Tone.PRIMARY))


_EMPTY = Action("", wording.RETURN, "", "", frozenset())


def _onward(plan: Plan, row: Row, name: str, action: Action) -> Action:
    """Return an action that leads from a row to the next, done by whoever does the row."""
    target = plan.layout.state_of(plan.layout.after(row))
    return replace(action, name=name, source=row.name, target=target, by=frozenset({row.role}))


def _proposing(plan: Plan, row: Row) -> Iterator[Action]:
    for place, outcome in enumerate(plan.outcomes):
        why = REASON if _refuses(outcome) else WHY
        asks = (Asked(Ask.DRAFT), *_until(outcome), why, NOTE)
        proposing = replace(
            _EMPTY,
            label=wording.propose(outcome.label),
            asks=asks,
            guards=frozenset({Guard.AS_DIRECTED}),
            tone=Tone.PRIMARY if place == 0 else Tone.PLAIN,
            deed=Deed.PROPOSE,
            proposes=outcome.name,
        )
        yield _onward(plan, row, f"propose-{outcome.name}", proposing)


def _deciding(plan: Plan, row: Row) -> Iterator[Action]:
    apart = frozenset() if plan.proposer_may_decide else frozenset({Guard.NOT_PROPOSED_BY_ME})
    deciding = replace(
        _EMPTY,
        label=row.finish or wording.DECIDE,
        asks=(Asked(Ask.CONTENT), Asked(Ask.CAPACITY), NOTE),
        guards=apart,
        tone=Tone.PRIMARY,
        consequence=wording.DECIDE_MEANS,
        deed=Deed.DECIDE,
    )
    yield _onward(plan, row, "decide", deciding)
    if plan.proposing is None:
        return
    for outcome in plan.outcomes:
        yield Action(
            f"direct-{outcome.name}",
            wording.direct(outcome.label),
            row.name,
            plan.layout.state_of(plan.proposing),
            frozenset({row.role}),
            (REASON, Asked(Ask.REMARKS, required=False)),
            guards=apart | {Guard.ANOTHER_OUTCOME},
            consequence=wording.DIRECT_MEANS,
            deed=Deed.DIRECT,
            proposes=outcome.name,
        )


def _numbering(plan: Plan, row: Row) -> Action:
    numbering = replace(
        _EMPTY,
        label=row.finish or wording.NUMBER,
        asks=(Asked(Ask.CONTENT), Asked(Ask.SCAN, required=False), NOTE),
        tone=Tone.PRIMARY,
        consequence=wording.NUMBER_MEANS,
        deed=Deed.NUMBER,
    )
    return _onward(plan, row, "number", numbering)


def _recording(plan: Plan, row: Row) -> Iterator[Action]:
    for place, outcome in enumerate(plan.outcomes):
        refuses = _refuses(outcome)
        recording = replace(
            _EMPTY,
            label=wording.record(outcome.label),
            asks=(Asked(Ask.ISSUED), FILES, *_until(outcome), REASON if refuses else WHY, NOTE),
            paper=outcome.paper,
            outcome=outcome.name,
            tone=Tone.PRIMARY if place == 0 else Tone.DANGER if refuses else Tone.PLAIN,
            consequence=wording.RECORD_MEANS,
            deed=Deed.RECORD,
        )
        yield _onward(plan, row, f"record-{outcome.name}", recording)


def _until(outcome: Outcome) -> tuple[Asked, ...]:
    """Return that the last day is asked for: what replaces a result without a term of its own has the term of that one."""
    issues = outcome.issues
    if issues is not None and issues.term is not None:
        return (Asked(Ask.UNTIL),)
    replaces = issues is not None and issues.earlier is not None and issues.earlier.effect is Effect.REPLACES
    return (Asked(Ask.UNTIL, required=False),) if replaces else ()


def _refuses(outcome: Outcome) -> bool:
    return outcome.paper is Paper.REFUSAL


def _going_back(plan: Plan, row: Row) -> Iterator[Action]:
    """Return the ways back of the first edition; one over the decision makes it void, a review may say where."""
    for action in first.going_back(plan.layout, row):
        target = next(other for other in plan.layout.rows if plan.layout.state_of(other) == action.target)
        is_review = action.name.startswith("send-back")
        voids = plan.decided_before(row) and not plan.decided_before(target)
        yield replace(
            action,
            asks=(*action.asks, Asked(Ask.REMARKS, required=False)) if is_review else action.asks,
            deed=Deed.VOID if voids else None,
            consequence=wording.VOID_MEANS if voids else None,
        )


def _decide_stop(source: str, step: str) -> Action:
    return Action(
        "decide-stop",
        wording.DECIDE_STOP,
        source,
        step + STOP_DECIDED,
        LEADER,
        (REASON,),
        tone=Tone.DANGER,
        consequence=wording.DECIDE_STOP_MEANS,
    )


def _stopping(step: str) -> Iterator[Action]:
    source = step + STOP_DECIDED
    yield Action(
        "issue-stop",
        wording.ISSUE_STOP,
        source,
        STOPPED,
        DESK,
        (REASON,),
        paper=Paper.STOP_NOTICE,
        tone=Tone.DANGER,
        consequence=wording.STOP_MEANS,
        passes_on=True,
    )
    yield Action("take-back-stop", wording.TAKE_BACK_STOP, source, step, LEADER, (WHY,))
    yield from first.withdrawal(source)
