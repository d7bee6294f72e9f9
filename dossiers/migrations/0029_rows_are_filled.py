"""The new columns of earlier dossiers: names from the words, what follows from the log by the fold that writes them daily."""

from itertools import batched
from typing import Any

from django.db import migrations

from dossiers.log import columns
from procedures.catalogue.alphabet import sort_key
from procedures.language.compiler import compile_text

BATCH = 5_000
MOST_OF_KEY = 200
PROJECTED = ("inform_by", "nearest_at", "proposed", "owed", "arrived", "arrived_with")
NAMES = """
UPDATE dossiers_dossier d
SET applicant_key = own.applicant, subject_key = own.subject, nearest_at = d.deadline_at,
    organisation = coalesce((
        SELECT left(p.content->'answers'->>'applicant_organisation', 255)
        FROM dossiers_event e JOIN dossiers_eventpayload p ON p.event_id = e.id
        WHERE e.dossier_id = d.id AND e.sequence = 1), '')
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS own (id, applicant, subject) WHERE d.id = own.id
"""
ERASED = """
UPDATE dossiers_dossier d SET applicant_key = '', subject_key = ''
FROM dossiers_event e JOIN dossiers_eventpayload p ON p.event_id = e.id
WHERE e.dossier_id = d.id AND e.sequence = 1 AND p.content IS NULL
"""
FOLDED = """
SELECT d.id FROM dossiers_dossier d WHERE d.holder <> '' OR d.version_id = ANY(%s)
    OR EXISTS (SELECT FROM dossiers_event e WHERE e.dossier_id = d.id AND e.facts ?| ARRAY['fee', 'due', 'event_at'])
ORDER BY d.id
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """Fill in names of all, then fold the logs of those that a fold says more of than nothing."""
    models = {name: apps.get_model("dossiers", name) for name in ("Dossier", "Event")}
    with schema_editor.connection.cursor() as cursor:
        named = models["Dossier"].objects.order_by("pk").values_list("pk", "applicant_name", "subject")
        for rows in batched(named.iterator(), BATCH, strict=False):
            keys = [(pk, sort_key(name)[:MOST_OF_KEY], sort_key(line)[:MOST_OF_KEY]) for pk, name, line in rows]
            cursor.execute(NAMES, [list(column) for column in zip(*keys, strict=True)])
        cursor.execute(ERASED)
        machines = {
            version.pk: compile_text(version.text, path=version.procedure.slug)
            for version in apps.get_model("procedures", "ProcedureVersion").objects.select_related("procedure")
        }
        later = [pk for pk, machine in machines.items() if machine.lifecycle > 1]
        cursor.execute(FOLDED, [later])
        folded = [pk for (pk,) in cursor.fetchall()]
    for pks in batched(folded, BATCH, strict=False):
        for dossier in models["Dossier"].objects.filter(pk__in=pks):
            log = models["Event"].objects.filter(dossier_id=dossier.pk).order_by("sequence")
            try:
                found = columns.project(log, machines[dossier.version_id])
            except columns.NOT_OURS:
                # A log that nobody can read is told by ``check_dossiers``.
                continue
            models["Dossier"].objects.filter(pk=dossier.pk).update(**{name: getattr(found, name) for name in PROJECTED})


class Migration(migrations.Migration):
    """In batches, each written by itself: what is filed meanwhile has its columns already, or gets the same."""

    atomic = False
    dependencies = [
        ("dossiers", "0028_rows_tell_dossiers_apart"),
        ("procedures", "0009_approval_is_final"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
