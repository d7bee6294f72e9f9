"""An application on paper: typed as far as the paper needs, filed, and accepted in the same press."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.away.carrying import carried_as
from accounts.away.unsent import names_typed
from accounts.roles import Role
from accounts.signin import OfOfficer, desk_officer
from dossiers import commands, policy, refusals
from dossiers.desk.counter import asked, done, folder, phone, waits
from dossiers.desk.counter.asked import Before
from dossiers.desk.counter.entry_form import CounterForm, Faults
from dossiers.desk.counter.scans import all_faults, asked_first, entered, removed, take
from dossiers.desk.counter.sent import entry_sent, entry_typed
from dossiers.display.formats import localized
from dossiers.display.links import path_to
from dossiers.filing import drafts, opening
from dossiers.filing.counter import checking, entries, known_scans
from dossiers.filing.lookups import kept
from dossiers.filing.tables import growing
from dossiers.models import Channel, CounterPerson, Dossier, Draft
from dossiers.pages.answers import fees_due
from dossiers.policy import Actor
from dossiers.refusals.drafting import PapersBeingJudged
from dossiers.refusals.workbench import EntryTakenOver
from procedures.answers import clean
from procedures.models import ProcedureVersion

ACCEPT, RECORD, DISCARD, THROWN = "accept", "record", "discard", "discard-sure"
"""What a button does: file and accept, file alone, ask whether what was begun is to be thrown away, do that.

Any other keeps what is typed; some ask for a code of a telephone (``phone``) or lead to the scanner (``folder``).
"""


@carried_as(entry_sent)
@names_typed(entry_typed)
@desk_officer
@require_http_methods(["GET", "HEAD", "POST"])
def counter_entry(request: OfOfficer, pk: UUID) -> HttpResponse:
    """Show an application that the reader is entering, or keep what was typed and do what a button says."""
    draft, now = entries.open_of(request.user, pk), timezone.now()
    if draft is None:
        return _filed(request, pk)
    _follow(request, draft, now)
    if request.method != "POST":
        return _waiting(request, draft)
    waits.over(request)
    pressed = request.POST.get("do", "")
    if pressed == THROWN:
        return _thrown_away(request, draft)
    entries.save(draft, {name: str(value) for name, value in request.POST.items()}, at=now)
    faults = all_faults(draft, take(request, draft, now))
    if removed(request, draft) or growing.changed(draft, pressed) or pressed not in (ACCEPT, RECORD):
        return _kept(request, draft, pressed, faults)
    before = asked.at_press(request, draft)
    if faults or before.is_new:
        return _asked(request, draft, faults, before, accept=pressed == ACCEPT)
    return _enter(request, draft, before, accept=pressed == ACCEPT)


def _kept(request: OfOfficer, draft: Draft, pressed: str, faults: Faults) -> HttpResponse:
    """Show the page again, with what its button asks for; or lead to what a scanner has written."""
    at_scanner = folder.pressed(entered(draft), pressed)
    if at_scanner and not faults:
        return redirect(at_scanner)
    if pressed == DISCARD:
        return _page(request, draft, {}, status=HTTPStatus.CONFLICT, discarding=True)
    return _page(request, draft, faults, shown=phone.made(request.user, entered(draft), pressed, timezone.now()))


def _filed(request: OfOfficer, key: UUID) -> HttpResponse:
    """Lead to what a draft has become: a second press finds the dossier of the first, and is told what is not in it.

    Raises ``EntryTakenOver`` where a colleague goes on with it.
    """
    filed = Dossier.objects.filter(draft_key=key, events__sequence=1, events__actor=request.user).first()
    if filed is None:
        if name := entries.taken_over(key):
            raise EntryTakenOver(name)
        raise Http404
    return done.after(request, filed)


def _follow(request: OfOfficer, draft: Draft, now: datetime) -> None:
    """Have a draft ask what the version in force asks; whoever types sees the page of it anyway."""
    current = ProcedureVersion.objects.current(on=timezone.localdate(now)).filter(procedure=draft.procedure_id).first()
    if current is not None and drafts.follow_newest(draft, current, at=now):
        drafts.gone_through(draft)
        messages.warning(
            request, _("The procedure has changed since this was begun: look through the questions again.")
        )


def _actor(request: OfOfficer) -> Actor:
    """Return the reader as the officer of the desk that the reader is."""
    return next(one for one in policy.actors(request.user, request.seats) if one.role is Role.ONE_STOP_OFFICER)


def _asked(request: OfOfficer, draft: Draft, faults: Faults, before: Before, *, accept: bool) -> HttpResponse:
    """Show what is wrong with the scans that came; else, in one round, what is asked before the filing and what refuses it."""
    if faults:
        return _page(request, draft, faults, before=before)
    checked, _came = checking.to_file(draft, draft.attachments.all(), at=timezone.now(), accept=accept)
    refused = {field: [localized(fault)] for field, fault in checked.errors.items()}
    both = {field: [*refused.get(field, ()), *before.faults.get(field, ())] for field in {**refused, **before.faults}}
    return _page(request, draft, both, status=HTTPStatus.OK if refused else HTTPStatus.CONFLICT, before=before)


def _thrown_away(request: OfOfficer, draft: Draft) -> HttpResponse:
    with transaction.atomic():
        held = Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first()
        if held is not None:
            opening.delete(held)
    messages.success(request, _("Thrown away. Nothing was filed."))
    return redirect("counter")


def _enter(request: OfOfficer, draft: Draft, before: Before, *, accept: bool) -> HttpResponse:
    if known := asked_first(request, draft):
        return _page(request, draft, known, before=before)
    kept.renew(draft, at=timezone.now())
    try:
        filed = commands.enter(draft.key, actor=_actor(request), at=timezone.now(), accept=accept)
    except refusals.AlreadyFiled:
        return _filed(request, draft.key)
    except PapersBeingJudged:
        address, marks = path_to("counter_entry", draft.key), " ".join(before.marks)
        return waits.begin(request, draft, address, ACCEPT if accept else RECORD, **{asked.ASKED: marks})
    except refusals.InvalidAnswers as refusal:
        return _page(request, draft, refusal.errors, before=before)
    except refusals.Refusal as refusal:
        return _page(request, draft, {"": [str(refusal)]}, status=refusal.status, before=before)
    if filed.not_accepted is not None:
        messages.warning(request, _("Filed, and not accepted yet: %(why)s") % {"why": filed.not_accepted})
    return redirect("counter_done", code=filed.dossier.code)


def _waiting(request: OfOfficer, draft: Draft) -> HttpResponse:
    """Show the page; where a press waits in the address, wait until all scans have been looked at, then let it go on.

    What was not taken of them is said at its place, and so is what has to be asked first: then nothing goes on by itself.
    Nor once somebody has gone back to what was typed, or sent it again: it may be another text by now.
    """
    pressed = waits.pressed(request, (ACCEPT, RECORD))
    if not pressed:
        waits.over(request)
        return _page(request, draft, {})
    if waiting := waits.page(request, draft, path_to("counter_entry", draft.key), is_supplement=False):
        return waiting
    before = asked.at_press(request, draft)
    faults = checking.broken(draft.attachments.all()) or before.faults
    goes_on = waits.was_pressed(request, draft) and not faults and not before.is_new
    return _page(request, draft, faults, before=replace(before, goes_on=pressed if goes_on else ""))


def _page(  # noqa: PLR0913 - the parts of one page
    request: OfOfficer,
    draft: Draft,
    faults: Faults,
    *,
    status: int = HTTPStatus.OK,
    shown: phone.Shown | None = None,
    before: Before | None = None,
    discarding: bool = False,
) -> HttpResponse:
    machine = draft.version.machine
    values, _errors = clean(drafts.asked_of(machine), draft.answers)
    context = {
        "draft": draft,
        "machine": machine,
        "person": CounterPerson.objects.select_related("user").get(pk=draft.owner_id),
        "form": CounterForm(draft, list(draft.attachments.all()), faults, begins=not discarding),
        "fees": fees_due(machine, values),
        "is_post": draft.channel == Channel.POST,
        "not_complete": checking.NO_NUMBER if checking.says_no_number(draft) else None,
        "phone": shown,
        "before": before or asked.on_page(request, draft),
        "known": known_scans.asked(draft, request.seats),
        "has_scanner": settings.SCAN_FOLDERS is not None,
        "discarding": discarding,
    }
    is_wrong = bool(faults) and status == HTTPStatus.OK
    return render(
        request, "desk/counter_entry.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else status
    )
