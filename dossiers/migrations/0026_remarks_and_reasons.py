"""What officers remark on a dossier, and the reasons that a unit gives again and again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FORWARD = """
CREATE FUNCTION dossiers_remarks_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM dossiers_remark r USING dossiers_event e WHERE e.id = NEW.event_id AND r.dossier_id = e.dossier_id;
    RETURN NULL;
END $$;

CREATE TRIGGER remarks_are_erased AFTER UPDATE ON dossiers_eventpayload
    FOR EACH ROW WHEN (NEW.content IS NULL AND OLD.content ? 'answers') EXECUTE FUNCTION dossiers_remarks_follow();
"""
BACKWARD = """
DROP TRIGGER remarks_are_erased ON dossiers_eventpayload;
DROP FUNCTION dossiers_remarks_follow();
"""


class Migration(migrations.Migration):
    """Remarks speak of the words of a filing: they are erased with them."""

    dependencies = [
        ("accounts", "0004_a_seat_has_a_title"),
        ("dossiers", "0025_words_are_searched"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReasonTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80, verbose_name="Short name")),
                ("text", models.TextField(max_length=1000, verbose_name="Text")),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("supplement", "Request for a supplement"),
                            ("refusal", "Refusal"),
                            ("other", "Anywhere"),
                        ],
                        default="supplement",
                        max_length=10,
                        verbose_name="Used for",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="Place in the list")),
                ("is_active", models.BooleanField(default=True, verbose_name="In use")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "title", "id"],
                "constraints": [models.UniqueConstraint(fields=("unit", "title"), name="reason_template_title")],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("component", "Paper"), ("answer", "Answer")], max_length=9)),
                ("name", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField()),
                ("is_fine", models.BooleanField(default=False)),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("sequence", models.PositiveIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="dossiers.dossier"
                    ),
                ),
            ],
            options={
                "ordering": ["dossier_id", "kind", "name", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "kind", "name", "number"), name="remark_number"),
                    models.CheckConstraint(
                        condition=models.Q(("is_fine", False), ("text", ""), _connector="OR"),
                        name="remark_is_a_tick_or_a_text",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
