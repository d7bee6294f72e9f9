"""Planned times in which the system does not work: announced beforehand, as long as the law of the day asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import IntegrityError, models, transaction
from django.db.models import F, Func, Q

from accounts.models import User
from procedures.machine import Text
from procedures.time.calendar import WorkingCalendar, local
from procedures.time.regimes.book import Regimes
from procedures.time.regimes.rules import Rule

MOST_WORDS = 600
"""Characters of what does not work, and of why it is urgent."""


class DowntimeQuerySet(models.QuerySet["Downtime"]):
    """Ways to narrow downtimes."""

    def standing(self) -> "DowntimeQuerySet":
        """Narrow to those that nobody has called off."""
        return self.filter(called_off_at=None)

    def coming(self, now: datetime) -> "DowntimeQuerySet":
        """Narrow to those that are announced and not over, the next first."""
        return self.standing().filter(announced_at__lte=now, ends_at__gt=now).order_by("begins_at")


class Downtime(models.Model):
    """A time in which something does not work, as it was announced. A row never changes; it can be called off."""

    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    """When all works again, as far as that is foreseen."""
    affects_vi = models.TextField()
    affects_en = models.TextField()
    notice_days = models.PositiveSmallIntegerField()
    """The working days before which the law of the day of the announcement wants it announced; 0 where none does."""
    reason_vi = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    """Why it was announced later than that; empty where it was not."""
    announced_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    called_off_at = models.DateTimeField(null=True)
    called_off_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    objects = DowntimeQuerySet.as_manager()

    class Meta:
        """Of two that stand none begins before the other is over."""

        app_label = "procedures"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="downtime_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(reason_vi="", reason_en="") | (~Q(reason_vi="") & ~Q(reason_en="")),
                name="downtime_reason_in_both_languages",
            ),
            ExclusionConstraint(
                name="downtimes_do_not_overlap",
                expressions=[
                    (
                        Func("begins_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    )
                ],
                condition=Q(called_off_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{local(self.begins_at):%H:%M %d/%m/%Y} – {local(self.ends_at):%H:%M %d/%m/%Y}"

    @property
    def affects(self) -> Text:
        """What does not work."""
        return Text(self.affects_vi, self.affects_en)

    @property
    def reason(self) -> Text:
        """Why it was not announced in time; empty where it was."""
        return Text(self.reason_vi, self.reason_en)

    @property
    def is_in_time(self) -> bool:
        """Whether it was announced as long before as the law asks for."""
        return not self.reason_vi


class Overlaps(Exception):  # noqa: N818 - a refusal, as those of acts
    """Another downtime that stands lies in the same time."""


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before a downtime must be announced: working days, and where that stands."""

    days: int
    source: Text

    def earliest(self, announced_on: date, calendar: WorkingCalendar) -> datetime:
        """Return the first instant at which one may begin: once so many working days after the day have ended.

        Raises ``CalendarExhausted`` beyond the days that are known.
        """
        return calendar.close_after(announced_on, self.days)


def lead(regimes: Regimes, day: date) -> Lead | None:
    """Return how long before the law of a day wants a downtime announced; None where none says so."""
    given = regimes.found_on(day).get(Rule.DOWNTIME_NOTICE_DAYS, ())
    if not given:
        return None
    value = given[-1].value
    return Lead(int(str(value.content)), value.source)


def announce(downtime: Downtime) -> None:
    """Store a downtime. Raises ``Overlaps``."""
    try:
        with transaction.atomic():
            downtime.save()
    except IntegrityError as error:
        if "downtimes_do_not_overlap" not in str(error):
            raise
        raise Overlaps from error


def call_off(pk: int, *, by: User, at: datetime) -> bool:
    """Call off a downtime that is not over; say whether that was new."""
    return Downtime.objects.coming(at).filter(pk=pk).update(called_off_at=at, called_off_by=by) == 1


def newest(most: int) -> Sequence[Downtime]:
    """Return the last ones, with who announced them and who called them off."""
    return list(Downtime.objects.select_related("by", "called_off_by").order_by("-begins_at", "-pk")[:most])
