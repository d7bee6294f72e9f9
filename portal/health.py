"""Two addresses for whoever watches the site, in English and plain text.

``/healthz`` is for whoever hands out requests: this process can take one. ``/readyz`` is for whoever is
called at night: a line for each part of the site, and 503 as soon as one of them keeps it from its work
(ADR 0027).
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dossiers.background import relay, running, sweeps
from dossiers.papers.signed.errors import PaperKeyError
from dossiers.papers.signed.keys import OFFICE, paper_key, unusable_leader_keys
from dossiers.papers.signed.statement_keys import known_keys
from portal.requests.sessions.cache import SessionCache
from procedures.locks import Lock

LATEST = {relay.RUN.name: timedelta(minutes=2), sweeps.RUN.name: timedelta(minutes=5)}
"""A job whose last run is longer ago stands still: the relay is woken every 10 seconds, the sweep every minute."""
CLOCK_SLACK = timedelta(seconds=5)
_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the site and how it is."""

    name: str
    is_well: bool
    words: str


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer that the process lives; nothing else is asked."""
    return HttpResponse("ok\n", content_type=_TEXT)


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer whether the site does its work: the first line says it, a line for each part says why."""
    parts = list(_parts(timezone.now()))
    ill = [part.name for part in parts if not part.is_well]
    lines = [f"not ready: {', '.join(ill)}" if ill else "ok", *(f"{part.name}: {part.words}" for part in parts)]
    return HttpResponse("\n".join(lines) + "\n", status=503 if ill else 200, content_type=_TEXT)


def _parts(now: datetime) -> Iterator[Part]:
    yield _room()
    yield from _keys(now)
    yield from _cache()
    try:
        yield _database()
        yield from _work(running.progress(now))
        yield _schedule()
    except Error:
        yield Part("database", is_well=False, words="does not answer, or lacks what it should hold")


def _room() -> Part:
    """Tell whether the files that people send can be kept."""
    folder = Path(settings.MEDIA_ROOT)
    kept = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(kept).free
    return Part("files", free >= settings.FREE_BYTES_LEAST, f"{free // (1 << 20)} MB free")


def _waited_for() -> dict[str, bool]:
    """Return the keys for which papers wait, and whether each was revoked; the database may not answer, which is told elsewhere."""
    try:
        return relay.keys_waited_for()
    except Error:
        return {}


def _in_the_way(waited_for: Mapping[str, bool], now: datetime) -> set[str]:
    """Return the names of the keys of leaders that cannot sign: of all of them, where the database does not say who needs one."""
    try:
        return relay.keys_in_the_way(waited_for, now)
    except Error:
        return set(unusable_leader_keys(now).values())


def _keys(now: datetime) -> Iterator[Part]:
    """Tell whether papers can be signed, if the office has a key for that: without it they wait."""
    try:
        key = paper_key(now)
        list(known_keys())
    except PaperKeyError as wrong:
        yield Part("papers", is_well=False, words=str(wrong))
        return
    waited_for = _waited_for()
    revoked = relay.revoked_among(waited_for)
    if key:
        words = f"signed until {key.certificate.not_valid_after_utc:%Y-%m-%d}"
        doubt = "their key was revoked: put a new one in its place" if key.name in revoked else key.doubt
        yield Part("papers", is_well=not doubt, words=doubt or words)
    if unusable := _in_the_way(waited_for, now):
        taken_back = len(revoked - {OFFICE})
        words = f"{len(unusable)} of their keys cannot be used: what they decided waits"
        yield Part("leaders", is_well=False, words=f"{words}; {taken_back} revoked" if taken_back else words)


def _cache() -> Iterator[Part]:
    """Tell whether the cache of sessions answers, if there is one; nobody depends on it."""
    cache = caches["sessions"] if "sessions" in settings.CACHES else None
    if isinstance(cache, SessionCache):
        words = "answers" if cache.answers() else "does not answer; the database is read instead"
        yield Part("cache", is_well=True, words=words)


def _database() -> Part:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Part("database", not missing, f"{missing} migrations are missing" if missing else "answers")


def _work(found: running.Progress) -> Iterator[Part]:
    yield Part(
        "outbox",
        found.outbox_age < running.OUTBOX_LATE,
        f"oldest entry waits {_seconds(found.outbox_age)}, {found.put_off} put off after a failure",
    )
    yield Part("deadlines", is_well=True, words=f"oldest waits {_seconds(found.deadline_age)}")
    for job, latest in LATEST.items():
        yield _job(job, found.last_run.get(job), latest)


def _job(job: str, age: timedelta | None, latest: timedelta) -> Part:
    if age is None:
        return Part(job, is_well=False, words="has never run")
    if age < -CLOCK_SLACK:
        return Part(job, is_well=False, words=f"ran {_seconds(-age)} ahead of this clock, which was set back")
    words = f"ran {_seconds(age)} ago"
    if age > latest:
        return Part(job, is_well=False, words=f"{words}; see the logs of the worker and of the broker")
    return Part(job, is_well=True, words=words)


def _schedule() -> Part:
    """Tell whether a process sends what is due by time alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database WHERE datname = current_database()"
            " AND locktype = 'advisory' AND (classid, objid, objsubid) = (0, %s, 1) AND granted",
            [Lock.SCHEDULE.value],
        )
        is_there = cursor.fetchone() is not None
    return Part("schedule", is_there, "is at work" if is_there else "none is at work")


def _seconds(age: timedelta) -> str:
    return f"{max(0, round(age.total_seconds()))} s"
