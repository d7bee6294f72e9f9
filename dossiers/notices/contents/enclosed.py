"""The paper that was issued at an event and goes with its notice: which it is, and what it is called."""

from collections.abc import Mapping

from django.utils import translation

from dossiers import outbox
from dossiers.display.agency.titles import letter_title
from dossiers.models import Event, Letter, OwnPaper
from procedures.machine import Paper, Status, Text

ATTACHED: Mapping[str, Paper | OwnPaper] = {
    outbox.ACCEPTED: Paper.RECEIPT,
    outbox.NOTICES[Status.SUPPLEMENT_REQUESTED]: Paper.SUPPLEMENT_REQUEST,
    outbox.NOTICES[Status.REJECTED]: Paper.REFUSAL,
    # Where it is refused after appraisal; a result that is granted has no form.
    outbox.NOTICES[Status.RESULT_READY]: Paper.REFUSAL,
    outbox.REAPPOINTED: Paper.APOLOGY,
    outbox.NOTICES[Status.STOPPED]: Paper.STOP_NOTICE,
    # Where the result goes by post.
    outbox.NOTICES[Status.RETURNED]: OwnPaper.COVER_NOTE,
    outbox.HANDED_BACK: OwnPaper.COVER_NOTE,
}
"""The letter of the same event that goes with a notice."""


def letter_of(event: Event, kind: str) -> Letter | None:
    """Return the letter that goes with a notice of a kind.

    None of what was written down before a kind of paper was printed, or where the forms of its day lack it: it goes alone.
    """
    paper = ATTACHED.get(kind)
    return event.letters.filter(kind=paper.value).first() if paper else None


def named_in(kind: str, letter: Letter | None) -> Text | None:
    """Return what a letter is called in the notice that it goes with; None where there is none, and at an acceptance, which says it itself."""
    if letter is None or kind == outbox.ACCEPTED:
        return None
    with translation.override("vi"):
        vi = f"{letter_title(letter)} số {letter.number_on_pages}"
    with translation.override("en"):
        en = f"{letter_title(letter)} No. {letter.number_on_pages}"
    return Text(vi, en)
