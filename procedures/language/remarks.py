"""What the system itself records on a dossier when time passes: remarks that move nothing."""

from collections.abc import Iterator

from accounts.roles import Role
from procedures.language import wording
from procedures.machine import Action, Clock, Guard, State, Text

DUE_SOON = "note-due-soon"
OVERDUE = "note-overdue"
UNANSWERED = "note-unanswered"
RECOUNT = "recount"
TO_OFFICE = frozenset({DUE_SOON, UNANSWERED})
"""Remarks by which the office reminds itself; they tell the applicant nothing."""


def remarks_in(state: State) -> Iterator[Action]:
    """Yield the remarks that can be made in a state: on each deadline that can pass there, and a new count."""
    if state.clock is Clock.ENDED:
        return
    if state.clock is Clock.RUNNING:
        yield _remark(DUE_SOON, wording.DUE_SOON, state, Guard.NEARLY_DUE)
    if state.clock is not Clock.NOT_STARTED:
        # Also while it is paused: what was late before stays so.
        yield _remark(OVERDUE, wording.OVERDUE, state, Guard.PAST_DUE)
    if state.owes_answer:
        yield _remark(UNANSWERED, wording.UNANSWERED, state, Guard.UNANSWERED)
    yield _remark(RECOUNT, wording.RECOUNT, state)


def _remark(name: str, label: Text, state: State, *guards: Guard) -> Action:
    return Action(name, label, state.name, state.name, frozenset({Role.SYSTEM}), guards=frozenset(guards))
