"""How far a job is, as the pages show it that start one and those that look after all of them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dossiers.background.jobs import KINDS
from dossiers.display.formats import reason, vn_datetime, vn_number
from dossiers.jobs import WORDS, Words
from dossiers.models import Job, JobState


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
