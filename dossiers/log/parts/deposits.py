"""What lies at the desk and is the applicant's: what came and has not gone back since, and what went, a pure fold of the log."""

from collections.abc import Collection, Iterable, Sequence

from dossiers.acts import RECEIVE_HANDED
from dossiers.acts.handed import CAME_BACK, CAME_BACK_BY_POST, GOES_BACK, HAND_BACK_LATER, LIES_AT_END, THINGS_CAME_BACK
from dossiers.log.effective import Happened, effective
from dossiers.log.facts import Facts, facts_of
from procedures.form import Component, Text
from procedures.machine import Machine, Status
from procedures.results import Way

RESULT = Component(
    "_result", Text("Kết quả bưu chính chuyển hoàn", "The result, which the post has sent back"), required=False
)
"""The result that lies at the desk again, under a name that no component has; what went with it lies in the same envelope."""


def things(machine: Machine) -> tuple[Component, ...]:
    """Return all that may lie at the desk, in the order in which it is named."""
    return *machine.components, RESULT


def thing(machine: Machine, name: str) -> Component | None:
    """Return one of them by its name."""
    return RESULT if name == RESULT.name else machine.component(name)


def result_lies(log: Iterable[Happened]) -> bool:
    """Say whether the result lies at the desk again, by a log that holds."""
    lies = False
    for event in log:
        lies = event.action == CAME_BACK or (lies and RESULT.name not in facts_of(event).went_back)
    return lies


def originals_stayed(log: Iterable[Happened]) -> bool:
    """Say whether originals were to be fetched after the result was handed over, whether or not they were, by a log that holds."""
    return any(facts_of(event).waits_here for event in log)


def posted[E: Happened](machine: Machine, log: Iterable[E]) -> E | None:
    """Return the event by which a result went by post that has not come back since, in a log that holds."""
    went = None
    for event in log:
        if event.action == CAME_BACK:
            went = None
        elif hands_over(machine, event) or RESULT.name in facts_of(event).went_back:
            went = event if facts_of(event).way == Way.BY_POST else None
    return went


def posted_things[E: Happened](log: Iterable[E]) -> E | None:
    """Return the last event by which what was handed in went back by post, and has not come back since, in a log that holds.

    A result that goes again is none of it: what goes with it lies in its envelope.
    """
    away = _things_away(log)
    return away[-1] if away else None


def with_the_post[E: Happened](machine: Machine, log: Sequence[E]) -> list[E]:
    """Return every event by which something went by post that has not come back since, in a log that holds."""
    result = posted(machine, log)
    return [*_things_away(log), *([result] if result else [])]


def _things_away[E: Happened](log: Iterable[E]) -> list[E]:
    away: list[E] = []
    for event in log:
        if event.action == THINGS_CAME_BACK:
            away = away[:-1]
        elif _posts_things(event):
            away.append(event)
    return away


def posts_result(machine: Machine, event: Happened) -> bool:
    """Say whether a result goes out by post by an event: as it is handed over, or once more after the post has sent it back."""
    facts = facts_of(event)
    return facts.way == Way.BY_POST and (hands_over(machine, event) or RESULT.name in facts.went_back)


def _posts_things(event: Happened) -> bool:
    facts = facts_of(event)
    return event.action in GOES_BACK and facts.way == Way.BY_POST and RESULT.name not in facts.went_back


def lying[E: Happened](machine: Machine, log: Iterable[E]) -> dict[str, list[E]]:
    """Return by component the events by which came what lies there and has not gone back since, in a log that holds.

    That is what was noted of things of which no file can be, and what came on paper as originals or certified copies. The
    application, which is written to the office, and plain copies stay in the dossier. What was of no use lies there like
    what came in its place. Once a result is handed over, only that lies there of which the originals were to be fetched later, and the
    result itself where the post has sent it back.
    """
    held = list(log)
    there = in_keeping(machine, held)
    returned = next((event for event in reversed(held) if hands_over(machine, event)), None)
    waits = facts_of(returned).waits_here if returned else there.keys()
    return {name: came for name, came in there.items() if name in waits or name == RESULT.name}


def in_keeping[E: Happened](machine: Machine, log: Iterable[E]) -> dict[str, list[E]]:
    """Return the same with what stays in the dossier once a result is handed over."""
    return _followed(machine, log)[0]


def went_back[E: Happened](machine: Machine, log: Iterable[E]) -> list[tuple[E, dict[str, list[E]]]]:
    """Return each event by which something went back, in a log that holds, with the events by which that had come, by component."""
    return _followed(machine, log)[1]


def counts_of(came: Iterable[Happened], name: str, *, with_result: bool = False) -> tuple[int, int]:
    """Return how many originals and certified copies of a component came by some events; none of what was only noted.

    Where a result was handed over (``with_result``), the originals alone are to go back: of the copies that return said it.
    """
    pairs = [facts_of(event).brought.get(name, (0, 0, 0))[:2] for event in came]
    certified = 0 if with_result else sum(certified for _originals, certified in pairs)
    return sum(originals for originals, _certified in pairs), certified


def is_with_result(back: Happened) -> bool:
    """Say whether what went back by an event had stayed there when a result was handed over."""
    return back.action == HAND_BACK_LATER


def which[E: Happened](came: Sequence[E], notes: Collection[int]) -> list[E]:
    """Return which of the events by which a component came are named by their sequences; all where none is.

    Only a note of one thing is named: one event counts many papers.
    """
    return [one for one in came if not notes or (one.sequence in notes and one.action == RECEIVE_HANDED)]


def waits_after(was: bool, event: Happened, machine: Machine, log: Sequence[Happened]) -> bool:  # noqa: FBT001 - a column
    """Say whether something waits to be handed back after one more event than a log has: the column ``to_hand_back``.

    So it does from an end until all went back that is to go; the log is read at an end without a result, at a return that
    left something there and at a hand-back alone.
    """
    moves = event.source != event.target
    if machine.states[event.target].status not in LIES_AT_END:
        return False
    if hands_over(machine, event) and not facts_of(event).waits_here:
        return False
    if not moves and event.action not in GOES_BACK | CAME_BACK_BY_POST:
        return was
    return bool(lying(machine, effective([*log, event])))


def hands_over(machine: Machine, event: Happened) -> bool:
    """Say whether a result was handed over by an event."""
    return event.source != event.target and machine.states[event.target].status is Status.RETURNED


def named(facts: Facts) -> Collection[str]:
    """Return the components of which something went back."""
    return facts.went_back or [facts.handed_in]


def _followed[E: Happened](
    machine: Machine, log: Iterable[E]
) -> tuple[dict[str, list[E]], list[tuple[E, dict[str, list[E]]]]]:
    there, gone = dict[str, list[E]](), list[tuple[E, dict[str, list[E]]]]()
    away: list[dict[str, list[E]]] = []
    stays = {one.name for one in machine.components if one.eform}
    for event in log:
        facts = facts_of(event)
        if event.action == CAME_BACK:
            there[RESULT.name] = [event]
        elif event.action == RECEIVE_HANDED:
            before = there.get(facts.handed_in, [])
            # What the same press has counted is the thing that is noted.
            is_counted_too = bool(before) and before[-1].at == event.at and before[-1].action != RECEIVE_HANDED
            there[facts.handed_in] = [*(before[:-1] if is_counted_too else before), event]
        elif event.action in GOES_BACK:
            gone.append((event, _taken_from(there, facts)))
            away += [gone[-1][1]] if _posts_things(event) else []
        elif event.action == THINGS_CAME_BACK:
            there |= {name: [*came, event, *there.get(name, [])] for name, came in (away or [{}])[-1].items()}
            away = away[:-1]
        for name in facts.brought.keys() - stays:
            if any(counts_of([event], name)):
                there.setdefault(name, []).append(event)
    return there, gone


def _taken_from[E: Happened](there: dict[str, list[E]], facts: Facts) -> dict[str, list[E]]:
    """Take what went back out of what lies there, and return by component the events by which it had come."""
    went: dict[str, list[E]] = {}
    for name in named(facts):
        came = there.pop(name, [])
        own = {one.sequence for one in came if one.action == RECEIVE_HANDED}
        went[name] = which(came, own.intersection(facts.handed_notes))
        gone_by = {one.sequence for one in went[name]}
        if left := [one for one in came if one.sequence not in gone_by]:
            there[name] = left
    return went
