"""Putting right what was recorded of a postal item: which one, what of it, and what stood there before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dossiers.commands.given import Given
from dossiers.log.facts import words_of
from dossiers.log.parts import deposits, posted
from dossiers.models import Event
from dossiers.refusals import undoing as refused
from procedures.machine import Machine
from procedures.time.calendar import local


def concerns_applicant(machine: Machine, log: Sequence[Event], given: Given) -> bool:
    """Say whether the applicant is told what is put right: of the number of an item that is with the post.

    ``log``: as it holds.
    """
    of = given.posted.of if given.posted and given.posted.number else None
    return any(event.sequence == of for event in deposits.with_the_post(machine, log))


def completed(log: Sequence[Event], given: Given, at: datetime) -> Given:
    """Return a correction of a postal item with what stood there before as its note; what corrects none as it is.

    ``log``: as it holds, with its words. Raises ``NotAnItem``, ``NothingMended``, ``NoEnvelope``, ``DayToCome``.
    """
    mended = given.posted
    if mended is None:
        return given
    event = next((one for one in posted.items(log) if one.sequence == mended.of), None)
    if event is None:
        raise refused.NotAnItem
    if mended.on and not posted.came(event):
        raise refused.NoEnvelope
    if mended.on and mended.on > local(at).date():
        raise refused.DayToCome
    since = posted.mending(log, event.sequence)
    number = posted.number_of(words_of(event.payload), [words_of(one.payload) for one in since])
    day = posted.day_of(event, since)
    if mended.number in ("", number) and mended.on in (None, day):
        raise refused.NothingMended
    stood = [f"số hiệu bưu gửi {number or 'chưa ghi'}" if mended.number not in ("", number) else ""]
    stood.append(f"ngày trên phong bì {day:%d/%m/%Y}" if day and mended.on not in (None, day) else "")
    return replace(given, note=f"Trước đây ghi: {', '.join(filter(None, stood))}")
