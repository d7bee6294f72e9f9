"""The database refuses instants that no program can read, words that are no object, and files of an event alone."""

from datetime import UTC, date, datetime

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations
from django.db.models import CheckConstraint, F, Func, Q, TextField, Value
from django.db.models.lookups import Exact

FIRST, END = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
INSTANTS = (
    "filed_at", "changed_at", "answer_due_at", "deadline_at", "accepted_at", "first_due_at", "lawful_due_at", "due_at",
    "late_at", "due_soon_at", "step_due_at", "applicant_due_at", "watch_at", "noted_soon_for", "noted_late_for",
    "noted_answer_for", "resolved_at", "returned_at",
)


def between(*names):
    """Return the condition that each instant, where there is one, is of the years 1900 to 2199."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__gte": FIRST, f"{name}__lt": END})
    return condition


KIND = Func(F("content"), function="jsonb_typeof", output_field=TextField())
CONSTRAINTS = (
    ("attachment", "attachment_of_event_is_of_dossier", Q(event=None) | Q(dossier__isnull=False)),
    ("dossier", "dossier_instants_are_of_our_time", between(*INSTANTS)),
    ("event", "event_at_is_of_our_time", between("at")),
    ("eventpayload", "payload_is_an_object", Q(content__isnull=True) | Q(Exact(KIND, Value("object")))),
    (
        "seal",
        "seal_instants_are_of_our_time",
        between("sealed_at") & Q(day__gte=date(1900, 1, 1), day__lt=date(2200, 1, 1)),
    ),
)


class Migration(migrations.Migration):
    """Five constraints, each added at once and validated afterwards, while dossiers are being filed."""

    atomic = False

    dependencies = [("dossiers", "0008_calendar_previews")]

    operations = [
        operation
        for model, name, condition in CONSTRAINTS
        for operation in (
            AddConstraintNotValid(model, CheckConstraint(condition=condition, name=name)),
            ValidateConstraint(model, name),
        )
    ]
