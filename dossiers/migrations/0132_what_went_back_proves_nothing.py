"""Proofs whose money was given back wait for nobody: dossiers of before count them no more."""

from django.db import migrations

RECOUNT = """
UPDATE dossiers_dossier AS dossier SET proofs = greatest(0, dossier.proofs - returned.count)
FROM (
    SELECT dossier_id, count(DISTINCT facts ->> 'proof') AS count FROM dossiers_event AS event
    WHERE action = 'reverse-payment' AND facts ->> 'given_back' = 'true' AND (facts ->> 'proof')::integer > 0
    AND NOT EXISTS (
        SELECT FROM dossiers_event AS later WHERE later.dossier_id = event.dossier_id AND later.sequence > event.sequence
        AND later.facts ->> 'proof' = event.facts ->> 'proof'
    ) GROUP BY dossier_id
) AS returned
WHERE dossier.id = returned.dossier_id AND dossier.proofs > 0
"""
"""What was recorded or refused for such a proof since has taken it off already."""


class Migration(migrations.Migration):
    """Of a handful of dossiers; ``check_dossiers`` compares each with its log."""

    dependencies = [("dossiers", "0131_ladders_lead_up")]

    operations = [migrations.RunSQL(RECOUNT, migrations.RunSQL.noop)]
