"""What somebody has recorded by hand was recorded before the statement was read, or since: a word alone, no column."""

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
    ("recorded", "Somebody has recorded it by hand"),
]


class Migration(migrations.Migration):
    """The words."""

    dependencies = [("dossiers", "0100_transfers_may_be_recorded_before")]

    operations = [
        migrations.AlterField("statementrow", "match", models.CharField(choices=MATCHES, max_length=9)),
    ]
