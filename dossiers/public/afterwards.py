"""What became of a dossier after one of its papers was issued: for whoever holds that paper, which says nothing of it itself.

No reason and no name: that it was refused, stopped, withdrawn or handed over, on which day, and by which paper; and the date that
holds now, where the paper gives another one, and the place, where that has moved or is closed then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from dossiers.display.agency.collected import collected_otherwise
from dossiers.display.agency.given import items
from dossiers.display.agency.receiving import receiving_of
from dossiers.display.formats import vn_date
from dossiers.display.promises import day_to_come, standing_day
from dossiers.log.facts import facts_of, reading_of
from dossiers.log.parts.issued import RESULT
from dossiers.models import Dossier, Event, Letter, OwnPaper
from dossiers.pages.known import Known, known_of
from dossiers.papers.recorded.vouched import NamedPaper, Vouched, named_paper
from dossiers.queries import letters_of
from procedures.machine import Clock, Paper, Status, Text
from procedures.time.calendar import local

ENDING = (Paper.REFUSAL, Paper.STOP_NOTICE)
"""The papers by which a dossier ends without what was applied for."""
DATING = (Paper.RECEIPT, Paper.APOLOGY)
"""The papers that give a date for the result."""


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What has come since the paper; "" and None of what has not."""

    ended: str = ""
    """In a sentence how the dossier ended, and when."""
    by: NamedPaper | None = None
    """The paper by which it did, where one was issued."""
    due_at: datetime | None = None
    """On which day one comes for the result now, where the paper says otherwise."""
    is_promise: bool = False
    """Whether that day is promised with an apology, and moves no date."""
    there: Text | None = None
    """Where the result is had, where that has moved, or is closed on that day: a paper that gives a day says neither."""
    is_date_over: bool = False
    """Whether the paper gives a date for the result and the dossier has ended: no later paper's date holds either."""
    item: str = ""
    """The number of the item with which a cover note went, where that prints another one."""
    stopped: Text | None = None
    """Of the notice of a stop: of which procedure the dossier is that it stops."""
    stopped_at: datetime | None = None
    """And since when."""


def afterwards_of(found: Vouched, now: datetime) -> Afterwards:
    """Return what became of the dossier of a paper, as far as it may be known outside the office."""
    dossier = Dossier.objects.select_related("version").defer("version__text").get(code=found.code)
    known = known_of(dossier, now)
    letter = next((one for one in reversed(letters_of(known.events)) if one.kind in ENDING), None)
    if letter is not None and letter.event.sequence == found.of:
        # The paper says so itself, or is the answer beside it.
        is_stop = found.kind == Paper.STOP_NOTICE
        return Afterwards(stopped=dossier.machine.name, stopped_at=letter.event.at) if is_stop else Afterwards()
    ended = _ended(known, letter, found)
    now_due = _due_now(known, found)
    is_promise = now_due is not None and standing_day(known.dossier) is not None
    there = collected_otherwise(known.dossier, receiving_of(known.events)) if found.kind in DATING else None
    by, is_over = named_paper(letter) if letter and ended else None, bool(ended) and found.kind in DATING
    item = next(iter(_reprinted(known, found)), "")
    return Afterwards(ended, by, now_due, is_promise, there, is_over, item)


def _reprinted(known: Known, found: Vouched) -> Iterator[str]:
    """Yield the right number of a postal item, where the paper is a cover note that prints another one."""
    numbers = items.reprinted(known.events) if found.kind == OwnPaper.COVER_NOTE else {}
    ours = (one for one in letters_of(known.events) if one.number == found.number and one.kind == found.kind)
    yield from (numbers[one.pk] for one in ours if one.pk in numbers)


def _ended(known: Known, letter: Letter | None, found: Vouched) -> str:
    status, end = Status(known.dossier.status), _end_of(known)
    said = ""
    match status:
        case Status.REJECTED:
            said = _("The desk refused to accept this dossier on %(day)s.")
        case _ if letter is not None and letter.kind == Paper.REFUSAL:
            said, end = _("What this dossier applies for was refused on %(day)s."), letter.event
        case Status.STOPPED:
            said = _("Work on this dossier was stopped on %(day)s.")
        case Status.WITHDRAWN:
            said = _("This dossier was withdrawn by who applied on %(day)s.")
        case Status.RETURNED if found.kind != RESULT:
            said = _("The result of this dossier was handed over on %(day)s.")
    return said % {"day": _day(end)} if said and end else ""


def _end_of(known: Known) -> Event | None:
    """Return the act by which a dossier came to its end; None while it is open."""
    if not known.dossier.place.is_end:
        return None
    return next((event for event in reversed(known.events) if event.source != event.target), None)


def _due_now(known: Known, found: Vouched) -> datetime | None:
    """Return on which day one comes now where a paper gives another one."""
    due = day_to_come(known.dossier)
    if found.kind not in DATING or due is None or known.dossier.place.clock is not Clock.RUNNING:
        return None
    event = next((event for event in known.events if event.sequence == found.of), None)
    if event is None or due in (facts_of(event).promised, reading_of(event).due_at):
        return None
    return due


def _day(event: Event) -> str:
    return vn_date(local(event.at))
