"""Which open rows of statements somebody has recorded by hand since they were read: they leave what is to be looked at."""

from django.db import transaction

from dossiers.models import Match, StatementRow
from dossiers.payments.statement.reading import Line, Unread
from dossiers.payments.statement.recorded import Recorded
from procedures import locks
from procedures.locks import Lock

AT_ONCE = 1_000
"""Open rows that are looked at together, the newest first."""
UNREAD = [unread.value for unread in Unread]


@transaction.atomic
def note(agency_id: int) -> int:
    """Note which open rows of an agency a payment by hand is, by their number, amount and dossier; return how many.

    While a statement is read nothing is noted: that looks at the same payments, and the next page that is shown looks again.
    """
    if not locks.take_free(Lock.STATEMENT):
        return 0
    found = StatementRow.objects.open().filter(agency=agency_id).exclude(reference="").exclude(match__in=UNREAD)
    rows = {row.key: row for row in found.order_by("-pk")[:AT_ONCE]}
    lines = [Line(row.line, row.on, row.amount, row.reference, row.message, row.key) for row in rows.values()]
    by_hand, noted = Recorded(agency_id, lines, ()), 0
    for line in sorted(lines, key=lambda line: rows[line.key].pk):
        row = rows[line.key]
        # What was recorded wrongly is looked for wherever it is recorded anew.
        named = None if row.event_id else row.dossier_id
        if (one := by_hand.take(line, named, is_settled=False)) is None:
            continue
        event = one.event if one.is_free else None
        same = StatementRow.objects.open().filter(pk=row.pk)
        noted += same.update(match=Match.RECORDED, dossier=one.dossier, event=event)
    return noted
