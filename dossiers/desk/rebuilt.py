"""Papers that are printed on demand for whoever may see a dossier: of a history, its control sheet, a letter before it is signed."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import Role
from accounts.signin import OfOfficer, officer
from dossiers.desk.opened.page import visible
from dossiers.log import appointments
from dossiers.log.effective import effective
from dossiers.log.whole import log_of
from dossiers.pages.papers import as_pdf
from dossiers.papers.apology import draft_of
from dossiers.papers.recorded.rebuilt import rebuildable, rebuilt
from dossiers.papers.registry import PAPERS
from dossiers.papers.sheets.control import pdf_of, sheet_of
from procedures.machine import Paper


@officer
@require_safe
def rebuilt_paper(request: OfOfficer, code: str, number: int) -> HttpResponse:
    """Show the paper of the event with a number; 404 for whoever does not see the dossier and where there was none."""
    events, _known = log_of(visible(request, code))
    found = next((one for one in rebuildable(events) if one[0].sequence == number), None)
    if found is None:
        raise Http404
    return as_pdf(rebuilt(*found), f"tai-lap-{code}-{number}.pdf")


@officer
@require_safe
def control_sheet(request: OfOfficer, code: str) -> HttpResponse:
    """Show the sheet as it is now; 404 for whoever does not see the dossier, and where the forms in force have none."""
    dossier = visible(request, code)
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
    # Imported here: most requests print nothing, and the press holds 20 MB.
    from dossiers.papers.press import printed

    dossier = visible(request, code)
    log, _known = log_of(dossier)
    row, now = appointments.waiting_reasons().filter(dossier=dossier).first(), timezone.now()
    if row is None or not request.seats.has(Role.DEPARTMENT_LEADER):
        raise Http404
    letter = draft_of(dossier, row, effective(log), by=request.user, at=now)
    return as_pdf(printed(PAPERS[Paper.APOLOGY].template, letter), f"phieu-xin-loi-{code}.pdf")
