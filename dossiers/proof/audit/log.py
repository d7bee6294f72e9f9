"""One dossier against its own log: chain, path, who acted, time, columns, words and files."""

from collections.abc import Iterator, Sequence
from typing import Any

from dossiers import acts
from dossiers.clock import ClockError
from dossiers.commands import flags
from dossiers.commands.record import Happening, Times, reading_after, step_done
from dossiers.filing import composed
from dossiers.log import columns
from dossiers.log.columns import NOT_OURS, Columns, Course
from dossiers.log.effective import effective
from dossiers.log.facts import EDITION, Facts, facts_of, later_edition, reading_of, to_json, words_of
from dossiers.log.parts.measured import MEASURED
from dossiers.log.ruled import machine_by
from dossiers.models import Dossier, digested
from dossiers.proof.audit import identity, people, undone
from dossiers.proof.audit.entries import Entry, Payload, Row, answers_of, digest_like
from dossiers.proof.audit.report import Difference
from procedures.machine import Machine
from procedures.models import CalendarVersion
from procedures.time.calendar import CalendarError, CalendarExhausted, WorkingCalendar, local
from procedures.time.calendars import calendar_by_digest
from procedures.time.regimes.book import RegimeError

UNREADABLE = (
    CalendarVersion.DoesNotExist,
    CalendarError,
    CalendarExhausted,
    ClockError,
    RegimeError,
    TypeError,
    ValueError,
)
"""What a log says whose instants or calendar nobody can have recorded."""


def check_dossier(dossier: Dossier, log: Sequence[Entry]) -> list[Difference]:
    """Return every difference between a dossier, its log, and what they must be."""
    if not log:
        return [Difference(dossier.code, "log", "no event", "at least the filing")]
    events = [entry.event for entry in log]
    try:
        # A log that was tampered with says nothing about time and columns: name the tampering alone.
        broken = [*_chain(dossier, log), *identity.check_rests(dossier)]
        if broken:
            return broken
        machine = dossier.machine
        broken = [*_shapes(dossier, log)] or [*_path(dossier, events, machine), *_carried_on(dossier, events)]
        if broken:
            return broken
        folded = list(_folded(events, machine))
        named = [*_time(dossier, log), *people.check(dossier, events, folded)]
        return [*named, *identity.check(dossier, events[0]), *_columns(dossier, log, folded[-1])]
    except NOT_OURS as error:
        return [Difference(dossier.code, "log", f"{type(error).__name__}: {error}", "what a command writes")]


def _chain(dossier: Dossier, log: Sequence[Entry]) -> Iterator[Difference]:
    """Check numbers, digests and links: a changed, removed, inserted or reordered event shows here."""
    previous = ""
    for expected, entry in enumerate(log, start=1):
        event = entry.event
        if event.sequence != expected:
            yield Difference(dossier.code, f"{entry}", f"sequence {event.sequence}", f"sequence {expected}")
        if event.previous_digest != previous:
            yield Difference(dossier.code, f"{entry} link", event.previous_digest, previous)
        if event.digest != (digest := digest_like(event.digest, digested(dossier.code, event))):
            yield Difference(dossier.code, f"{entry} digest", event.digest, digest)
        yield from _payload(dossier, entry)
        previous = event.digest
    if dossier.sequence != log[-1].event.sequence:
        yield Difference(dossier.code, "last event", dossier.sequence, log[-1].event.sequence)


def _payload(dossier: Dossier, entry: Entry) -> Iterator[Difference]:
    payload = entry.payload
    if payload is None:
        yield Difference(dossier.code, f"{entry} words", "missing", "kept or erased")
    elif payload.content is None:
        yield from _erased(dossier, entry, payload)
    elif payload.erased_at is not None or not isinstance(payload.content, dict):
        kind = type(payload.content).__name__
        yield Difference(dossier.code, f"{entry} words", f"a {kind}, erased {payload.erased_at}", "an object, kept")
    else:
        stored = entry.event.payload_digest
        digest = digest_like(stored, payload.content, payload.salt)
        if digest != stored:
            yield Difference(dossier.code, f"{entry} words", stored, digest)


def _erased(dossier: Dossier, entry: Entry, payload: Payload) -> Iterator[Difference]:
    """Check that words which are gone were erased: with the salt, at an instant, after they were said."""
    if payload.erased_at is None or payload.salt:
        yield Difference(dossier.code, f"{entry} words", "gone", "kept or erased")
    elif payload.erased_at < entry.event.at:
        yield Difference(dossier.code, f"{entry} words", f"erased {payload.erased_at}", f"not before {entry.event.at}")


def _shapes(dossier: Dossier, log: Sequence[Entry]) -> Iterator[Difference]:
    """Check that each event holds what this program would write of the same values, no key more and none less."""
    for entry in log:
        later = later_edition(entry.event)
        if later is not None:
            known = f"an edition that this program knows, the last of which is {EDITION}"
            yield Difference(dossier.code, f"{entry} rules", later, known)
        else:
            yield from _shape(dossier, entry)


def _shape(dossier: Dossier, entry: Entry) -> Iterator[Difference]:
    """Check the shape of one, which holds values from here on; each key of the reading is computed anew (``_time``)."""
    part, event, content = "reading", entry.event, entry.payload.content if entry.payload else None
    try:
        event.reading = reading_of(event)
        part = "facts"
        event.facts = facts_of(event)
        yield from _unlike(dossier, entry, entry.facts, to_json(event.facts))
        part = "words"
        if content is not None and entry.payload is not None:
            entry.words = words_of(entry.payload)
            yield from _unlike(dossier, entry, content, to_json(entry.words))
            yield from _named(dossier, entry)
    except NOT_OURS as error:
        yield Difference(dossier.code, f"{entry} {part}", str(error), "what a command writes")


def _named(dossier: Dossier, entry: Entry) -> Iterator[Difference]:
    """Check that the facts name just those answers that the words correct."""
    named, said = facts_of(entry.event).corrected, tuple(sorted(entry.words.corrected))
    if named != said:
        yield Difference(dossier.code, f"{entry} corrected", ", ".join(named), ", ".join(said))


def _path(dossier: Dossier, log: Sequence[Row], machine: Machine) -> Iterator[Difference]:
    """Check that every event was an action of the pinned machine, or an act, from where and when the last one was."""
    state, at = "", log[0].at
    for place, event in enumerate(log):
        where = _where(event)
        known = acts.leads(machine, event.source, event.action, event.target)
        if event.action == acts.TAKE_BACK:
            yield from undone.check(dossier, log[:place], event, machine)
            known = True
        if not known or event.source != state:
            taken = f"{event.source} → {event.target}"
            yield Difference(dossier.code, f"{where} path", taken, f"an action from {state}")
        if event.at < at:
            yield Difference(dossier.code, f"{where} at", event.at, f"not before {at}")
        state, at = event.target, event.at


def _carried_on(dossier: Dossier, log: Sequence[Row]) -> Iterator[Difference]:
    """Check what no event changes: the origin of the first one, and that no reading is of an older edition."""
    origin, edition = facts_of(log[0]).origin, 1
    for event in log:
        told, rules = facts_of(event).origin, reading_of(event).rules
        if told != origin:
            yield Difference(dossier.code, f"{_where(event)} origin", told or None, origin or None)
        if rules < edition:
            yield Difference(dossier.code, f"{_where(event)} rules", rules, f"not before edition {edition}")
        edition = max(edition, rules)


def _time(dossier: Dossier, log: Sequence[Entry]) -> Iterator[Difference]:
    """Check each recorded reading and step verdict against the clock and the calendar that it names."""
    regimes, version = dossier.regimes, dossier.version.machine
    whole = effective([entry.event for entry in log])
    course: Course | None = Course(machine_by(regimes, whole, version, whole[-1].at))
    for entry, happened, before in _unfolding(log):
        reading = reading_of(happened)
        digest, is_back = reading.calendar_digest, happened.action == acts.TAKE_BACK
        try:
            # Each reading wants it in local time, and so do those of all events after it.
            happened.at = local(happened.at)
            calendar = calendar_by_digest(digest)
            then = machine_by(regimes, before, version, happened.at)
            holds, held = _of_steps(happened, calendar)
            step = None if is_back else step_done(course or before, happened, then, calendar, step_calendar=held)
            told = flags.flags(before, happened, then, calendar) if reading.rules > 1 and not is_back else {}
            if is_back:
                course = Course.of([*before, happened], then)
            elif course:
                course.add(happened)
            behind = course or Course.of([*before, happened], then)
            times = Times.recorded(reading, behind, regimes)
            computed = reading_after(behind, then, calendar, times=times, step_calendar=holds)
        except UNREADABLE as error:
            # It may be gathered by half: what follows is read from the whole log each time.
            course = None
            yield Difference(dossier.code, f"{entry} time", digest, str(error))
            continue
        yield from _unlike(dossier, entry, entry.reading, to_json(computed))
        recorded = {name: fact for name, fact in entry.facts.items() if name in MEASURED}
        if step is not None or recorded or any(told.values()):
            measured = to_json(Facts(unit=None, step=step, **told))
            del measured["unit"]
            yield from _unlike(dossier, entry, recorded, measured)


def _unfolding(log: Sequence[Entry]) -> Iterator[tuple[Entry, Happening, list[Happening]]]:
    """Yield each event with those before it that held when it happened."""
    before: list[Happening] = []
    for entry in log:
        happened = _happening(entry.event)
        yield entry, happened, before
        before = [*before, happened]
        if happened.action == acts.TAKE_BACK:
            before = effective(before)


def _happening(event: Row) -> Happening:
    return Happening(
        event.source, event.target, event.at, event.facts, event.action, None, event.reading, event.sequence
    )


def _of_steps(event: Happening, own: WorkingCalendar) -> tuple[WorkingCalendar, WorkingCalendar]:
    """Return the calendars that an event names for the step that begins and for the one that ends, else its own."""
    begun, done = reading_of(event).step_calendar_digest, facts_of(event).step
    ended = done.calendar_digest if done else ""
    return calendar_by_digest(begun) if begun else own, calendar_by_digest(ended) if ended else own


def _unlike(dossier: Dossier, entry: Entry, stored: dict[str, Any], computed: dict[str, Any]) -> Iterator[Difference]:
    if stored == computed:
        return
    for name in sorted(stored.keys() | computed.keys()):
        # Nothing is not the same as a key that holds nothing.
        if {name} & stored.keys() != {name} & computed.keys() or stored.get(name) != computed.get(name):
            yield Difference(dossier.code, f"{entry} {name}", stored.get(name), computed.get(name))


def _where(event: Row) -> str:
    return f"event {event.sequence} ({event.action})"


ERASED = {"organisation": "", "applicant_key": "", "subject_key": ""}
"""What the rows of lists keep of words that were erased."""


def _folded(log: Sequence[Row], machine: Machine) -> Iterator[Columns]:
    """Yield the columns after each event."""
    after: Columns | None = None
    for place, event in enumerate(log, start=1):
        is_back = event.action == acts.TAKE_BACK
        after = (
            columns.project(log[:place], machine) if is_back else columns.fold(after, event, machine, log[: place - 1])
        )
        yield after


def _columns(dossier: Dossier, log: Sequence[Entry], computed: Columns) -> Iterator[Difference]:
    filing = log[0].event
    for name, stored, right in (
        ("filed_at", dossier.filed_at, filing.at),
        ("applicant", dossier.applicant_id, filing.on_behalf_of_id or filing.actor_id),
    ):
        if stored != right:
            yield Difference(dossier.code, name, stored, right)
    for name, word in _words_of(dossier, log).items():
        if getattr(dossier, name) != word:
            yield Difference(dossier.code, name, getattr(dossier, name), word)
    for name in columns.COLUMN_NAMES:
        stored, right = getattr(dossier, name), getattr(computed, name)
        if stored != right:
            yield Difference(dossier.code, name, stored, right)


def _words_of(dossier: Dossier, log: Sequence[Entry]) -> dict[str, str]:
    """Return what is composed of the answers, by column; of those that were erased, that nothing is kept of them."""
    answers, first = answers_of(log), log[0]
    if answers is not None:
        return composed.row(dossier.machine, answers, stored=dossier.subject)
    return ERASED if first.payload and first.payload.erased_at else {}
