"""The columns of many dossiers as they were at an instant: folded from what was recorded, the clock is never read again."""

from collections.abc import Iterator, Sequence

from dossiers.log import columns
from dossiers.log.batches import Row, logs_of
from dossiers.log.columns import NOT_OURS, Columns
from dossiers.log.effective import effective
from dossiers.reports.past.asof import AsOf
from procedures.machine import Machine
from procedures.models import machine_of_version


def columns_as_of(versions: Sequence[tuple[int, int]], as_of: AsOf) -> Iterator[tuple[int, Columns | None]]:
    """Yield what the columns of dossiers were, given with the version that each keeps; None where no log can be read."""
    logs = logs_of([pk for pk, _version in versions], with_readings=True)
    for (pk, log), (_pk, version) in zip(logs, versions, strict=True):
        yield pk, _folded(log, machine_of_version(version), as_of)


def _folded(log: Sequence[Row], machine: Machine, as_of: AsOf) -> Columns | None:
    try:
        return columns.project(events_as_of(log, as_of), machine)
    except NOT_OURS:
        return None


def events_as_of(log: Sequence[Row], as_of: AsOf) -> list[Row]:
    """Return the part of a log that answers: what had been recorded, or of what holds today what had happened."""
    return [event for event in (log if as_of.known else effective(log)) if event.at <= as_of.at]
