"""Sealing days that are over: each event of an agency's day goes into one signed Merkle root (ADR 0021).

Behind the events stand the entries of reports that were issued on that day (ADR 0084).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import structlog
from django.db import connection, transaction

from dossiers.models import ReportLeaf, Seal, SealLeaf, leaf_content, report_leaf_content
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
UNSEALED_REPORTS = """
    FROM dossiers_reportentry AS event JOIN accounts_unit AS agency ON agency.id = event.agency_id
    WHERE event.at >= %s AND event.at < %s
        AND NOT EXISTS (SELECT FROM dossiers_reportleaf AS leaf WHERE leaf.entry_id = event.id)
"""
LOCAL_DAY = f"(event.at AT TIME ZONE '{LOCAL.key}')::date"
DAYS = f"""
    SELECT day, count(*) FROM (
        SELECT {LOCAL_DAY} AS day {UNSEALED} UNION ALL SELECT {LOCAL_DAY} {UNSEALED_REPORTS}
    ) AS unsealed GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - names of ours
LEFT = f"""
    SELECT agency.id, agency.agency_code, {LOCAL_DAY}, false AS is_report, event.id, dossier.code, event.sequence, event.digest
        {UNSEALED}
    UNION ALL
    SELECT agency.id, agency.agency_code, {LOCAL_DAY}, true, event.id, event.agency_code, event.number, event.digest
        {UNSEALED_REPORTS}
    ORDER BY 1, 3, 4, 5
"""
LONG_AGO = date(1900, 1, 1)


class Unsealed(NamedTuple):
    """An event that is in no seal yet, or an entry of an issued report."""

    agency_id: int
    agency_code: str
    day: date
    is_report: bool
    pk: int
    """Of the event or of the entry."""
    code: str
    """The number of the dossier; of an entry the identifier of the agency in it."""
    number: int
    """Its place in the log."""
    digest: str

    @property
    def content(self) -> bytes:
        """What its leaf is the hash of."""
        return (report_leaf_content if self.is_report else leaf_content)(self.code, self.number, self.digest)

    def leaf(self, seal: Seal, place: int) -> SealLeaf | ReportLeaf:
        """Return its leaf at a place of a tree."""
        shared = {"seal": seal, "place": place, "code": self.code, "digest": self.digest}
        if self.is_report:
            return ReportLeaf(entry_id=self.pk, number=self.number, **shared)
        return SealLeaf(event_id=self.pk, sequence=self.number, **shared)


def seal_through(day: date, *, at: datetime) -> int:
    """Seal everything unsealed whose local day is ``day`` or before it; return how many seals that took.

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
    bounds = [_begin(LONG_AGO), _begin(until + timedelta(days=1))]
    with connection.cursor() as cursor:
        cursor.execute(DAYS, bounds * 2)
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
    """Return what is unsealed of some days, by agency and day, events before reports, in the order of recording."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT, [_begin(first), _begin(last + timedelta(days=1))] * 2)
        return [Unsealed(*row) for row in cursor.fetchall()]


def _seal(unsealed: Iterable[Unsealed], at: datetime) -> int:
    seals: list[Seal] = []
    leaves: list[SealLeaf | ReportLeaf] = []
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
            leaves += [event.leaf(seal, place) for place, event in enumerate(sealed)]
            seals.append(seal)
            previous = seal
    Seal.objects.bulk_create(seals)
    for leaf in leaves:
        leaf.seal_id = leaf.seal.pk
    SealLeaf.objects.bulk_create([leaf for leaf in leaves if isinstance(leaf, SealLeaf)], batch_size=ROWS)
    ReportLeaf.objects.bulk_create([leaf for leaf in leaves if isinstance(leaf, ReportLeaf)], batch_size=ROWS)
    return len(seals)


def _sign(seal: Seal, events: Iterable[Unsealed], previous: Seal | None) -> None:
    hashes = [merkle.leaf_hash(event.content) for event in events]
    seal.root = merkle.root(hashes).hex()
    seal.number = previous.number + 1 if previous else 1
    seal.previous_digest = previous.digest if previous else ""
    seal.public_key = signing.public_key()
    seal.signature = signing.sign(seal.signed_content())
    seal.digest = seal.compute_digest()


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL)
