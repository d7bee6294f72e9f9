"""Filing: the form of a draft, its check, its submission."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.signin import SignedIn, signed_in
from dossiers import commands, drafts, files, refusals
from dossiers.forms import FilingForm
from dossiers.models import Attachment, Dossier, Draft
from dossiers.templatetags.display import vn_time
from dossiers.views.page import answer_rows, paper_rows
from procedures.machine import Text
from procedures.models import ProcedureVersion

Faults = Mapping[str, Text | list[str]]


@signed_in
@require_http_methods(["GET", "POST"])
def file_dossier(request: SignedIn, slug: str) -> HttpResponse:
    """Show the form of the person's draft, or keep what was typed and go on as the button says."""
    version = _version(slug)
    draft = Draft.objects.filter(owner=request.user, procedure=version.procedure_id, number=1).first()
    if request.method == "GET":
        return _form_page(request, version, draft, {})
    return _keep(request, version, timezone.now())


def _version(slug: str) -> ProcedureVersion:
    """Return the version in force today."""
    current = ProcedureVersion.objects.current(on=timezone.localdate())
    return get_object_or_404(current.select_related("procedure"), procedure__slug=slug)


def _keep(request: SignedIn, version: ProcedureVersion, now: datetime) -> HttpResponse:
    autosaves = request.POST.get("do") == "autosave"
    try:
        with drafts.held(request.user, version, _key(request), at=now) as draft:
            faults, moved = _take_in(request, draft, version, now)
    except refusals.AlreadyFiled as refusal:
        if autosaves:
            return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain")
        return redirect("submitted", code=refusal.code)
    if autosaves:
        return HttpResponse(_("Saved at %(time)s") % {"time": vn_time(now)}, content_type="text/plain")
    if faults:
        return _form_page(request, version, draft, faults)
    if request.POST.get("do") == "check" and not moved:
        return redirect("check_draft", slug=version.procedure.slug)
    messages.success(request, _("Saved at %(time)s") % {"time": vn_time(now)})
    return redirect("file_dossier", slug=version.procedure.slug)


def _key(request: SignedIn) -> UUID | None:
    """Return the key of the draft that the form was made for; None where it names none."""
    try:
        return UUID(request.POST.get("draft", ""))
    except ValueError:
        return None


def _take_in(request: SignedIn, draft: Draft, version: ProcedureVersion, now: datetime) -> tuple[Faults, bool]:
    """Keep what was sent in a draft; return what is wrong with it, and whether the draft changed its version."""
    typed = {name: str(value) for name, value in request.POST.items()}
    moved = _follow(request, draft, version)
    drafts.save(draft, typed, at=now)
    faults: dict[str, Text | list[str]] = dict(_add_files(request, draft, now))
    _remove_file(request, draft)
    if request.POST.get("do") == "check" and not moved:
        faults = {**drafts.check(version.machine, draft.answers, list(draft.attachments.all()))[1], **faults}
    return faults, moved


def _follow(request: SignedIn, draft: Draft, version: ProcedureVersion) -> bool:
    """Move a draft to the version in force and say so; nothing is filed before the person saw it."""
    moved = drafts.follow_newest(draft, version, at=timezone.now())
    if moved:
        messages.warning(request, str(refusals.VersionRetired()))
    return moved


def _add_files(request: SignedIn, draft: Draft, now: datetime) -> dict[str, list[str]]:
    """Keep each file that is in order; return the faults of the others by field."""
    faults: dict[str, list[str]] = {}
    for component in draft.version.machine.components:
        field = drafts.component_field(component.name)
        for upload in request.FILES.getlist(field):
            try:
                drafts.add_file(draft, component.name, upload, by=request.user, at=now)
            except refusals.BadFile as refusal:
                if str(refusal) not in faults.setdefault(field, []):
                    faults[field].append(str(refusal))
    return faults


def _remove_file(request: SignedIn, draft: Draft) -> None:
    try:
        if request.POST.get("remove"):
            drafts.remove_file(draft, UUID(request.POST["remove"]))
    except ValueError:
        return


def _form_page(request: SignedIn, version: ProcedureVersion, draft: Draft | None, faults: Faults) -> HttpResponse:
    machine = version.machine
    answers = draft.answers if draft else drafts.profile_answers(request.user)
    form = FilingForm(machine, answers)
    if faults:
        form.show(faults)
    attachments = list(draft.attachments.all()) if draft else []
    papers = [
        {"component": row.component, "files": row.files, "field": form.field_of(row.component)}
        for row in paper_rows(machine, attachments)
    ]
    context = {
        "machine": machine,
        "draft": draft,
        "key": draft.key if draft else uuid4(),
        "form": form,
        "applicant_fields": form.fields_of(drafts.APPLICANT),
        "question_fields": form.fields_of(machine.questions),
        "papers": papers,
        "limits": files.limits() | {"max_files": drafts.MOST_FILES},
        "autosave_url": request.path,
    }
    return render(request, "citizen/file.html", context, status=422 if faults else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def check_draft(request: SignedIn, slug: str) -> HttpResponse:
    """Show all answers before they are filed; file them."""
    if request.method == "POST":
        return _submit(request, slug)
    version = _version(slug)
    draft = Draft.objects.filter(owner=request.user, procedure=version.procedure_id, number=1).first()
    if draft is None or _follow(request, draft, version):
        return redirect("file_dossier", slug=slug)
    attachments = list(draft.attachments.all())
    values, faults = drafts.check(version.machine, draft.answers, attachments)
    if faults:
        return _form_page(request, version, draft, faults)
    return _check_page(request, version, draft, values, attachments)


def _check_page(
    request: HttpRequest, version: ProcedureVersion, draft: Draft, values: dict[str, object], files_: list[Attachment]
) -> HttpResponse:
    machine = version.machine
    sections = [
        {"title": _("Applicant"), "rows": answer_rows(values, drafts.APPLICANT)},
        {"title": _("Content of the application"), "rows": answer_rows(values, machine.questions)},
    ]
    context = {
        "machine": machine,
        "sections": sections,
        "papers": paper_rows(machine, files_),
        "key": draft.key,
        "seen": draft.saved_at.isoformat(),
    }
    return render(request, "citizen/check.html", context)


def _submit(request: SignedIn, slug: str) -> HttpResponse:
    try:
        key, seen = UUID(request.POST.get("key", "")), datetime.fromisoformat(request.POST.get("seen", ""))
        dossier = commands.submit(key, owner=request.user, at=timezone.now(), seen=seen)
    except refusals.AlreadyFiled as refusal:
        return redirect("submitted", code=refusal.code)
    except refusals.DraftChanged as refusal:
        messages.warning(request, str(refusal))
        return redirect("check_draft", slug=slug)
    except (refusals.InvalidAnswers, refusals.VersionRetired, Draft.DoesNotExist, ValueError):
        # The form says what is missing, or shows the newest version; what was typed is in the draft.
        return redirect("check_draft", slug=slug)
    return redirect("submitted", code=dossier.code)


@signed_in
@require_GET
def submitted(request: SignedIn, code: str) -> HttpResponse:
    """Confirm a filing: the number, what comes next and by when."""
    mine = Dossier.objects.of_applicant(request.user).select_related("version")
    dossier = get_object_or_404(mine, code=code)
    return render(request, "citizen/submitted.html", {"dossier": dossier, "machine": dossier.machine})
