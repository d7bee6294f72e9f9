"""When nothing may be written to the other side."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from dossiers import acts, refusals
from dossiers.log import columns
from dossiers.models import Dossier, Event
from dossiers.refusals import conversation
from procedures.machine import Guard
from procedures.time.calendar import local

OF_THE_CONVERSATION = frozenset({Guard.CONVERSATION_OPEN, Guard.FEW_MESSAGES, Guard.MESSAGE_WAITS})
OPEN_AFTER_END = timedelta(days=30)
"""For so long after its end one may write about a dossier: ADR 0046."""
MESSAGES_A_DAY = 20
"""What an applicant may write about one dossier on one local day."""


def of_the_conversation(guard: Guard, dossier: Dossier, log: Sequence[Event], at: datetime) -> refusals.Refusal | None:
    """Return why nothing may be written to the other side now."""
    match guard:
        case Guard.CONVERSATION_OPEN:
            closed_at = closes_at(dossier, log)
            return conversation.Closed() if closed_at and at >= closed_at else None
        case Guard.FEW_MESSAGES:
            return conversation.TooMany() if _written_on(local(at).date(), log) >= MESSAGES_A_DAY else None
        case _:
            return None if dossier.message_waits else conversation.NothingWaits()


def closes_at(dossier: Dossier, log: Sequence[Event]) -> datetime | None:
    """Return from when on nobody writes about a dossier any more; None while somebody still has to act on it."""
    return None if dossier.is_open else columns.last_move(log).at + OPEN_AFTER_END


def _written_on(day: date, log: Sequence[Event]) -> int:
    """Return how many messages the applicant wrote on a local day."""
    return sum(event.action == acts.TO_OFFICE and local(event.at).date() == day for event in log)
