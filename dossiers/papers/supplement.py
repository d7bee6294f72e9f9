"""Form 02, the request for a supplement: paper by paper and answer by answer, each with what must be done about it."""

from dataclasses import dataclass

from dossiers.filing.corrections import Item, requested
from dossiers.log.facts import facts_of, reading_of, words_of
from dossiers.models import Event
from dossiers.papers.form import Form, desk_officer, form_of
from dossiers.papers.wording import moment_in_words
from procedures.machine import Paper
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class SupplementRequest:
    """Form 02, phiếu yêu cầu bổ sung, hoàn thiện hồ sơ, in the words that are printed."""

    form: Form
    items: tuple[Item, ...]
    reason: str
    answer_by: str
    """Until when the answer may come, in words; "" where no time is set."""
    officer: str


def supplement_of(event: Event, number: str, token: str) -> SupplementRequest:
    """Return what the request of an event says."""
    words, until = words_of(event.payload), reading_of(event).applicant_due_at
    return SupplementRequest(
        form=form_of(event, Paper.SUPPLEMENT_REQUEST, number, token),
        items=tuple(requested(event.dossier.machine, words, facts_of(event))),
        reason=words.reason,
        answer_by=moment_in_words(local(until)) if until else "",
        officer=desk_officer(event),
    )
