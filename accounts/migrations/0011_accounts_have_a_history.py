"""What is changed of accounts, the links of first sign-ins, and who came in; the first only grows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION accounts_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of accounts only grows: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER account_change_is_final BEFORE UPDATE OR DELETE ON accounts_accountchange
    FOR EACH ROW EXECUTE FUNCTION accounts_refuse_change();
CREATE TRIGGER account_changes_are_not_emptied BEFORE TRUNCATE ON accounts_accountchange
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse_change();
"""
BACKWARD = """
DROP TRIGGER account_changes_are_not_emptied ON accounts_accountchange;
DROP TRIGGER account_change_is_final ON accounts_accountchange;
DROP FUNCTION accounts_refuse_change();
"""
KINDS = [
    ("entered", "Account entered"),
    ("corrected", "Name or mail corrected"),
    ("closed", "Account closed"),
    ("opened", "Account opened again"),
    ("sessions", "Sessions ended"),
    ("link", "Link for the first sign-in made"),
    ("first", "Password chosen by the link"),
    ("seat-given", "Seat given"),
    ("seat-changed", "Seat changed"),
    ("unit-entered", "Unit entered"),
    ("unit-changed", "Unit changed"),
    ("sector-given", "Sector given"),
    ("sector-taken", "Sector taken away"),
]
OUTCOMES = [
    (1, "Signed in"),
    (2, "Wrong password"),
    (3, "Refused after too many tries"),
    (4, "Signed out"),
    (5, "Session ended without use"),
    (6, "Session ended with the working day"),
    (7, "Sessions ended by an administrator"),
]
PEOPLE, UNITS = settings.AUTH_USER_MODEL, "accounts.unit"


def key() -> models.BigAutoField:
    """Return the key of a row."""
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def kept(to: str, **kwargs: object) -> models.ForeignKey:
    """Return a key of a row that stays."""
    return models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **kwargs)


def own(**kwargs: object) -> models.ForeignKey:
    """Return a key of the person with whom a row goes."""
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=PEOPLE, **kwargs)


class Migration(migrations.Migration):
    """Three tables, a column of an account and one of a unit that are empty in every row, and triggers."""

    dependencies = [("accounts", "0010_accounts_of_one_person_are_found")]

    operations = [
        migrations.AddField(
            "user",
            "sessions_of",
            models.CharField(blank=True, db_default="", default="", editable=False, max_length=16),
        ),
        migrations.AddField("unit", "until", models.DateField(blank=True, null=True, verbose_name="until")),
        migrations.CreateModel(
            name="AccountChange",
            fields=[
                ("id", key()),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(choices=KINDS, max_length=16)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("by", kept(PEOPLE)),
                ("person", kept(PEOPLE, null=True)),
                ("unit", kept(UNITS, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "id"], name="account_change_of_person"),
                    models.Index(fields=["unit", "id"], name="account_change_of_unit"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(person__isnull=False) | models.Q(unit__isnull=False),
                        name="account_change_is_of_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirstSignIn",
            fields=[
                ("id", key()),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("person", own()),
            ],
        ),
        migrations.CreateModel(
            name="SignInRecord",
            fields=[
                ("id", key()),
                ("at", models.DateTimeField()),
                ("outcome", models.PositiveSmallIntegerField(choices=OUTCOMES)),
                ("network", models.CharField(blank=True, max_length=43)),
                ("browser", models.CharField(blank=True, max_length=40)),
                ("session", models.CharField(blank=True, max_length=40)),
                ("person", own(db_index=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "id"], name="sign_in_of_person"),
                    models.Index(fields=["at"], name="sign_in_by_age"),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
