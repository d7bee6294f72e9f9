"""Events without a seal, and seals that were made late: whether the sealing keeps up with the log."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from dossiers.log.facts import ORIGIN_IN_SQL
from dossiers.models import Origin, Seal
from dossiers.proof.audit.report import Difference, Remark, Report
from dossiers.proof.audit.tables import rows
from procedures.time.calendar import LOCAL

GRACE = timedelta(hours=2)
"""How long after its day a live event may still be in no seal: the schedule seals every hour."""
LATE = timedelta(days=1) + GRACE
"""How long after its day a seal over live events is made in time: a night in which nothing ran is nothing to tell."""

HISTORY = f"first.{ORIGIN_IN_SQL} IS NOT DISTINCT FROM '{Origin.HISTORY.value}'"
"""What makes a dossier a loaded one: its first event alone, so that no later one can say so of itself."""
UNSEALED_REPORTS = f"""
    SELECT entry.agency_code, entry.number, (entry.at AT TIME ZONE '{LOCAL.key}')::date::text FROM dossiers_reportentry AS entry
    WHERE entry.at < %s AND NOT EXISTS (SELECT FROM dossiers_reportleaf AS leaf WHERE leaf.entry_id = entry.id)
    ORDER BY 1, 2
"""  # noqa: S608 - the zone is our own constant
UNSEALED = f"""
    SELECT dossier.code, event.sequence, event.action, (event.at AT TIME ZONE '{LOCAL.key}')::date::text,
        event.at < coalesce(%s::timestamptz, '-infinity') AND NOT {HISTORY}
    FROM dossiers_event AS event JOIN dossiers_dossier AS dossier ON dossier.id = event.dossier_id
        LEFT JOIN dossiers_event AS first ON first.dossier_id = dossier.id AND first.sequence = 1
    WHERE NOT EXISTS (SELECT FROM dossiers_sealleaf AS leaf WHERE leaf.event_id = event.id)
    ORDER BY dossier.code, event.sequence
"""  # noqa: S608 - the zone is our own constant
LIVE = f"""
    SELECT seal_id, count(*) FROM (
        SELECT leaf.seal_id
        FROM dossiers_sealleaf AS leaf LEFT JOIN dossiers_dossier AS dossier ON dossier.code = leaf.code
            LEFT JOIN dossiers_event AS first ON first.dossier_id = dossier.id AND first.sequence = 1
        WHERE leaf.seal_id = ANY(%s) AND NOT {HISTORY}
        UNION ALL SELECT seal_id FROM dossiers_reportleaf WHERE seal_id = ANY(%s)
    ) AS live GROUP BY 1
"""  # noqa: S608 - our own condition


def check_unsealed(now: datetime | None) -> Report:
    """Count the events that are in no seal; name the live ones, and entries of reports, whose day was long over at ``now``."""
    report = Report()
    over = _begin((now - GRACE).astimezone(LOCAL).date()) if now else None
    for code, sequence, action, day, must_be_sealed in rows(UNSEALED, over):
        report.unsealed += 1
        if must_be_sealed:
            wanted = f"in a seal of {day}"
            report.differences.append(Difference(code, f"event {sequence} ({action}) seal", "none", wanted))
    for code, number, day in rows(UNSEALED_REPORTS, over) if over else ():
        report.differences.append(
            Difference(f"reports of {code}", f"entry {number} seal", "none", f"in a seal of {day}")
        )
    return report


def late_seals(seals: Sequence[Seal]) -> Iterator[Remark]:
    """Tell each seal over live events that was made late, or for a day that had one before.

    It may be honest (the schedule stood still, a commit across midnight). An event that was put into a day
    afterwards is in such a seal too, so that each is told for good.
    """
    sealed: set[tuple[int, date]] = set()
    late: dict[int, tuple[Seal, str]] = {}
    for seal in seals:
        if (seal.agency_id, seal.day) in sealed:
            late[seal.pk] = seal, "a further one for that day"
        elif seal.sealed_at > _begin(seal.day + timedelta(days=1)) + LATE:
            late[seal.pk] = seal, "made late"
        sealed.add((seal.agency_id, seal.day))
    for seal_id, live in rows(LIVE, list(late), list(late)):
        seal, why = late[seal_id]
        made = f"{seal.sealed_at.astimezone(LOCAL):%Y-%m-%d %H:%M}"
        yield Remark(f"seal {seal}", f"late seal: {why}, over {live} live events of {seal.day}, made {made}")


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL)
