"""The events by which the log knows papers: rows of their own only where no paper stands beside its own event."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from dossiers.display.agency.given import items, returned
from dossiers.display.agency.handed import counted, noted_of
from dossiers.display.agency.receiving import went_to
from dossiers.display.formats import localized
from dossiers.display.labels import paper_label
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of, words_of
from dossiers.log.handed import with_result
from dossiers.log.parts import deposits
from dossiers.log.parts.issued import RESULT
from dossiers.models import Event
from procedures.machine import Machine
from procedures.results import Way


def shown_elsewhere(recorded: Iterable[Event]) -> frozenset[int]:
    """Return the sequences of those whose paper is shown with its own event, as it was recorded; a result is shown by its number."""
    log = list(recorded)
    listed = {(event.sequence, letter.kind, letter.number) for event in log for letter in event.letters.all()}
    listed |= {(event.sequence, RESULT, facts_of(event).number) for event in log}
    papers = ((event.sequence, paper) for event in log if (paper := facts_of(event).paper))
    return frozenset(sequence for sequence, paper in papers if (paper.of, paper.kind, paper.number) in listed)


def noted_rows(machine: Machine, event: Event, recorded: Sequence[Event]) -> list[tuple[str, str]]:
    """Return how many went back of what an event itself does not count, where it says that something went, and where a first item goes.

    That is what was noted, and what lay in the envelope of a result that goes again.
    """
    went = facts_of(event).went_back
    said = {name for name, counts in went.items() if any(counts)}
    log = effective(recorded) if went.keys() - said else []
    noted = noted_of(machine, log, event) if log else {}
    if deposits.RESULT.name in went:
        there = with_result(machine, event, log)
        noted |= {name: counted(there[name]) or _("Originals") for name in there.keys() - went.keys()}
    ours = (one for one in machine.components if one.name not in said and noted.get(one.name))
    return [
        *_address(event, recorded),
        *_mended(event, recorded),
        *((localized(one.title), noted[one.name]) for one in ours),
    ]


def _address(event: Event, recorded: Sequence[Event]) -> list[tuple[str, str]]:
    """Return where a result goes by post as its applicant has asked for it; an address that the desk was told is among the facts."""
    if facts_of(event).way != Way.BY_POST or words_of(event.payload).posted_to:
        return []
    to = went_to(event, effective(one for one in recorded if one.sequence <= event.sequence))
    return [(_("Address to which it is sent"), to)] if to else []


def _mended(event: Event, recorded: Sequence[Event]) -> list[tuple[str, str]]:
    """Return the number of the item by which something went, where it was put right since."""
    numbers = items.numbers_of(event, effective(recorded)) if facts_of(event).way == Way.BY_POST else []
    return [(_("Number of the postal item, put right"), numbers[-1])] if numbers and numbers[-1] != numbers[0] else []


def _went(event: Event) -> str:
    """Return what it is called that something went: nobody has taken back what was posted."""
    if facts_of(event).way == Way.BY_POST.value:
        return _("What was sent by post")
    return (
        _("What was handed over again")
        if deposits.RESULT.name in facts_of(event).went_back
        else _("What was given back")
    )


def fact_rows(machine: Machine, event: Event) -> list[tuple[str, str]]:
    """Return which paper an event recorded, and what came by it to the receiving point, or went back there."""
    facts = facts_of(event)
    if things := returned.things(machine, event):
        return [(_went(event), things)]
    if handed_in := machine.component(facts.handed_in):
        return [(_("What came"), localized(handed_in.title))]
    return [(_("Paper"), paper_label(facts.paper.kind)), (_("Number"), facts.paper.number)] if facts.paper else []
