"""A form whose draft has become a dossier from another window: what was typed into it and did not get there is shown, to be copied."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.signin import SignedIn
from dossiers import acts, refusals
from dossiers.citizen import sent_files
from dossiers.display.formats import localized
from dossiers.files import digest
from dossiers.filing import drafts, overlaps
from dossiers.log.answers import standing_of
from dossiers.models import Dossier
from dossiers.pages.answers import AnswerRow, in_one_line, typed_text
from dossiers.pages.opened import Opened
from procedures.machine import Machine, Text
from procedures.models import ProcedureVersion


@dataclass(frozen=True, slots=True)
class NotInDossier:
    """What a form held that its dossier does not: answers as they were typed, and files by their names."""

    answers: Sequence[AnswerRow]
    files: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.answers or self.files)

    @property
    def labels(self) -> Sequence[str]:
        """What it is about, as people read it."""
        return [*(row.label for row in self.answers), *self.files]


def answered(request: SignedIn, refusal: refusals.AlreadyFiled) -> HttpResponse:
    """Answer a form that comes too late: with what of it is not in the dossier, or where nothing is, with the confirmation.

    To what is saved in the background a line of text answers; ``X-Filed-Without`` stands on it where something is missing there.
    """
    dossier = Dossier.objects.select_related("procedure", "version").get(code=refusal.code)
    lost = _not_in(request, dossier)
    if request.POST.get("do") == "autosave":
        return _in_a_line(refusal, lost)
    if not lost:
        return redirect("submitted", code=refusal.code)
    context = {
        "dossier": dossier,
        "machine": dossier.machine,
        "sentence": str(refusal),
        "lost": lost,
        "write": _writing(request, dossier),
    }
    return render(request, "citizen/filed_meanwhile.html", context, status=refusal.status)


def _writing(request: SignedIn, dossier: Dossier) -> Text | None:
    """Return what writing to the office is called on the page of a dossier; None where that is over."""
    opened = Opened.of_applicant(dossier, request.user, timezone.now())
    action = acts.find(dossier.machine, dossier.state, acts.TO_OFFICE)
    return action.label if action and opened.offers(acts.TO_OFFICE) else None


def _in_a_line(refusal: refusals.AlreadyFiled, lost: NotInDossier) -> HttpResponse:
    words, headers = str(refusal), dict[str, str]()
    if lost:
        missing = _(
            "What you typed in this window is not in it: “%(labels)s”. It still stands here; press “Save draft” to see it "
            "together and to learn how to bring it in."
        )
        words = f"{words} {missing % {'labels': '”, “'.join(lost.labels)}}"
        headers = {"X-Filed-Without": "1"}
    return HttpResponse(words, status=refusal.status, content_type="text/plain", headers=headers)


def _not_in(request: SignedIn, dossier: Dossier) -> NotInDossier:
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
    return NotInDossier(rows, _files_not_in(request, dossier, machine))


def _machine_of_form(dossier: Dossier, number: str) -> Machine:
    """Return what the form asked by the number of its version: a question of an older one is none of the dossier's."""
    if not drafts.FORM_VERSION.fullmatch(number) or int(number) == dossier.version.version:
        return dossier.machine
    known = ProcedureVersion.objects.filter(procedure=dossier.procedure_id, published_at__isnull=False)
    found = known.defer("text").filter(version=int(number)).first()
    return found.machine if found else dossier.machine


def _files_not_in(request: SignedIn, dossier: Dossier, machine: Machine) -> list[str]:
    """Return the names of the files that came with a form and are none of the dossier's."""
    came = sent_files.came(request, drafts.file_fields(machine))
    if not came:
        return []
    there = set(dossier.attachments.values_list("sha256", flat=True))
    names = [upload.name or "" for _field, upload in came if digest(upload) not in there]
    for _field, upload in came:
        upload.close()
    return names
