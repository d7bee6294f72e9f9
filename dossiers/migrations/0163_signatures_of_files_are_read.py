"""What is found of the signatures in a file stands beside it, and is no part of the record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Of what came before nothing is known until ``read_signatures --all`` has it read: nothing is said of it."""

    dependencies = [("dossiers", "0162_scans_of_results_are_found_by_their_digest")]

    operations = [migrations.AddField("attachment", "signatures", models.JSONField(null=True, default=None))]
