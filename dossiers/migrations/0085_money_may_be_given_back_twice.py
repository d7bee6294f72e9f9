"""What a gateway has given back after the desk did so itself is looked at."""

from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("unknown", "We have no order of this reference, so that it was not recorded"),
    ("contradicts", "Its number was reported before with something else, so that it was not recorded again"),
    ("part", "What was given back is not just a payment that is recorded, so that nothing was reversed"),
    ("unreadable", "The message cannot be read, so that nothing was recorded"),
    ("back-twice", "It was noted before as given back in another way: perhaps the payer has got the money twice"),
    ("amount", "It is recorded, and is not the amount of its order"),
    ("ended", "It is recorded, and the dossier had ended without a result"),
    ("too-much", "It is recorded, and is more than was owed by then"),
]


class Migration(migrations.Migration):
    """A further kind of what somebody has to look at."""

    dependencies = [("dossiers", "0084_transfers_may_pay_drafts")]

    operations = [
        migrations.RemoveConstraint("gatewaycase", "gateway_case_has_a_kind"),
        migrations.AlterField("gatewaycase", "kind", models.CharField(choices=KINDS, max_length=11)),
        migrations.AddConstraint(
            "gatewaycase",
            models.CheckConstraint(
                condition=Q(kind__in=[value for value, _words in KINDS]), name="gateway_case_has_a_kind"
            ),
        ),
    ]
