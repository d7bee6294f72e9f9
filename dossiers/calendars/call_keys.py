"""What was told in a call, by the key under which that was noted.

A key names what was told in parts, ``recounted 12``, ``place 1f…``, ``closed …``: what an earlier call lacks of them is new since.
"""

import re
from datetime import datetime

from dossiers import outbox

PLACE, CLOSED, OPEN = "place", "closed", "open"
RESULT = (outbox.RECOUNTED, outbox.REAPPOINTED, PLACE, CLOSED, OPEN, outbox.PLACE_MOVED)
ANSWER = (outbox.SUPPLY_RECOUNTED, outbox.SUPPLY_PLACE_MOVED)
_PARTS = re.compile(rf"(?:^| )(?=(?:{'|'.join((*RESULT, *ANSWER))}) )")


def parts(about: str) -> dict[str, str]:
    """Return the parts of a key by their first words, in their order."""
    return {part.partition(" ")[0]: part for part in _PARTS.split(about) if part}


def door(about: str) -> str:
    """Return the part that says whether the place is open when the result is promised; "" where nothing was told of it."""
    found = parts(about)
    return found.get(CLOSED) or found.get(OPEN, "")


def door_key(due: datetime, opens: datetime | None) -> str:
    """Name that a place is closed when a result is promised, until it opens next; with None that it is open then after all."""
    return f"{CLOSED} {_at(due)} {_at(opens)}" if opens else f"{OPEN} {_at(due)}"


def is_of(part: str, due: datetime) -> bool:
    """Say whether a part about the door speaks of a result that is promised for then."""
    return part.split()[1:3] == _at(due).split()


def denies(about: str, due: datetime, opens: datetime | None) -> bool:
    """Say whether a call told of the place, when the result is promised, another thing than that it opens next then, or is open."""
    part = door(about)
    return bool(part) and is_of(part, due) and part != door_key(due, opens)


def covers(theirs: str, part: str) -> bool:
    """Say whether a notice that was told of by a part of a call is that of another part, or a later one."""
    return bool(theirs) and int(theirs.split()[1]) >= int(part.split()[1])


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
