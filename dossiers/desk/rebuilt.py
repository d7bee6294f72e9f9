"""Papers that are printed on demand from a dossier's log, for whoever may see it at the desk: of a history, the control sheet."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, officer
from dossiers.desk.opened.page import visible
from dossiers.log.whole import log_of
from dossiers.pages.papers import as_pdf
from dossiers.papers.rebuilt import rebuildable, rebuilt
from dossiers.papers.sheets.control import pdf_of, sheet_of


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
