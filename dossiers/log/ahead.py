"""Whether what remains of a dossier's path still fits its return date, as its columns and a calendar say it (ADR 0075)."""

from datetime import UTC, datetime

from django.db.models import Exists, F, OuterRef, Q

from accounts.rights import STEP_ROLES
from dossiers.clock import Ahead, Plan
from dossiers.models import Dossier, DossierQuerySet, Outlook
from dossiers.models.standing import PAUSED
from procedures.machine import Clock
from procedures.time.calendar import CalendarExhausted, WorkingCalendar

ALWAYS = datetime(2199, 1, 1, tzinfo=UTC)
"""Until when a path fits of which nothing can be said: no way leads on to a result, or the calendar is yet to be prolonged."""


def ahead_of(dossier: Dossier, calendar: WorkingCalendar) -> Ahead | None:
    """Return what is ahead of a dossier that runs, on its agency's calendar; None of others, and where nothing can be said."""
    step_due_at, due_at, accepted_at = dossier.step_due_at, dossier.due_at, dossier.accepted_at
    if dossier.place.clock is not Clock.RUNNING or not (step_due_at and due_at and accepted_at):
        return None
    plan = Plan(dossier.machine, dossier.proposed, calendar, accepted_at)
    try:
        return Ahead.of(plan, dossier.state, step_due_at=step_due_at, due_at=due_at)
    except CalendarExhausted:
        return None


def outrun(dossier: Dossier, calendar: WorkingCalendar, now: datetime) -> Ahead | None:
    """Return what is ahead of a dossier where it fits no longer; None while it fits, and once its date itself has passed."""
    found = None if dossier.is_late(now) else ahead_of(dossier, calendar)
    return None if found is None or found.fits(now) else found


def running() -> DossierQuerySet:
    """Narrow to what is worked on, and has a step and a return date."""
    dated = Dossier.objects.filter(due_at__isnull=False, step_due_at__isnull=False, accepted_at__isnull=False)
    return dated.filter(holder__in=STEP_ROLES, resolved_at=None).exclude(status__in=PAUSED)


def not_looked_at() -> DossierQuerySet:
    """Narrow to what runs and has another step, or another return date, than was looked at last."""
    rows = Outlook.objects.filter(
        dossier=OuterRef("pk"), due_at=OuterRef("due_at"), step_due_at=OuterRef("step_due_at")
    )
    return running().filter(~Exists(rows))


def look(dossier: Dossier, calendar: WorkingCalendar) -> None:
    """Keep until when what remains of a dossier fits."""
    found = ahead_of(dossier, calendar)
    fits_until = found.fits_until(dossier.accepted_at) if found and dossier.accepted_at else ALWAYS
    kept = {"due_at": dossier.due_at, "step_due_at": dossier.step_due_at, "fits_until": fits_until, "told_at": None}
    Outlook.objects.update_or_create(dossier=dossier, defaults=kept)


def no_longer_fits(now: datetime) -> Q:
    """Return the filter of what runs, is within its return date, and by the plan will not keep it."""
    rows = Outlook.objects.filter(
        fits_until__lt=now, due_at=F("dossier__due_at"), step_due_at=F("dossier__step_due_at")
    )
    in_time = Q(late_at=None) | Q(late_at__gt=now)
    runs = ~Q(holder="") & ~Q(status__in=PAUSED) & Q(resolved_at=None)
    return runs & in_time & Q(pk__in=rows.values("dossier"))
