"""Whoever has the file of a paper asks whether it is one of ours without typing its code."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Indexes that are made while others write; until they are there the page reads more."""

    atomic = False
    dependencies = [("dossiers", "0156_what_is_handed_back_after_a_result_is_in_the_index")]

    operations = [
        AddIndexConcurrently("letter", models.Index(fields=["sha256"], name="letter_by_digest")),
        AddIndexConcurrently(
            "resultfile", models.Index(fields=["sha256"], name="result_by_digest", condition=~Q(token=""))
        ),
    ]
