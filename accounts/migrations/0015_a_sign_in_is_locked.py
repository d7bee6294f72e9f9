"""That a sign-in was locked, or opened again, is a kind of what is changed of an account, and one of what comes of a sign-in."""

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
    ("locked", "Sign-in locked"),
    ("unlocked", "Sign-in opened again"),
]
OUTCOMES = [
    (1, "Signed in"),
    (2, "Wrong password"),
    (3, "Refused after too many tries"),
    (4, "Signed out"),
    (5, "Session ended without use"),
    (6, "Session ended with the working day"),
    (7, "Sessions ended by an administrator"),
    (8, "Refused: the sign-in is locked"),
]


class Migration(migrations.Migration):
    """The database knows no list of these: nothing of it changes."""

    dependencies = [("accounts", "0014_an_address_stands_for_another")]

    operations = [
        migrations.AlterField("accountchange", "kind", models.CharField(choices=KINDS, max_length=16)),
        migrations.AlterField("signinrecord", "outcome", models.PositiveSmallIntegerField(choices=OUTCOMES)),
    ]
