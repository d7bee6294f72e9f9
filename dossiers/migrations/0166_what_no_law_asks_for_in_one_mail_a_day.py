from django.db import migrations, models


class Migration(migrations.Migration):
    """People may have what no law asks to be told at once in one mail a day; officers say whether they have chosen a morning."""

    dependencies = [("dossiers", "0165_mail_that_comes_back_is_noted")]

    operations = [
        migrations.AddField("mailchoice", "daily", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("mailchoice", "daily_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "mailchoice",
            "morning",
            models.CharField(
                blank=True,
                choices=[
                    (
                        "gathered",
                        "At once only what cannot wait; the rest each working morning, with what waits for me",
                    ),
                    ("beside", "Each notice at once, and each working morning what waits for me"),
                    ("none", "Each notice at once, and no mail in the morning"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
    ]
