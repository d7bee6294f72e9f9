"""What a page says where another window has saved something else in its draft meanwhile, and how one goes on from there."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dossiers import refusals
from dossiers.citizen.filing_form import Clash, Faults, FilingForm
from dossiers.display.formats import localized, vn_time
from dossiers.filing import drafts, overlaps
from dossiers.filing.overlaps import Overlap
from dossiers.models import Draft
from dossiers.pages.answers import typed_text
from procedures.machine import Question


def autosaved(overlap: Overlap, draft: Draft, now: datetime, refusal: refusals.Refusal | None = None) -> HttpResponse:
    """Say in a line of text that all was kept, or what was not; the page learns what it knows to be kept now.

    ``X-Kept-Version`` stands on each answer to what was kept, ``X-Clashing`` where something of it was not.
    """
    known = {**overlaps.marks(overlap.questions, draft.answers), **overlap.behind}
    if overlap.clashing and not refusal:
        refusal = refusals.SavedElsewhere([localized(question.label) for question in overlap.clashing])
    clashing = {"X-Clashing": "1"} if overlap.clashing else {}
    return HttpResponse(
        str(refusal) if refusal else _("Saved at %(time)s") % {"time": vn_time(now)},
        status=refusal.status if refusal else 200,
        content_type="text/plain",
        headers={"X-Kept-Version": overlaps.line(known), **clashing},
    )


def faults_of(overlap: Overlap | None) -> dict[str, list[str]]:
    """Return by field what was not saved."""
    sentence = _("Not saved: another window has saved something else here. Please choose which of the two stays.")
    return {question.name: [sentence] for question in (overlap.clashing if overlap else ())}


def typed_over(overlap: Overlap | None, answers: Mapping[str, str]) -> Mapping[str, str]:
    """Return what a form shows: the draft, and where it was not saved what was typed."""
    return drafts.kept(overlap.clashing, answers, overlap.typed) if overlap else answers


def show_in(form: FilingForm, overlap: Overlap | None, draft: Draft | None) -> None:
    """Put the choices into a form, and the marks of what it knows to be kept."""
    answers = draft.answers if draft else form.answers
    form.known = overlaps.line(overlaps.marks(form.places_typed, answers) | (overlap.clashing_marks if overlap else {}))
    if overlap:
        form.clashes = {question.name: _clash(question, answers) for question in overlap.clashing}


def _clash(question: Question, answers: Mapping[str, str]) -> Clash:
    name = question.name
    mark = overlaps.mark(question, answers)
    take_mine, take_saved = f"{overlaps.MINE}:{name}:{mark}", f"{overlaps.SAVED}:{name}"
    return Clash(typed_text(question, answers), take_mine, take_saved)


def status(overlap: Overlap | None, faults: Faults) -> int:
    """Return that of a page with a form."""
    if overlap and overlap.clashing:
        return refusals.SavedElsewhere.status
    return 422 if faults else 200
