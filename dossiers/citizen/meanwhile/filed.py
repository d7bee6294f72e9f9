"""A form whose draft has become a dossier from another window: what was typed into it and did not get there is shown, to be copied."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.signin import SignedIn
from dossiers import refusals
from dossiers.citizen.meanwhile.lost import Lost, files_not_in, in_a_line, writing
from dossiers.display.formats import localized
from dossiers.filing import drafts, overlaps
from dossiers.log.answers import standing_of
from dossiers.models import Dossier
from dossiers.pages.answers import AnswerRow, in_one_line, typed_text
from procedures.machine import Machine
from procedures.models import ProcedureVersion


def not_kept(request: SignedIn, refusal: refusals.Refusal) -> HttpResponse:
    """Answer a form whose draft has become a dossier, or that would need one draft too many: to a page ``refusal`` is raised."""
    if isinstance(refusal, refusals.AlreadyFiled):
        return _answered(request, refusal)
    if request.POST.get("do") == "autosave":
        return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain")
    raise refusal


def _answered(request: SignedIn, refusal: refusals.AlreadyFiled) -> HttpResponse:
    """Answer a form that comes too late: with what of it is not in the dossier, or where nothing is, with the confirmation."""
    dossier = Dossier.objects.select_related("procedure", "version").get(code=refusal.code)
    lost = _not_in(request, dossier)
    if request.POST.get("do") == "autosave":
        missing = _(
            "What you typed in this window is not in it: “%(labels)s”. It still stands here; press one of the buttons “Save…” to see it "
            "together and to learn how to bring it in."
        )
        return in_a_line(refusal, lost, missing)
    if not lost:
        return redirect("submitted", code=refusal.code)
    context = {
        "dossier": dossier,
        "machine": dossier.machine,
        "sentence": str(refusal),
        "lost": lost,
        "write": writing(request, dossier, lost),
    }
    return render(request, "citizen/filed_meanwhile.html", context, status=refusal.status)


def _not_in(request: SignedIn, dossier: Dossier) -> Lost:
    typed: dict[str, str] = {name: str(value) for name, value in request.POST.items()}
    machine = _machine_of_form(dossier, typed.get("version", ""))
    values: dict[str, Any] = dict(standing_of(dossier))
    rows: list[AnswerRow] = []
    for question in drafts.asked_of(machine):
        if not overlaps.is_touched(question, typed):
            continue
        text = typed_text(question, typed)
        if text != in_one_line(question, values.get(question.name)):
            rows.append(AnswerRow(localized(question.label), text, name=question.name))
    return Lost(rows, files_not_in(request, dossier, drafts.file_fields(machine)))


def _machine_of_form(dossier: Dossier, number: str) -> Machine:
    """Return what the form asked by the number of its version: a question of an older one is none of the dossier's."""
    if not drafts.FORM_VERSION.fullmatch(number) or int(number) == dossier.version.version:
        return dossier.machine
    known = ProcedureVersion.objects.filter(procedure=dossier.procedure_id, published_at__isnull=False)
    found = known.defer("text").filter(version=int(number)).first()
    return found.machine if found else dossier.machine
