"""That the last day of an absence was changed is a kind of what is changed of an account."""

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
    ("away-changed", "Last day of an absence changed"),
]


class Migration(migrations.Migration):
    """The database knows no list of kinds: nothing of it changes."""

    dependencies = [("accounts", "0012_absences_are_in_the_history")]

    operations = [
        migrations.AlterField("accountchange", "kind", models.CharField(choices=KINDS, max_length=16)),
    ]
