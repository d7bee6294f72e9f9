"""What a person had confirmed with a dossier was brought to the account whenever its page was looked at; now it is where it is confirmed."""

from django.db import migrations

IN_STEP = """
UPDATE account_emailaddress SET verified = true WHERE id IN (
    SELECT min(own.id) FROM account_emailaddress own
    JOIN accounts_mailaddress given ON given.person_id = own.user_id AND given.address = own.email
    WHERE NOT own.verified AND given.confirmed_at IS NOT NULL AND given.instead = ''
    AND NOT EXISTS (SELECT 1 FROM account_emailaddress other WHERE other.verified AND other.email = own.email)
    GROUP BY own.email
)
"""
"""An address that another account has confirmed as its own stays with that one; of two the older row has it."""


class Migration(migrations.Migration):
    """Data alone."""

    dependencies = [("account", "0009_emailaddress_unique_primary_email"), ("accounts", "0015_a_sign_in_is_locked")]

    operations = [migrations.RunSQL(IN_STEP, migrations.RunSQL.noop)]
