"""What an applicant without an account answers to a request, brought to the desk or posted: typed, kept, recorded (ADR 0088)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.away.carrying import carried_as
from accounts.signin import OfOfficer, desk_officer
from dossiers import commands, refusals
from dossiers.commands import notes
from dossiers.desk.counter import folder, phone, scans, waits
from dossiers.desk.counter.entry_form import Faults
from dossiers.desk.counter.sent import answer_sent
from dossiers.desk.counter.supplied import beside, doubts, others
from dossiers.desk.counter.supplied.form import AnswerForm
from dossiers.desk.counter.supplied.requested import Opened, opened
from dossiers.desk.opened.page import visible
from dossiers.display.formats import localized
from dossiers.display.links import path_to
from dossiers.filing import corrections, overlaps
from dossiers.filing.counter import answering, checking, known_scans, people
from dossiers.filing.overlaps import Overlap
from dossiers.filing.tables import growing
from dossiers.log.facts import words_of
from dossiers.models import Door, Draft
from dossiers.refusals.drafting import PapersBeingJudged

RECORD = "record"
"""What the button sends that records the answer; any other keeps what is typed."""
SEEN = "seen"
"""How far the log went that a page was made of; in the address of a press that waits too."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a page that was sent."""

    draft: Draft
    overlap: Overlap
    faults: Mapping[str, list[str]]
    """Of files, by field."""
    is_done: bool
    """Whether another button than one of the whole page did its own."""


@carried_as(answer_sent)
@desk_officer
@require_http_methods(["GET", "HEAD", "POST"])
def counter_answer(request: OfOfficer, code: str) -> HttpResponse:
    """Show what is asked for, or keep what was typed and record it as the answer."""
    found, now = opened(visible(request, code), request.user, request.seats), timezone.now()
    if found is None:
        return _nothing_asked(request, code)
    if request.method != "POST":
        if request.method != "HEAD":
            notes.reads(request.user, request.seats, found.dossier, Door.FILE, at=now)
        return _waiting(request, found)
    waits.over(request)
    kept = _kept(request, found, now)
    pressed = request.POST.get("do", "")
    files = list(kept.draft.attachments.all())
    is_unread = kept.overlap.unread or others.has_unseen(files, request.POST.get(others.SHOWN), request.user)
    if kept.overlap.clashing or (is_unread and pressed == RECORD):
        return _page(request, found, kept.draft, kept.faults, HTTPStatus.CONFLICT, overlap=kept.overlap)
    if kept.faults or kept.is_done or pressed != RECORD:
        return _shown(request, found, kept, pressed)
    return _record(request, found, kept.draft, now)


def _shown(request: OfOfficer, found: Opened, kept: Kept, pressed: str) -> HttpResponse:
    """Show the page again, with the code for a telephone where that was asked for; or lead to what a scanner has written."""
    place = scans.place(found, kept.draft)
    at_scanner = folder.pressed(place, pressed)
    if at_scanner and not kept.faults:
        return redirect(at_scanner)
    code = phone.made(request.user, place, pressed, timezone.now())
    return _page(request, found, kept.draft, kept.faults, overlap=kept.overlap, code=code)


def _nothing_asked(request: OfOfficer, code: str) -> HttpResponse:
    """Lead to the file: a second press finds the answer of the first there."""
    if request.method == "POST":
        messages.warning(request, _("Nothing is asked of the applicant now. Nothing was recorded by this press."))
    return redirect("desk_file", code=code)


def _waiting(request: OfOfficer, found: Opened) -> HttpResponse:
    """Show the page; where a press waits in the address, wait until all scans have been looked at, then let it go on.

    What was not taken of them is said at its place. Nothing goes on by itself once somebody has gone back, has typed
    something else, at whichever desk, or has acted on the dossier.
    """
    draft = found.draft
    if draft is None or not waits.pressed(request, (RECORD,)):
        waits.over(request)
        return _page(request, found, draft, {})
    if page := waits.page(request, draft, path_to("counter_answer", found.dossier.code), is_supplement=True):
        return page
    faults = checking.broken(draft.attachments.all(), found.asked.file_fields())
    is_as_it_was = request.GET.get(SEEN) == str(found.dossier.sequence) and waits.was_pressed(request, draft)
    return _page(request, found, draft, faults, goes_on=RECORD if is_as_it_was and not faults else "")


def _kept(request: OfOfficer, found: Opened, now: datetime) -> Kept:
    """Keep what was typed and sent, beside what another desk has typed since the page was made."""
    typed, fields = {name: str(value) for name, value in request.POST.items()}, found.asked.file_fields()
    with transaction.atomic():
        key = corrections.key_of_answer(found.dossier, found.request)
        draft = corrections.open_draft(found.dossier, found.asked, key=key, at=now)
        overlap = answering.save(draft, found.asked, typed, at=now, by=request.user)
        faults = scans.all_faults(draft, scans.take(request, draft, now, fields), fields)
        is_done = scans.removed(request, draft) or growing.changed(draft, request.POST.get("do", ""))
    draft.refresh_from_db()
    return Kept(draft, overlap, faults, is_done)


def _record(request: OfOfficer, found: Opened, draft: Draft, now: datetime) -> HttpResponse:
    known = scans.asked_first(request, draft, found.asked.file_fields())
    doubted, marks = doubts.unasked(found, draft, request.POST.dict(), request.seats)
    if known or doubted:
        status = HTTPStatus.OK if known else HTTPStatus.CONFLICT
        return _page(request, found, draft, _together(known, doubted, _wrong(found, draft, now)), status, asked=marks)
    try:
        seen = int(request.POST.get(SEEN, ""))
    except ValueError as error:
        raise BadRequest("seen: not a number") from error
    try:
        commands.correct_at_desk(found.dossier, actor=found.actor, at=now, seen=seen, saved_at=draft.saved_at)
    except PapersBeingJudged:
        return waits.begin(request, draft, path_to("counter_answer", found.dossier.code), RECORD, **{SEEN: str(seen)})
    except refusals.InvalidAnswers as refusal:
        return _page(request, found, draft, refusal.errors, HTTPStatus.UNPROCESSABLE_ENTITY)
    except refusals.Refusal as refusal:
        return _page(request, found, draft, {"": [str(refusal)]}, refusal.status)
    messages.success(request, _("The supplement is recorded. Confirm it in the file once it is looked through."))
    return redirect("desk_file", code=found.dossier.code)


def _wrong(found: Opened, draft: Draft, now: datetime) -> dict[str, list[str]]:
    """Return what recording would refuse, by field: it is said beside what is only asked."""
    dossier, attached = found.dossier, list(draft.attachments.all())
    filed = commands.filed_for(dossier)
    checked, _came = answering.check(found.asked, draft, attached, filed, filed_at=dossier.filed_at, at=now)
    return {field: [localized(fault)] for field, fault in checked.errors.items()}


def _together(*several: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return all faults of several kinds, by field."""
    return {field: [each for one in several for each in one.get(field, ())] for one in several for field in one}


def _page(  # noqa: PLR0913 - the parts of one page
    request: OfOfficer,
    found: Opened,
    draft: Draft | None,
    faults: Faults,
    status: int = HTTPStatus.OK,
    *,
    overlap: Overlap | None = None,
    code: phone.Shown | None = None,
    goes_on: str = "",
    asked: str = "",
) -> HttpResponse:
    dossier, wanted = found.dossier, found.asked
    kept = draft or Draft(version=dossier.version, answers=wanted.before(), channel=dossier.channel)
    attached = list(draft.attachments.all()) if draft else []
    elsewhere = beside.of(kept, wanted, overlap, request.user)
    elsewhere = replace(elsewhere, lines=[*elsewhere.lines, *others.lines(attached, request.user)])
    places, known = answering.places_of(wanted), overlap.clashing_marks if overlap else {}
    context = {
        "dossier": dossier,
        "machine": dossier.machine,
        "person": people.of_dossier(dossier),
        "reason": words_of(found.request.payload).reason,
        "form": AnswerForm(wanted, beside.typed_over(kept, overlap), attached, {**faults, **elsewhere.faults}),
        "kept_version": overlaps.line(overlaps.marks(places, answering.texts_of(kept)) | known),
        "elsewhere": elsewhere,
        "seen": dossier.sequence,
        "files_shown": others.shown_by(attached),
        "known": known_scans.asked(draft, request.seats) if draft else {},
        "phone": code,
        "draft": draft,
        "goes_on": goes_on,
        "asked": asked,
        "has_scanner": settings.SCAN_FOLDERS is not None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults and status == HTTPStatus.OK else status
    return render(request, "desk/counter_answer.html", context, status=status)
