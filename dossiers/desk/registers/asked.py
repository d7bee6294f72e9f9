"""What both registers ask: what is looked for in them, and the file of what they show."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.seats import Seats
from accounts.signin import OfOfficer
from dossiers import search
from dossiers.display.formats import vn_number
from dossiers.lists.paging import ROWS as LEAF
from dossiers.models import ClosedLetters, ClosedResults, Format
from dossiers.models.result import spellings
from dossiers.pages.forms import PlainText
from dossiers.pages.jobs import begin_register
from dossiers.papers.books.letters import is_open_to
from dossiers.refusals import Refusal
from dossiers.refusals.report import BookOfAgency
from dossiers.reports.export import MOST, Asked
from dossiers.reports.official.books import is_over
from dossiers.reports.official.issued import LAYOUTS, Register
from dossiers.reports.official.letters import Numbered
from dossiers.reports.sheets import ROWS


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is asked for: a kind ("" for all), a year, what is looked for ("" for nothing), and how it stands ("" for all)."""

    kind: str
    year: int
    text: str
    state: str = ""

    @property
    def is_part(self) -> bool:
        """Whether it is a part of a book."""
        return bool(self.text or self.state)


SYMBOL = re.compile(r"[A-Za-zĐđ]{2,10}(?:-[A-Za-zĐđ]{0,20})?")
"""What stands behind the stroke of a number and tells the kind: GCN, GP-STTTT."""
YEAR = re.compile(r"20\d\d", re.ASCII)
"""The years of which there may be a book."""
FIRST_YEAR = 2016
"""The year of the oldest dossiers."""
WHOLE = "tat-ca"
"""In the address: all on one page, to be printed."""
MOST_PRINTED = 1_000
"""Rows of such a page; a book of more is a job, or a file."""
MOST_LETTERS = 200
"""Of what is looked for."""


class RegisterForm(forms.Form):
    """Which register is looked at: a kind, a year, and what is looked for in it."""

    is_filter = True

    def __init__(
        self,
        data: Mapping[str, str],
        *,
        today: date,
        label: str,
        kinds: Mapping[str, str],
        states: Mapping[str, str] | None = None,
    ) -> None:
        """Ask among ``kinds``, and how it stands among ``states``, if it does: their values, and what they are called."""
        super().__init__({"year": str(today.year), **data}, use_required_attribute=False)
        self.kinds, self.year, self.states = kinds, today.year, states or {}
        years = [(str(year), str(year)) for year in range(today.year, FIRST_YEAR - 1, -1)]
        choices = [("", _("All kinds")), *kinds.items()]
        self.fields["kind"] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.fields["year"] = forms.ChoiceField(label=_("Year"), choices=years, required=False)
        if states:
            every = [("", _("All states")), *states.items()]
            self.fields["state"] = forms.ChoiceField(label=_("State"), choices=every, required=False)
        self.fields["q"] = PlainText(
            label=_("Number, symbol, dossier or name"), max_length=MOST_LETTERS, required=False
        )

    @property
    def chosen(self) -> Chosen:
        """What is asked for; all kinds of this year where the address makes no sense."""
        found = self.cleaned_data if self.is_valid() else {}
        year = int(found.get("year") or self.year)
        return Chosen(found.get("kind", ""), year, found.get("q", ""), found.get("state", ""))

    @property
    def words(self) -> str:
        """The same in words."""
        chosen = self.chosen
        state = self.states.get(chosen.state, "")
        return " · ".join(filter(None, (self.kinds.get(chosen.kind, ""), str(chosen.year), state, chosen.text)))


def rows_of(query: Mapping[str, str]) -> int:
    """Return how many rows a page shows: a leaf of them, or what is printed at once."""
    return MOST_PRINTED if WHOLE in query else LEAF


def fitting[Found: QuerySet[Any]](found: Found, text: str, seats: Seats, *names: str) -> Found:
    """Narrow to what has a number that begins so, or a symbol that does, or belongs to a dossier that the desk's search finds in these seats.

    ``names``: columns of the rows themselves in which the words may stand.
    """
    if not text:
        return found
    # With a stroke it is a number, of one row, and no word; an address from a code has strokes too.
    is_number = "/" in text and "://" not in text
    fits = Q() if is_number else Q(dossier__in=search.search(text, seats))
    for spelling in spellings(text):
        fits |= Q(number__istartswith=spelling)
    if SYMBOL.fullmatch(text):
        fits |= Q(number__icontains=f"/{text}")
    for name in names:
        fits |= Q(**{f"{name}__icontains": text})
    return found.filter(fits)


def file_of(
    request: OfOfficer, register: Register, found: QuerySet[Any], form: RegisterForm, now: datetime
) -> HttpResponse:
    """Begin the file of what a register shows, in its order; Http404 for a kind of file that there is not."""
    kind = request.POST.get("format", "")
    if kind not in ROWS:
        raise Http404
    title = f"{LAYOUTS[register].name} · {form.words}"
    ids = list(found.values_list("pk", flat=True)[: MOST + 1])
    return begin_register(request, register, Asked(ids, (), title, Format(kind)), now)


def printing_agencies(seats: Seats) -> list[int]:
    """Return the agencies whose books somebody may print."""
    return [seat.agency_id for seat in seats if is_open_to(seats, seat.agency_id)]


def has_book(form: RegisterForm, kinds: Collection[str], seats: Seats) -> bool:
    """Say whether what is shown is a book, of one of these kinds, that its reader may have on paper."""
    return form.chosen.kind in kinds and not form.chosen.is_part and bool(printing_agencies(seats))


def book_asked(form: RegisterForm, kinds: Collection[str], seats: Seats) -> tuple[int, str, int]:
    """Return of which agency, kind and year a book is to be printed, whatever is looked for in it.

    Raises Http404 where there is none such, and ``BookOfAgency``.
    """
    if not form.is_valid() or form.chosen.kind not in kinds:
        raise Http404
    agencies = printing_agencies(seats)
    if not agencies:
        raise BookOfAgency
    return agencies[0], form.chosen.kind, form.chosen.year


@dataclass(frozen=True, slots=True)
class Standing:
    """How the book of a kind and a year stands."""

    closed: ClosedLetters | ClosedResults | None
    lines: int | None
    """How many there are, where its reader may close it."""


def standing_of(
    book: Numbered[Any], chosen: Chosen, kinds: Collection[str], seats: Seats, now: datetime
) -> Standing | None:
    """Return how the book that is shown as a whole stands, to who may print or close it; None for all else."""
    manages = seats.managed_agency_ids
    if chosen.kind not in kinds or chosen.is_part or not (agencies := manages or printing_agencies(seats)):
        return None
    closed = book.closing_of(agencies[0], chosen.kind, chosen.year)
    may_close = not closed and manages and is_over(chosen.year, now)
    return Standing(closed, book.lines_of(agencies[0], chosen.kind, chosen.year).count if may_close else None)


def close_asked(
    request: OfOfficer, book: Numbered[Any], kinds: Collection[str], page: str, closed: str
) -> HttpResponse:
    """Close the book of a kind and a year of the agency that one answers for; what is refused is said above the register.

    ``page`` is the name of the register's page, ``closed`` what is said of one that was closed, with its year and number of lines.
    """
    kind, year = request.POST.get("kind", ""), request.POST.get("year", "")
    agencies = request.seats.managed_agency_ids
    if not agencies:
        raise Http404
    if request.method != "POST" or not YEAR.fullmatch(year) or kind not in kinds:
        return redirect(page)
    seen = request.POST.get("meant", "")
    try:
        row = book.close(agencies[0], kind, int(year), seen=seen, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, closed % {"year": year, "n": vn_number(row.count)})
    return redirect(f"{reverse(page)}?kind={kind}&year={year}")
