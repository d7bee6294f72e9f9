"""The desk asks whether a postal item was used before, and looks a dossier up by the number on an envelope."""

from django.db import migrations

FORWARD = r"""
CREATE INDEX CONCURRENTLY payload_item
ON dossiers_eventpayload (upper(regexp_replace(content ->> 'post_number', '[\s.-]', '', 'g')))
WHERE content ? 'post_number'
"""


class Migration(migrations.Migration):
    """An index of the few events that have one, made while others write; until it is there the question reads more."""

    atomic = False
    dependencies = [("dossiers", "0172_who_had_something_tried_again")]

    operations = [migrations.RunSQL(FORWARD, "DROP INDEX CONCURRENTLY payload_item")]
