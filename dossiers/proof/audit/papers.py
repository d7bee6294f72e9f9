"""Files: the rows of attachments against what the events say came with them, and against the bytes that are kept."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from django.core.exceptions import SuspiciousOperation
from django.db.models.fields.files import FieldFile

from dossiers.acts import CAME_BACK, CAME_BACK_BY_POST, CORRECT_POST, HANDS_BACK, INSIDE, RECEIVE_HANDED
from dossiers.acts.handed import GOES_BACK
from dossiers.files import KINDS
from dossiers.log import handed
from dossiers.log.columns import NOT_OURS
from dossiers.log.effective import effective
from dossiers.log.facts import File, facts_of
from dossiers.log.parts import deposits, posted
from dossiers.models import Attachment, Dossier
from dossiers.proof.audit.entries import Entry, Row, answers_of
from dossiers.proof.audit.report import Difference
from procedures.time.calendar import local

type Paper = tuple[str, str, str]
"""Name, SHA-256, and the component where the event says it."""


def compare(dossier: Dossier, log: Sequence[Entry], rows: Sequence[Attachment]) -> list[Difference]:
    """Return what differs; words of a shape that no command writes are named themselves."""
    try:
        return list(_check(dossier, log, rows))
    except NOT_OURS as error:
        return [Difference(dossier.code, "files", f"{type(error).__name__}: {error}", "what a command writes")]


def check_bytes(dossier: Dossier, rows: Sequence[Attachment]) -> Iterator[Difference]:
    """Read each stored file and compare its SHA-256 and its size."""
    for row in rows:
        found, size = read(row.file)
        if found != row.sha256:
            yield Difference(dossier.code, f"bytes of {row.name}", found, row.sha256)
        elif size != row.size:
            yield Difference(dossier.code, f"size of {row.name}", row.size, size)


def _check(dossier: Dossier, log: Sequence[Entry], rows: Sequence[Attachment]) -> Iterator[Difference]:
    """Compare the rows of a dossier with its events; erased words say nothing about names and digests."""
    stored = defaultdict[int | None, list[Attachment]](list)
    for row in rows:
        stored[row.event_id].append(row)
    yield from _handed_in(dossier, log)
    for entry in log:
        yield from _recorded_and_stored(dossier, entry, stored.get(entry.event.id, []))
    events = {entry.event.id: entry.event for entry in log}
    for row in rows:
        event_of_row = events.get(row.event_id) if row.event_id else None
        if event_of_row is None:
            yield Difference(dossier.code, f"file {row.name}", f"of event id {row.event_id}", "of an event of this log")
        else:
            yield from _added(dossier, event_of_row, row)


def _handed_in(dossier: Dossier, log: Sequence[Entry]) -> Iterator[Difference]:
    """Check what was noted at the receiving point: that it was awaited by the answers of then, or lay there; erased ones say nothing."""
    for place, entry in enumerate(log):
        facts, action = facts_of(entry.event), entry.event.action
        yield from _certified(dossier, log[:place], entry)
        yield from _waits(dossier, log[:place], entry)
        yield from _mended(dossier, log[:place], entry)
        name = facts.handed_in
        if not (name or facts.went_back or action in INSIDE):
            continue
        before, answers = effective([one.event for one in log[:place]]), answers_of(log[:place])
        component = dossier.machine.component(name)
        asked = component is not None and (component.is_brought(answers) if answers else component.handed_in)
        is_awaited = asked and name not in handed.received(dossier.machine, before)
        if action in CAME_BACK_BY_POST:
            yield from _sent_back(dossier, entry, before)
        elif action in GOES_BACK:
            yield from _went_back(dossier, entry, before)
        elif action not in INSIDE or facts.went_back or not is_awaited:
            right = "what is awaited, by the act that notes it"
            yield Difference(dossier.code, f"{entry} handed_in", name or "nothing", right)


def _certified(dossier: Dossier, before: Sequence[Entry], entry: Entry) -> Iterator[Difference]:
    """Check what a return says of certified copies, if it does: as many as came."""
    said = {name: sum(both) for name, both in facts_of(entry.event).certified.items()}
    if not said:
        return
    right = handed.certified(dossier.machine, effective([one.event for one in before]))
    if said != (came := {one.name: count for one, count in right}):
        yield Difference(dossier.code, f"{entry} certified", str(said), str(came))


def _waits(dossier: Dossier, before: Sequence[Entry], entry: Entry) -> Iterator[Difference]:
    """Check what a return says to lie there until it is fetched, or to stay in the dossier, if it does: originals that had come."""
    facts = facts_of(entry.event)
    for what, said, known in (
        ("waits_here", facts.waits_here, handed.originals),
        ("filed_here", facts.filed_here, handed.originals_or_forms),
    ):
        came = known(dossier.machine, effective([one.event for one in before])) if said else []
        names = {one.name for one, _count in came}
        if not names.issuperset(said):
            yield Difference(dossier.code, f"{entry} {what}", ", ".join(said), ", ".join(sorted(names)) or "nothing")


def _mended(dossier: Dossier, before: Sequence[Entry], entry: Entry) -> Iterator[Difference]:
    """Check that what puts a postal item right names one, by the act that is there for it."""
    mends, is_mending = facts_of(entry.event).mends, entry.event.action == CORRECT_POST
    if not (mends or is_mending):
        return
    items = {one.sequence for one in posted.items(effective([one.event for one in before]))}
    if mends not in items or not is_mending:
        yield Difference(dossier.code, f"{entry} mends", mends, "a postal item, by the act that puts one right")


def _sent_back(dossier: Dossier, entry: Entry, before: Sequence[Row]) -> Iterator[Difference]:
    """Check that the post has sent something back that had gone by post, and not before it went."""
    is_result, on = entry.event.action == CAME_BACK, facts_of(entry.event).came_back_on
    went = deposits.posted(dossier.machine, before) if is_result else deposits.posted_things(before)
    if went is None:
        yield Difference(
            dossier.code,
            f"{entry} sent back",
            "a result" if is_result else "what was handed in",
            "nothing that is with the post",
        )
    elif on is None or not local(went.at).date() <= on <= local(entry.event.at).date():
        yield Difference(dossier.code, f"{entry} came_back_on", on, f"a day from {local(went.at).date()}")


def _went_back(dossier: Dossier, entry: Entry, before: Sequence[Row]) -> Iterator[Difference]:
    """Check what went back: that it lay there, and how many of it are said to be; an act of before counted nothing."""
    facts, there = facts_of(entry.event), deposits.lying(dossier.machine, before)
    names = facts.went_back.keys() if entry.event.action in HANDS_BACK else {facts.handed_in}
    noted = {one.sequence for name in names for one in there.get(name, ()) if one.action == RECEIVE_HANDED}
    if not names or not names <= there.keys() or not noted.issuperset(facts.handed_notes):
        said = ", ".join(sorted(names)) or "nothing"
        yield Difference(dossier.code, f"{entry} handed_in", said, "what lies at the receiving point")
        return
    for name, counts in facts.went_back.items():
        own = {one.sequence for one in there[name]}.intersection(facts.handed_notes)
        with_result = deposits.is_with_result(entry.event)
        right = deposits.counts_of(deposits.which(there[name], own), name, with_result=with_result)
        if tuple(counts) != right:
            yield Difference(dossier.code, f"{entry} went_back {name}", tuple(counts), right)


def _recorded_and_stored(dossier: Dossier, entry: Entry, rows: Sequence[Attachment]) -> Iterator[Difference]:
    files = _files(entry)
    if files is None or not (files or rows):
        return
    # Filings have always named the components of their papers; later events do since a file of theirs says so.
    named = entry.event.sequence == 1 or any(file.component is not None for file in files)
    recorded = Counter[Paper]((file.name, file.sha256, file.component or "") for file in files)
    stored = Counter[Paper]((row.name, row.sha256, row.component if named else "") for row in rows)
    for paper in (recorded - stored).elements():
        yield Difference(dossier.code, f"{entry} file {paper[0]}", "missing", paper[1])
    for paper in (stored - recorded).elements():
        yield Difference(dossier.code, f"{entry} file {paper[0]}", paper[1], "no such file in the event")


def _added(dossier: Dossier, event: Row, row: Attachment) -> Iterator[Difference]:
    """Check who added a file and when, by its event, and its type, by its name."""
    where = f"{_where(event)} {row.name}"
    by = {event.actor_id, event.on_behalf_of_id} if event.sequence == 1 else {event.actor_id}
    if row.uploaded_by_id not in by - {None}:
        yield Difference(dossier.code, f"{where} uploaded_by", row.uploaded_by_id, event.actor_id)
    if row.uploaded_at > event.at or (event.sequence > 1 and row.uploaded_at != event.at):
        yield Difference(dossier.code, f"{where} uploaded_at", row.uploaded_at, event.at)
    kind = KINDS.get(row.name.rpartition(".")[2].lower())
    if kind is not None and row.media_type != kind[1]:
        yield Difference(dossier.code, f"{where} media_type", row.media_type, kind[1])


def _files(entry: Entry) -> tuple[File, ...] | None:
    """Return the files that an event says came with it; None where its words are gone."""
    if entry.payload is None or entry.payload.content is None:
        return None
    return entry.words.files or ()


def _where(event: Row) -> str:
    return f"event {event.sequence} ({event.action}) file"


def read(stored: FieldFile) -> tuple[str, int]:
    """Return the SHA-256 and the size of a stored file, or why there is none."""
    if not stored.name or stored.name.startswith("/"):
        return f"no file in the storage: {stored.name!r}", 0
    try:
        with stored.open() as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), file.size
    except FileNotFoundError:
        return "missing", 0
    except (OSError, ValueError, SuspiciousOperation) as error:
        return f"cannot be read: {type(error).__name__}", 0
