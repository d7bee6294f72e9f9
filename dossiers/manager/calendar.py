"""The page of the working calendar: what it says, its versions, and how far a change is."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Unit
from accounts.seats import Seats
from accounts.sessions import leave_unused
from accounts.signin import OfOfficer, seated
from dossiers.display.agency.hours import in_words
from dossiers.display.formats import localized, vn_date, vn_datetime
from dossiers.lists.wanted import Wanted, wanted
from dossiers.manager.calendar_forms import FORMS
from dossiers.models import CalendarPreview, Dossier, JobState
from dossiers.pages.inbox import shut
from procedures import steady
from procedures.catalogue.alphabet import sort_key
from procedures.models import CalendarChange, CalendarVersion
from procedures.time.agencies.book import Agency, AgencyKind
from procedures.time.calendar import DayException, Session, Week, WorkingCalendar
from procedures.time.calendars import Calendars
from procedures.time.sessions import WEEKDAYS

VERSIONS_SHOWN = 50
PREVIEWS_SHOWN = 5


@seated
@require_safe
def calendar(request: OfOfficer) -> HttpResponse:
    """Show the days of a year, the office hours, the versions, and the ways to correct them."""
    units, calendars, asked = units_of(request.seats), Calendars.in_force(), wanted(request.GET)
    unit = next((unit for unit in units if str(unit.pk) == request.GET.get("unit")), None)
    shown = calendars.of(unit.pk if unit else None)
    year = _year(request.GET.get("year", ""), shown)
    versions = CalendarVersion.objects.select_related("change__by", "unit").order_by("-created_at", "-pk")
    context = {
        "calendar": shown,
        "year": year,
        "years": range(shown.first.year, shown.last.year + 1),
        "unit": unit,
        "units": [(one, one.pk in calendars.by_unit) for one in units],
        "days": [_day_row(row) for row in shown.exceptions if _is_shown(row, year, asked)],
        **_office_hours(shown, unit, request.seats),
        **_looked_for(request, asked),
        "forms": [(name, form.title) for name, form in FORMS.items()],
        "versions": [one for one in versions.defer("content") if asked.fits(*_words_of(one))][:VERSIONS_SHOWN],
        "previews": list(_previews(request.seats, calendars.seen)),
        "changes": CalendarChange.objects.filter(finished_at=None),
    }
    return render(request, "manager/calendar.html", context)


@seated
@require_safe
def change(request: OfOfficer, pk: int) -> HttpResponse:
    """Show a change of the calendar: the decision, and how far the dossiers have been counted again."""
    units_of(request.seats)
    found = get_object_or_404(CalendarChange.objects.select_related("by"), pk=pk)
    if found.finished_at is None:
        leave_unused(request)
    concerned = shut.of(found, Dossier.objects.visible_to(request.seats), timezone.now())
    context = {
        "change": found,
        "versions": found.versions.select_related("unit").defer("content", "own"),
        "left": [row for row in concerned.untold if not row.calls],
        "called": [row for row in concerned.untold if row.calls],
        "shut": concerned.shut,
    }
    return render(request, "manager/calendar_change.html", context)


def units_of(seats: Seats) -> list[Unit]:
    """Return the units whose calendars this person may change; without an agency there is no such page."""
    agencies = seats.calendar_agency_ids
    if not agencies:
        raise Http404
    units = sorted(Unit.objects.all(), key=lambda one: (sort_key(one.name_vi), one.pk))
    return [unit for unit in units if unit.pk in agencies or unit.parent_id in agencies]


def _points_of(unit: Unit | None, today: date) -> list[Agency]:
    """Return the open receiving points that work by the calendar of a unit today, or by the common one."""
    known, slug = steady.now(), unit.slug if unit else ""
    points = (known.agencies.point(key, today) for key in dict.fromkeys(row.key for row in known.agencies.rows))
    return [one for one in points if one and (one.hours_of or _own_of(one)) == slug]


def _own_of(point: Agency) -> str:
    """Return whose calendar a receiving point works by that names none: a desk is a unit itself."""
    return point.key if point.kind is AgencyKind.DESK else ""


def _previews(seats: Seats, seen: str) -> Iterator[dict[str, object]]:
    """Yield the newest previews of this person and of colleagues, and what has become of each: one query."""
    kept = CalendarPreview.objects.filter(job__agency__in=seats.calendar_agency_ids).exclude(kind="")
    for one in kept.select_related("job__by", "change").order_by("-pk")[:PREVIEWS_SHOWN]:
        yield {"preview": one, "title": FORMS[one.kind].title, "state": _state_of(one, seen)}


def _state_of(preview: CalendarPreview, seen: str) -> str:
    """Return what has become of a preview, while the calendars of ``seen`` are in force."""
    if preview.change is not None:
        return _("applied at %(at)s") % {"at": vn_datetime(preview.change.created_at)}
    if preview.job.is_open:
        return _("being looked at")
    if preview.seen != seen:
        return _("no longer valid: the working calendar has changed")
    words = {
        JobState.DONE: _("looked at, not applied"),
        JobState.CANCELLED: _("stopped before its end"),
        JobState.STOPPED: _("could not be looked at to its end"),
    }
    return words[JobState(preview.job.state)]


def _year(typed: str, calendar: WorkingCalendar) -> int:
    """Return the year that is asked for, if it is covered; else this one, or the last that is."""
    if typed.isdecimal() and len(typed) == len("2026") and calendar.first.year <= int(typed) <= calendar.last.year:
        return int(typed)
    return min(timezone.localdate().year, calendar.last.year)


def _looked_for(request: OfOfficer, asked: Wanted) -> dict[str, object]:
    kept = [(name, request.GET[name]) for name in ("year", "unit") if request.GET.get(name)]
    return {"wanted": asked, "kept": kept}


def _is_shown(row: DayException, year: int, asked: Wanted) -> bool:
    """Say whether a day is shown: those of the year, or of all years what has the words that are looked for."""
    if not asked:
        return row.on.year == year
    return asked.fits(row.name.vi, row.name.en, row.source, vn_date(row.on))


def _words_of(version: CalendarVersion) -> Iterator[str]:
    """Yield what a version may be found by: its decision, when, whose and by whom."""
    yield version.decision
    yield vn_datetime(version.created_at)
    if version.unit:
        yield from (version.unit.name_vi, version.unit.name_en)
    if version.change and version.change.by:
        yield version.change.by.get_full_name()


def _day_row(row: DayException) -> dict[str, object]:
    return {"day": row, "weekday": localized(WEEKDAYS[row.on.weekday()])}


def _office_hours(calendar: WorkingCalendar, unit: Unit | None, reader: Seats) -> dict[str, object]:
    """Return the hours of today by weekday, all of them by date, and which receiving points work by them."""
    today = timezone.localdate()
    return {
        "week": _week(calendar.week_on(today)),
        "periods": list(_periods(calendar)),
        "points": _points_of(unit, today),
        "leads": bool(reader.managed_agency_ids),
        "administers": bool(reader.administered_agency_ids),
    }


def _week(week: Week) -> Iterable[tuple[str, str]]:
    """Return each weekday with its office hours."""
    for name, sessions in zip(WEEKDAYS, week, strict=True):
        yield localized(name), hours(sessions)


def _periods(calendar: WorkingCalendar) -> Iterator[tuple[date, str]]:
    """Yield from which day on which hours hold, in words; nothing of a calendar whose hours never change."""
    if calendar.periods:
        yield calendar.first, in_words(calendar.week, get_language())
    for period in calendar.periods:
        yield period.since, in_words(period.week, get_language())


def hours(sessions: Iterable[Session]) -> str:
    """Return sessions as they are read; empty where nobody works."""
    return ", ".join(f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in sessions)
