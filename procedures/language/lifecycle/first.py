"""The first edition of the lifecycle; third pass: the rows of a definition are woven into it.

Sources: the ten national statuses and their allowed transitions (domain reference 2.1, 2.2); NĐ 61/2018
art. 5(1)(e) (only the desk asks the applicant), 17–20 (reception, transfer, processing, return).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from accounts.roles import Role
from procedures.language import wording
from procedures.language.sheet import Row, Sheet
from procedures.machine import (
    Action,
    Ask,
    Asked,
    Clock,
    Guard,
    Limit,
    LimitUnit,
    Outcome,
    Paper,
    Pause,
    State,
    Status,
    Step,
    Text,
    Tone,
)

FILED = "filed"
FILED_SUPPLEMENT_ASKED = "filed.supplement-asked"
REJECTED = "rejected"
ACCEPTED = "accepted"
RESULT_READY = "result-ready"
RETURNED = "returned"
WITHDRAWN = "withdrawn"
STOPPED = "stopped"
RESERVED = frozenset({FILED, REJECTED, ACCEPTED, RESULT_READY, RETURNED, WITHDRAWN, STOPPED})
"""Its states that belong to no row."""
PROPOSED = ".supplement-proposed"
ASKED = ".supplement-asked"
ANSWERED = ".supplement-answered"
PAYMENT = ".payment-due"
ASK_WITHDRAWAL = "ask-withdrawal"
CONFIRM_WITHDRAWAL = "confirm-withdrawal"

DESK = frozenset({Role.ONE_STOP_OFFICER})
CITIZEN = frozenset({Role.CITIZEN})
SYSTEM = frozenset({Role.SYSTEM})
HEAD = frozenset({Role.DIVISION_HEAD})
LEADER = frozenset({Role.DEPARTMENT_LEADER})

REASON = Asked(Ask.REASON)
WHY = Asked(Ask.REASON, required=False)
NOTE = Asked(Ask.NOTE, required=False)
FAULTS = Asked(Ask.COMPONENTS)
PAPERS = Asked(Ask.COMPONENT_FILES, required=False)


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows of one definition on their way to states and actions."""

    rows: tuple[Row, ...]
    outcomes: tuple[Outcome, ...]
    unit: LimitUnit
    immediate_result: bool

    def state_of(self, row: Row) -> str:
        """Return the state in which a dossier is while that row is being done."""
        if row is self.rows[0]:
            return ACCEPTED
        return RESULT_READY if row is self.rows[-1] else row.name

    def row(self, name: str) -> Row:
        """Return the row of that name; the meaning pass has made sure that it exists."""
        return next(row for row in self.rows if row.name == name)

    def after(self, row: Row) -> Row:
        """Return the row that follows one that is not the last."""
        if row.next is not None:
            return self.row(row.next)
        return self.rows[self.rows.index(row) + 1]

    @property
    def middle(self) -> tuple[Row, ...]:
        """Return the rows between reception and return."""
        return self.rows[1:-1]

    def concludes(self, row: Row) -> bool:
        """Say whether that row hands the result to the desk: the last row that takes time."""
        return row is self.rows[-2] and self.after(row) is self.rows[-1]


def build(sheet: Sheet) -> tuple[tuple[Step, ...], Mapping[str, State], tuple[Action, ...]]:
    """Return the steps, states and actions of a sheet in which nothing is wrong."""
    outline = sheet.outline
    layout = Layout(sheet.rows, outline.outcomes, outline.committed_limit.unit, sheet.immediate_result)
    steps = tuple(step(layout, row) for row in layout.rows)
    found = tuple(states(layout))
    return steps, {state.name: state for state in found}, tuple(_actions(layout))


def step(layout: Layout, row: Row) -> Step:
    """Return a row as a step."""
    limit = Limit(row.time, layout.unit) if row.time else None
    return Step(row.name, row.title, row.role, limit, row.output, layout.state_of(row), row.agency)


def states(layout: Layout) -> Iterator[State]:
    """Return the states of a layout, in the order in which a dossier passes them."""
    first, last = layout.rows[0], layout.rows[-1]
    desk = Role.ONE_STOP_OFFICER
    yield State(FILED, wording.FILED, Status.REGISTERED, Clock.NOT_STARTED, desk)
    yield State(
        FILED_SUPPLEMENT_ASKED,
        wording.FILED_SUPPLEMENT_ASKED,
        Status.SUPPLEMENT_REQUESTED,
        Clock.NOT_STARTED,
        Role.CITIZEN,
        Pause.SUPPLEMENT,
    )
    yield State(REJECTED, wording.REJECTED, Status.REJECTED, Clock.ENDED, None)
    yield State(ACCEPTED, wording.ACCEPTED, Status.ACCEPTED, Clock.RUNNING, desk, step=first.name)
    for row in layout.middle:
        yield State(row.name, row.title, Status.IN_PROCESS, Clock.RUNNING, row.role, step=row.name)
        if row.role is Role.SPECIALIST:
            yield from _waiting_states(row)
    yield State(RESULT_READY, wording.RESULT_READY, Status.RESULT_READY, Clock.ENDED, desk, step=last.name)
    yield State(RETURNED, wording.RETURNED, Status.RETURNED, Clock.ENDED, None)
    yield State(WITHDRAWN, wording.WITHDRAWN, Status.WITHDRAWN, Clock.ENDED, None)
    yield State(STOPPED, wording.STOPPED, Status.STOPPED, Clock.ENDED, None)


def _waiting_states(row: Row) -> Iterator[State]:
    desk = Role.ONE_STOP_OFFICER
    citizen = Role.CITIZEN
    supplement, payment = Status.SUPPLEMENT_REQUESTED, Status.FINANCIAL_OBLIGATION

    def waiting(part: str, label: Text, status: Status, holder: Role, pause: Pause) -> State:
        return State(row.name + part, label, status, Clock.PAUSED, holder, pause, row.name)

    yield State(
        row.name + PROPOSED,
        wording.SUPPLEMENT_PROPOSED,
        Status.IN_PROCESS,
        Clock.RUNNING,
        desk,
        step=row.name,
    )
    yield waiting(ASKED, wording.SUPPLEMENT_ASKED, supplement, citizen, Pause.SUPPLEMENT)
    yield waiting(ANSWERED, wording.SUPPLEMENT_ANSWERED, supplement, desk, Pause.SUPPLEMENT)
    yield waiting(PAYMENT, wording.PAYMENT_DUE, payment, citizen, Pause.PAYMENT)


def _actions(layout: Layout) -> Iterator[Action]:
    yield from filed()
    yield from accepted(layout)
    for row in layout.middle:
        yield from _finishing(layout, row)
        yield from going_back(layout, row)
        if row.role is Role.SPECIALIST:
            yield reassign(row.name)
            yield from asking(row.name)
        yield reappoint(row.name)
        yield _stop(row.name)
        yield from withdrawal(row.name)
        if row.role is Role.SPECIALIST:
            yield from proposed(row.name)
            yield from waiting(row.name)
    yield from _result_ready(layout)


def filed() -> Iterator[Action]:
    """Return what can be done before acceptance."""
    source, asked = FILED, FILED_SUPPLEMENT_ASKED
    yield Action("accept", wording.ACCEPT, source, ACCEPTED, DESK, (NOTE,), paper=Paper.RECEIPT, tone=Tone.PRIMARY)
    yield _request("ask-supplement", wording.ASK_SUPPLEMENT, source, asked)
    yield Action(
        "reject",
        wording.REJECT,
        source,
        REJECTED,
        DESK,
        (REASON,),
        paper=Paper.REFUSAL,
        tone=Tone.DANGER,
        consequence=wording.REJECT_MEANS,
    )
    yield _ask_withdrawal(source)
    yield _answer(asked, source)
    yield from withdrawal(asked)
    yield _lapse(asked, REJECTED, Paper.REFUSAL)


def accepted(layout: Layout) -> Iterator[Action]:
    """Return what can be done once it is accepted and not yet transferred."""
    target = layout.state_of(layout.after(layout.rows[0]))
    asks = (Asked(Ask.DIVISION), NOTE)
    label = layout.rows[0].finish or wording.TRANSFER
    yield Action("transfer", label, ACCEPTED, target, DESK, asks, tone=Tone.PRIMARY)
    if layout.immediate_result:
        granted = layout.outcomes[0].name
        yield Action("return-at-once", wording.RETURN_AT_ONCE, ACCEPTED, RESULT_READY, DESK, (NOTE,), outcome=granted)
    yield reappoint(ACCEPTED)
    yield from withdrawal(ACCEPTED)


def _finishing(layout: Layout, row: Row) -> Iterator[Action]:
    if layout.concludes(row):
        yield from _concluding(layout, row)
        return
    following = layout.after(row)
    asks = (*(Asked(ask) for ask in row.asks), NOTE, Asked(Ask.FILES, required=False))
    label = row.finish or wording.move_on(following.title)
    yield Action(
        f"finish-{row.name}",
        label,
        row.name,
        layout.state_of(following),
        frozenset({row.role}),
        asks,
        tone=Tone.PRIMARY,
    )


def _concluding(layout: Layout, row: Row) -> Iterator[Action]:
    granted, *others = layout.outcomes
    by = frozenset({row.role})
    yield Action(
        f"finish-{row.name}",
        row.finish or wording.conclude(granted.label),
        row.name,
        RESULT_READY,
        by,
        (Asked(Ask.FILES), NOTE),
        outcome=granted.name,
        tone=Tone.PRIMARY,
    )
    for outcome in others:
        refuses = outcome.paper is Paper.REFUSAL
        yield Action(
            f"finish-{row.name}-{outcome.name}",
            wording.conclude(outcome.label),
            row.name,
            RESULT_READY,
            by,
            (REASON, Asked(Ask.FILES, required=False)),
            paper=outcome.paper,
            outcome=outcome.name,
            tone=Tone.DANGER if refuses else Tone.PLAIN,
            consequence=wording.REFUSAL_MEANS if refuses else None,
        )


def going_back(layout: Layout, row: Row) -> Iterator[Action]:
    """Return the ways back from a row: sent back to rows above, recalled by who has just sent it."""
    for name in row.send_back_to:
        yield send_back(layout, row, layout.row(name))
    senders = [other for other in layout.rows[:-1] if layout.after(other) is row]
    for place, sender in enumerate(senders):
        yield Action(
            f"recall-{sender.name}" if place else "recall",
            wording.RECALL,
            row.name,
            layout.state_of(sender),
            frozenset({sender.role}),
            (WHY,),
            guards=frozenset({Guard.JUST_SENT_BY_ME}),
        )


def send_back(layout: Layout, row: Row, target: Row) -> Action:
    """Return what sends a dossier from a row back to another."""
    return Action(
        f"send-back-{target.name}",
        wording.send_back(target.title),
        layout.state_of(row),
        layout.state_of(target),
        frozenset({row.role}),
        (REASON,),
    )


def asking(step: str) -> Iterator[Action]:
    """Return what the specialist can ask for."""
    by = frozenset({Role.SPECIALIST})
    proposed, due = step + PROPOSED, step + PAYMENT
    yield Action("propose-supplement", wording.PROPOSE_SUPPLEMENT, step, proposed, by, (FAULTS, REASON))
    yield Action("ask-payment", wording.ASK_PAYMENT, step, due, by, (Asked(Ask.FEE), REASON))


def proposed(step: str) -> Iterator[Action]:
    """Return what can be done while a supplement is proposed."""
    source = step + PROPOSED
    yield _request("issue-supplement", wording.ISSUE_SUPPLEMENT, source, step + ASKED, Tone.PRIMARY)
    yield Action("decline-supplement", wording.DECLINE_SUPPLEMENT, source, step, DESK, (REASON,))
    yield reappoint(source)
    yield _stop(source)
    yield from withdrawal(source)


def waiting(step: str) -> Iterator[Action]:
    """Return what can be done while the applicant's papers or payment are waited for."""
    asked, answered, due = step + ASKED, step + ANSWERED, step + PAYMENT
    yield _answer(asked, answered)
    yield _lapse(asked, STOPPED, Paper.STOP_NOTICE)
    yield from withdrawal(asked)
    yield Action("confirm-supplement", wording.CONFIRM_SUPPLEMENT, answered, step, DESK, (NOTE,), tone=Tone.PRIMARY)
    yield Action("return-answer", wording.RETURN_ANSWER, answered, asked, DESK, (REASON,))
    yield from withdrawal(answered)
    yield Action(
        "confirm-payment",
        wording.CONFIRM_PAYMENT,
        due,
        step,
        DESK,
        (Asked(Ask.FEE), NOTE),
        tone=Tone.PRIMARY,
    )
    yield from withdrawal(due)


def _result_ready(layout: Layout) -> Iterator[Action]:
    last = layout.rows[-1]
    asks = (Asked(Ask.RECIPIENT), Asked(Ask.FEE, required=False), NOTE)
    label = last.finish or wording.RETURN
    yield Action("return", label, RESULT_READY, RETURNED, DESK, asks, tone=Tone.PRIMARY)
    for name in last.send_back_to:
        yield send_back(layout, last, layout.row(name))


def _request(name: str, label: Text, source: str, target: str, tone: Tone = Tone.PLAIN) -> Action:
    asks = (FAULTS, REASON)
    return Action(name, label, source, target, DESK, asks, paper=Paper.SUPPLEMENT_REQUEST, tone=tone)


def _answer(source: str, target: str) -> Action:
    label = wording.ANSWER_SUPPLEMENT
    return Action("answer-supplement", label, source, target, CITIZEN, (PAPERS, NOTE), tone=Tone.PRIMARY)


def reassign(state: str) -> Action:
    """Return what gives a dossier to another specialist."""
    return Action("reassign", wording.REASSIGN, state, state, HEAD, (Asked(Ask.ASSIGNEE), WHY))


def reappoint(state: str) -> Action:
    """Return the apology with a new date."""
    return Action(
        "reappoint",
        wording.REAPPOINT,
        state,
        state,
        LEADER,
        (Asked(Ask.DATE), REASON),
        guards=frozenset({Guard.NOT_YET_REAPPOINTED, Guard.DAY_BEFORE_DUE}),
        paper=Paper.APOLOGY,
    )


def _stop(state: str) -> Action:
    return Action(
        "stop",
        wording.STOP,
        state,
        STOPPED,
        HEAD | LEADER,
        (REASON,),
        paper=Paper.STOP_NOTICE,
        tone=Tone.DANGER,
        consequence=wording.STOP_MEANS,
    )


def withdrawal(state: str) -> Iterator[Action]:
    """Return the wish to withdraw, and its confirmation."""
    yield _ask_withdrawal(state)
    yield Action(
        CONFIRM_WITHDRAWAL,
        wording.CONFIRM_WITHDRAWAL,
        state,
        WITHDRAWN,
        DESK,
        guards=frozenset({Guard.WITHDRAWAL_ASKED}),
        tone=Tone.DANGER,
        consequence=wording.WITHDRAWAL_MEANS,
    )


def _ask_withdrawal(state: str) -> Action:
    once = frozenset({Guard.WITHDRAWAL_NOT_ASKED})
    return Action(ASK_WITHDRAWAL, wording.ASK_WITHDRAWAL, state, state, CITIZEN, (WHY,), guards=once)


def _lapse(source: str, target: str, paper: Paper) -> Action:
    guards = frozenset({Guard.APPLICANT_LATE})
    return Action("lapse", wording.LAPSE, source, target, SYSTEM, guards=guards, paper=paper)
