"""Counters that are opened and closed, in a table that the database lets only grow, and the numbers of those who wait there."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

UTC = datetime.UTC
FORWARD = """
CREATE TRIGGER shift_entry_is_final BEFORE UPDATE OR DELETE ON dossiers_shiftentry
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER shift_entries_are_not_emptied BEFORE TRUNCATE ON dossiers_shiftentry
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_change();
"""
BACKWARD = """
DROP TRIGGER shift_entries_are_not_emptied ON dossiers_shiftentry;
DROP TRIGGER shift_entry_is_final ON dossiers_shiftentry;
"""
OF_OUR_TIME = Q(
    at__gte=datetime.datetime(1900, 1, 1, tzinfo=UTC), at__lt=datetime.datetime(2200, 1, 1, tzinfo=UTC)
)
MOST = 10**12
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    """Three tables, the triggers that let one of them only grow."""

    dependencies = [
        ("accounts", "0009_absences_are_entered_and_ended"),
        ("dossiers", "0139_people_are_known_at_the_counter"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShiftEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("point", models.SlugField(blank=True, db_index=False, max_length=60)),
                ("counter", models.CharField(max_length=40)),
                ("act", models.CharField(choices=[("opened", "Opened"), ("closed", "Closed")], max_length=6)),
                ("counted", models.BigIntegerField()),
                ("book", models.BigIntegerField(null=True)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("reason", models.CharField(blank=True, default="", max_length=1000)),
                ("stood", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="accounts.unit"),
                ),
                ("by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True, on_delete=PROTECT, related_name="corrected", to="dossiers.shiftentry"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "indexes": [models.Index(fields=["agency", "on"], name="shift_of_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(corrects=None),
                        fields=("by", "on", "point", "counter", "act"),
                        name="shift_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=Q(act="opened", book=None, corrects=None) | Q(act="closed", book__isnull=False),
                        name="shift_closing_has_a_book",
                    ),
                    models.CheckConstraint(
                        condition=Q(corrects=None) | ~Q(reason=""), name="shift_correction_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=Q(book=None) | Q(book=F("counted")) | ~Q(reason=""),
                        name="shift_difference_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=Q(counted__gte=-MOST, counted__lte=MOST), name="shift_counted_is_sane"
                    ),
                    models.CheckConstraint(condition=OF_OUR_TIME, name="shift_of_our_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketPoint",
            fields=[
                ("point", models.SlugField(max_length=60, primary_key=True, serialize=False)),
                ("is_on", models.BooleanField(default=False)),
                ("kinds", models.JSONField(default=list)),
                ("secret", models.CharField(max_length=43, unique=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("point", models.SlugField(db_index=False, max_length=60)),
                ("on", models.DateField()),
                ("number", models.PositiveIntegerField()),
                ("kind_vi", models.CharField(blank=True, default="", max_length=40)),
                ("kind_en", models.CharField(blank=True, default="", max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("called", "Called"),
                            ("done", "Served"),
                            ("absent", "Did not come"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(null=True)),
                ("calls", models.PositiveSmallIntegerField(default=0)),
                ("counter", models.CharField(blank=True, default="", max_length=40)),
                ("ended_at", models.DateTimeField(null=True)),
                ("entry", models.UUIDField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=Q(state="waiting"), fields=["point", "on", "number"], name="ticket_waits"
                    ),
                    models.Index(condition=Q(state="called"), fields=["by", "on"], name="ticket_called"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("point", "on", "number"), name="ticket_once"),
                    models.CheckConstraint(
                        condition=Q(state="waiting", called_at=None, by=None)
                        | (~Q(state="waiting") & Q(called_at__isnull=False, by__isnull=False)),
                        name="ticket_is_called_by_somebody",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
