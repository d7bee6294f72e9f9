"""Who declares to have something to do with a dossier is kept out of it: a table that only grows, whose rows end once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

KINDS = [
    ("relative", "A relative has applied, or is concerned"),
    ("organisation", "An organisation of one’s own has applied, or is concerned"),
    ("other", "Something else"),
]
PERSON = {"db_index": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}
FORWARD = """
CREATE TRIGGER interest_only_ends BEFORE UPDATE ON dossiers_interest FOR EACH ROW
    WHEN (OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
          OR (OLD.id, OLD.dossier_id, OLD.person_id, OLD.kind, OLD.reason, OLD.declared_at)
             IS DISTINCT FROM (NEW.id, NEW.dossier_id, NEW.person_id, NEW.kind, NEW.reason, NEW.declared_at))
    EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER interest_stays BEFORE DELETE ON dossiers_interest
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER interests_are_not_emptied BEFORE TRUNCATE ON dossiers_interest
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_change();
"""
BACKWARD = """
DROP TRIGGER interests_are_not_emptied ON dossiers_interest;
DROP TRIGGER interest_stays ON dossiers_interest;
DROP TRIGGER interest_only_ends ON dossiers_interest;
"""


class Migration(migrations.Migration):
    """A table, and the triggers that let it only grow."""

    dependencies = [
        ("accounts", "0010_accounts_of_one_person_are_found"),
        ("dossiers", "0145_people_of_the_counter_are_joined_with_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Interest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=12)),
                ("reason", models.TextField()),
                ("declared_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="interests", to="dossiers.dossier"
                    ),
                ),
                ("ended_by", models.ForeignKey(null=True, to=settings.AUTH_USER_MODEL, **PERSON)),
                ("person", models.ForeignKey(to=settings.AUTH_USER_MODEL, **PERSON)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(ended_at=None), fields=("person", "dossier"), name="interest_stands_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                        | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_by=F("person")),
                        name="interest_is_ended_by_another",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
