"""What is to be known of each dossier before one act is taken on many: what its own page would warn of, and promise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils.text import capfirst
from django.utils.timezone import localdate

from accounts.models import User
from dossiers.bulk.begun import begun_on
from dossiers.bulk.judging import Judged, Person
from dossiers.bulk.kinds import Kind
from dossiers.commands.deciding import collecting
from dossiers.commands.remarks import unsaid_of
from dossiers.desk.jobs.apologising import doubts_of
from dossiers.desk.opened.warnings import answer_warnings, warnings
from dossiers.display.formats import localized
from dossiers.display.promises.foreseen import appointment
from dossiers.filing import licences
from dossiers.filing.lookups.words import not_found_of
from dossiers.log.facts import facts_of
from dossiers.models import Channel, Result
from dossiers.pages.acting.consequences import falls_due
from dossiers.pages.acting.decision_fields import signs_twice
from dossiers.pages.acting.foreseen import lacking_by, rests_on_papers
from dossiers.pages.acting.reasons import same_person
from dossiers.pages.acting.reasons.remarks import left_unsaid
from dossiers.pages.links import Links, earlier_papers, taken_rows
from dossiers.pages.opened import Opened
from procedures.machine import Ask, Paper
from procedures.steady import Steady


@dataclass(frozen=True, slots=True)
class Warned:
    """What stands beside a dossier on the page before."""

    sentences: tuple[str, ...] = ()
    """What its own page warns of, the papers that no database knew, and how many remarks stay unsaid; or who is writing."""
    promised: datetime | None = None
    """The appointment that an acceptance made now gives; None of other acts, and beyond the calendar."""
    waits_for_tick: bool = False
    """Whether it is done with the others only where somebody ticks it: its sentences ask about it."""


NOTHING_WARNED = Warned()


def warned_of(kind: Kind, found: Iterable[Judged], person: Person, now: datetime) -> Mapping[str, Warned]:
    """Return it by number, of what can be done: five queries at most, however many there are, and those of results."""
    todo = [one for one in found if one.ready and one.dossier]
    if kind.signs_letters:
        return {code: Warned(sentences) for code, sentences in doubts_of(todo, now).items()}
    if not kind.is_read_first:
        return _taken_over(todo, person.user) if kind.takes_over else {}
    prefetch_related_objects([event for one in todo for event in one.log], "payload")
    # Whom no mail tells of a fee is phoned, unless the number was found to be another one's.
    collecting.read_calls([one.dossier for one in todo if one.dossier and one.dossier.channel != Channel.ONLINE])
    results = _results_of(todo)
    # Where remarks are heeded, what has some is left out already.
    unsaid = {} if kind.heeds_remarks else unsaid_of([one.dossier for one in todo if one.dossier])
    rows = {one.code: _of(one, person, now, results, one.dossier.steady) for one in todo if one.dossier}
    counts = {one.code: unsaid.get(one.dossier.pk, 0) for one in todo if one.dossier}
    return {code: _with_unsaid(warned, counts[code]) for code, warned in rows.items()}


def _taken_over(todo: Sequence[Judged], by: User) -> Mapping[str, Warned]:
    """Return who has a dossier and is still writing, of an act that gives it to other hands: one query."""
    written = begun_on([one.dossier for one in todo if one.dossier], by=by)
    sentences = {pk: tuple(one.sentence for one in found) for pk, found in written.items()}
    return {one.code: Warned(sentences.get(one.dossier.pk, ())) for one in todo if one.dossier}


def _with_unsaid(warned: Warned, count: int) -> Warned:
    return replace(warned, sentences=(*warned.sentences, left_unsaid(count))) if count else warned


def _results_of(todo: Sequence[Judged]) -> Mapping[int, Result]:
    """Return the earlier results that the filings name, by their keys; no query where none is named."""
    named = {pk for one in todo for pk in facts_of(one.log[0]).rests_on}
    return {result.pk: result for result in licences.resting([*named]).with_later()} if named else {}


def _of(judged: Judged, person: Person, now: datetime, results: Mapping[int, Result], known: Steady) -> Warned:
    assert judged.dossier is not None  # noqa: S101 - only what is found can be ready
    assert judged.ready is not None  # noqa: S101 - only what is ready is looked at
    log, action = list(judged.log), judged.ready.action
    opened = Opened(judged.dossier, log, log, [], person.user, None, known, now)
    earlier = [results[pk] for pk in facts_of(log[0]).rests_on if pk in results]
    is_accepted, due = action.paper is Paper.RECEIPT, falls_due(action, judged.dossier, log)
    lacking = [capfirst(one) for one in lacking_by(judged.dossier.machine, log)] if rests_on_papers(action) else []
    signs = any(asked.kind is Ask.CAPACITY for asked in action.asks)
    same = same_person.of_many(action, judged.dossier, log, person.user)
    if signs and not same and (twice := signs_twice(person.user, judged.dossier, log)):
        lacking.append(twice)
    return Warned(
        (
            *filter(None, [same]),
            *lacking,
            *_sentences(opened, person, earlier, localdate(now)),
            *([due] if due else []),
        ),
        appointment(judged.dossier.machine, log, opened.calendar, at=now) if is_accepted else None,
        bool(same),
    )


def _sentences(opened: Opened, person: Person, earlier: Sequence[Result], today: date) -> tuple[str, ...]:
    dossier, machine = opened.dossier, opened.dossier.machine
    links = Links(earlier_papers(dossier, earlier, on=today), ()) if earlier else None
    labelled = answer_warnings(opened, links, earlier)
    titles = {one.name: localized(one.title) for one in machine.components}
    labelled += [(titles.get(name, name), localized(said)) for name, said in not_found_of(opened.events).items()]
    found = [*taken_rows(dossier, links), *warnings(opened, person.seats)]
    return tuple(dict.fromkeys([*found, *(f"{label}: {sentence}" for label, sentence in labelled)]))
