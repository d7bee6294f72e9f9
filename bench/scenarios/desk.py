"""An officer's page with 5,000 open files of the team, and what noting down who reads a file costs: time of its page, and bytes."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from accounts.models import Membership, Unit, UnitKind, User
from accounts.roles import Role
from accounts.seats import Seats, seats_of
from bench import readings
from bench.bench import Bench
from bench.figures import Figure
from bench.measure import percentile, spread, timed
from bench.scenarios.pages import on_desk
from bench.scenarios.worklist import PATH, opening
from dossiers import queries
from dossiers.commands import notes
from dossiers.models import AccessRecord, Door, Dossier

TEAM = 5_000
TURNS = 20
READERS = (
    Role.ONE_STOP_OFFICER,
    Role.DIVISION_HEAD,
    Role.SPECIALIST,
    Role.DEPARTMENT_LEADER,
    Role.PROVINCIAL_OFFICE,
    Role.CLERK,
)
LISTS = ("mine", "open", "open&sort=applicant", "open&holder=specialist")
"""Pages of a head's work-list: what waits for the head, all of the team, in another order, and by who has it."""
BOARD = "/mot-cua/phong/"
"""The page of a unit's work: who has how much, and with ``who`` whose dossiers are listed to be moved."""
TAKEN = """
SELECT id, division_id, unit_id FROM dossiers_dossier WHERE holder <> '' AND division_id IS NOT NULL ORDER BY id LIMIT %(most)s
"""
MOVED = """
UPDATE dossiers_dossier SET division_id = %(unit)s,
    unit_id = CASE WHEN holder IN ('specialist', 'division_head') THEN %(unit)s ELSE unit_id END
WHERE id = ANY(%(ids)s)
"""
GIVEN_BACK = """
UPDATE dossiers_dossier AS dossier SET division_id = before.division, unit_id = before.unit
FROM unnest(%(ids)s::bigint[], %(divisions)s::bigint[], %(units)s::bigint[]) AS before (id, division, unit)
WHERE dossier.id = before.id
"""


def results(bench: Bench) -> Iterator[Figure]:
    """Measure the pages of a head whose division has 5,000 open files, then the reading of a file beside its page."""
    yield from _of_team(bench)
    yield from _of_readings(bench)


def _of_team(bench: Bench) -> Iterator[Figure]:
    """Give the time of the slowest page, by the clock and by the processor, which a busy machine changes less."""
    division = Unit.objects.filter(kind=UnitKind.DIVISION, slug__startswith="bench").order_by("pk")[0]
    head = Membership.objects.filter(unit=division, role=Role.DIVISION_HEAD).select_related("user")[0].user
    found, spent = dict[str, list[float]](), dict[str, float]()
    with _kept_connection(), _team(division.pk):
        team = Dossier.objects.filter(division=division).exclude(holder="").count()
        for name, address in _addresses(division.pk).items():
            page = opening(head, address)
            before = _processor()
            found[name] = [timed(page) for _turn in range(bench.turns(TURNS))]
            spent[name] = (_processor() - before) / len(found[name])
    slowest = max(found, key=lambda name: percentile(found[name], 0.5))
    details = {"files": team, "slowest": slowest, **{name: spread(times) for name, times in found.items()}}
    yield Figure.of("desk.team", 1000 * percentile(found[slowest], 0.5), details)
    yield Figure.of("desk.processor", 1000 * max(spent.values()), {name: 1000 * one for name, one in spent.items()})


def _addresses(division: int) -> dict[str, str]:
    """Return the pages of a head by name: the work-lists, the team's, and that of whoever has most of its files."""
    here = Dossier.objects.filter(division=division, holder=Role.SPECIALIST).exclude(assignee=None).order_by()
    most = (
        here.values("assignee")
        .annotate(number=Count("pk"))
        .order_by("-number")
        .values_list("assignee", flat=True)
        .first()
    )
    lists = {name: f"{PATH}?list={name}" for name in LISTS}
    return {**lists, "team": BOARD, "team&who": f"{BOARD}?who={most or 0}"}


def _processor() -> float:
    """Return the seconds that a processor has worked for this process and for the session of the database that it has open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone() or (0,)
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def _kept_connection() -> Iterator[None]:
    """Keep the connection from one request to the next, as a server does (ADR 0035): a session has read its catalogue by then."""
    connection.close()
    before = connection.settings_dict["CONN_MAX_AGE"]
    connection.settings_dict["CONN_MAX_AGE"] = None
    try:
        yield
    finally:
        connection.settings_dict["CONN_MAX_AGE"] = before
        connection.close()


@contextmanager
def _team(unit: int) -> Iterator[None]:
    """Let a division have 5,000 open files; afterwards they are those of their own again, as other scenarios expect."""
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, {"most": TEAM})
        rows = cursor.fetchall()
        cursor.execute(MOVED, {"unit": unit, "ids": [pk for pk, *_places in rows]})
        cursor.execute("ANALYZE dossiers_dossier")
    try:
        yield
    finally:
        ids, divisions, units = (list(column) for column in zip(*rows, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(GIVEN_BACK, {"ids": ids, "divisions": divisions, "units": units})
            cursor.execute("ANALYZE dossiers_dossier")


def _of_readings(bench: Bench) -> Iterator[Figure]:
    code, officer = on_desk()
    seats = seats_of(officer, timezone.localdate())
    dossier = queries.seen_by(seats, code)
    if dossier is None:
        raise RuntimeError(f"{officer} does not see {code}")
    page, reading = opening(officer, f"{PATH}{code}/"), _reading(officer, seats, dossier)
    pages, noted = list[float](), list[float]()
    for _round in range(bench.rounds):
        pages += [timed(page) for _turn in range(bench.turns(TURNS))]
        noted += [timed(reading) for _turn in range(bench.turns(TURNS))]
    share = percentile(noted, 0.5) / percentile(pages, 0.5)
    yield Figure.of("desk.access", 100 * share, {"page": spread(pages), "reading": spread(noted)})
    yield Figure.of("desk.bytes", _bytes())


def _reading(officer: User, seats: Seats, dossier: Dossier) -> partial[None]:
    """Return what notes down that somebody reads a dossier, each time so much later that it is another reading."""
    turns, begins = count(1), timezone.now()

    def at() -> datetime:
        return begins + next(turns) * (notes.AGAIN + timedelta(minutes=1))

    def read() -> None:
        notes.reads(officer, seats, dossier, Door.FILE, at=at())

    return partial(read)


def _bytes() -> float:
    """Return how much the table and its indexes grow by a reading, of such as each role that reads has, every other by a lent seat."""
    now = timezone.now()
    dossier = Dossier.objects.order_by("pk")[0]
    seats = {one.role: one for one in Membership.objects.filter(role__in=READERS).select_related("user", "unit")}
    lent = Membership.objects.filter(role=Role.SPECIALIST).order_by("pk")[0].user
    rows = [
        AccessRecord(
            dossier=dossier, person=seat.user, at=now, door=Door.PAPER, role=role, unit=seat.unit, stands_for=stands_for
        )
        for role, seat in seats.items()
        for stands_for in (None, lent)
    ]
    return readings.bytes_of(row.pk for row in AccessRecord.objects.bulk_create(rows))
