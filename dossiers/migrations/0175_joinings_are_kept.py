"""Each joining of somebody of the counter with an account is kept: a table that only grows, whose rows end once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

PERSON = {"db_index": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}
FORWARD = """
CREATE TRIGGER joining_only_ends BEFORE UPDATE ON dossiers_joining FOR EACH ROW
    WHEN (OLD.parted_at IS NOT NULL OR NEW.parted_at IS NULL
          OR (OLD.id, OLD.person_id, OLD.account_id, OLD.joined_at, OLD.joined_by_id)
             IS DISTINCT FROM (NEW.id, NEW.person_id, NEW.account_id, NEW.joined_at, NEW.joined_by_id))
    EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER joining_stays BEFORE DELETE ON dossiers_joining
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER joinings_are_not_emptied BEFORE TRUNCATE ON dossiers_joining
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_change();
"""
BACKWARD = """
DROP TRIGGER joinings_are_not_emptied ON dossiers_joining;
DROP TRIGGER joining_stays ON dossiers_joining;
DROP TRIGGER joining_only_ends ON dossiers_joining;
"""
TAKE_IN = """
INSERT INTO dossiers_joining (person_id, account_id, joined_at, joined_by_id, reason)
SELECT user_id, joined_id, joined_at, joined_by_id, '' FROM dossiers_counterperson WHERE joined_id IS NOT NULL
ORDER BY joined_at, user_id;

INSERT INTO dossiers_joining (person_id, account_id, joined_at, parted_at, reason)
WITH done AS (
    SELECT event.on_behalf_of_id AS person_id, event.actor_id AS account_id,
           (event.facts ->> 'joined_at')::timestamptz AS joined_at, max(event.at) AS last_at
    FROM dossiers_counterperson AS served JOIN dossiers_event AS event ON event.on_behalf_of_id = served.user_id
    WHERE event.role = 'citizen' AND event.actor_id IS NOT NULL AND event.facts ? 'joined_at'
    GROUP BY 1, 2, 3
), known AS (
    SELECT person_id, joined_at FROM done UNION SELECT person_id, joined_at FROM dossiers_joining
)
SELECT done.person_id, done.account_id, done.joined_at, coalesce(
    (SELECT min(known.joined_at) FROM known WHERE known.person_id = done.person_id AND known.joined_at > done.joined_at),
    greatest(now(), done.joined_at + interval '1 microsecond', done.last_at + interval '1 microsecond')), ''
FROM done WHERE NOT EXISTS (
    SELECT FROM dossiers_joining AS kept WHERE (kept.person_id, kept.account_id, kept.joined_at)
        = (done.person_id, done.account_id, done.joined_at))
ORDER BY done.joined_at, done.person_id;
"""
"""What stands on the rows, and behind it what the rows have forgotten and acts of the account say: it was parted by hand, by
the next joining of that person, or by now."""
PROJECTED = """
CREATE FUNCTION dossiers_project_joining() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE dossiers_counterperson AS served
    SET joined_id = found.account_id, joined_at = found.joined_at, joined_by_id = found.joined_by_id
    FROM (VALUES (NEW.person_id)) AS whose (id)
    LEFT JOIN dossiers_joining AS found ON found.person_id = whose.id AND found.parted_at IS NULL
    WHERE served.user_id = whose.id;
    RETURN NULL;
END $$;
CREATE TRIGGER joining_is_projected AFTER INSERT OR UPDATE ON dossiers_joining
    FOR EACH ROW EXECUTE FUNCTION dossiers_project_joining();

CREATE FUNCTION dossiers_refuse_other_joining() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (VALUES (NEW.user_id)) AS whose (id)
        LEFT JOIN dossiers_joining AS found ON found.person_id = whose.id AND found.parted_at IS NULL
        WHERE (found.account_id, found.joined_at, found.joined_by_id)
            IS DISTINCT FROM (NEW.joined_id, NEW.joined_at, NEW.joined_by_id)
    ) THEN
        RAISE EXCEPTION 'who is joined with whom is written by dossiers_joining alone'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER counter_person_is_as_joined AFTER INSERT OR UPDATE OF joined_id, joined_at, joined_by_id
    ON dossiers_counterperson FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_other_joining();
"""
NOT_PROJECTED = """
DROP TRIGGER counter_person_is_as_joined ON dossiers_counterperson;
DROP FUNCTION dossiers_refuse_other_joining();
DROP TRIGGER joining_is_projected ON dossiers_joining;
DROP FUNCTION dossiers_project_joining();
"""


class Migration(migrations.Migration):
    """A table with what is known by now; the columns of before stay, written by the database from it alone."""

    dependencies = [
        ("dossiers", "0174_how_a_paper_went_out_is_noted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Joining",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("joined_at", models.DateTimeField()),
                ("parted_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("account", models.ForeignKey(to=settings.AUTH_USER_MODEL, **PERSON)),
                ("joined_by", models.ForeignKey(null=True, to=settings.AUTH_USER_MODEL, **PERSON)),
                ("parted_by", models.ForeignKey(null=True, to=settings.AUTH_USER_MODEL, **PERSON)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joinings",
                        to="dossiers.counterperson",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "id"], name="joining_of_person"),
                    models.Index(fields=["account", "id"], name="joining_of_account"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(parted_at=None), fields=("person",), name="joining_stands_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(parted_at=None, parted_by=None, reason="", joined_by__isnull=False)
                        | Q(parted_at__isnull=False, parted_by__isnull=False, joined_by__isnull=False) & ~Q(reason="")
                        | Q(parted_at__isnull=False, parted_by=None, joined_by=None, reason=""),
                        name="joining_is_parted_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=Q(parted_at=None) | Q(parted_at__gt=F("joined_at")),
                        name="joining_ends_behind_its_beginning",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TAKE_IN, migrations.RunSQL.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(PROJECTED, NOT_PROJECTED),
    ]
