"""Who had a mail or a paper tried again that had been tried in vain; the rows only grow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER tried_again_is_final BEFORE UPDATE OR DELETE ON dossiers_triedagain
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER tried_again_is_not_emptied BEFORE TRUNCATE ON dossiers_triedagain
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_change();
"""
BACKWARD = """
DROP TRIGGER tried_again_is_not_emptied ON dossiers_triedagain;
DROP TRIGGER tried_again_is_final ON dossiers_triedagain;
"""


def kept(to: str, name: str = "+") -> models.ForeignKey:
    """Return a key of a row that stays."""
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to)


class Migration(migrations.Migration):
    """A table, empty at first, and triggers."""

    dependencies = [
        ("dossiers", "0171_reasons_have_a_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TriedAgain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField()),
                ("error", models.CharField(blank=True, max_length=500)),
                ("by", kept(settings.AUTH_USER_MODEL)),
                ("entry", kept("dossiers.outboxentry", "tried_again")),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
