"""The register of results: what was issued, by kind and year, in the order of the numbers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Role
from accounts.seats import Seats
from accounts.signin import OfOfficer, officer
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
from dossiers.desk.registers.states import LABELS, narrowed
from dossiers.display.labels import standing_label
from dossiers.lists.paging import leaf_of
from dossiers.models import Attachment, Format, Result
from dossiers.models.result import KIND_LABELS, ResultQuerySet
from dossiers.pages.decision import signed_by
from dossiers.pages.jobs import begin_results
from dossiers.pages.links import Ended, ended_of, extended_by
from dossiers.papers.books import volumes
from dossiers.papers.books.results import ResultBook
from dossiers.reports.official.issued import Register
from dossiers.reports.official.letters import RESULTS
from procedures.machine import Text

MOST_OWN = 50
"""Of what somebody has recorded for another agency, the last ones are listed."""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A result as a row of the register."""

    result: Result
    outcome: Text | None
    procedure: Text
    state: str
    """Whether it holds, in words."""
    last_day: date | None
    """The last day on which it holds, extensions counted."""
    ended: Ended | None
    extended_by: Result | None
    signed_by: str
    """Who signed what another agency decided; "" where it is ours, or nobody entered it."""


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: OfOfficer) -> HttpResponse:
    """Show a year of a register, newest number first; or begin a file of it."""
    now = timezone.now()
    today = timezone.localdate(now)
    kinds = {kind.value: str(label) for kind, label in KIND_LABELS.items()}
    states = {state: str(label) for state, label in LABELS.items()}
    form = RegisterForm(request.GET.dict(), today=today, label=_("Kind of result"), kinds=kinds, states=states)
    found = _asked_for(form.chosen, request.seats, today)
    if request.method == "POST" and request.POST.get("format") == Format.VOLUMES:
        return begin_results(request, ResultBook(*book_asked(form, KINDS, request.seats)), now)
    if request.method == "POST":
        return file_of(request, Register.RESULTS, found.order_by("-dated", "-pk"), form, now)
    leaf = leaf_of(_joined(found), request.GET, by="dated", read=date.fromisoformat, most=rows_of(request.GET))
    rows = [_row(result, today) for result in leaf.rows]
    context = {"form": form, "year": form.chosen.year, "now": now, "page": leaf, "rows": rows}
    context |= {"has_book": has_book(form, KINDS, request.seats), "lines": volumes.LINES}
    context["own"] = _own(request, form.chosen.year)
    context["book"] = standing_of(RESULTS, form.chosen, KINDS, request.seats, now)
    return render(request, "desk/register.html", context)


KINDS = frozenset(kind.value for kind in KIND_LABELS)
"""The kinds of result, each with a book of its own."""


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def close_results(request: OfOfficer) -> HttpResponse:
    """Close the book of a kind of result and a year."""
    return close_asked(request, RESULTS, KINDS, "register", _("The book of %(year)s is closed with %(n)s results."))


def _own(request: OfOfficer, year: int) -> list[Result]:
    """Return what somebody of the provincial office has recorded, whose dossier is back with the agency; nothing for all others.

    Each with its ``own_scans``, which whoever sent a file may open wherever the dossier is.
    """
    if not request.seats.has(Role.PROVINCIAL_OFFICE):
        return []
    found = Result.objects.filter(event__actor=request.user, event__role=Role.PROVINCIAL_OFFICE, dated__year=year)
    scans = Attachment.objects.filter(uploaded_by=request.user)
    joined = found.select_related("dossier", "event").prefetch_related(
        Prefetch("event__attachments", scans, to_attr="own_scans")
    )
    return list(joined.order_by("-event__at")[:MOST_OWN])


def _asked_for(chosen: Chosen, seats: Seats, today: date) -> ResultQuerySet:
    """Narrow to the results of a year that are looked for, of those that somebody in these seats may see."""
    found = Result.objects.visible_to(seats).filter(dated__year=chosen.year)
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.state:
        found = narrowed(found, chosen.state, today)
    return fitting(found, chosen.text, seats, "holder")


def _joined(found: ResultQuerySet) -> ResultQuerySet:
    """Fetch all that the rows of a page need."""
    joined = found.select_related(
        "dossier__version",
        "event",
        "signer",
        "revocation__actor",
        "revocation__payload",
        "earlier__revocation__actor",
        "earlier__revocation__payload",
    )
    return joined.defer("dossier__version__text").with_later()


def _row(result: Result, today: date) -> RegisterRow:
    machine = result.dossier.machine
    outcome = machine.outcome(result.outcome)
    return RegisterRow(
        result=result,
        outcome=outcome.label if outcome else None,
        procedure=machine.name,
        state=standing_label(result.validity(today), is_handed_over=result.dossier.returned_at is not None),
        last_day=result.last_day,
        ended=ended_of(result, today),
        extended_by=extended_by(result),
        signed_by=signed_by(result.event),
    )
