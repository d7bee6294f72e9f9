"""Sealing days that are over: each event of an agency's day goes into one signed Merkle root (ADR 0021)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import structlog
from django.db import connection, transaction

from dossiers.models import Seal, SealLeaf, leaf_content
from dossiers.proof import anchors, merkle, signing
from dossiers.turns import Failing, Place, Run, Work
from procedures import locks
from procedures.locks import Lock
from procedures.time.calendar import LOCAL

log = structlog.get_logger()

BATCH = 20_000
"""Events after which a transaction ends, with the day that it is in."""
ROWS = 2_000
"""Leaves that are inserted by one statement."""

UNSEALED = """
    FROM dossiers_event AS event JOIN dossiers_dossier AS dossier ON dossier.id = event.dossier_id
        JOIN accounts_unit AS agency ON agency.id = dossier.agency_id
    WHERE event.at >= %s AND event.at < %s
        AND NOT EXISTS (SELECT FROM dossiers_sealleaf AS leaf WHERE leaf.event_id = event.id)
"""
LOCAL_DAY = f"(event.at AT TIME ZONE '{LOCAL.key}')::date"
LONG_AGO = date(1900, 1, 1)


class Unsealed(NamedTuple):
    """An event that is in no seal yet."""

    agency_id: int
    agency_code: str
    day: date
    event_id: int
    code: str
    sequence: int
    digest: str


def seal_through(day: date, *, at: datetime) -> int:
    """Seal every unsealed event whose local day is ``day`` or before it; return how many seals that took.

    Safe to run again, and side by side: who comes second waits, and finds nothing left. ``ValueError`` for a
    day that is not over at ``at``. For an agency whose chain does not go on from the seal that was noted last
    (``anchors``) nothing is signed, which the log of the process tells; for nobody where that cannot be read
    (``AnchorError``).
    """
    if day >= at.astimezone(LOCAL).date():
        raise ValueError(f"{day:%d/%m/%Y} is not over")
    made = 0
    for first, last in _stretches(day):
        with transaction.atomic(durable=True):
            # Nobody else seals until this ends; what is read after it is what they have left.
            locks.take(Lock.SEALS)
            made += _seal(_unsealed(first, last), at)
        anchors.note()
    anchors.note()
    return made


def seal_yesterday(*, at: datetime) -> int:
    """Seal everything up to the day before."""
    return seal_through(at.astimezone(LOCAL).date() - timedelta(days=1), at=at)


class Sealing(Work[date]):
    """One run: the day before, with all that is unsealed before it. The days of a chain have no turns of their own."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin with nothing sealed."""
        super().__init__(now, place)
        self._days = [now.astimezone(LOCAL).date() - timedelta(days=1)]

    def batch(self, size: int) -> Sequence[date]:
        """Return the one day, once."""
        days, self._days = self._days[:size], []
        return days

    def turn(self, item: date) -> None:
        """Seal everything up to it."""
        seal_through(item, at=self.now)


# Patient: who comes second waits, and finds nothing left.
RUN = Run("seal", Sealing, every=timedelta(hours=1), batch=1, seconds=30, failing=Failing.RAISED, is_patient=True)


def _stretches(until: date) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of stretches that hold a batch each, of days that have something unsealed."""
    query = f"SELECT {LOCAL_DAY}, count(*) {UNSEALED} GROUP BY 1 ORDER BY 1"
    with connection.cursor() as cursor:
        cursor.execute(query, [_begin(LONG_AGO), _begin(until + timedelta(days=1))])
        days: list[tuple[date, int]] = cursor.fetchall()
    first, events = None, 0
    for day, count in days:
        first, events = first or day, events + count
        if events >= BATCH:
            yield first, day
            first, events = None, 0
    if first:
        yield first, days[-1][0]


def _unsealed(first: date, last: date) -> list[Unsealed]:
    """Return the unsealed events of some days, by agency and day, in the order in which they were recorded."""
    columns = f"agency.id, agency.agency_code, {LOCAL_DAY}, event.id, dossier.code, event.sequence, event.digest"
    query = f"SELECT {columns} {UNSEALED} ORDER BY agency.id, 3, event.id"
    with connection.cursor() as cursor:
        cursor.execute(query, [_begin(first), _begin(last + timedelta(days=1))])
        return [Unsealed(*row) for row in cursor.fetchall()]


def _seal(unsealed: Iterable[Unsealed], at: datetime) -> int:
    seals: list[Seal] = []
    leaves: list[SealLeaf] = []
    broken = anchors.breaks(anchors.noted() or {})
    for (agency_id, agency_code), events in groupby(unsealed, key=lambda event: event[:2]):
        if agency_id in broken:
            log.error("seals.refused", agency=agency_code, why=broken[agency_id])
            continue
        previous = Seal.objects.filter(agency=agency_id).order_by("-number").first()
        for day, of_day in groupby(events, key=lambda event: event.day):
            sealed = list(of_day)
            seal = Seal(agency_id=agency_id, agency_code=agency_code, day=day, events=len(sealed), sealed_at=at)
            _sign(seal, sealed, previous)
            leaves += [
                SealLeaf(
                    event.event_id,
                    seal=seal,
                    place=place,
                    code=event.code,
                    sequence=event.sequence,
                    digest=event.digest,
                )
                for place, event in enumerate(sealed)
            ]
            seals.append(seal)
            previous = seal
    Seal.objects.bulk_create(seals)
    for leaf in leaves:
        leaf.seal_id = leaf.seal.pk
    SealLeaf.objects.bulk_create(leaves, batch_size=ROWS)
    return len(seals)


def _sign(seal: Seal, events: Iterable[Unsealed], previous: Seal | None) -> None:
    hashes = [merkle.leaf_hash(leaf_content(event.code, event.sequence, event.digest)) for event in events]
    seal.root = merkle.root(hashes).hex()
    seal.number = previous.number + 1 if previous else 1
    seal.previous_digest = previous.digest if previous else ""
    seal.public_key = signing.public_key()
    seal.signature = signing.sign(seal.signed_content())
    seal.digest = seal.compute_digest()


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL)
