"""From a machine, and the way of one dossier through it, to the plan of a diagram; pure.

Every state of the machine is at a station of the line or off it: refused, withdrawn, stopped.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import Protocol

from accounts.roles import Role
from dossiers.display.diagram import wording
from dossiers.display.diagram.plan import Ending, Exit, Flow, Form, Link, LinkKind, Mark, Plan, Station, Wait
from procedures.machine import Action, Clock, LimitUnit, Machine, Outcome, Paper, Pause, State, Status, Step, Text

LONGEST_TIP = 90
"""Characters of a tip; what a step yields stands whole in the list of the steps."""


class Move(Protocol):
    """Something that happened to a dossier; an ``Event`` is one."""

    @property
    def source(self) -> str:
        """Return the state before; empty at filing."""

    @property
    def action(self) -> str:
        """Return the name of the action."""

    @property
    def target(self) -> str:
        """Return the state after."""


@dataclass(frozen=True, slots=True)
class Flows:
    """What was counted of many dossiers; None where it never happened."""

    unit: LimitUnit
    """In which the times are."""
    gone: Callable[[Collection[tuple[str, str]]], Flow | None]
    """How often some actions, by state and name, were taken, all together, and how long what came before had lasted."""
    waited: Callable[[Collection[str]], Flow | None]
    """How many dossiers waited in some states, and how long."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A machine being read, with the way of one dossier through it or with none."""

    machine: Machine
    moves: Sequence[Move]
    language: str | None
    roles: Mapping[Role, str]
    flows: Flows | None = None
    titles: Mapping[Paper, str] = MappingProxyType({})

    def flow(self, actions: Iterable[Action]) -> Flow | None:
        """Return how often some actions were taken; None where that was not counted."""
        return self.flows.gone([(action.source, action.name) for action in actions]) if self.flows else None

    def waited(self, states: Iterable[State]) -> Flow | None:
        """Return how many waited for the applicant in some states; None where that was not counted."""
        return self.flows.waited([one.name for one in states if one.holder is Role.CITIZEN]) if self.flows else None

    @property
    def now(self) -> str | None:
        """Return the state in which the dossier is."""
        return self.moves[-1].target if self.moves else None

    def localized(self, text: Text) -> str:
        """Return a text in the reader's language, fit for any XML."""
        return "".join(map(_printable, text.of(self.language)))

    def station_of(self, name: str) -> int | None:
        """Return the station at which a state is; None off the line."""
        state = self.machine.states[name]
        if state.is_end:
            return len(self.machine.steps) + 1 if state.status is Status.RETURNED else None
        return self._number(state.step) if state.step else 0

    def _number(self, step: str) -> int:
        return next(number for number, row in enumerate(self.machine.steps, 1) if row.name == step)

    def form(self, paper: Paper | None) -> Form | None:
        """Return an official form by its number."""
        if paper is None:
            return None
        return Form(paper.value, self.titles.get(paper) or self.localized(wording.SHEETS[paper]))

    def mark(self, states: Iterable[str]) -> Mark:
        """Return how the dossier stands to some states."""
        names = set(states)
        if self.now in names:
            return Mark.NOW
        return Mark.TAKEN if any(move.target in names for move in self.moves) else Mark.NONE

    def states_at(self, station: int) -> list[State]:
        """Return the states of a station."""
        return [state for state in self.machine.states.values() if self.station_of(state.name) == station]


def _printable(sign: str) -> str:
    if sign.isspace():
        return " "
    return sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}"


def plan(
    machine: Machine,
    *,
    language: str | None,
    roles: Mapping[Role, str],
    moves: Sequence[Move] = (),
    flows: Flows | None = None,
    titles: Mapping[Paper, str] = MappingProxyType({}),
) -> Plan:
    """Return what there is to draw of a machine, and of the way of one dossier, or of the ways of many, through it."""
    reader = Reader(machine, moves, language, roles, flows, titles)
    links = tuple(_links(reader))
    endings, refusals, spans = tuple(_endings(reader)), tuple(_refusals(reader)), _by_mark(_spans(reader))
    stations = (_entry(reader), *(_station(reader, place) for place in range(len(machine.steps))))
    found = [item.form for group in (links, endings, refusals, spans) for item in group]
    found += [wait.form for station in stations for wait in station.waits]
    forms = {form.number: form for form in found if form}
    return Plan(
        language,
        stations,
        links,
        endings,
        refusals,
        spans,
        tuple(forms[number] for number in sorted(forms)),
        end_mark=reader.mark(state.name for state in reader.states_at(len(machine.steps) + 1)),
        has_path=bool(moves),
        flow_unit=flows.unit if flows else None,
        place=reader.localized(machine.states[reader.now].label) if reader.now else "",
    )


def _entry(reader: Reader) -> Station:
    states = reader.states_at(0)
    title, role = reader.localized(wording.ENTRY), reader.roles[Role.CITIZEN]
    mark = reader.mark(state.name for state in states)
    return Station("", title, role, "", "", Decimal(0), "", mark, tuple(_waits(reader, 0, reader.machine.initial)))


def _station(reader: Reader, place: int) -> Station:
    machine, step = reader.machine, reader.machine.steps[place]
    longest = max((row.limit.amount for row in machine.steps if row.limit), default=Decimal(1))
    return Station(
        number=str(place + 1),
        title=reader.localized(step.title),
        role=reader.roles[step.role],
        agency=reader.localized(step.agency) if step.agency and step.agency != machine.agency else "",
        time=wording.limit(step.limit).of(reader.language) if step.limit else "",
        share=step.limit.amount / longest if step.limit else Decimal(0),
        tip=_tip(reader, step),
        mark=reader.mark(state.name for state in reader.states_at(place + 1)),
        waits=tuple(_waits(reader, place + 1, step.state)),
    )


def _tip(reader: Reader, step: Step) -> str:
    first = reader.localized(step.output).partition(";")[0].strip()
    return first if len(first) <= LONGEST_TIP else first[: LONGEST_TIP - 1].rstrip(" ,.;") + "…"


def _waits(reader: Reader, station: int, own: str) -> Iterator[Wait]:
    """Return why a station waits. What is proposed and what is answered belong to the supplement.

    A stop that is decided waits for nobody but the desk: that a step may be stopped is drawn with the ways out.
    """
    aside = [state for state in reader.states_at(station) if state.name != own]
    for pause, reasons in _by_pause(reader.machine, aside).items():
        group = [state for state in aside if state.name in reasons]
        if group:
            names = {state.name for state in group}
            paper = next((a.paper for a in reader.machine.actions if a.target in names and a.paper), None)
            pauses = any(state.clock is Clock.PAUSED for state in group)
            label, flow = reader.localized(wording.WAITS[pause]), reader.waited(group)
            yield Wait(label, reader.form(paper), pauses, reader.mark(names), flow)


def _by_pause(machine: Machine, aside: Iterable[State]) -> Mapping[Pause, frozenset[str]]:
    """Return the states in which a pause is, is asked for, or is answered."""
    paused = {pause: {state.name for state in aside if state.pause is pause} for pause in Pause}
    before = {action.source for action in machine.actions if action.target in paused[Pause.SUPPLEMENT]}
    proposed = {state.name for state in aside if state.pause is None and state.name in before}
    return {
        pause: frozenset(names | proposed if pause is Pause.SUPPLEMENT else names) for pause, names in paused.items()
    }


def _links(reader: Reader) -> Iterator[Link]:
    found: dict[tuple[LinkKind, int, int], list[Action]] = {}
    taken = {(move.source, move.action) for move in reader.moves}
    for action in reader.machine.actions:
        source, target = reader.station_of(action.source), reader.station_of(action.target)
        if source is None or target is None or source == target:
            continue
        # A recall undoes one's own last step. It could happen anywhere and is drawn where it did.
        if action.name.startswith("recall") and (action.source, action.name) not in taken and not reader.flow([action]):
            continue
        found.setdefault((_kind(source, target), source, target), []).append(action)
    for (kind, source, target), actions in found.items():
        paper = next((action.paper for action in actions if action.paper and not action.outcome), None)
        went = any((action.source, action.name) in taken for action in actions)
        label, flow = reader.localized(actions[0].label), reader.flow(actions)
        yield Link(kind, source, target, went, label, reader.form(paper), flow)


def _kind(source: int, target: int) -> LinkKind:
    if target < source:
        return LinkKind.BACK
    return LinkKind.NEXT if target == source + 1 else LinkKind.JUMP


def _endings(reader: Reader) -> Iterator[Ending]:
    machine = reader.machine
    taken = (machine.action(move.source, move.action) for move in reader.moves)
    chosen = [action.outcome for action in taken if action and action.outcome]
    over = reader.now is not None and machine.states[reader.now].status is Status.RETURNED
    for outcome in machine.outcomes:
        is_chosen = bool(chosen) and chosen[-1] == outcome.name
        mark = Mark.NOW if is_chosen and over else Mark.TAKEN if is_chosen else Mark.NONE
        time = ", ".join(text.of(reader.language) for text in _times(outcome))
        refuses = outcome.paper is Paper.REFUSAL
        yield Ending(reader.localized(outcome.label), reader.form(outcome.paper), time, refuses, mark)


def _times(outcome: Outcome) -> Iterator[Text]:
    """Return the times that an outcome has of its own."""
    if outcome.limit:
        yield wording.limit(outcome.limit)
    if outcome.hours_before_event:
        yield wording.before_event(outcome.hours_before_event)


def _refusals(reader: Reader) -> Iterator[Exit]:
    """Return where a dossier can be refused before it is accepted."""
    yield from _off(reader, Status.REJECTED, wording.REFUSED)


def _spans(reader: Reader) -> Iterator[Exit]:
    """Return what can happen at several steps alike."""
    again = [action for action in reader.machine.actions if action.paper is Paper.APOLOGY]
    yield from _runs(reader, again, wording.REAPPOINTED)
    yield from _off(reader, Status.STOPPED, wording.STOPPED)
    yield from _off(reader, Status.WITHDRAWN, wording.WITHDRAWN)


def _by_mark(exits: Iterable[Exit]) -> tuple[Exit, ...]:
    """Put the way that a dossier took first: next to the steps, so that its line crosses no other."""
    return tuple(sorted(exits, key=lambda found: (found.mark is not Mark.NOW, found.mark is not Mark.TAKEN)))


def _off(reader: Reader, status: Status, label: Text) -> Iterator[Exit]:
    ends = {state.name for state in reader.machine.states.values() if state.status is status}
    if reader.now in ends:
        label = reader.machine.states[str(reader.now)].label
    yield from _runs(reader, [action for action in reader.machine.actions if action.target in ends], label)


def _runs(reader: Reader, actions: Sequence[Action], label: Text) -> Iterator[Exit]:
    """Return one way out for each unbroken run of stations at which one of the actions can be taken."""
    found = sorted({place for action in actions if (place := reader.station_of(action.source)) is not None})
    form = reader.form(next((action.paper for action in actions if action.paper), None))
    left = {reader.station_of(m.source) for m in reader.moves if _is_one(m, actions)}
    over = reader.now in {action.target for action in actions} and reader.machine.states[str(reader.now)].is_end
    for _, group in groupby(enumerate(found), key=lambda pair: pair[1] - pair[0]):
        run = [place for _, place in group]
        at = next((place for place in run if place in left), None)
        mark = Mark.NONE if at is None else Mark.NOW if over else Mark.TAKEN
        flow = reader.flow(action for action in actions if reader.station_of(action.source) in run)
        yield Exit(reader.localized(label), form, run[0], run[-1], mark, at, flow)


def _is_one(move: Move, actions: Sequence[Action]) -> bool:
    return any((action.source, action.name) == (move.source, move.action) for action in actions)
