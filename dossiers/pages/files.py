"""A file of a list: what every page does that offers one."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.signin import OfOfficer
from dossiers import jobs, turns
from dossiers.background import jobs as background
from dossiers.reports import export

WAIT_SECONDS = 1.0
"""So long a person waits for a file before a worker goes on with it."""


def begin_file(request: OfOfficer, wanted: export.Asked, now: datetime) -> HttpResponse:
    """Begin a file, and lead to its page. Raises what ``export.begin`` raises."""
    begun = export.begin(wanted, by=request.user, seats=request.seats, at=now)
    if background.go_on(begun.job_id, now=now, seconds=WAIT_SECONDS):
        turns.wake(jobs.RUN)
    return redirect("export", pk=begun.pk)
