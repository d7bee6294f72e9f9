"""The proof of the record: from each log everything is computed again and compared with what is stored."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from dossiers import projections
from dossiers.clock import ClockError
from dossiers.commands import flags
from dossiers.commands.record import Happening, Times, reading_after, step_facts
from dossiers.models import Dossier, Event, payload_digest
from procedures.calendar import CalendarError, CalendarExhausted
from procedures.calendars import calendar_by_digest
from procedures.models import CalendarVersion

CHUNK = 500
"""Dossiers whose logs are loaded together."""

UNREADABLE = (CalendarVersion.DoesNotExist, CalendarError, CalendarExhausted, ClockError, TypeError, ValueError)
"""What a log says whose instants or calendar nobody can have recorded."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that is not what the log gives."""

    dossier: str
    what: str
    stored: object
    computed: object

    def __str__(self) -> str:
        """Return the line that the command prints."""
        return f"{self.dossier}: {self.what}: stored {self.stored!r}, computed {self.computed!r}"

    def to_json(self) -> dict[str, str]:
        """Return it as the command's JSON has it."""
        return {
            "dossier": self.dossier,
            "what": self.what,
            "stored": str(self.stored),
            "computed": str(self.computed),
        }


@dataclass(slots=True)
class Report:
    """What was read, and what differed."""

    dossiers: int = 0
    events: int = 0
    differences: list[Difference] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """Return the report as the command's JSON."""
        differences = [difference.to_json() for difference in self.differences]
        return {"dossiers": self.dossiers, "events": self.events, "differences": differences}


def check_all() -> Report:
    """Check every dossier."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            # One snapshot for dossiers and events: what is acted on meanwhile must not look forged.
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return _check_all()


def _check_all() -> Report:
    report = Report()
    dossiers = Dossier.objects.select_related("version").defer("version__text").order_by("pk")
    dossiers = dossiers.prefetch_related("events__payload")
    for dossier in dossiers.iterator(chunk_size=CHUNK):
        log = sorted(dossier.events.all(), key=lambda event: event.sequence)
        report.dossiers += 1
        report.events += len(log)
        report.differences += check_dossier(dossier, log)
    return report


def check_dossier(dossier: Dossier, log: list[Event]) -> list[Difference]:
    """Return every difference between a dossier, its log, and what they must be."""
    if not log:
        return [Difference(dossier.code, "log", "no event", "at least the filing")]
    # A log that was tampered with says nothing about time and columns: name the tampering alone.
    broken = list(_chain(dossier, log)) or list(_path(dossier, log))
    return broken or [*_time(dossier, log), *_columns(dossier, log)]


def _chain(dossier: Dossier, log: list[Event]) -> Iterator[Difference]:
    """Check numbers, digests and links: a changed, removed, inserted or reordered event shows here."""
    previous = ""
    for expected, event in enumerate(log, start=1):
        event.dossier = dossier
        where = _where(event)
        if event.sequence != expected:
            yield Difference(dossier.code, where, f"sequence {event.sequence}", f"sequence {expected}")
        if event.previous_digest != previous:
            yield Difference(dossier.code, f"{where} link", event.previous_digest, previous)
        if event.digest != (digest := event.compute_digest()):
            yield Difference(dossier.code, f"{where} digest", event.digest, digest)
        yield from _payload(dossier, event, where)
        previous = event.digest
    if dossier.sequence != log[-1].sequence:
        yield Difference(dossier.code, "last event", dossier.sequence, log[-1].sequence)


def _payload(dossier: Dossier, event: Event, where: str) -> Iterator[Difference]:
    payload = getattr(event, "payload", None)
    if payload is None:
        yield Difference(dossier.code, f"{where} words", "missing", "kept or erased")
    elif payload.content is not None:
        digest = payload_digest(payload.salt, payload.content)
        if digest != event.payload_digest:
            yield Difference(dossier.code, f"{where} words", event.payload_digest, digest)


def _path(dossier: Dossier, log: list[Event]) -> Iterator[Difference]:
    """Check that every event was an action of the pinned machine, from where and when the last one was."""
    machine, state, at = dossier.machine, "", log[0].at
    for event in log:
        where = _where(event)
        action = machine.action(event.source, event.action)
        known = (event.sequence == 1 and event.target == machine.initial) or (
            action is not None and action.target == event.target
        )
        if not known or event.source != state:
            taken = f"{event.source} → {event.target}"
            yield Difference(dossier.code, f"{where} path", taken, f"an action from {state}")
        if event.at < at:
            yield Difference(dossier.code, f"{where} at", event.at, f"not before {at}")
        state, at = event.target, event.at


def _time(dossier: Dossier, log: list[Event]) -> Iterator[Difference]:
    """Check each recorded reading and step verdict against the clock and the calendar that it names."""
    machine = dossier.machine
    for index, event in enumerate(log):
        digest = event.reading.get("calendar_digest", "")
        happened = Happening(event.source, event.target, event.at, {}, event.action)
        try:
            calendar = calendar_by_digest(digest)
            times = Times.recorded(event.reading, machine)
            computed = reading_after(log[: index + 1], machine, calendar, times=times)
            told = step_facts(log[:index], happened, machine, calendar)
            told |= flags.flags(log[:index], happened, machine, calendar) if times.rules > 1 else {}
        except UNREADABLE as error:
            yield Difference(dossier.code, f"{_where(event)} time", digest, str(error))
            continue
        yield from _unlike(dossier, event, event.reading, computed)
        names = ("step", *flags.NAMES)
        yield from _unlike(dossier, event, {n: event.facts.get(n) for n in names}, {n: told.get(n) for n in names})


def _unlike(dossier: Dossier, event: Event, stored: dict[str, Any], computed: dict[str, Any]) -> Iterator[Difference]:
    for name in sorted(stored.keys() | computed.keys()):
        if stored.get(name) != computed.get(name):
            yield Difference(dossier.code, f"{_where(event)} {name}", stored.get(name), computed.get(name))


def _where(event: Event) -> str:
    return f"event {event.sequence} ({event.action})"


def _columns(dossier: Dossier, log: list[Event]) -> Iterator[Difference]:
    filing = log[0]
    for name, stored, right in (
        ("filed_at", dossier.filed_at, filing.at),
        ("applicant", dossier.applicant_id, filing.on_behalf_of_id or filing.actor_id),
    ):
        if stored != right:
            yield Difference(dossier.code, name, stored, right)
    computed = projections.project(log, dossier.machine)
    for name in projections.COLUMN_NAMES:
        stored, right = getattr(dossier, name), getattr(computed, name)
        if stored != right:
            yield Difference(dossier.code, name, stored, right)
