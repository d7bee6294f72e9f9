"""How a dossier has come to whoever has it now: read off the log for the rows of lists."""

from enum import StrEnum
from typing import Protocol

from accounts.rights import STEP_ROLES
from dossiers import acts
from procedures.machine import Machine

BACKWARDS = ("send-back", "recall", "return-answer", "decline-supplement")
"""How the actions begin by which a dossier comes back to who had it before."""


class Arrival(StrEnum):
    """How it has come. Values are stored."""

    NEW = "new"
    RETURNED = "returned"
    ANSWERED = "answered"


class Holding(Protocol):
    """In whose hands it is."""

    @property
    def holder(self) -> str:
        """The role that must act, "" at an end."""

    @property
    def unit_id(self) -> int | None:
        """The unit that has it."""

    @property
    def assignee_id(self) -> int | None:
        """Its case officer."""

    @property
    def arrived(self) -> str:
        """How it came, before this event."""

    @property
    def arrived_with(self) -> int:
        """With which event."""

    @property
    def reminded(self) -> bool:
        """Whether it was asked for, before this event."""


class Happened(Protocol):
    """The part of an event that says how."""

    sequence: int
    source: str
    target: str
    action: str
    role: str


def arrived(before: Holding | None, after: Holding, event: Happened, machine: Machine) -> tuple[str, int]:
    """Return how it came to whoever has it after an event, and with which event; nothing at an end.

    What is new is so until somebody does something about it; what came back or was answered stays so as long as it is
    there. What the system notes, the applicant adds, at the desk too, or anybody writes beside the procedure is no deed of
    the office.
    """
    if not after.holder:
        return "", 0
    if before is not None and event.action == acts.TAKE_BACK:
        return before.arrived, before.arrived_with
    came = _came(before, after, event, machine)
    if came or before is None:
        return came, event.sequence
    if before.arrived == Arrival.NEW and event.role in STEP_ROLES and _is_deed(event):
        return "", 0
    return before.arrived, before.arrived_with


def is_reminded(before: Holding | None, after: Holding, event: Happened) -> bool:
    """Say whether whoever has it after an event was asked to see to it, and has not acted since."""
    if before is None or not after.holder:
        return False
    if event.action in acts.REMINDERS:
        return True
    if event.action == acts.TAKE_BACK:
        return before.reminded
    is_deed = event.role == after.holder and _is_deed(event)
    return before.reminded and not is_deed and _hands(before) == _hands(after)


def _is_deed(event: Happened) -> bool:
    return not acts.is_beside(event.action) and event.action not in acts.AT_DESK


def _came(before: Holding | None, after: Holding, event: Happened, machine: Machine) -> str:
    """Return how an event has brought it into other hands; nothing where it stays where it was."""
    if before is not None and event.source != event.target:
        was, now = machine.states[event.source], machine.states[event.target]
        if was.awaits_supplement and now.owes_answer:
            return Arrival.ANSWERED.value
        if event.action.startswith(BACKWARDS):
            return Arrival.RETURNED.value
    return Arrival.NEW.value if before is None or _hands(before) != _hands(after) else ""


def _hands(one: Holding) -> tuple[str, int | None, int | None]:
    return one.holder, one.unit_id, one.assignee_id
