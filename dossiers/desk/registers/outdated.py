"""What of a form does not hold any more while it waits to be posted: its day, or where and when the result is had."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.calendars.said import Before
from dossiers.display.agency import places
from dossiers.display.agency.closed import Doors, closing_at
from dossiers.display.agency.printed import OF_RESULT, Printed, is_asked, printed_on, why_no_day
from dossiers.display.formats import localized
from dossiers.models import Letter
from dossiers.pages.inbox.calls import desk_of, place_key
from dossiers.pages.inbox.rows import is_had_there
from procedures.machine import Paper
from procedures.time.agencies.stored import ever_added, known_at
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class Outdated:
    """What holds by now, where a form says another thing; nothing of what stands."""

    now: datetime | None = None
    """The day."""
    no_day: str = ""
    """That no day is in force, and what the dossier waits for."""
    place: str = ""
    """Where to come."""
    door: str = ""
    """That the place is closed on the day, and when it opens again, or that it is open then."""

    @property
    def is_any(self) -> bool:
        """Whether anything holds no more."""
        return bool(self.now or self.no_day or self.place or self.door)


def outdated(letter: Letter, values: Mapping[str, Any], before: Before) -> Outdated:
    """Return what of a form, loaded with its event and its dossier, holds no more; ``values`` are the answers as they stand."""
    dossier, day = letter.dossier, printed_on(letter.kind, letter.event, letter.dossier)
    if day and day.now is None:
        return Outdated(no_day=why_no_day(dossier))
    is_request = letter.kind == Paper.SUPPLEMENT_REQUEST and is_asked(dossier)
    comes = is_request or (day is not None and is_had_there(values))
    return Outdated(
        now=day.now if day and not day.stands else None,
        place=_place(letter, before) if comes else "",
        door=_door(letter, day, before) if comes and day and letter.kind in OF_RESULT else "",
    )


def _place(letter: Letter, before: Before) -> str:
    """Return where to come, where that is no more what was known when the form was made; "" where it is."""
    dossier, known, today = letter.dossier, before.steady, timezone.localdate()
    desk, then = desk_of(known, dossier.agency_id), known_at(known.once(ever_added), letter.event.at)
    if letter.kind in OF_RESULT:
        day = printed_on(letter.kind, letter.event, dossier)
        until = day.now.date() if day and day.now else today
        both = (place_key(dossier, agencies, desk) for agencies in (then, known.agencies))
    else:
        # On which day an answer comes nobody knows.
        until, on = today, local(letter.event.at).date()
        both = (places.had_on(agencies, dossier.point, desk, on, on).vi for agencies in (then, known.agencies))
    return localized(places.had_on(known.agencies, dossier.point, desk, today, until)) if len(set(both)) > 1 else ""


def _door(letter: Letter, day: Printed, before: Before) -> str:
    """Return whether the place is closed on the day that holds, as far as the form does not say just that."""
    dossier, known = letter.dossier, before.steady
    found = closing_at(Doors.of(known, known.calendars), dossier, day.now) if day.now else None
    printed = closing_at(before.doors_at(letter.event.at), dossier, day.day)
    if found and not (day.stands and printed and printed.opens == found.opens):
        return localized(found.words)
    return _("the place is open then after all") if printed and day.stands and not found else ""
