"""The register of returns, day by day: on the page, on paper to be signed, and as a file."""

from contextlib import suppress
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, officer
from dossiers.display.links import path_to
from dossiers.models import Format
from dossiers.pages.papers import handed_out
from dossiers.reports.official import returns as book
from dossiers.reports.sheets import MEDIA_TYPES

FORMS = (Format.XLSX.value, Format.CSV.value)
DAY = "ngay"
"""The day in the address: ``2026-11-25``."""
FIRST = date(2016, 1, 1)


@officer
@require_safe
def returns(request: OfOfficer) -> HttpResponse:
    """Show what was handed over on a day, of what its reader may see."""
    today = timezone.localdate()
    on = _day(request.GET.get(DAY, ""), today)
    context = {
        "on": on,
        "today": today,
        "rows": book.of_day(request.seats, on),
        "before": _address("returns", on - timedelta(days=1)) if on > FIRST else "",
        "after": _address("returns", on + timedelta(days=1)) if on < today else "",
        "files": [(form, _address("returns_file", on, form)) for form in FORMS],
    }
    return render(request, "desk/returns.html", context)


@officer
@require_safe
def returns_file(request: OfOfficer, form: str) -> HttpResponse:
    """Hand out the register of a day as a file; 404 for a form that there is not."""
    if form not in FORMS:
        raise Http404
    on = _day(request.GET.get(DAY, ""), timezone.localdate())
    made = book.file_of(book.of_day(request.seats, on), on, Format(form))
    return handed_out(made, MEDIA_TYPES[Format(form)], f"so-tra-ket-qua-{on:%Y%m%d}.{form}")


def _day(given: str, today: date) -> date:
    """Return the day of an address; today for one that makes no sense, or is still to come."""
    with suppress(ValueError):
        on = date.fromisoformat(given)
        return on if FIRST <= on <= today else today
    return today


def _address(name: str, on: date, *args: str) -> str:
    return f"{path_to(name, *args)}?{urlencode({DAY: on.isoformat()})}"
