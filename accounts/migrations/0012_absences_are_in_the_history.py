"""Absences that are entered and ended are kinds of what is changed of an account."""

from django.db import migrations, models

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
    ("away", "Absence entered"),
    ("away-ended", "Absence ended"),
]


class Migration(migrations.Migration):
    """The database knows no list of kinds: nothing of it changes."""

    dependencies = [("accounts", "0011_accounts_have_a_history")]

    operations = [
        migrations.AlterField("accountchange", "kind", models.CharField(choices=KINDS, max_length=16)),
    ]
