"""That the times of an agency's reminders were changed is a kind of what an administrator changes."""

from django.db import migrations, models

KINDS = [
    ("entered", "Account entered"),
    ("corrected", "Account changed"),
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
    ("locked", "Sign-in locked"),
    ("unlocked", "Sign-in opened again"),
    ("times", "Times of reminders changed"),
]


class Migration(migrations.Migration):
    """The database knows no list of these: nothing of it changes."""

    dependencies = [("accounts", "0016_what_is_confirmed_with_dossiers_is_of_the_account")]

    operations = [migrations.AlterField("accountchange", "kind", models.CharField(choices=KINDS, max_length=16))]
