"""Papers that are printed on demand for whoever may see a dossier: of a history, its control sheet, a letter before it is signed."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Role
from accounts.signin import OfOfficer, officer
from dossiers import acts, policy
from dossiers.commands import notes
from dossiers.desk.opened.page import visible
from dossiers.log import appointments
from dossiers.log.whole import log_of
from dossiers.models import Door, Dossier
from dossiers.pages.acting.apologies import day_of
from dossiers.pages.forms import MOST_WORDS
from dossiers.pages.papers import as_pdf
from dossiers.papers.apology import GAP, Proposal, draft_of
from dossiers.papers.recorded.rebuilt import rebuildable, rebuilt
from dossiers.papers.registry import PAPERS
from dossiers.papers.sheets.control import pdf_of, sheet_of
from procedures.machine import Paper


@officer
@require_safe
def rebuilt_paper(request: OfOfficer, code: str, number: int) -> HttpResponse:
    """Show the paper of the event with a number; 404 for whoever does not see the dossier and where there was none."""
    events, _known = log_of(_read(request, code))
    found = next((one for one in rebuildable(events) if one[0].sequence == number), None)
    if found is None:
        raise Http404
    return as_pdf(rebuilt(*found), f"tai-lap-{code}-{number}.pdf")


@officer
@require_safe
def control_sheet(request: OfOfficer, code: str) -> HttpResponse:
    """Show the sheet as it is now; 404 for whoever does not see the dossier, and where the forms in force have none."""
    dossier = _read(request, code)
    log, _known = log_of(dossier)
    try:
        sheet = sheet_of(dossier, log, timezone.now())
    except LookupError as none:
        raise Http404 from none
    return as_pdf(pdf_of(sheet), f"phieu-kiem-soat-{code}.pdf")


@officer
@require_safe
def late_letter(request: OfOfficer, code: str) -> HttpResponse:
    """Show the letter of apology that waits for a signature as this person would sign it; 404 where none waits."""
    dossier = visible(request, code)
    row = appointments.waiting_reasons().filter(dossier=dossier).first()
    if row is None or not request.seats.about(dossier).has(Role.DEPARTMENT_LEADER):
        raise Http404
    return _letter(request, dossier, Proposal(row.reason, row.day))


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def apology_preview(request: OfOfficer, code: str, action: str) -> HttpResponse:
    """Show the letter of apology that somebody is writing as it would be printed; nothing is kept. On a GET, go back to the file."""
    dossier = visible(request, code)
    if request.method != "POST":
        return redirect("desk_file", code=code)
    chosen = acts.find(dossier.machine, dossier.state, action) if action in appointments.APOLOGISING else None
    if chosen is None or not any(
        policy.may(one, chosen, dossier) for one in policy.actors(request.user, request.seats)
    ):
        raise Http404
    reason = request.POST.get("reason", "")[:MOST_WORDS].strip()
    day = day_of(request.POST.get("date", ""), action, dossier, timezone.now())
    return _letter(request, dossier, Proposal(reason or GAP, day))


def _read(request: OfOfficer, code: str) -> Dossier:
    """Return a dossier of which somebody reads a paper, which is noted down."""
    dossier = visible(request, code)
    notes.reads(request.user, request.seats, dossier, Door.ISSUED, at=timezone.now())
    return dossier


def _letter(request: OfOfficer, dossier: Dossier, proposal: Proposal) -> HttpResponse:
    # Imported here: most requests print nothing, and the press holds 20 MB.
    from dossiers.papers.press import printed

    log, _known = log_of(dossier)
    letter = draft_of(dossier, proposal, log, by=request.user, at=timezone.now())
    return as_pdf(printed(PAPERS[Paper.APOLOGY].template, letter), f"phieu-xin-loi-{dossier.code}.pdf")
