"""What a keeper of reasons wrote over stays, with who did it and when; the rows only grow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER reason_change_is_final BEFORE UPDATE OR DELETE ON dossiers_reasonchange
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER reason_changes_are_not_emptied BEFORE TRUNCATE ON dossiers_reasonchange
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_change();
"""
BACKWARD = """
DROP TRIGGER reason_changes_are_not_emptied ON dossiers_reasonchange;
DROP TRIGGER reason_change_is_final ON dossiers_reasonchange;
"""


def kept(to: str, name: str = "+") -> models.ForeignKey:
    """Return a key of a row that stays."""
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to)


class Migration(migrations.Migration):
    """A table, empty at first, and triggers."""

    dependencies = [
        ("dossiers", "0170_mail_that_came_back_is_found_by_its_applicant"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReasonChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField()),
                ("by", kept(settings.AUTH_USER_MODEL)),
                ("template", kept("dossiers.reasontemplate", "changes")),
            ],
            options={"ordering": ["-id"]},
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
