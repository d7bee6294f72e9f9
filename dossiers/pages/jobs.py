"""Jobs on pages: how far one is, and what every page does that offers a list as a file."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.signin import OfOfficer
from dossiers import jobs, turns
from dossiers.background import jobs as background
from dossiers.background.jobs import KINDS
from dossiers.display.formats import reason, vn_datetime, vn_number
from dossiers.jobs import WORDS, Words
from dossiers.models import Export, Job, JobState
from dossiers.papers.books import letters, results, volumes
from dossiers.papers.books.letters import LetterBook
from dossiers.papers.books.results import ResultBook
from dossiers.reports import export
from dossiers.reports.official import issued
from dossiers.reports.official.issued import Register
from dossiers.reports.official.register import Book

WAIT_SECONDS = 1.0
"""So long a person waits for a file before a worker goes on with it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A job, what its button to cancel says, and how it ended: nothing while it is open or where it was done."""

    job: Job
    cancel: str
    ended: str


def progress_of(job: Job) -> Progress:
    """Return how far a job is, in the words of its kind; in general ones where this release does not know it."""
    words = KINDS[job.kind].words if job.kind in KINDS else WORDS
    return Progress(job, str(words.cancel), _ended(job, words))


def _ended(job: Job, words: Words) -> str:
    given = {
        "at": vn_datetime(job.finished_at),
        "done": vn_number(job.ended_items),
        "total": vn_number(job.total),
        "why": reason(job.why),
    }
    if job.state == JobState.CANCELLED:
        told = str(words.cancelled if job.total else words.cancelled_unbegun) % given
        who = job.cancelled_by.get_full_name() if job.cancelled_by else ""
        return f"{told} {_('Stopped by %(who)s.') % {'who': who}}" if who else told
    if job.state != JobState.STOPPED:
        return ""
    if not job.total:
        return _("Stopped at %(at)s, before it had begun: %(why)s.") % given
    return _("Stopped at %(at)s, after %(done)s of %(total)s: %(why)s.") % given


def begin_print(request: OfOfficer, wanted: export.Asked, book: Book, now: datetime) -> HttpResponse:
    """Begin the volumes of a register, and lead to their page: a worker prints them, never the server of the pages.

    Raises what ``volumes.begin`` raises.
    """
    begun = volumes.begin(wanted, book, by=request.user, seats=request.seats, at=now)
    turns.wake(jobs.RUN)
    return redirect("export", pk=begun.pk)


def begin_letters(request: OfOfficer, book: LetterBook, now: datetime) -> HttpResponse:
    """Begin the volumes of a book of papers, and lead to their page. Raises what ``letters.begin`` raises."""
    begun = letters.begin(book, by=request.user, seats=request.seats, at=now)
    turns.wake(jobs.RUN)
    return redirect("export", pk=begun.pk)


def begin_results(request: OfOfficer, book: ResultBook, now: datetime) -> HttpResponse:
    """Begin the volumes of a book of results, and lead to their page. Raises what ``results.begin`` raises."""
    begun = results.begin(book, by=request.user, seats=request.seats, at=now)
    turns.wake(jobs.RUN)
    return redirect("export", pk=begun.pk)


def begin_register(request: OfOfficer, register: Register, wanted: export.Asked, now: datetime) -> HttpResponse:
    """Begin a file of rows of a register of what was issued, and lead to its page. Raises what ``export.begin`` raises."""
    return _begun(issued.begin(register, wanted, by=request.user, seats=request.seats, at=now), now)


def begin_file(request: OfOfficer, wanted: export.Asked, now: datetime) -> HttpResponse:
    """Begin a file of a list, and lead to its page. Raises what ``export.begin`` raises."""
    return _begun(export.begin(wanted, by=request.user, seats=request.seats, at=now), now)


def _begun(begun: Export, now: datetime) -> HttpResponse:
    if background.go_on(begun.job_id, now=now, seconds=WAIT_SECONDS):
        turns.wake(jobs.RUN)
    return redirect("export", pk=begun.pk)
