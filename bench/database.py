"""The bench's own database: migrated, seeded, and filled with a background of dossiers."""

from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Unit, User
from portal.demo import story
from procedures.models import ProcedureVersion

WAITING = 2_000
"""Background dossiers that wait at the desk; the others have ended."""

_DOSSIERS = """
INSERT INTO dossiers_dossier (
    code, draft_key, procedure_id, version_id, applicant_id, applicant_name, agency_id, sector, filed_at, state,
    sequence, status, holder, unit_id, changed_at, answer_due_at, deadline_at, accepted_at, first_due_at,
    lawful_due_at, due_at, late_at, resolved_at, returned_at, verdict, outcome, supplement_rounds, reappointed,
    withdrawal_asked)
SELECT 'BENCH-' || n, gen_random_uuid(), %(procedure)s, %(version)s, %(applicant)s, 'Nguyễn Văn ' || n, %(agency)s,
       'xuat-ban-in-phat-hanh', at, CASE WHEN open THEN 'accepted' ELSE 'returned' END,
       CASE WHEN open THEN 2 ELSE 9 END, CASE WHEN open THEN 2 ELSE 10 END,
       CASE WHEN open THEN 'one_stop_officer' ELSE '' END, CASE WHEN open THEN %(desk)s::bigint END, at, at,
       at + '14 days', at, at + '14 days', at + '14 days', at + '14 days', at + '15 days',
       CASE WHEN NOT open THEN at + '9 days' END, CASE WHEN NOT open THEN at + '10 days' END,
       CASE WHEN open THEN '' ELSE 'early' END, CASE WHEN open THEN '' ELSE 'granted' END, 0, false, false
FROM (SELECT n, n <= %(waiting)s AS open,
             %(now)s::timestamptz - (n * interval '94 seconds') AS at
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n) AS source
"""
_EVENTS = """
INSERT INTO dossiers_event (dossier_id, sequence, action, source, target, role, at, facts, reading, payload_digest,
                            previous_digest, digest)
SELECT id, sequence, 'return', 'result-ready', 'returned', 'one_stop_officer', filed_at, '{}', '{}', '', '', ''
FROM dossiers_dossier WHERE code LIKE 'BENCH-%%'
"""

_WATCHED = """
UPDATE dossiers_dossier SET watch_at = late_at WHERE code LIKE 'BENCH-%%' AND holder <> '' AND watch_at IS NULL
"""


def prepare(rows: int) -> None:
    """Migrate, seed, and fill the database up to so many background dossiers; a second run finds them."""
    for command in ("migrate", "publish_procedures", "seed_calendar", "load_people"):
        call_command(command, verbosity=0)
    present = _background()
    if present >= rows:
        _watch()
        return
    version = ProcedureVersion.objects.current().get(procedure__slug=story.SLUG)
    desk = Unit.objects.get(slug="mot-cua")
    names: dict[str, int | datetime] = {
        "procedure": version.procedure_id,
        "version": version.pk,
        "applicant": User.objects.get(username="viet-an").pk,
        "agency": desk.agency_id,
        "desk": desk.pk,
        "waiting": WAITING,
        "now": timezone.now() - timedelta(days=1),
    }
    with connection.cursor() as cursor:
        cursor.execute(_DOSSIERS, names | {"first": present + 1, "last": rows})
        if present == 0:
            cursor.execute(_EVENTS, [])
    _watch()


def _watch() -> None:
    """Let the deadlines of the background be watched; those of an older one may not be yet."""
    with connection.cursor() as cursor:
        cursor.execute(_WATCHED, [])
        cursor.execute("ANALYZE")


def _background() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM dossiers_dossier WHERE code LIKE 'BENCH-%%'", [])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
