"""What was paid or went back is found by how the number of the transfer or paper ends too: people read off its last figures."""

from django.db import migrations

FORWARD = r"""
CREATE INDEX CONCURRENTLY payload_reference_from_the_end
ON dossiers_eventpayload
    (reverse(regexp_replace(upper(replace(content ->> 'fee_reference', ' ', '')), '\d{2}/\d{2}/\d{4}$', '')) text_pattern_ops)
WHERE content ? 'fee_reference'
"""


class Migration(migrations.Migration):
    """An index of the few events that have one, made while others write."""

    atomic = False
    dependencies = [("dossiers", "0098_reminders_are_found")]

    operations = [migrations.RunSQL(FORWARD, "DROP INDEX CONCURRENTLY payload_reference_from_the_end")]
