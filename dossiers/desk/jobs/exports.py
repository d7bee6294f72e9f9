"""An officer's files of lists: asking for one, how far each is, and handing it out to its author alone."""

from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.sessions import leave_unused
from accounts.signin import OfOfficer, officer
from dossiers import jobs, search
from dossiers.desk.lists.chips import in_words
from dossiers.desk.lists.tabs import tab_labels
from dossiers.desk.worklist import filters_of, narrowed
from dossiers.display.links import path_to
from dossiers.lists.columns import CHOSEN, remembered
from dossiers.lists.listed import fitting, listed
from dossiers.models import Export, Format, JobState
from dossiers.pages.jobs import begin_file, progress_of
from dossiers.refusals.workbench import FileOfFormerSeat, FilterGone
from dossiers.reports import export as making
from dossiers.reports.official.issued import STEMS
from dossiers.reports.sheets import MEDIA_TYPES, ROWS

ALWAYS = ("code", "subject", "marks", "proposed", "outcome", "owed", "deadline_word", "deadline")
"""What every list says of each of its dossiers."""
PARTS = {"applicant": ("applicant", "organisation"), "holder": ("holder", "step"), "due": ("due", "verdict")}
"""What stands in one column of a page and has its own in a file."""
SHOWN = 50
"""Files on the page; more are made within the thirty days of their jobs by nobody."""


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: OfOfficer) -> HttpResponse:
    """List the officer's files, the newest first; ask for one of the list that is named in the address."""
    if request.method != "POST":
        found = _own(request).order_by("-pk")[:SHOWN]
        return render(request, "desk/exports.html", {"rows": [(one, progress_of(one.job)) for one in found]})
    form, now = request.POST.get("format", ""), timezone.now()
    if form not in ROWS:
        raise Http404
    try:
        wanted = _asked(request, Format(form), now)
    except FilterGone as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{path_to('worklist')}?{filters_of(request, now).query()}")
    return begin_file(request, wanted, now)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: OfOfficer, pk: int) -> HttpResponse:
    """Show how far a file is; stop it, if that is what its author wants."""
    found = get_object_or_404(_own(request), pk=pk)
    if request.method == "POST":
        if not jobs.cancel(found.job_id, by=request.user, at=timezone.now()):
            messages.info(request, _("Nothing was changed: the file had come to its end already."))
        return redirect("export", pk=pk)
    if found.job.is_open:
        leave_unused(request)
    return render(request, "desk/export.html", _page(request, found))


@officer
@require_safe
def export_file(request: OfOfficer, pk: int) -> HttpResponseBase:
    """Hand out a file that is made, in a box in which it can do nothing."""
    found = get_object_or_404(_own(request).filter(job__state=JobState.DONE, size__gt=0), pk=pk)
    if not making.is_open_to(found, request.seats):
        raise FileOfFormerSeat
    response = StreamingHttpResponse(making.bytes_of(found), content_type=MEDIA_TYPES[Format(found.format)])
    response.headers["Content-Length"] = str(found.size)
    response.headers["Content-Disposition"] = f'attachment; filename="{_name(found)}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _own(request: OfOfficer) -> QuerySet[Export]:
    """Narrow to the officer's own; the ids of their dossiers are left where they are."""
    own = Export.objects.filter(job__by=request.user)
    return own.select_related("job__by", "job__cancelled_by").defer("dossiers")


def _name(found: Export) -> str:
    what = STEMS.get(str((found.job.arguments or {}).get("register", "")), "ho-so")
    return f"{what}-{timezone.localtime(found.job.created_at):%Y%m%d-%H%M}.{found.format}"


def _page(request: OfOfficer, found: Export) -> dict[str, object]:
    is_made = found.job.state == JobState.DONE and found.size > 0
    is_open = making.is_open_to(found, request.seats)
    return {
        "export": found,
        "job": found.job,
        "progress": progress_of(found.job),
        "form": Format(found.format).label,
        "name": _name(found) if is_made and is_open else "",
        "refused": "" if is_open else str(FileOfFormerSeat()),
        "most": making.MOST,
    }


def _asked(request: OfOfficer, form: Format, now: datetime) -> making.Asked:
    """Return what the list of an address has."""
    today = timezone.localdate(now)
    filters = narrowed(request, now)
    shown = filters.columns or remembered(request.user.pk) or CHOSEN
    columns = tuple(part for name in (*ALWAYS, *shown) for part in PARTS.get(name, (name,)))
    name = f"{_('Search')}: {filters.text}" if filters.text else tab_labels()[filters.list]
    title = " · ".join(filter(None, (name, in_words(filters, today))))
    if filters.text:
        found = fitting(search.search(filters.text, request.seats), filters, request.seats, now)
        return making.Asked(found, columns, title, form)
    return making.Asked(listed(filters, request.seats, now).in_order, columns, title, form)
