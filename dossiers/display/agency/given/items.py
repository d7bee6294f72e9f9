"""The number of what went by post, as it stands now, and which cover notes print another one."""

from collections.abc import Mapping, Sequence

from dossiers.log.effective import effective
from dossiers.log.facts import facts_of, words_of
from dossiers.log.parts import posted
from dossiers.models import Event, Letter, OwnPaper
from procedures.results import Way


def numbers_of(event: Event, log: Sequence[Event]) -> list[str]:
    """Return each number that was recorded of the item of an event, the first first, by a log that holds: the last one stands.

    What stayed empty is none.
    """
    said = [words_of(one.payload).post_number for one in (event, *posted.mending(log, event.sequence))]
    return [number for number in said if number]


def number_now(event: Event) -> str:
    """Return the number of the item that went by an event, as it stands now: one statement; "" of what did not go by post."""
    if facts_of(event).way != Way.BY_POST:
        return ""
    recorded = event.dossier.events.select_related("payload").order_by("sequence")
    return "".join(numbers_of(event, effective(recorded))[-1:])


def printed_on(note: Letter, log: Sequence[Event]) -> str:
    """Return the number that a cover note prints: that which stood when it was issued, by a log that holds."""
    event = next(one for one in log if one.pk == note.event_id)
    return "".join(numbers_of(event, [one for one in log if one.at <= note.issued_at])[-1:])


def reprinted(log: Sequence[Event]) -> Mapping[int, str]:
    """Return by cover note the number that stands of its item, where it was put right after the note was issued.

    ``log``: as it holds, with its words and letters.
    """
    found = dict[int, str]()
    for event in posted.items(log):
        now = "".join(numbers_of(event, log)[-1:])
        notes = (one for one in event.letters.all() if one.kind == OwnPaper.COVER_NOTE)
        found |= {note.pk: now for note in notes if printed_on(note, log) != now}
    return found
