"""The register of papers: the official forms that were issued, by kind and year, the newest first."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.seats import Seats
from accounts.signin import OfOfficer, officer
from dossiers.desk.registers.asked import (
    Chosen,
    RegisterForm,
    book_asked,
    file_of,
    fitting,
    has_book,
    printing_agencies,
)
from dossiers.display.formats import vn_number
from dossiers.display.labels import PAPER_LABELS
from dossiers.lists.paging import leaf_of
from dossiers.models import ClosedLetters, Format, Letter
from dossiers.models.desk.closings import lines_of_letters
from dossiers.pages.jobs import begin_letters
from dossiers.papers.books import volumes
from dossiers.papers.books.letters import LetterBook
from dossiers.refusals import Refusal
from dossiers.reports.official import letters as books
from dossiers.reports.official.books import is_over
from dossiers.reports.official.issued import Register
from procedures.machine import Paper
from procedures.time.calendar import LOCAL

YEAR = re.compile(r"20\d\d")
"""The years of which there may be a book."""


def _instant(text: str) -> datetime:
    """Return an instant with its zone; ValueError for all else."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: OfOfficer) -> HttpResponse:
    """Show the papers that were issued in a year for the dossiers that the officer sees, the newest first; or begin a file of them."""
    now = timezone.now()
    kinds = {kind.value: str(label) for kind, label in PAPER_LABELS.items()}
    form = RegisterForm(request.GET.dict(), today=timezone.localdate(now), label=_("Kind of paper"), kinds=kinds)
    found = _asked_for(form.chosen, request.seats)
    if request.method == "POST" and request.POST.get("format") == Format.VOLUMES:
        return begin_letters(request, LetterBook(*book_asked(form, NUMBERED, request.seats)), now)
    if request.method == "POST":
        return file_of(request, Register.LETTERS, found.order_by("-issued_at", "-pk"), form, now)
    shown = found.select_related("dossier", "event__actor", "event__on_behalf_of")
    page = leaf_of(shown, request.GET, by="issued_at", read=_instant)
    context = {
        "form": form,
        "year": form.chosen.year,
        "page": page,
        "has_book": has_book(form, NUMBERED, request.seats),
        "lines": volumes.LINES,
        "book": _standing(request, form.chosen, now),
    }
    return render(request, "desk/letters.html", context)


NUMBERED = frozenset(paper.value for paper in Paper)
"""The kinds of paper that are numbered in a book of their own; a proof of filing has the number of its dossier."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the book of a kind and a year stands."""

    closed: ClosedLetters | None
    lines: int | None
    """How many there are, where its reader may close it."""


def _standing(request: OfOfficer, chosen: Chosen, now: datetime) -> Standing | None:
    """Return how the book that is shown as a whole stands, to who may print or close it; None for all else."""
    manages = request.seats.managed_agency_ids
    if chosen.kind not in NUMBERED or chosen.text or not (agencies := manages or printing_agencies(request.seats)):
        return None
    closed = books.closing_of(agencies[0], chosen.kind, chosen.year)
    may_close = not closed and manages and is_over(chosen.year, now)
    return Standing(closed, lines_of_letters(agencies[0], chosen.kind, chosen.year).count if may_close else None)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def close_letters(request: OfOfficer) -> HttpResponse:
    """Close the book of a kind and a year of the agency that one answers for; what is refused is said above the register."""
    kind, year = request.POST.get("kind", ""), request.POST.get("year", "")
    agencies = request.seats.managed_agency_ids
    if not agencies:
        raise Http404
    if request.method != "POST" or not YEAR.fullmatch(year) or kind not in NUMBERED:
        return redirect("letters")
    try:
        closed = books.close(
            agencies[0], Paper(kind), int(year), seen=request.POST.get("meant", ""), by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("The book of %(year)s is closed with %(n)s papers.")
        messages.success(request, words % {"year": year, "n": vn_number(closed.count)})
    return redirect(f"{reverse('letters')}?kind={kind}&year={year}")


def _asked_for(chosen: Chosen, seats: Seats) -> QuerySet[Letter]:
    """Narrow to the papers of a year that are looked for, of those that somebody in these seats may see."""
    begins, ends = (datetime(each, 1, 1, tzinfo=LOCAL) for each in (chosen.year, chosen.year + 1))
    found = Letter.objects.visible_to(seats).filter(issued_at__gte=begins, issued_at__lt=ends)
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    return fitting(found, chosen.text, seats)
