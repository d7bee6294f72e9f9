"""The other side of each ratio: the same rows by raw SQL, the least that the work can take."""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

import psycopg

from dossiers.models import Dossier

DIGEST = "0" * 64
_COUNTER = """
INSERT INTO dossiers_counter (agency_id, series, "on", last) VALUES (%s, 'floor', current_date, 1)
ON CONFLICT ON CONSTRAINT counter_once DO UPDATE SET last = dossiers_counter.last + 1 RETURNING last
"""
_DOSSIER = """
INSERT INTO dossiers_dossier (
    code, draft_key, procedure_id, version_id, applicant_id, applicant_name, agency_id, sector, filed_at, state,
    sequence, status, holder, unit_id, changed_at, answer_due_at, deadline_at, verdict, outcome, supplement_rounds,
    reappointed, withdrawal_asked)
VALUES (%s, %s, %s, %s, %s, 'Nguyễn Thị An', %s, 'xuat-ban-in-phat-hanh', now(), 'filed', 1, 1, 'one_stop_officer', %s,
        now(), now(), now(), '', '', 0, false, false)
RETURNING id
"""
_EVENT = """
INSERT INTO dossiers_event (dossier_id, sequence, action, source, target, actor_id, role, at, facts, reading,
                            payload_digest, previous_digest, digest)
VALUES (%s, 1, 'submit', '', 'filed', %s, 'citizen', now(), %s, %s, %s, '', %s) RETURNING id
"""
_PAYLOAD = "INSERT INTO dossiers_eventpayload (event_id, salt, content) VALUES (%s, %s, %s)"
_OUTBOX = """
INSERT INTO dossiers_outboxentry (event_id, kind, due_at, done_at, attempts, error)
VALUES (%s, 'filed', now(), now(), 0, '')
"""
_ACTION = """
WITH moved AS (
    UPDATE dossiers_dossier SET state = 'phan-cong', status = 4, sequence = sequence + 1, holder = 'division_head',
           unit_id = %(unit)s, division_id = %(unit)s, changed_at = now()
    WHERE id = %(id)s AND sequence = %(seen)s RETURNING id, sequence),
happened AS (
    INSERT INTO dossiers_event (dossier_id, sequence, action, source, target, actor_id, role, unit_id, at, facts,
                                reading, payload_digest, previous_digest, digest)
    SELECT id, sequence, 'transfer', 'accepted', 'phan-cong', %(actor)s, 'one_stop_officer', %(unit)s, now(),
           %(facts)s::jsonb, %(reading)s::jsonb, %(digest)s, %(digest)s, %(digest)s FROM moved RETURNING id)
INSERT INTO dossiers_eventpayload (event_id, salt, content) SELECT id, %(salt)s, '{}'::jsonb FROM happened
"""
_PAGE = """
SELECT code, applicant_name, state, nearest_at FROM dossiers_dossier
WHERE holder = 'one_stop_officer' AND unit_id = %s ORDER BY nearest_at, id LIMIT 51
"""


@dataclass(frozen=True, slots=True)
class Model:
    """A dossier whose ids the floor's rows borrow, and a number of its own for each connection."""

    dossier: Dossier
    reading: str

    @classmethod
    def of(cls, dossier: Dossier) -> "Model":
        """Take the reading of the dossier's last event as the model of JSON that is written."""
        event = dossier.events.order_by("-sequence")[0]
        return cls(dossier, json.dumps(event.reading))


def submit(connection: psycopg.Connection, model: Model, answers: str) -> None:
    """Write what a submission writes, statement by statement in one transaction."""
    like = model.dossier
    with connection.transaction():
        counted = connection.execute(_COUNTER, [like.agency_id]).fetchone()
        number = counted[0] if counted else 0
        keys = [f"FLOOR-{number}", uuid.uuid4(), like.procedure_id, like.version_id, like.applicant_id]
        dossier = connection.execute(_DOSSIER, [*keys, like.agency_id, like.unit_id]).fetchone()
        words = [dossier and dossier[0], like.applicant_id, "{}", model.reading, DIGEST, DIGEST]
        event = connection.execute(_EVENT, words).fetchone()
        connection.execute(_PAYLOAD, [event and event[0], uuid.uuid4().hex, answers])
        connection.execute(_OUTBOX, [event and event[0]])


def act(connection: psycopg.Connection, dossier: Dossier, model: Model, actor_id: int) -> None:
    """Write what an action writes in one statement."""
    names = {
        "id": dossier.pk,
        "seen": dossier.sequence,
        "unit": dossier.unit_id,
        "actor": actor_id,
        "facts": "{}",
        "reading": model.reading,
        "digest": DIGEST,
        "salt": uuid.uuid4().hex,
    }
    connection.execute(_ACTION, names)
    connection.commit()


def page(connection: psycopg.Connection, unit_id: int) -> str:
    """Return a work-list page of 50 rows from raw SQL and one f-string."""
    rows = connection.execute(_PAGE, [unit_id]).fetchall()
    cells = "".join(
        f"<tr><td><a href=/mot-cua/{code}/>{code}</a><td>{escape(name)}<td>{state}<td>{_shown(at)}"
        for code, name, state, at in rows[:50]
    )
    return f"<!doctype html><title>Một Cửa</title><table>{cells}</table>"


def _shown(at: datetime) -> str:
    return f"{at.astimezone(UTC):%H:%M %d/%m/%Y}"
