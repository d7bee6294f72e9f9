"""How a dossier came in, and the deadlines that pass by themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns that the log gives; those of open dossiers are filled by ``rebuild_projections``."""

    dependencies = [("dossiers", "0004_resolved_lately_of_a_procedure")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="channel",
            field=models.CharField(
                choices=[("desk", "At the desk"), ("online", "On line"), ("post", "By public post")],
                default="online",
                db_default="online",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="origin",
            field=models.CharField(
                choices=[("live", "Handled here"), ("history", "Loaded from earlier years")],
                default="live",
                db_default="live",
                max_length=7,
            ),
        ),
        *(
            migrations.AddField(model_name="dossier", name=name, field=models.DateTimeField(null=True))
            for name in (
                "due_soon_at",
                "applicant_due_at",
                "watch_at",
                "noted_soon_for",
                "noted_late_for",
                "noted_answer_for",
            )
        ),
    ]
