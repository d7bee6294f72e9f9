"""The register of papers: the official forms that were issued, by kind and year, the newest first."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.seats import Seats
from accounts.signin import OfOfficer, officer
from dossiers.commands.deciding.sending import sent_among
from dossiers.desk.registers.asked import (
    Chosen,
    RegisterForm,
    book_asked,
    close_asked,
    file_of,
    fitting,
    has_book,
    rows_of,
    standing_of,
)
from dossiers.display.agency.signers import signers_of
from dossiers.display.labels import PAPER_LABELS
from dossiers.lists.paging import leaf_of
from dossiers.models import Format, Letter, OwnPaper
from dossiers.pages.jobs import begin_letters
from dossiers.papers.books import volumes
from dossiers.papers.books.letters import LetterBook
from dossiers.reports.official.issued import Register
from dossiers.reports.official.letters import LETTERS
from procedures.machine import Paper
from procedures.time.calendar import LOCAL


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
    page = leaf_of(shown, request.GET, by="issued_at", read=_instant, most=rows_of(request.GET))
    context = {"page": page, "signers": signers_of(page.rows), "sent": sent_among(page.rows)} | _context(
        request, form, now
    )
    return render(request, "desk/letters.html", context)


def _context(request: OfOfficer, form: RegisterForm, now: datetime) -> dict[str, object]:
    return {
        "form": form,
        "year": form.chosen.year,
        "now": now,
        "has_book": has_book(form, NUMBERED, request.seats),
        "lines": volumes.LINES,
        "book": standing_of(LETTERS, form.chosen, NUMBERED, request.seats, now),
    }


NUMBERED = frozenset({*(paper.value for paper in Paper), OwnPaper.COVER_NOTE.value})
"""The kinds of paper that are numbered in a book of their own; a proof of filing has the number of its dossier."""


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def close_letters(request: OfOfficer) -> HttpResponse:
    """Close the book of a kind of paper and a year."""
    return close_asked(request, LETTERS, NUMBERED, "letters", _("The book of %(year)s is closed with %(n)s papers."))


def _asked_for(chosen: Chosen, seats: Seats) -> QuerySet[Letter]:
    """Narrow to the papers of a year that are looked for, of those that somebody in these seats may see."""
    begins, ends = (datetime(each, 1, 1, tzinfo=LOCAL) for each in (chosen.year, chosen.year + 1))
    found = Letter.objects.visible_to(seats).filter(issued_at__gte=begins, issued_at__lt=ends)
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    return fitting(found, chosen.text, seats)
