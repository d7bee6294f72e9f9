"""The register of dossiers of a period: a page of it, what is printed of it, and files of it."""

import re
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signin import OfOfficer, officer
from dossiers import queries
from dossiers.display.formats import vn_date, vn_number
from dossiers.display.links import came_from
from dossiers.manager import past
from dossiers.manager.asked import Asked, Asking, asked_of
from dossiers.manager.lists.unlisted import without_unlisted
from dossiers.manager.reports import BegunForm, reporting_scope
from dossiers.manager.words import period_labels
from dossiers.models import Dossier, Format
from dossiers.models.desk.closings import book_of
from dossiers.pages.jobs import begin_file, begin_print
from dossiers.pages.papers import handed_out
from dossiers.papers.books import volumes
from dossiers.papers.books.register import pdf_of
from dossiers.refusals import Refusal
from dossiers.reports import counted, export
from dossiers.reports.loading import history_loaded_until
from dossiers.reports.official import books
from dossiers.reports.official.register import Book, Entry, accepted, entries_of
from dossiers.reports.official.wording import form_of_register
from dossiers.reports.periods import named, usual
from procedures import steady

OF_REGISTER = Asking(BegunForm, usual, ("unit",))
YEAR = re.compile(r"20\d\d")
"""The years of which there may be a register."""
PAGE = 30
"""Lines of a page."""
MOST_PRINTED = volumes.LINES
"""Lines in a PDF that somebody waits for: they take ten to twenty seconds; more are volumes, and a job."""
FILE = (
    "number", "code", "procedure", "sets", "applicant", "organisation", "address", "phone", "in_charge", "accepted",
    "received_by", "handed_over", "handed_over_by", "first_due", "returned", "returned_by", "signed", "way", "note",
)  # fmt: skip
"""The columns of a file of the register."""


@officer
@require_safe
def register_book(request: OfOfficer) -> HttpResponse:
    """Show a page of the register."""
    asked = _asked(request)
    if answer := past.period_refused(request, asked, _("Register of dossiers")):
        return answer
    page = queries.page_of(
        accepted(asked.selection, asked.period), by="accepted_at", after=request.GET.get("after", ""), most=PAGE
    )
    total = counted.figure(asked.selection, asked.period, asked.now, "received")
    context = {
        "asked": asked,
        "rows": _with_ways(request, entries_of([row.pk for row in page.rows], unnamed=asked.scope.unlisted)),
        "total": total,
        "loaded_until": history_loaded_until(),
        "page": queries.links(page, request.GET),
        **_beside(request, asked),
        "pdf": f"{reverse('register_pdf')}?{asked.query()}" if total <= MOST_PRINTED else "",
        "volumes": -(-total // volumes.LINES),
        "lines": volumes.LINES,
        "export_to": f"{reverse('register_file')}?{asked.query()}",
    }
    return render(request, "manager/register.html", context)


def _beside(request: OfOfficer, asked: Asked) -> dict[str, object]:
    """Return what stands beside the lines: the form by the set of its last day, the other periods, how the book of the year stands."""
    form = form_of_register(steady.now().regimes, asked.period, timezone.localdate(asked.now))
    return {"form": form, "periods": _periods(asked), "book": _book(request, asked)}


@officer
@require_safe
def register_pdf(request: OfOfficer) -> HttpResponse:
    """Print the register of a period; what is wrong or too long leads to the page that says so."""
    asked = _asked(request)
    ids = list(accepted(asked.selection, asked.period).values_list("pk", flat=True)[: MOST_PRINTED + 1])
    if asked.form.errors or len(ids) > MOST_PRINTED:
        return redirect(f"{reverse('register_book')}?{request.GET.urlencode()}")
    with translation.override("vi"):
        entries = entries_of(ids, unnamed=asked.scope.unlisted)
    by = request.user.get_full_name()
    book = Book.of(asked.selection, asked.period, entries, at=asked.now, by=by)
    name = f"so-theo-doi-{asked.period.start:%Y%m%d}-{asked.period.end:%Y%m%d}.pdf"
    return handed_out(pdf_of(book), "application/pdf", name)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def register_file(request: OfOfficer) -> HttpResponse:
    """Have a file made of the register of a period, by a job; whoever comes by the address alone is led to the page."""
    asked, form = _asked(request), request.POST.get("format", "")
    if request.method != "POST" or asked.form.errors:
        return redirect(f"{reverse('register_book')}?{request.GET.urlencode()}")
    if form not in Format:
        raise Http404
    found, kept_out = accepted(asked.selection, asked.period), asked.scope.unlisted
    # The book is in Vietnamese alone, as its form is.
    with translation.override("vi"):
        days = f"{vn_date(asked.period.start)}–{vn_date(asked.period.end)}"
        title = " · ".join([_("Register of dossiers"), days, *asked.words.values()])
        wanted = export.Asked(found, FILE, title, Format(form), export.By.FIGURES)
        if form != Format.VOLUMES:
            without, unsaid = without_unlisted(found, kept_out)
            title = " · ".join([title, *unsaid])
            return begin_file(request, replace(wanted, dossiers=without, title=title), asked.now)
        book = Book.of(asked.selection, asked.period, (), at=asked.now, by=request.user.get_full_name())
        return begin_print(request, replace(wanted, columns=()), book, asked.now)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def close_book(request: OfOfficer) -> HttpResponse:
    """Close the register of a year of the agency that one answers for; what is refused is said above the register."""
    year = request.POST.get("year", "")
    agencies = request.seats.managed_agency_ids
    if not agencies:
        raise Http404
    if request.method != "POST" or not YEAR.fullmatch(year):
        return redirect("register_book")
    try:
        closed = books.close(
            agencies[0], int(year), seen=request.POST.get("meant", ""), by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("The register of %(year)s is closed. Its last number is %(n)s.")
        messages.success(request, words % {"year": year, "n": vn_number(closed.count)})
    return redirect(f"{reverse('register_book')}?start={year}-01-01&end={year}-12-31")


def _book(request: OfOfficer, asked: Asked) -> dict[str, object] | None:
    """Return how the register of the year stands that is shown as a whole agency's; None for a part of one."""
    agencies, period = asked.selection.agencies, asked.period
    if period.start.year != period.end.year or len(agencies) != 1 or asked.selection.is_within:
        return None
    year, closed = period.end.year, books.closing_of(agencies[0], period.end.year)
    may_close = not closed and agencies[0] in request.seats.managed_agency_ids and books.is_over(year, asked.now)
    return {"year": year, "closed": closed, "lines": book_of(agencies[0], year).count() if may_close else None}


def _asked(request: OfOfficer) -> Asked:
    """Read of which days the register is wanted. Raises ``Http404`` for whoever reports on no unit."""
    reporting_scope(request)
    return asked_of(request, OF_REGISTER)


def _with_ways(request: OfOfficer, entries: list[Entry]) -> list[tuple[Entry, str]]:
    """Return lines with the addresses of their dossiers, of those that somebody may see."""
    ids = [entry.pk for entry in entries]
    seen = set(Dossier.objects.visible_to(request.seats).filter(pk__in=ids).values_list("pk", flat=True))
    came = came_from(request.get_full_path())
    return [(e, f"{reverse('desk_file', args=[e.code])}?{came}" if e.pk in seen else "") for e in entries]


def _periods(asked: Asked) -> list[tuple[str, str, bool]]:
    """Return the periods that are one press away: what each is called, its address, and whether it is shown."""
    labels, found = period_labels(), named(asked.today)
    return [(labels[name], f"?{asked.query(period=period)}", period == asked.period) for name, period in found.items()]
