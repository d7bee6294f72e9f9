"""What a gateway has said before that somebody has to look at stands among what is looked at."""

from django.db import migrations

# Keys are those of dossiers.payments.gateway.cases. What is recorded already and did not fit is not looked for here: which
# sum was owed then stands in the log alone, and what is paid too much is shown at its dossier.
FORWARD = """
INSERT INTO dossiers_gatewaycase (key, kind, transfer_id, amount, dossier_id, at, "end", reference, reason)
SELECT 'transfer ' || moved.id, CASE WHEN moved.order_id IS NULL THEN 'unknown' ELSE 'part' END, moved.id, moved.amount,
    paid.dossier_id, moved.at, '', '', ''
FROM dossiers_gatewaytransfer AS moved LEFT JOIN dossiers_paymentorder AS paid ON paid.id = moved.order_id
WHERE moved.state = 'by-hand' ORDER BY moved.id;
INSERT INTO dossiers_gatewaycase (key, kind, message_id, amount, dossier_id, at, "end", reference, reason)
SELECT DISTINCT ON (said.key) said.key, 'contradicts', said.id, said.amount, said.dossier_id, said.at, '', '', '' FROM (
    SELECT encode(sha256(convert_to(concat_ws('|', message.gateway, message.kind, message.number, message.reference,
        message.amount), 'UTF8')), 'hex') AS key, message.*, paid.dossier_id
    FROM dossiers_gatewaymessage AS message JOIN dossiers_gatewaytransfer AS moved
        ON (moved.gateway, moved.kind, moved.number) = (message.gateway, message.kind, message.number)
        LEFT JOIN dossiers_paymentorder AS paid ON paid.id = message.order_id
    WHERE moved.amount <> message.amount OR moved.order_id IS DISTINCT FROM message.order_id) AS said
ORDER BY said.key, said.id;
INSERT INTO dossiers_gatewaycase (key, kind, message_id, at, "end", reference, reason)
SELECT DISTINCT ON (sha256(message.body)) encode(sha256(message.body), 'hex'), 'unreadable', message.id, message.at, '', '', ''
FROM dossiers_gatewaymessage AS message WHERE message.kind = 'other' ORDER BY sha256(message.body), message.id;
"""


class Migration(migrations.Migration):
    """Nothing is taken out again: the table goes with the migration before."""

    dependencies = [("dossiers", "0081_what_a_gateway_says_is_looked_at")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
