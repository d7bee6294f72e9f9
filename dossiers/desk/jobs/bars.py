"""The bar that follows an officer from the page of a job: what it did, and the button that takes it back."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib import messages
from django.utils import timezone

from accounts.signin import OfOfficer
from dossiers.bulk.undoing import Waiting
from dossiers.display.links import path_to
from dossiers.models import Job
from dossiers.pages.acting.lasting import AGAIN, TAG_MANY, UNTIMED, Lasting, words_of
from dossiers.pages.acting.undoing import done_at

SHOWN_FOR = timedelta(minutes=10)
"""So long after its end a bar stays where nothing of the job goes out: its own page offers the same for longer."""


def follow(request: OfOfficer, job: Job, waits: Mapping[int, Waiting]) -> None:
    """Have the next pages of whoever looks at a job say what it did, until that has gone out; not the page of the job."""
    until = _until(job, waits)
    if until is None or until <= timezone.now():
        return
    leaves_at = max((one.leaves_at for one in waits.values() if one.leaves_at), default=None)
    lasting = Lasting(until, request.user.pk, job=job.pk).tag()
    tags = [
        TAG_MANY,
        path_to("bulk_job", job.pk),
        str(len(waits)),
        *([] if leaves_at else [UNTIMED]),
        lasting,
        done_at(job.finished_at or until),
        AGAIN,
    ]
    messages.success(request, words_of(job, leaves_at), extra_tags=" ".join(tags))


def _until(job: Job, waits: Mapping[int, Waiting]) -> datetime | None:
    """Return until when something of a job is offered to be taken back elsewhere; None where nothing is."""
    if not waits or job.finished_at is None:
        return None
    return max((one.leaves_at for one in waits.values() if one.leaves_at), default=job.finished_at + SHOWN_FOR)
