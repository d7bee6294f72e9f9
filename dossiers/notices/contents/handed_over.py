"""What a notice says of a result that was handed over, or of what was handed in and went back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from dossiers import acts
from dossiers.display.agency.given import items, returned
from dossiers.display.agency.receiving import went_to
from dossiers.filing.counter import people
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of, words_of
from dossiers.log.parts.deposits import RESULT, posted_things, posts_result
from dossiers.models import Event, Result
from dossiers.papers.form import log_until
from procedures.machine import Machine, Status, Text
from procedures.results import Way
from procedures.time.calendar import local

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How a result was handed over."""

    outcome: Text
    result: Result | None
    """With its number; None for a dossier of the first edition, whose result is on paper alone."""
    recipient: str
    way: str
    """One of ``procedures.results.Way``; empty in the first edition."""
    post_number: str
    authority: Text = NOTHING
    """By which paper somebody else took it, and until when that holds; empty where the applicant did."""
    posted_to: str = ""
    """Where it goes by post."""
    enclosed: Text = NOTHING
    """What goes with it by post."""


@dataclass(frozen=True, slots=True)
class Item:
    """A postal item whose number was put right."""

    number: str
    """That stands."""
    before: tuple[str, ...]
    """Every other one that was recorded of it, the first first."""
    went_at: datetime
    is_result: bool
    """Whether the result is in it."""


@dataclass(frozen=True, slots=True)
class HandedBack:
    """What went back where a dossier has ended without a result, or later than that, and who took it."""

    things: Text
    recipient: str
    authority: Text
    """By which paper somebody else took it; empty where the applicant did."""
    way: str
    post_number: str
    by: str
    """The officer who handed it back."""
    has_result: bool
    """Whether the result is among it, which the post had sent back."""
    is_another: bool
    """Whether somebody else than the applicant took it."""
    posted_to: str = ""
    """Where it goes by post."""


def item_of(event: Event) -> Item | None:
    """Return the item whose number an event has put right, as it stands when this is written; None for all else."""
    if event.action != acts.CORRECT_POST:
        return None
    log = effective(event.dossier.events.select_related("payload").order_by("sequence"))
    went = next(one for one in log if one.sequence == facts_of(event).mends)
    numbers = items.numbers_of(went, log)
    number = "".join(numbers[-1:])
    before = tuple(dict.fromkeys(one for one in numbers if one != number))
    return Item(number, before, local(went.at), posts_result(event.dossier.machine, went))


def handed_back_of(event: Event, machine: Machine) -> HandedBack | None:
    """Return what went back by an event, or went and has come back by it; None for all else."""
    if event.action == acts.THINGS_CAME_BACK:
        went = posted_things(log_until(event)[:-1])
        return handed_back_of(went, machine) if went else None
    if event.action not in acts.HANDS_BACK:
        return None
    words, log = words_of(event.payload), log_until(event)
    things, authority = (
        _in_both(lambda: returned.things(machine, event, log)),
        _in_both(lambda: returned.authority(words)),
    )
    own = filter(None, (event.dossier.applicant_name, event.dossier.organisation))
    is_own = not words.recipient or any(people.is_same_name(words.recipient, name) for name in own)
    is_another = bool(words.authority) or not is_own
    facts = facts_of(event)
    has_result = RESULT.name in facts.went_back
    to = words.posted_to
    number = items.number_now(event)
    return HandedBack(things, words.recipient, authority, facts.way, number, event.by_whom, has_result, is_another, to)


def handed_over_of(event: Event, machine: Machine) -> HandedOver | None:
    """Return how the result was handed over by an event; None for all else."""
    dossier, words = event.dossier, words_of(event.payload)
    outcome = machine.outcome(dossier.outcome)
    if outcome is None or machine.states[event.target].status is not Status.RETURNED or event.action in acts.ACTS:
        return None
    result = Result.objects.filter(dossier=dossier).first()
    way = facts_of(event).way
    authority, number = _in_both(lambda: returned.authority(words)), items.number_now(event)
    if way != Way.BY_POST:
        return HandedOver(outcome.label, result, words.recipient, way, number, authority)
    log = log_until(event)
    to, enclosed = went_to(event, log), _in_both(lambda: returned.enclosed(machine, event, log))
    return HandedOver(outcome.label, result, words.recipient, way, number, authority, to, enclosed)


def _in_both(words: Callable[[], str]) -> Text:
    """Return words in both languages."""
    said = dict[str, str]()
    for language in ("vi", "en"):
        with translation.override(language):
            said[language] = words()
    return Text(said["vi"], said["en"])
