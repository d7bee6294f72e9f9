"""The page with the form of a draft: what it shows beside the questions."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.away.unsent import Named
from accounts.signin import SignedIn, signed_in
from dossiers import refusals
from dossiers.citizen import clashes
from dossiers.citizen.filing_form import Faults, FilingForm, headings
from dossiers.citizen.own_drafts import address, current_version, just_filed, open_drafts, row_of
from dossiers.citizen.paying.fee import paying_of
from dossiers.citizen.shown.taken_out import TakenOut, files_aside
from dossiers.citizen.shown.understood import Echo
from dossiers.citizen.tasks import Ending, endings, tasks_of
from dossiers.display.controls import condensed
from dossiers.display.formats import localized
from dossiers.filing import drafts, licences, partial
from dossiers.filing.known import last_filed
from dossiers.filing.lookups import kept
from dossiers.filing.lookups import words as looked_up
from dossiers.filing.overlaps import Overlap
from dossiers.models import Draft
from dossiers.pages.answers import earlier_answers, typed_sections
from dossiers.payments import vietqr
from procedures.answers import EMPTY, clean, raw_names
from procedures.language.differences import differences
from procedures.machine import QuestionKind, Text
from procedures.models import ProcedureVersion

SHOWN = "faults"
"""The fields of which a page shows a fault, as it asks whether it is one still."""
PART, REVIEW, LEFT, CHECKED = "muc", "sua", "tu", "kiem"
"""What an address of the form says: which part is open on a narrow screen, that its check is gone back to, which part
somebody has just left, and that a check has found faults, which stand at their fields until they are put right."""
ASKED = "hoi"
"""In the address by which somebody comes who was not signed in: which draft to go on with, or a new one, is asked first."""
NAME = re.compile(r"[a-z][\w-]*", re.ASCII)
"""What an address may name."""


@dataclass(frozen=True, slots=True)
class Going:
    """How one goes through the form: the part that is open where there is room for one, and where its buttons lead."""

    part: str
    """Its anchor; empty where the task list is."""
    review: str
    """The answer from which the check is gone back to, as its address names it; empty where it is not."""
    behind: Sequence[Mapping[str, str] | Ending] = ()
    """What is to be looked at again in the part that was just left."""
    is_checked: bool = False
    """Whether all that a check finds stands on the page, if anything is left of it: once nothing is, one goes back to the check."""
    is_known: bool = False
    """Whether it stood on the page before, too: then one goes on with the part and not with the list of it."""
    found: Collection[str] = ()
    """The fields of which a check says what is wrong, and nothing that was just sent: that goes away once it is put right."""

    @property
    def is_review(self) -> bool:
        """Whether the check is gone back to."""
        return bool(self.review)


def form_page(
    request: SignedIn,
    version: ProcedureVersion,
    draft: Draft | None,
    faults: Faults,
    overlap: Overlap | None = None,
    *,
    refusal: refusals.Refusal | None = None,
) -> HttpResponse:
    """Show the form of a draft, or of one that is not begun, with what is wrong in it: what a check found before, too."""
    is_new = _is_of_check(request, faults, overlap)
    was_asked = draft is not None and kept.renew(draft, at=timezone.now())
    sent = faults
    # A paper that was looked up only now may not have been found.
    if draft and (was_checked(request) or (is_new and was_asked)):
        faults = {**licences.check(draft, list(draft.attachments.all()), at=timezone.now()).errors, **faults}
    form, key = _form(request, version, draft, faults, overlap), draft.key if draft else uuid4()
    form.pays = paying_of(version.machine, form.values, key, is_kept=draft is not None)
    own = _of_draft(request, version, draft, form, key)
    going = _going(request, form, is_new=is_new, found=faults.keys() - sent.keys())
    list_all(form)
    context = {**own, **form.asked(), "form": form, "thrown": str(refusal) if refusal else "", "going": going}
    # What a check had found before stands on a page that was only opened: nothing was refused just now.
    status = refusal.status if refusal else clashes.status(overlap, faults if is_new else sent)
    response = render(request, "citizen/file.html", context, status=status)
    response.content = condensed(response.content)
    return response


@signed_in
@require_safe
def draft_progress(request: SignedIn, slug: str) -> HttpResponse:
    """Give what the page of a form shows anew once its draft has been saved: how far it is, what was understood, what is wrong.

    Of what is wrong only what the page shows already: nobody is told of what is not typed yet.
    """
    draft = next((each for each in open_drafts(request.user, slug) if str(each.key) == request.GET.get("draft")), None)
    if draft is None:
        raise Http404
    now = timezone.now()
    unfinished = partial.unfinished(request.user, draft.key, at=now)
    attached = list(draft.attachments.all())
    faults = still_wrong(request, lambda: licences.check(draft, attached, at=now).errors)
    form = FilingForm(draft.version.machine, draft.answers, attached, faults)
    tasks = tasks_of(draft, attached, unfinished=unfinished, at=now)
    going = Going("", "", is_checked=was_checked(request))
    context = {"tasks": tasks, "form": form, "form_url": address(draft), "going": going}
    return render(request, "citizen/progress.html", context)


@signed_in
@require_safe
def filing_code(request: SignedIn, slug: str) -> HttpResponse:
    """Draw the code of the transfer that a draft of the person's asks for; 404 where it asks for none."""
    draft = next((each for each in open_drafts(request.user, slug) if str(each.key) == request.GET.get("draft")), None)
    if draft is None:
        raise Http404
    machine = draft.version.machine
    values, _errors = clean(drafts.asked_of(machine), draft.answers)
    pays = paying_of(machine, values, draft.key)
    if pays is None or pays.ways is None or pays.ways.transfer is None:
        raise Http404
    response = HttpResponse(vietqr.drawn(pays.ways.transfer), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def typed_in(where: Mapping[str, Any], sent: Mapping[str, str]) -> Named:
    """Return what was typed into the form at an address, by the questions of the version in force; not what is left empty."""
    version = current_version(where["slug"])
    found = typed_sections(version.machine, sent) if version else []
    typed = [replace(each, rows=[row for row in each.rows if row.value or row.table]) for each in found]
    names = {row.name for each in typed for row in each.rows}
    asked = drafts.asked_of(version.machine) if version else ()
    fields = {field for question in asked if question.name in names for field in raw_names(question, sent)}
    return Named([each for each in typed if each.rows], fields)


def still_wrong(request: SignedIn, check: Callable[[], Mapping[str, Text]]) -> dict[str, Text]:
    """Return the faults that a check finds at those fields of which the asking page shows one."""
    shown = request.GET.get(SHOWN, "").split()
    return {
        field: fault
        for field, fault in (check() if shown else {}).items()
        if any(field == each or field.startswith(f"{each}.") for each in shown)
    }


def _form(
    request: SignedIn, version: ProcedureVersion, draft: Draft | None, faults: Faults, overlap: Overlap | None
) -> FilingForm:
    machine = version.machine
    answers = drafts.typed_over(overlap, draft.answers if draft else drafts.first_answers(request.user, machine))
    register = licences.in_register(machine, answers, request.user.pk, on=timezone.localdate())
    form = FilingForm(machine, answers, draft.attachments.all() if draft else (), faults, register)
    form.unfinished = partial.unfinished(request.user, draft.key, at=timezone.now()) if draft else ()
    form.looked = looked_up.of_form(draft or Draft(owner=request.user, version=version), form.values, timezone.now())
    for name, each in form.looked.items():
        field = form[drafts.component_field(name)]
        field.help_text = f"{field.help_text} {localized(each.sentence)}".strip()
    form.taken_out, form.aside = TakenOut.of(request, draft), files_aside(request, draft)
    clashes.show_in(form, overlap, draft)
    form.understood |= half_filled(form) if draft else {}
    return form


def half_filled(form: FilingForm) -> dict[str, Echo]:
    """Return what is missing in rows of tables that are begun, by cell: told once one has saved or left them, never while one types.

    A row of which nothing is filled in is none, so that the reading finds no fault in it.
    """
    tables = {question.name for question in form.questions if question.kind is QuestionKind.TABLE}
    missing = {
        field: localized(fault)
        for field, fault in form.unread.items()
        if fault == EMPTY and field in form.within and field.partition(".")[0] in tables
    }
    return {field: Echo(wrong=told) for field, told in missing.items() if field not in form.errors}


def list_all(form: FilingForm) -> None:
    """Where a list on top of a form says what is to be corrected, let it name all that the page says is wrong."""
    for name, echo in list(form.understood.items()) if form.errors else ():
        if not echo.wrong or name not in form.fields:
            continue
        said = {field: localized(fault) for field, fault in form.unread.items()}
        within = [field for field in said if field.startswith(f"{name}.") and said[field] in echo.wrong]
        for field in [each for each in within if each in form.fields] or [name]:
            form.add_error(field, said.get(field, echo.wrong))
        form.understood[name] = echo.beside_fault


def _of_draft(
    request: SignedIn, version: ProcedureVersion, draft: Draft | None, form: FilingForm, key: UUID
) -> dict[str, object]:
    """Return what the page says of the draft whose form it shows."""
    unsaved = Draft(owner=request.user, version=version, answers=form.answers)
    return {
        "machine": version.machine,
        "draft": draft,
        "row": row_of(draft) if draft else None,
        "key": key,
        "changes": _changes(draft, form.answers) if draft else None,
        "filed": None if draft else just_filed(request.user, version.procedure_id),
        "before": last_filed.offered(request.user, form.answers),
        "tasks": tasks_of(draft or unsaved, form.attached, form.errors, unfinished=form.unfinished, at=timezone.now()),
        # Not the address of this page, which may be that of the check, or lead into the middle of the form.
        "form_url": address(draft) if draft else reverse("file_dossier", args=[version.machine.slug]),
    }


def _going(request: SignedIn, form: FilingForm, *, is_new: bool, found: Collection[str]) -> Going:
    """Return which part is open: the one that the address names, else the first with a fault that is new."""
    faulty = form.faults_by_heading()
    anchors = {heading.anchor for heading in headings(form.machine)}
    named = request.GET.get(PART, "")
    is_known = request.method != "POST" and was_checked(request)
    first = faulty[0][0].anchor if faulty and not is_known else ""
    return Going(
        named if named in anchors else first,
        reviewing(request),
        behind=() if faulty else _behind(form, request.GET.get(LEFT, "")),
        is_checked=was_checked(request) or (bool(faulty) and is_new),
        is_known=is_known,
        found=found,
    )


def _behind(form: FilingForm, anchor: str) -> list[Mapping[str, str] | Ending]:
    """Return what is to be looked at again in the part that was just left: first what ends it all."""
    left = next((each for each in headings(form.machine) if each.anchor == anchor), None)
    names = left.names if left else ()
    ends = [each for each in endings(form.machine, form.values) if each.question in names]
    return [*ends, *form.to_look_at(anchor)]


def _is_of_check(request: SignedIn, faults: Faults, overlap: Overlap | None) -> bool:
    """Say whether faults are those of a whole check: one was asked for, or this is the page of the check."""
    is_asked = request.POST.get("do", "check").partition(":")[0] == "check"
    return bool(faults) and is_asked and not (overlap and overlap.clashing)


def was_checked(request: SignedIn) -> bool:
    """Say whether the page before showed all that a check finds, as the address or the form says."""
    return bool(request.POST.get(CHECKED) or request.GET.get(CHECKED))


def reviewing(request: SignedIn) -> str:
    """Return the answer from which the check is gone back to, as the address or the form names it; empty where it is not."""
    return request.POST.get(REVIEW) or request.GET.get(REVIEW, "")


def reviewed(request: SignedIn) -> str:
    """Return where on the check somebody has come from that goes back to it, as a fragment; empty for who has not."""
    name = request.POST.get(REVIEW, "")
    return f"#answer-{name}" if NAME.fullmatch(name) else ""


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
