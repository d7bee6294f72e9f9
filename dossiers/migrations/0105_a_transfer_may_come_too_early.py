"""A transfer may be of a day before the dossier whose number it names was filed."""

from django.db import migrations, models

MATCHES = [
    ("sure", "It names one dossier that owes just that"),
    ("no-number", "The message names no dossier"),
    ("cut", "The number of the dossier is not written out"),
    ("unknown", "There is no dossier of that number"),
    ("several", "The message names several dossiers"),
    ("less", "It is less than what is owed"),
    ("more", "It is more than what is owed"),
    ("not-owed", "Nothing is owed on this dossier: perhaps it was paid already"),
    ("not-known", "How much is owed on this dossier is not known"),
    ("ended", "The dossier has ended"),
    ("twice", "Another transfer pays the same dossier"),
    ("no-day", "The day cannot be read"),
    ("no-amount", "The amount cannot be read"),
    ("negative", "The amount is below zero"),
    ("formula", "A cell of the row is a formula"),
    ("direction", "It does not say whether the money came in or went out"),
    ("not-filed", "The application that it pays is not filed yet"),
    ("future", "Its day is still to come"),
    ("earlier", "Its day is before the dossier was filed: perhaps another one is meant"),
    ("recorded", "Somebody has recorded it by hand"),
]


class Migration(migrations.Migration):
    """The condition on the column."""

    dependencies = [("dossiers", "0104_late_promises_are_of_concern")]

    operations = [
        migrations.AlterField("statementrow", "match", models.CharField(choices=MATCHES, max_length=9)),
        migrations.RemoveConstraint("statementrow", "statement_row_is_something"),
        migrations.AddConstraint(
            "statementrow",
            models.CheckConstraint(
                condition=models.Q(match__in=[value for value, _words in MATCHES]), name="statement_row_is_something"
            ),
        ),
    ]
