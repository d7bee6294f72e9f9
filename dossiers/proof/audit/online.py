"""Money that was paid on line: orders, what the gateway says, and payments are of one another, or it is named which is not."""

from collections.abc import Iterator

from dossiers.acts import GIVE_BACK_ONLINE, RECEIVE_ONLINE, RECEIVE_PAYMENT, REVERSE_ONLINE
from dossiers.proof.audit.report import Difference, Remark
from dossiers.proof.audit.tables import rows

ON_LINE = (RECEIVE_ONLINE, REVERSE_ONLINE, GIVE_BACK_ONLINE)
ORDERS = """
    SELECT dossier.code, paid.reference, paid.state, count(moved.id)
    FROM dossiers_paymentorder AS paid JOIN dossiers_dossier AS dossier ON dossier.id = paid.dossier_id
        LEFT JOIN dossiers_gatewaytransfer AS moved
            ON moved.order_id = paid.id AND moved.kind = 'paid' AND moved.state = 'recorded'
    GROUP BY dossier.code, paid.reference, paid.state, paid.id
    HAVING (paid.state IN ('paid', 'refunded')) <> (count(moved.id) > 0) ORDER BY paid.id
"""
EVENTS = """
    SELECT dossier.code, event.sequence, event.action, moved.number, payment.amount, moved.amount
    FROM dossiers_event AS event JOIN dossiers_dossier AS dossier ON dossier.id = event.dossier_id
        LEFT JOIN dossiers_payment AS payment ON payment.event_id = event.id
        LEFT JOIN dossiers_gatewaytransfer AS moved ON moved.event_id = event.id
        LEFT JOIN dossiers_paymentorder AS paid ON paid.id = moved.order_id
    WHERE (event.action IN (%s, %s, %s) OR moved.id IS NOT NULL) AND (moved.id IS NULL
        OR (event.action = %s) <> (moved.kind = 'paid') OR event.action NOT IN (%s, %s, %s)
        OR paid.dossier_id IS DISTINCT FROM event.dossier_id OR payment.amount IS DISTINCT FROM moved.amount)
    ORDER BY 1, 2
"""
MESSAGES = """
    SELECT message.gateway, message.kind, message.number, message.amount, moved.amount
    FROM dossiers_gatewaymessage AS message LEFT JOIN dossiers_gatewaytransfer AS moved
        ON (moved.gateway, moved.kind, moved.number) = (message.gateway, message.kind, message.number)
    WHERE message.kind IN ('paid', 'refunded') AND (moved.id IS NULL OR moved.amount <> message.amount
        OR moved.order_id IS DISTINCT FROM message.order_id)
    AND NOT EXISTS (SELECT FROM dossiers_gatewaycase AS looked
        JOIN dossiers_gatewaymessage AS first ON first.id = looked.message_id
        WHERE looked."end" <> '' AND (first.gateway, first.kind, first.number, first.reference, first.amount)
            = (message.gateway, message.kind, message.number, message.reference, message.amount))
    ORDER BY message.id
"""
"""A message without its transfer, or one that says something else of it than the first did and nobody has looked at."""
UNHEARD = """
    SELECT moved.gateway, moved.kind, moved.number, moved.amount FROM dossiers_gatewaytransfer AS moved
    WHERE NOT EXISTS (SELECT FROM dossiers_gatewaymessage AS message
        WHERE (moved.gateway, moved.kind, moved.number) = (message.gateway, message.kind, message.number))
    ORDER BY moved.id
"""
LEFT = """
    SELECT moved.gateway, moved.kind, moved.number, moved.amount, moved.state, coalesce(dossier.code, '')
    FROM dossiers_gatewaytransfer AS moved LEFT JOIN dossiers_paymentorder AS paid ON paid.id = moved.order_id
        LEFT JOIN dossiers_dossier AS dossier ON dossier.id = paid.dossier_id
        LEFT JOIN dossiers_gatewaycase AS looked ON looked.transfer_id = moved.id
    WHERE moved.state = 'waiting' OR moved.state = 'by-hand' AND coalesce(looked."end", '') = ''
        OR looked.kind = 'back-twice' AND looked."end" = '' ORDER BY moved.id
"""
UNSEEN = """
    SELECT moved.gateway, moved.kind, moved.number, moved.amount FROM dossiers_gatewaytransfer AS moved
    WHERE moved.state = 'by-hand' AND NOT EXISTS (SELECT FROM dossiers_gatewaycase AS looked
        WHERE looked.transfer_id = moved.id) ORDER BY moved.id
"""
BY_HAND = """
    SELECT coalesce(dossier.code, 'gateway'), looked.key, looked.amount, payment.amount
    FROM dossiers_gatewaycase AS looked LEFT JOIN dossiers_dossier AS dossier ON dossier.id = looked.dossier_id
        LEFT JOIN dossiers_event AS event ON event.id = looked.event_id
        LEFT JOIN dossiers_payment AS payment ON payment.event_id = event.id
    WHERE looked."end" = 'recorded' AND (payment.amount IS DISTINCT FROM looked.amount
        OR event.action <> %s OR event.dossier_id IS DISTINCT FROM looked.dossier_id) ORDER BY looked.id
"""
"""What was recorded by hand, and is not the payment that it says."""


def check_online() -> Iterator[Difference]:
    """Name orders that are paid without a payment, payments on line that no gateway reports, and reports of another amount."""
    for code, reference, state, count in rows(ORDERS):
        yield Difference(code, f"order {reference}", state, f"what {count} recorded payments make it")
    for code, sequence, action, number, amount, moved in rows(EVENTS, *ON_LINE, RECEIVE_ONLINE, *ON_LINE):
        where = f"event {sequence} ({action}) transfer"
        yield Difference(code, where, f"{amount} đ", f"{moved} đ of {number}" if number else "what a gateway reports")
    for gateway, kind, number, amount, moved in rows(MESSAGES):
        if moved is None:
            yield Difference(f"gateway {gateway}", f"message {kind} {number}", f"{amount} đ", "a transfer of it")
    for gateway, kind, number, amount in rows(UNHEARD):
        yield Difference(f"gateway {gateway}", f"transfer {kind} {number}", f"{amount} đ", "what a message reports")
    for gateway, kind, number, amount in rows(UNSEEN):
        yield Difference(f"gateway {gateway}", f"transfer {kind} {number}", f"{amount} đ", "shown to somebody")
    for code, key, amount, paid in rows(BY_HAND, RECEIVE_PAYMENT):
        yield Difference(code, f"gateway case {key}", f"{paid} đ", f"{amount} đ that were recorded by hand")


def left_over() -> Iterator[Remark]:
    """Tell the money of a gateway that is in no record: what contradicts, what waits, what somebody has to look at."""
    for gateway, kind, number, amount, moved in rows(MESSAGES):
        if moved is not None:
            contradicts = f"{kind} {number} is also reported with {amount} đ or of another order; {moved} đ came first"
            yield Remark(f"gateway {gateway}", contradicts)
    for gateway, kind, number, amount, state, code in rows(LEFT):
        yield Remark(f"gateway {gateway}", f"{kind} {number}, {amount} đ of {code or 'no order'}: {state}")
