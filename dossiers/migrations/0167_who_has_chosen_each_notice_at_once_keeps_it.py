from django.db import migrations

KEEP = """
UPDATE dossiers_mailchoice AS choice SET morning = 'beside'
WHERE morning = '' AND EXISTS (SELECT FROM accounts_membership AS seat WHERE seat.user_id = choice.person_id)
"""
BACK = "UPDATE dossiers_mailchoice SET morning = '' WHERE morning = 'beside'"


class Migration(migrations.Migration):
    """Who works here and has saved the page of choices had "each notice at once" before the eyes, and goes on with it."""

    dependencies = [
        ("dossiers", "0166_what_no_law_asks_for_in_one_mail_a_day"),
        ("accounts", "0014_an_address_stands_for_another"),
    ]

    operations = [migrations.RunSQL(KEEP, BACK)]
