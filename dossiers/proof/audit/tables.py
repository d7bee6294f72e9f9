"""What SQL tells at once of whole tables: rows that belong to nothing, or that were put in beside the commands."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from dossiers.acts import TAKE_BACK
from dossiers.log.facts import UNDOES_IN_SQL
from dossiers.models import ClosedBook, ClosedLetters, ClosedResults
from dossiers.models.desk.closings import Lines, lines_of, lines_of_letters, lines_of_results
from dossiers.proof.audit.report import Difference, Interests, Remark

ORPHANS = """
    SELECT event.dossier_id, count(*) FROM dossiers_event AS event
    WHERE NOT EXISTS (SELECT FROM dossiers_dossier AS dossier WHERE dossier.id = event.dossier_id)
    GROUP BY 1 ORDER BY 1
"""
NULLED = """
    SELECT dossier.code, event.sequence, event.action
    FROM dossiers_eventpayload AS payload JOIN dossiers_event AS event ON event.id = payload.event_id
        JOIN dossiers_dossier AS dossier ON dossier.id = event.dossier_id
    WHERE payload.content = 'null' ORDER BY 1, 2
"""
STRANGE_FILES = """
    SELECT dossier.code, file.name, event.sequence, event.action
    FROM dossiers_attachment AS file JOIN dossiers_event AS event ON event.id = file.event_id
        JOIN dossiers_dossier AS dossier ON dossier.id = event.dossier_id
    WHERE file.dossier_id IS DISTINCT FROM event.dossier_id ORDER BY 1, 3, 2
"""
SENT = f"""
    SELECT dossier.code, undone.sequence, undone.action, sent.name
    FROM dossiers_event AS taking JOIN dossiers_event AS undone ON undone.dossier_id = taking.dossier_id
            AND undone.sequence::text = taking.{UNDOES_IN_SQL}
        JOIN (SELECT event_id, number AS name FROM dossiers_letter
            UNION ALL SELECT event_id, kind FROM dossiers_notice) AS sent ON sent.event_id = undone.id
        JOIN dossiers_dossier AS dossier ON dossier.id = undone.dossier_id
    WHERE taking.action = %s ORDER BY 1, 2, 4
"""  # noqa: S608 - a name of ours
CASH = """
    SELECT closed."on", agency.name_vi, closed.amount, closed.count, found.amount, found.count
    FROM dossiers_cashday AS closed JOIN accounts_unit AS agency ON agency.id = closed.agency_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS count, coalesce(
                    sum(CASE WHEN paid.reverses_id IS NULL AND paid.part_of_id IS NULL THEN paid.amount ELSE -paid.amount END), 0
                ) AS amount
            FROM dossiers_payment AS paid
            WHERE paid.agency_id = closed.agency_id AND paid.way = 'cash'
                AND paid.at >= closed."on"::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
                AND paid.at < (closed."on" + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
        ) AS found
    WHERE (found.amount, found.count) IS DISTINCT FROM (closed.amount::numeric, closed.count::bigint)
    ORDER BY 1, 2
"""
DECLARED = "SELECT count(DISTINCT dossier_id) FROM dossiers_interest"
ACTED_ON = """
    SELECT DISTINCT dossier.code
    FROM dossiers_interest AS interest JOIN dossiers_event AS event ON event.dossier_id = interest.dossier_id
            AND event.actor_id = interest.person_id AND event.at > interest.declared_at
            AND (interest.ended_at IS NULL OR event.at < interest.ended_at)
        JOIN dossiers_dossier AS dossier ON dossier.id = event.dossier_id
    ORDER BY 1
"""
UNDECIDED = """
    SELECT digest, decision FROM procedures_calendarversion
    WHERE change_id IS NULL AND id > (SELECT min(id) FROM procedures_calendarversion) ORDER BY id
"""


def check_rows() -> Iterator[Difference]:
    """Name events without a dossier, words that are JSON's null, files of another dossier, what was sent and taken back."""
    for dossier_id, events in rows(ORPHANS):
        yield Difference(f"dossier id {dossier_id}", "dossier", "missing", f"a dossier of {events} events")
    for code, sequence, action in rows(NULLED):
        yield Difference(code, f"event {sequence} ({action}) words", "JSON null", "kept or erased")
    for code, name, sequence, action in rows(STRANGE_FILES):
        yield Difference(
            code, f"event {sequence} ({action}) file {name}", "not of this dossier", "of the event's dossier"
        )

    for code, sequence, action, name in rows(SENT, TAKE_BACK):
        yield Difference(code, f"event {sequence} ({action})", f"sent {name}, taken back afterwards", "one of the two")


def check_cash() -> Iterator[Difference]:
    """Name the closed days of cash that are not the sum of their rows."""
    for on, agency, amount, count, found, rows_found in rows(CASH):
        yield Difference(
            f"cash of {on:%d/%m/%Y}, {agency}",
            "closed book",
            f"{amount} đ in {count} rows",
            f"{found} đ in {rows_found} rows",
        )


def check_books() -> Iterator[Difference]:
    """Name the registers and the books of papers that have other lines than those with which they were closed."""
    for book in ClosedBook.objects.select_related("agency").order_by("year", "agency"):
        yield from _closed(f"register of {book.year}, {book.agency.name_vi}", book, lines_of(book.agency_id, book.year))
    for one in ClosedLetters.objects.select_related("agency").order_by("year", "kind", "agency"):
        about = f"book of papers {one.kind} of {one.year}, {one.agency.name_vi}"
        yield from _closed(about, one, lines_of_letters(one.agency_id, one.kind, one.year))
    for row in ClosedResults.objects.select_related("agency").order_by("year", "kind", "agency"):
        about = f"book of results {row.kind} of {row.year}, {row.agency.name_vi}"
        yield from _closed(about, row, lines_of_results(row.agency_id, row.kind, row.year))


def _closed(about: str, closed: ClosedBook | ClosedLetters | ClosedResults, found: Lines) -> Iterator[Difference]:
    if (found.count, found.digest) != (closed.count, closed.digest):
        stored, computed = (f"{one.count} lines, {one.digest[:8]}" for one in (closed, found))
        yield Difference(about, "closed book", stored, computed)


def undecided_calendars() -> Iterator[Remark]:
    """Tell the calendars after the first one that no change explains.

    The first is stored without a change. So were others before changes were recorded, which nobody can tell apart.
    """
    for digest, decision in rows(UNDECIDED):
        yield Remark(f"calendar {digest[:8]}", f"stored without a change; its decision says {decision!r}")


def declared() -> Interests:
    """Tell how many dossiers somebody has declared an interest in, and which that person acted on while it stood (ADR 0094)."""
    ((count,),) = rows(DECLARED)
    return Interests(count, [code for (code,) in rows(ACTED_ON)])


def rows(query: str, *values: datetime | str | list[int] | None) -> list[tuple[Any, ...]]:
    """Return what a query finds."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
