"""Form 02, the request for a supplement: paper by paper and answer by answer, each with what must be done about it."""

from dataclasses import dataclass, replace
from datetime import datetime

from dossiers.display.agency.signers import desk_officer
from dossiers.display.promises.foreseen import before_supplement
from dossiers.filing.corrections import Item, requested
from dossiers.log.answers import standing
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of, reading_of, words_of
from dossiers.log.handed import come_short, filed_in
from dossiers.models import Channel, Dossier, Event
from dossiers.papers.form import Form, form_of
from dossiers.papers.wording import moment_in_words
from procedures import steady
from procedures.machine import Paper, Text
from procedures.time.calendar import local

CERTIFIED = "Bản sao có chứng thực"
"""How the name of a paper begins that asks for a certified copy."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line of its table: what is named, and how many of it have to come."""

    item: Item
    originals: int = 0
    copies: int = 0
    """Certified or plain, where the name of the paper does not say which alone."""
    certified: int = 0
    """Where the name of the paper itself asks for a certified copy, and for nothing else in its place."""
    has_answer: bool = True
    """Whether an answer stood there; of a paper it does not matter."""
    is_file: bool = False
    """Whether it comes as a file, of which nobody counts pieces."""


@dataclass(frozen=True, slots=True)
class SupplementRequest:
    """Form 02, phiếu yêu cầu bổ sung, hoàn thiện hồ sơ, in the words that are printed."""

    form: Form
    items: tuple[Wanted, ...]
    reason: str
    answer_by: str
    """Until when the answer may come, in words; "" where no time is set."""
    officer: str
    overtaken: Text | None
    """Since when an answer gives an appointment after what was announced, where that can be foreseen."""


def supplement_of(event: Event, number: str, token: str) -> SupplementRequest:
    """Return what the request of an event says."""
    words, until = words_of(event.payload), reading_of(event).applicant_due_at
    by_then = event.dossier.events.filter(sequence__lte=event.sequence).select_related("payload")
    log, machine = effective(by_then.order_by("sequence")), event.dossier.machine
    said = standing(log)
    few = {one.name for one, _came, _asked in come_short(machine, said, log, filed_in(log))}
    return SupplementRequest(
        form=form_of(event, Paper.SUPPLEMENT_REQUEST, number, token),
        items=tuple(
            replace(_wanted(event.dossier, item, has_some=item.name in few), has_answer=bool(said.get(item.name)))
            for item in requested(machine, words, facts_of(event))
        ),
        reason=words.reason,
        answer_by=moment_in_words(local(until)) if until else "",
        officer=desk_officer(event),
        overtaken=_overtaken(event, until),
    )


def _wanted(dossier: Dossier, item: Item, *, has_some: bool = False) -> Wanted:
    """Return how many of what is named have to come: on paper as many as the procedure asks for, on line a file.

    Where some of them came, but fewer, the words of the request alone say how many.
    """
    component = next((one for one in dossier.machine.components if one.name == item.name), None)
    if item.is_paper and dossier.channel == Channel.ONLINE:
        return Wanted(item, is_file=True)
    if component is None or has_some:
        return Wanted(item)
    title = component.title.vi
    is_certified = title.startswith(CERTIFIED) and not title.startswith(f"{CERTIFIED} (hoặc")
    copies, certified = (0, component.copies) if is_certified else (component.copies, 0)
    return Wanted(item, component.originals, copies, certified)


def _overtaken(event: Event, until: datetime | None) -> Text | None:
    dossier = event.dossier
    if dossier.machine.event is None:
        return None
    log = effective(dossier.events.select_related("payload").filter(sequence__lte=event.sequence).order_by("sequence"))
    return before_supplement(dossier.machine, log, steady.now().calendars.of(dossier.agency_id), event.at, until)
