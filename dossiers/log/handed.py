"""What came to the receiving point of what is brought and not uploaded: who noted it, when, what went back, and until when that is taken back."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from accounts.roles import Role
from dossiers.acts import INSIDE, RECEIVE_HANDED
from dossiers.acts.handed import GOES_BACK
from dossiers.log import columns
from dossiers.log.answers import standing_of
from dossiers.log.effective import Happened, effective
from dossiers.log.facts import facts_of, words_of
from dossiers.log.parts.deposits import RESULT, lying, named, posted, posted_things, posts_result, thing
from dossiers.log.parts.looked_up import LookupOutcome
from dossiers.log.parts.posted import items
from dossiers.models import Channel, Dossier, Event
from dossiers.refusals import Refusal
from dossiers.refusals.receiving import (
    GivenBackBefore,
    NotAwaited,
    NotedBefore,
    NothingAwaited,
    NothingLies,
    NothingPosted,
    NotPosted,
)
from dossiers.refusals.undoing import NotAnItem
from procedures.form import Component
from procedures.machine import Guard, Machine
from procedures.results import Originals


def received[E: Happened](machine: Machine, log: Iterable[E]) -> dict[str, E]:
    """Return by component the event that notes it as received, in a log that holds.

    What the applicant is asked for once more has to come once more: that what came was of no use says nothing of the next.
    """
    found: dict[str, E] = {}
    for event in log:
        facts = facts_of(event)
        if event.action == RECEIVE_HANDED:
            found[facts.handed_in] = event
        elif facts.components and machine.states[event.target].holder is Role.CITIZEN:
            found = {name: came for name, came in found.items() if name not in facts.components}
    return found


def on_paper(log: Iterable[Happened]) -> dict[str, tuple[int, int, int]]:
    """Return by component how many originals, certified copies and copies came on paper, in a log that holds.

    What an answer brings lies beside what the filing brought: the request gave nothing back.
    """
    found: dict[str, tuple[int, int, int]] = {}
    for event in log:
        for name, (originals, certified, copies) in facts_of(event).brought.items():
            before = found.get(name, (0, 0, 0))
            found[name] = (before[0] + originals, before[1] + certified, before[2] + copies)
    return found


def came_on_paper(filing: Happened) -> bool:
    """Say whether a filing came on paper."""
    return facts_of(filing).channel in (Channel.DESK, Channel.POST)


def is_counted(filing: Happened) -> bool:
    """Say whether the desk has counted what came with a filing on paper: then what it did not count did not come."""
    facts = facts_of(filing)
    return came_on_paper(filing) and bool(facts.brought or facts.sets)


def lacking(
    machine: Machine, answers: Mapping[str, object], log: Sequence[Happened], filed: Collection[str]
) -> list[Component]:
    """Return what must come with these answers and has not: things that are brought, and papers of a filing that the desk has counted.

    ``filed`` names the components of which there are files. Of the application's form a scan is not enough: it has to lie
    there.
    """
    things = missing(machine, answers, log)
    if not is_counted(log[0]):
        return things
    came, found = (
        on_paper(log),
        {name for name, one in facts_of(log[0]).lookups.items() if one.outcome is LookupOutcome.FOUND},
    )
    there, noted = {*filed, *came, *found}, {facts_of(event).handed_in for event in log}
    # What the desk counts is noted in the event behind that.
    awaited_by = {one.name for one in things if one.name in noted or one.name not in came}
    return [
        one
        for one in machine.components
        if one.name in awaited_by
        or (
            replace(one, eform=False).is_wanted(answers)
            and (not came.get(one.name, (0,))[0] if one.eform else one.name not in there)
        )
    ]


def fewer_than_asked(
    machine: Machine, answers: Mapping[str, object], brought: Mapping[str, tuple[int, int, int]], filed: Collection[str]
) -> Iterator[tuple[Component, int, int]]:
    """Yield each paper of which some came and fewer than a set asks for, with how many came and are asked for; none that has files."""
    for one in machine.components:
        asked, came = one.originals + one.copies, sum(brought.get(one.name, ()))
        is_wanted = one.required or (one.when is not None and one.when.met_by(answers))
        if 0 < came < asked and is_wanted and one.name not in filed:
            yield one, came, asked


def come_short(
    machine: Machine, answers: Mapping[str, object], log: Sequence[Happened], filed: Collection[str]
) -> Iterator[tuple[Component, int, int]]:
    """Yield the same of what the desk has counted with a filing and since, by a log that holds."""
    if is_counted(log[0]):
        yield from fewer_than_asked(machine, answers, on_paper(log), filed)


def filed_in(log: Iterable[Event]) -> set[str]:
    """Return of which components files came, by a log with its words; none of those that are erased."""
    files = (file for event in log for file in words_of(event.payload).files or ())
    return {file.component for file in files if file.component}


def originals(machine: Machine, log: Sequence[Happened]) -> list[tuple[Component, int]]:
    """Return what lies at the desk in the original, in a log that holds, each with how many; 0 where nobody counted them.

    The application is none of it: it is written to the office and stays in the dossier. What was of no use and came once
    more lies there all the same.
    """
    came = {name: count for name, (count, _certified, _copies) in on_paper(log).items()}
    noted = {facts_of(event).handed_in for event in log if event.action == RECEIVE_HANDED} - came.keys()
    return [
        (one, came.get(one.name, 0))
        for one in machine.components
        if not one.eform and (came.get(one.name) or (one.name in noted and one.originals))
    ]


def originals_or_forms(machine: Machine, log: Sequence[Happened]) -> list[tuple[Component, int]]:
    """Return the same of which a return says what became of it: where no other original came, the forms that were counted."""
    return originals(machine, log) or forms(machine, log)


def forms(machine: Machine, log: Sequence[Happened]) -> list[tuple[Component, int]]:
    """Return which forms, written to the office, came on paper in the original, in a log that holds, each with how many."""
    came = on_paper(log)
    counts = ((one, came.get(one.name, (0, 0, 0))[0]) for one in machine.components if one.eform)
    return [(one, count) for one, count in counts if count]


def with_result(machine: Machine, event: Happened, log: Sequence[Happened]) -> dict[str, tuple[int, int]]:
    """Return by component how many originals and certified copies went with a result by an event, in a log that holds.

    With one that the post has sent back goes all that lay in its envelope.
    """
    until = [one for one in log if one.sequence <= event.sequence]
    own = _went_with(machine, event, until)
    return _sum(own, in_envelope(machine, until[:-1])) if RESULT.name in facts_of(event).went_back else own


def in_envelope(machine: Machine, log: Sequence[Happened]) -> dict[str, tuple[int, int]]:
    """Return the same of what lies in the envelope of a result that the post has sent back, by a log that holds and ends with that."""
    found: dict[str, tuple[int, int]] = {}
    for place, event in enumerate(log, 1):
        if posts_result(machine, event):
            found = _sum(found, _went_with(machine, event, log[:place]))
    return found


def _went_with(machine: Machine, event: Happened, log: Sequence[Happened]) -> dict[str, tuple[int, int]]:
    """Return what an event itself says that it goes with a result, by a log that ends with it."""
    facts = facts_of(event)
    if RESULT.name in facts.went_back:
        return {name: pair for name, pair in facts.went_back.items() if name != RESULT.name}
    stays = {*facts.kept_here, *facts.waits_here, *facts.filed_here}
    there = originals_or_forms(machine, log) if facts.originals == Originals.GIVEN_BACK.value else []
    originals_of = {one.name: (count, 0) for one, count in there if one.name not in stays}
    certified_of = {name: (0, went) for name, (_stay, went) in facts.certified.items() if went}
    return _sum(originals_of, certified_of)


def _sum(one: Mapping[str, tuple[int, int]], other: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    none = (0, 0)
    pairs = {name: (one.get(name, none), other.get(name, none)) for name in {**one, **other}}
    return {name: (first[0] + second[0], first[1] + second[1]) for name, (first, second) in pairs.items()}


def certified(machine: Machine, log: Sequence[Happened]) -> list[tuple[Component, int]]:
    """Return of what certified copies came on paper, in a log that holds, each with how many; none of the application's form.

    The law has originals handed back with a result and says nothing of copies (NĐ 61/2018 art. 20): they stay in the dossier,
    unless the desk gives them back.
    """
    came = on_paper(log)
    counts = ((one, came.get(one.name, (0, 0, 0))[1]) for one in machine.components if not one.eform)
    return [(one, count) for one, count in counts if count]


def missing(machine: Machine, answers: Mapping[str, object], log: Iterable[Happened]) -> list[Component]:
    """Return what has to be brought with these answers and is not noted as received."""
    came = received(machine, log)
    return [one for one in machine.components if one.is_brought(answers) and one.name not in came]


def awaited(dossier: Dossier, log: Iterable[Happened]) -> list[Component]:
    """Return what of it a dossier waits for by its answers as they stand: one query, none where nothing is ever brought."""
    if not any(component.handed_in for component in dossier.machine.components):
        return []
    return missing(dossier.machine, standing_of(dossier), log)


def noted_before(machine: Machine, log: Iterable[Event], name: str = "") -> NotedBefore | None:
    """Return the refusal of a second note of a component; of what came last where none is named; None where it has not come."""
    came = received(machine, log)
    last = max(came.values(), key=lambda event: event.sequence, default=None)
    event = came.get(name) if name else last
    component = machine.component(facts_of(event).handed_in) if event else None
    return NotedBefore(component.title, event.by_whom, event.at) if event and component else None


def unmet(guard: Guard, dossier: Dossier, log: Sequence[Event]) -> Refusal | None:
    """Return why nothing can be noted as received, handed back, sent back by the post, or put right of it; None where it can: at most one query."""
    if guard is Guard.WENT_BY_POST:
        return None if items(log) else NotAnItem()
    if guard is Guard.HANDED_POSTED:
        return None if posted_things(log) else NothingPosted()
    if guard is Guard.RESULT_POSTED:
        return None if posted(dossier.machine, log) else NotPosted()
    if guard is Guard.HANDED_IN_LIES:
        machine = dossier.machine
        return None if lying(machine, log) else returned_before(machine, log) or NothingLies()
    if awaited(dossier, log):
        return None
    return noted_before(dossier.machine, log) or NothingAwaited()


def came_with(log: Iterable[Happened], note: Happened) -> bool:
    """Say whether an event is the note that an entry on paper made by itself of a thing that it has counted.

    Nobody pressed it, and the count stays: without the note one thing would be a paper that lies there and a thing that
    is to come.
    """
    facts = facts_of(note)
    counted = (facts_of(event).brought for event in log if event.at == note.at and event.sequence < note.sequence)
    return note.action == RECEIVE_HANDED and any(facts.handed_in in brought for brought in counted)


def returned_before(machine: Machine, log: Iterable[Event], name: str = "") -> GivenBackBefore | None:
    """Return the refusal of a second giving back of a component; of what went last where none is named; None where none went."""
    went = [(one, event) for event in log if event.action in GOES_BACK for one in named(facts_of(event))]
    last, event = next(((one, event) for one, event in reversed(went) if name in ("", one)), ("", None))
    component = thing(machine, last)
    return GivenBackBefore(component.title, event.by_whom, event.at) if event and component else None


def refuse_unfit(dossier: Dossier, log: Sequence[Event], name: str) -> None:
    """Raise the refusal of a component that is noted as received and is not to come. Most acts name none."""
    if name and name not in {one.name for one in awaited(dossier, log)}:
        raise noted_before(dossier.machine, log, name) or NotAwaited()


def undoable[E: Happened](log: Sequence[E]) -> Iterator[E]:
    """Yield what may be taken back of a log, if at all, the newest first: what was noted of it behind the last move, and that move."""
    last = columns.last_move(log)
    yield from (
        event for event in reversed(effective(log)) if event.sequence > last.sequence and event.action in INSIDE
    )
    yield last


def undoable_at[E: Happened](log: Sequence[E], sequence: int) -> E:
    """Return which of these has a sequence; the last move where none has."""
    found = list(undoable(log))
    return next((event for event in found if event.sequence == sequence), found[-1])
