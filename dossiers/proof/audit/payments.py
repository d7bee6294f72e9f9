"""Money: each payment, reversal and part given back or undone of a log has its row, each row its event, and a dossier shows their sum.

What withdraws a demand says what is due without it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from dossiers import acts
from dossiers.log import money
from dossiers.log.columns import NOT_OURS
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Payment
from dossiers.proof.audit.entries import Entry, Row
from dossiers.proof.audit.report import Difference

type Stated = tuple[int | None, str, str, int | None, str]
"""Of a row: amount, way, receipt, the id of the event whose row it is of, and what it does to that: a kind below."""
RECEIVED, WHOLE, PART, UNDONE = "received", "whole", "part", "undone"


def check(dossier: Dossier, log: Sequence[Entry], rows: Sequence[Payment]) -> list[Difference]:
    """Return every difference between what a log says of money and the rows that are stored."""
    try:
        events = [entry.event for entry in log]
        sums = [*_left(dossier, rows), *_sum(dossier, events, rows)]
        return [*_rows(dossier, events, rows), *sums, *_demands(dossier, effective(events))]
    except NOT_OURS as error:
        return [Difference(dossier.code, "payments", f"{type(error).__name__}: {error}", "what a command writes")]


def _rows(dossier: Dossier, events: Sequence[Row], rows: Sequence[Payment]) -> Iterator[Difference]:
    of_event = {row.event_id: row for row in rows}
    event_of = {row.pk: row.event_id for row in rows}
    for event in events:
        where, stated = f"event {event.sequence} ({event.action}) payment", _stated(event, events)
        row = of_event.pop(event.id, None)
        of = event_of.get(row.reverses_id or row.part_of_id or row.restores_id or 0) if row else None
        told = (row.amount, row.way, row.receipt, of, _kind(row)) if row else None
        if told != stated:
            yield Difference(dossier.code, where, told, stated)
        elif row is not None and (row.at, row.by_id, row.agency_id) != (event.at, event.actor_id, dossier.agency_id):
            yield Difference(dossier.code, where, f"{row.at} by {row.by_id}", f"{event.at} by {event.actor_id}")
    for row in of_event.values():
        yield Difference(dossier.code, f"payment {row}", "of no event of the dossier", "of the event that says it")


def _kind(row: Payment) -> str:
    if row.restores_id:
        return UNDONE
    return PART if row.part_of_id else WHOLE if row.reverses_id else RECEIVED


def _stated(event: Row, events: Sequence[Row]) -> Stated | None:
    """Return what the row of an event must say; None for one without a row."""
    facts = facts_of(event)
    if event.action in money.TAKES_OFF:
        is_part = event.action in money.PARTS
        way = facts.paid_way if is_part or facts.given_back else _way_of(events, facts.reverses)
        return facts.fee, way, "", _id_of(events, facts.reverses), PART if is_part else WHOLE
    if event.action == acts.UNDO_PART:
        return facts.fee, _way_of(events, facts.reverses), "", _id_of(events, facts.reverses), UNDONE
    if event.action == acts.TAKE_BACK:
        undone = facts_of(next(one for one in events if one.sequence == facts.undoes))
        return (undone.fee, undone.paid_way, "", _id_of(events, facts.undoes), WHOLE) if undone.receipt else None
    is_received = money.brings_money(event.action) and facts.receipt
    return (facts.fee, facts.paid_way, facts.receipt, None, RECEIVED) if is_received else None


def _way_of(events: Sequence[Row], sequence: int) -> str:
    return next((facts_of(event).paid_way for event in events if event.sequence == sequence), "")


def _id_of(events: Sequence[Row], sequence: int) -> int | None:
    return next((event.id for event in events if event.sequence == sequence), None)


def _left(dossier: Dossier, rows: Sequence[Payment]) -> Iterator[Difference]:
    """Check that no more went back of a payment than came in, and nothing stays of one that is reversed."""
    off, gone = Counter[int](), {row.reverses_id for row in rows}
    part_of = {row.pk: row.part_of_id for row in rows}
    for row in rows:
        if paid := row.reverses_id or row.part_of_id or part_of.get(row.restores_id or 0):
            off[paid] -= row.signed
    for row in rows:
        is_right = off[row.pk] == row.amount if row.pk in gone else 0 <= off[row.pk] < row.amount
        if row.receipt and not is_right:
            yield Difference(dossier.code, f"receipt {row.receipt} taken off", off[row.pk], f"of {row.amount}")


def _sum(dossier: Dossier, events: Sequence[Row], rows: Sequence[Payment]) -> Iterator[Difference]:
    """Check that what is shown as paid is the rows less their reversals, beside what came before there was a book."""
    before = sum(facts_of(one).fee or 0 for one in money.payments_in(effective(events)) if not facts_of(one).receipt)
    stored = before + sum(row.signed for row in rows)
    if stored != dossier.paid:
        yield Difference(dossier.code, "sum of payments", stored, dossier.paid)


def _demands(dossier: Dossier, log: Sequence[Row]) -> Iterator[Difference]:
    """Check that each withdrawal of a demand, of a log that holds, says what the log before it does."""
    for place, event in enumerate(log):
        if event.action == acts.WITHDRAW_DEMAND:
            found, right = facts_of(event), money.withdrawn(log[:place])
            stored, computed = ((one.fee, one.due, one.dues) for one in (found, right))
            if stored != computed:
                yield Difference(dossier.code, f"event {event.sequence} ({event.action}) demand", stored, computed)
