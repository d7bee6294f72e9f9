"""What an applicant without an account answers to a request, brought to the desk or posted: typed, kept, recorded (ADR 0088)."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Role
from accounts.signin import OfOfficer, desk_officer
from dossiers import commands, policy, refusals
from dossiers.commands import notes
from dossiers.desk.counter import growing
from dossiers.desk.counter.answer_form import AnswerForm
from dossiers.desk.counter.entry_form import Faults
from dossiers.desk.counter.scans import asked_first, removed, take
from dossiers.desk.opened.page import visible
from dossiers.filing import corrections
from dossiers.filing.corrections import Asked
from dossiers.filing.counter import answering, known_scans, people
from dossiers.log.answers import standing
from dossiers.log.facts import facts_of, words_of
from dossiers.log.whole import log_of
from dossiers.models import Door, Dossier, Draft, Event
from dossiers.pages.logged.timeline import last_request
from dossiers.policy import Actor

RECORD = "record"
"""What the button sends that records the answer; any other keeps what is typed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A dossier whose applicant answers at the desk: the request, what it asks, and the draft as far as there is one."""

    dossier: Dossier
    request: Event
    asked: Asked
    draft: Draft | None
    actor: Actor


@desk_officer
@require_http_methods(["GET", "HEAD", "POST"])
def counter_answer(request: OfOfficer, code: str) -> HttpResponse:
    """Show what is asked for, or keep what was typed and record it as the answer."""
    opened, now = _opened(request, visible(request, code)), timezone.now()
    if opened is None:
        return _nothing_asked(request, code)
    if request.method != "POST":
        if request.method != "HEAD":
            notes.reads(request.user, request.seats, opened.dossier, Door.FILE, at=now)
        return _page(request, opened, opened.draft, {})
    draft, faults, is_done = _kept(request, opened, now)
    if faults or is_done or request.POST.get("do") != RECORD:
        return _page(request, opened, draft, faults)
    return _record(request, opened, draft, now)


def _opened(request: OfOfficer, dossier: Dossier) -> Opened | None:
    """Return what is asked of a dossier, None where nothing is now; raises ``NotYours`` for an applicant with an account."""
    action = dossier.machine.action(dossier.state, commands.ANSWER)
    events, _known = log_of(dossier)
    asking = last_request(events)
    if action is None or asking is None:
        return None
    held = policy.actors(request.user, request.seats)
    desk = next((one for one in held if one.role is Role.ONE_STOP_OFFICER and policy.may(one, action, dossier)), None)
    if desk is None:
        raise refusals.NotYours
    items = corrections.requested(dossier.machine, words_of(asking.payload), facts_of(asking))
    answered = corrections.answered_since(dossier, asking.sequence)
    asked = corrections.asked_by(dossier.machine, standing(events), items, answered)
    return Opened(dossier, asking, asked, corrections.draft_of(dossier), desk)


def _nothing_asked(request: OfOfficer, code: str) -> HttpResponse:
    """Lead to the file: a second press finds the answer of the first there."""
    if request.method == "POST":
        messages.warning(request, _("Nothing is asked of the applicant now. Nothing was recorded by this press."))
    return redirect("desk_file", code=code)


def _kept(request: OfOfficer, opened: Opened, now: datetime) -> tuple[Draft, dict[str, list[str]], bool]:
    """Keep what was typed and sent; return the draft, the faults of files by field, and whether another button did its own."""
    typed = {name: str(value) for name, value in request.POST.items()}
    with transaction.atomic():
        key = corrections.key_of_answer(opened.dossier, opened.request)
        draft = corrections.open_draft(opened.dossier, opened.asked, key=key, at=now)
        answering.save(draft, opened.asked, typed, at=now)
        faults = take(request, draft, now, opened.asked.file_fields())
        is_done = removed(request, draft) or growing.changed(draft, request.POST.get("do", ""))
    draft.refresh_from_db()
    return draft, faults, is_done


def _record(request: OfOfficer, opened: Opened, draft: Draft, now: datetime) -> HttpResponse:
    if known := asked_first(request, draft, opened.asked.file_fields()):
        return _page(request, opened, draft, known)
    try:
        seen = int(request.POST.get("seen", ""))
    except ValueError as error:
        raise BadRequest("seen: not a number") from error
    try:
        commands.correct_at_desk(opened.dossier, actor=opened.actor, at=now, seen=seen, saved_at=draft.saved_at)
    except refusals.InvalidAnswers as refusal:
        return _page(request, opened, draft, refusal.errors, HTTPStatus.UNPROCESSABLE_ENTITY)
    except refusals.Refusal as refusal:
        return _page(request, opened, draft, {"": [str(refusal)]}, refusal.status)
    messages.success(request, _("The supplement is recorded. Confirm it in the file once it is looked through."))
    return redirect("desk_file", code=opened.dossier.code)


def _page(
    request: OfOfficer, opened: Opened, draft: Draft | None, faults: Faults, status: int = HTTPStatus.OK
) -> HttpResponse:
    dossier, asked = opened.dossier, opened.asked
    shown = draft or Draft(version=dossier.version, answers=asked.before(), channel=dossier.channel)
    attached = list(draft.attachments.all()) if draft else []
    context = {
        "dossier": dossier,
        "machine": dossier.machine,
        "person": people.of_dossier(dossier),
        "reason": words_of(opened.request.payload).reason,
        "form": AnswerForm(asked, shown, attached, faults),
        "seen": dossier.sequence,
        "known": known_scans.asked(draft, request.seats) if draft else {},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults and status == HTTPStatus.OK else status
    return render(request, "desk/counter_answer.html", context, status=status)
