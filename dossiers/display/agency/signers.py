"""Who signs a paper: not always whoever did the act with which it was issued; of many papers at once, as a register has them."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from accounts.models import User
from accounts.roles import Role
from dossiers.log.effective import effective
from dossiers.models import Event, Letter, OwnPaper
from procedures.machine import Machine, Paper, Status

_BY_THE_LOG = (Paper.REFUSAL, Paper.STOP_NOTICE)
"""Kinds that somebody else may sign than who did the act: whose they are stands in the log before it."""
_BY_WHO_ACTED = (Paper.RECEIPT, Paper.APOLOGY, OwnPaper.COVER_NOTE)


def officer_of(event: Event) -> User | None:
    """Return who signs for the desk; None where somebody else acted, or the system: then the desk signs by hand."""
    return event.actor if event.role == Role.ONE_STOP_OFFICER else None


def desk_officer(event: Event) -> str:
    """Return the name of who signs for the desk, "" where nobody of it acted."""
    officer = officer_of(event)
    return officer.get_full_name() if officer else ""


def receiver_in(log: Sequence[Event], machine: Machine) -> str:
    """Return the name of who stands for the desk on a paper of receiving: who acted there at the end, else who accepted the dossier.

    It is "" where neither is a person of the desk. ``log``: what holds, up to the event of the paper.
    """
    accepting = (one for one in log if machine.states[one.target].status == Status.ACCEPTED)
    return desk_officer(log[-1]) or next((name for one in accepting if (name := desk_officer(one))), "")


def decided_in(log: Sequence[Event]) -> Event:
    """Return the event by which somebody decided: the last, or the one that the desk only carries out by it."""
    event = log[-1]
    if event.role != Role.ONE_STOP_OFFICER:
        return event
    before = (one for one in reversed(log[:-1]) if one.source != one.target)
    return next((one for one in before if one.target == event.source), event)


def signers_of(letters: Sequence[Letter]) -> Mapping[int, str]:
    """Return by key of each paper the name under it, "" where nobody's is: by one query more where the log has to be read."""
    logs = _logs_of({one.dossier_id for one in letters if one.kind in _BY_THE_LOG})
    return {one.pk: _signer(one, logs.get(one.dossier_id, ())) for one in letters}


def _signer(letter: Letter, log: Sequence[Event]) -> str:
    event = letter.event
    if letter.kind in _BY_THE_LOG:
        until = effective(one for one in log if one.sequence <= event.sequence)
        if letter.kind == Paper.REFUSAL:
            return receiver_in(until, until[-1].dossier.version.machine)
        return _name(decided_in(until).actor)
    if letter.kind == Paper.SUPPLEMENT_REQUEST:
        return desk_officer(event)
    return _name(event.actor) if letter.kind in _BY_WHO_ACTED else ""


def _name(person: User | None) -> str:
    return person.get_full_name() if person else ""


def _logs_of(dossiers: set[int]) -> dict[int, list[Event]]:
    if not dossiers:
        return {}
    joined = Event.objects.select_related("actor", "dossier__version").defer("dossier__version__text")
    events = joined.filter(dossier__in=dossiers).order_by("dossier_id", "sequence")
    return {pk: list(log) for pk, log in groupby(events, attrgetter("dossier_id"))}
