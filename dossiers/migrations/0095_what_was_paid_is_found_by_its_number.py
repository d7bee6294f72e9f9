"""What was paid or went back is found by how the number of the transfer or paper begins that stands in the words of its event."""

from django.db import migrations

FORWARD = """
CREATE INDEX CONCURRENTLY payload_fee_reference
ON dossiers_eventpayload (upper(replace(content ->> 'fee_reference', ' ', '')) text_pattern_ops)
WHERE content ? 'fee_reference'
"""


class Migration(migrations.Migration):
    """An index of the few events that have one, made while others write."""

    atomic = False
    dependencies = [("dossiers", "0094_what_was_paid_too_much_is_found")]

    operations = [migrations.RunSQL(FORWARD, "DROP INDEX CONCURRENTLY payload_fee_reference")]
