"""The administrator's pages of jobs: all that there are, and one with what became of its items."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.contrib import messages
from django.db.models import F, Func, Q, TextField
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.rows import is_row
from accounts.sessions import leave_unused
from accounts.signin import OfOfficer, administrator
from dossiers import jobs as started
from dossiers.background.jobs import KINDS, tried_again_at
from dossiers.display.formats import localized
from dossiers.display.labels import JOB_STATE_LABELS, OUTCOME_LABELS
from dossiers.lists.paging import Part, part_of
from dossiers.lists.wanted import Wanted, wanted
from dossiers.models import Job, JobOutcome, JobState, Outcome
from dossiers.office.gaps import lacking
from dossiers.pages.jobs import progress_of
from procedures.catalogue.search import fold
from procedures.machine import Text


@administrator
@require_safe
def jobs(request: OfOfficer) -> HttpResponse:
    """List jobs, the newest first: all, or those in one state."""
    asked = wanted(request.GET)
    found = Job.objects.visible_to(request.seats).filter(_with(asked)).select_related("by")
    state = request.GET.get("state", "")
    if state in JobState:
        found = found.filter(state=state)
    part = part_of(found, request.GET, newest_first=True)
    now = timezone.now()
    context = {
        "rows": [_row(job, now) for job in part.rows],
        "page": part,
        "states": [(name, label, name == state) for name, label in JOB_STATE_LABELS.items()],
        "state": state if state in JobState else "",
        "wanted": asked,
    }
    return render(request, "office/jobs.html", context | lacking(request))


def _row(job: Job, now: datetime) -> dict[str, object]:
    """Return a job as the list shows it."""
    told = {"what": what(job), "about": about(job), "follows": _follows(job)}
    return {"job": job, "again_at": tried_again_at(job, now), **told}


def _with(asked: Wanted) -> Q:
    """Narrow to jobs in which each word is: in what they are, who started them, what they are on; or with this number."""
    found = Q()
    for word in asked.words:
        kinds = [name for name, kind in KINDS.items() if word in fold(str(kind.label))]
        people = User.objects.alias(folded=_folded(F("full_name"))).filter(folded__contains=word)
        named = Job.objects.alias(folded=_folded(Cast("arguments", TextField()))).filter(folded__contains=word)
        by, on = Q(by__in=people.values("pk")) | Q(by__username=word), Q(pk__in=named.values("pk"))
        found &= Q(kind__in=kinds) | by | on | (Q(pk=int(word)) if is_row(word) else Q())
    return found


def _folded(words: F | Cast) -> Func:
    return Func(words, function="dossiers_folded", output_field=TextField())


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def job(request: OfOfficer, pk: int) -> HttpResponse:
    """Show a job with the outcomes of its items; cancel it, or have it run again."""
    found = get_object_or_404(Job.objects.visible_to(request.seats).select_related("by", "cancelled_by", "unit"), pk=pk)
    if request.method == "POST":
        return _asked(request, found)
    if found.is_open:
        leave_unused(request)
    return render(request, "office/job.html", _page(found, request.GET))


def _page(found: Job, query: Mapping[str, str]) -> dict[str, object]:
    counts = {Outcome.FAILED: found.failed, Outcome.SKIPPED: found.skipped, Outcome.DONE: found.done}
    asked = query.get("outcome", "")
    outcome = Outcome(asked) if asked in Outcome else next((one for one, n in counts.items() if n), Outcome.DONE)
    has_rest = not found.is_open and (found.state != JobState.DONE or found.failed > 0)
    spent = _spent(found) if has_rest else None
    part = part_of(found.outcomes.filter(outcome=outcome), query, by="item")
    return {
        "job": found,
        "progress": progress_of(found),
        "what": what(found),
        "about": about(found),
        "again_at": tried_again_at(found, timezone.now()),
        "tabs": [(one, OUTCOME_LABELS[one], count) for one, count in counts.items()],
        "outcome": outcome,
        "rows": list(_named(found, part)),
        "page": part,
        "can_go_on": has_rest and spent is None,
        "spent": localized(spent),
    }


def _spent(found: Job) -> Text | None:
    """Return why it would be in vain to run a job again; None where this release does not know its kind."""
    return KINDS[found.kind].spent(found) if found.kind in KINDS else None


def _asked(request: OfOfficer, found: Job) -> HttpResponse:
    if "again" in request.POST:
        is_new = _spent(found) is None and started.again(found.pk)
        told = _("The job goes on with what is not done.")
    else:
        is_new = started.cancel(found.pk, by=request.user, at=timezone.now())
        told = _("The job is being cancelled.")
    if is_new:
        messages.success(request, told)
    else:
        messages.info(request, _("Nothing was changed: the job was not as this page showed it any more."))
    return redirect("job", pk=found.pk)


def what(job: Job) -> str:
    """Return what a kind is called; its own name where this release does not know it."""
    return str(KINDS[job.kind].label) if job.kind in KINDS else job.kind


def _follows(job: Job) -> bool:
    """Say whether a job follows from something that was done, and is started by nobody."""
    return job.by_id is None and job.kind in KINDS and not KINDS[job.kind].by


def about(job: Job) -> str:
    """Return what a job is on, in a few words; nothing where this release does not know its kind."""
    return KINDS[job.kind].about(job) if job.kind in KINDS else ""


def _named(job: Job, part: Part[JobOutcome]) -> Iterator[tuple[str, JobOutcome]]:
    """Yield outcomes with what their items are called."""
    items = [row.item for row in part.rows]
    names = KINDS[job.kind].named(items) if job.kind in KINDS else {}
    yield from ((names.get(row.item, str(row.item)), row) for row in part.rows)
