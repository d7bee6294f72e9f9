"""What has come to somebody is new until it was opened: kept beside the log, for nothing of the record hangs on it."""

from django.db import connection

from accounts.seats import Seats
from dossiers.log.arrivals import Arrival
from dossiers.models import Dossier

OPENED = """
INSERT INTO dossiers_opening AS own (dossier_id, arrived_with)
SELECT %(dossier)s, %(came)s FROM set_config('synchronous_commit', 'off', true)
WHERE NOT EXISTS (SELECT FROM dossiers_opening WHERE dossier_id = %(dossier)s AND arrived_with >= %(came)s)
ON CONFLICT (dossier_id) DO UPDATE SET arrived_with = EXCLUDED.arrived_with WHERE own.arrived_with < EXCLUDED.arrived_with
"""
"""Written once for each coming: who opens it again writes nothing.

No page waits for the disk because of it: what a crash loses is new once more.
"""


def opened(dossier: Dossier, seats: Seats) -> None:
    """Note down that somebody has opened a dossier who has it now, if it was new to its step: one statement, or none."""
    if dossier.arrived != Arrival.NEW or not seats.have(dossier.holder, dossier.unit_id, dossier.assignee_id):
        return
    with connection.cursor() as cursor:
        cursor.execute(OPENED, {"dossier": dossier.pk, "came": dossier.arrived_with})
