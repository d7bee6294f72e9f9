"""Dossiers of versions that say nothing of their subject are told apart as the newest version of their procedure says."""

from typing import Any

from django.db import migrations

from dossiers.filing.known import subjects
from procedures.language.compiler import compile_text


def fill(apps: Any, schema_editor: Any) -> None:
    """Fill in, in batches, what is empty: what is filed meanwhile has it already."""
    versions = apps.get_model("procedures", "ProcedureVersion").objects.exclude(status="draft")
    machines = {one.pk: compile_text(one.text, path=one.procedure.slug) for one in versions.select_related("procedure")}
    subjects.fill(machines)


class Migration(migrations.Migration):
    """Each batch is written by itself, so that nobody waits for all of them."""

    atomic = False
    dependencies = [
        ("dossiers", "0038_messages_that_wait_are_found"),
        ("procedures", "0009_approval_is_final"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
