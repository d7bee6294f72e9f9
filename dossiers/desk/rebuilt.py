"""The papers of a history, printed from its record for whoever may see the dossier (``papers.rebuilt``)."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, officer
from dossiers.desk.opened.page import visible
from dossiers.log.whole import log_of
from dossiers.pages.papers import as_pdf
from dossiers.papers.rebuilt import rebuildable, rebuilt


@officer
@require_safe
def rebuilt_paper(request: OfOfficer, code: str, number: int) -> HttpResponse:
    """Show the paper of the event with a number; 404 for whoever does not see the dossier and where there was none."""
    events, _known = log_of(visible(request, code))
    found = next((one for one in rebuildable(events) if one[0].sequence == number), None)
    if found is None:
        raise Http404
    return as_pdf(rebuilt(*found), f"tai-lap-{code}-{number}.pdf")
