"""The page with the form of a draft: what it shows beside the questions."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.signin import SignedIn
from dossiers import refusals
from dossiers.citizen import clashes
from dossiers.citizen.filing_form import Faults, FilingForm
from dossiers.citizen.own_drafts import address, row_of
from dossiers.filing import drafts, licences
from dossiers.filing.overlaps import Overlap
from dossiers.models import Dossier, Draft
from dossiers.pages.answers import earlier_answers
from procedures.language.differences import differences
from procedures.models import ProcedureVersion

LATELY = timedelta(hours=1)
"""So long after it was filed a dossier is named above an empty form of its procedure."""


def form_page(
    request: SignedIn,
    version: ProcedureVersion,
    draft: Draft | None,
    faults: Faults,
    overlap: Overlap | None = None,
    *,
    refusal: refusals.Refusal | None = None,
) -> HttpResponse:
    """Show the form of a draft, or of one that is not begun, with what is wrong in it."""
    machine = version.machine
    answers = clashes.typed_over(overlap, draft.answers if draft else drafts.profile_answers(request.user))
    register = licences.in_register(machine, answers, request.user.pk, on=timezone.localdate())
    form = FilingForm(machine, answers, draft.attachments.all() if draft else (), faults, register)
    clashes.show_in(form, overlap, draft)
    context = {
        "machine": machine,
        "draft": draft,
        "row": row_of(draft) if draft else None,
        "thrown": str(refusal) if refusal else "",
        "key": draft.key if draft else uuid4(),
        "form": form,
        "changes": _changes(draft, answers) if draft else None,
        "filed": None if draft else _just_filed(request, version),
        **form.asked(),
        # Not the address of this page, which may be that of the check, or lead into the middle of the form.
        "form_url": address(draft) if draft else reverse("file_dossier", args=[machine.slug]),
    }
    status = refusal.status if refusal else clashes.status(overlap, faults)
    return render(request, "citizen/file.html", context, status=status)


def _just_filed(request: SignedIn, version: ProcedureVersion) -> Dossier | None:
    """Return the person's dossier of a procedure that was filed a moment ago: who goes back to the form meets an empty one."""
    lately = Dossier.objects.filter(applicant=request.user, filed_at__gt=timezone.now() - LATELY)
    return lately.filter(procedure=version.procedure_id).order_by("-filed_at").first()


def _changes(draft: Draft, answers: Mapping[str, str]) -> dict[str, object] | None:
    """Return what a newer version changed that the person has not gone through yet."""
    if draft.moved_from is None:
        return None
    machine = draft.version.machine
    return {
        "sentence": str(refusals.VersionRetired()),
        "effective_on": machine.effective_on,
        "rows": differences(draft.moved_from.machine, machine),
        "earlier": earlier_answers(draft.moved_from.machine, machine, answers),
    }
