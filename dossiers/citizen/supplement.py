"""Answering a request for a supplement: its form, its check, its confirmation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.away.carrying import Sending, carried_as, takes_carried
from accounts.away.unsent import for_its_account
from accounts.models import User
from accounts.signin import SignedIn, signed_in
from dossiers import commands, files, queries, refusals
from dossiers.citizen import clashes, sent_files
from dossiers.citizen.dossiers import came_back_to, is_given_back, newest_reason, own_dossier
from dossiers.citizen.filing_form import Faults, row_anchor
from dossiers.citizen.form_page import REVIEW, half_filled, list_all, reviewed, reviewing, still_wrong
from dossiers.citizen.meanwhile import answered
from dossiers.citizen.meanwhile.lost import UNSENT
from dossiers.citizen.paying.by_answer import new_fee
from dossiers.citizen.paying.fee import fee_of
from dossiers.citizen.shown.taken_out import TakenOut, files_aside, put_back
from dossiers.citizen.supplement_form import CorrectionForm, changes, drafted_words, typed_words
from dossiers.display.agency.handed import missing
from dossiers.display.formats import localized
from dossiers.display.promises.rounds import asked_again
from dossiers.filing import arriving, corrections, drafts, opening, overlaps, partial
from dossiers.filing.corrections import Asked, Checked
from dossiers.filing.counter import answering
from dossiers.filing.known import persons
from dossiers.filing.overlaps import Overlap
from dossiers.filing.tables import rows
from dossiers.log.answers import standing
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Attachment, Dossier, Draft, Event
from dossiers.pages.acting.foreseen import overtaken_supplement
from dossiers.pages.acting.waiting import answer_sent
from dossiers.pages.answers import Doubt, doubts_of
from dossiers.pages.inbox.confirming import mail_of
from dossiers.pages.known import known_of
from dossiers.pages.logged.timeline import last_request
from dossiers.pages.papers import PaperRow, left_out_of
from dossiers.refusals.drafting import FilesUnfinished, PapersBeingJudged


@dataclass(frozen=True, slots=True)
class Opened:
    """A dossier whose applicant answers: its log, the request, and the draft as far as there is one."""

    dossier: Dossier
    events: list[Event]
    request: Event | None
    """None where nothing is asked now."""
    asked: Asked
    draft: Draft | None
    waits: bool
    """Whether the office has acted, and nothing of it has gone out yet."""

    @property
    def url(self) -> str:
        """The address of the form."""
        return reverse("correction", args=[self.dossier.code])


def _opened(request: SignedIn, code: str) -> Opened:
    known = known_of(own_dossier(request, code), timezone.now())
    dossier, events = known.dossier, known.events
    asking = last_request(events)
    items = corrections.requested(dossier.machine, words_of(asking.payload), facts_of(asking)) if asking else []
    answered = corrections.answered_since(dossier, asking.sequence) if asking else {}
    asked = corrections.asked_by(dossier.machine, standing(events), items, answered)
    is_open = dossier.machine.action(dossier.state, commands.ANSWER) is not None
    return Opened(dossier, events, asking if is_open else None, asked, corrections.draft_of(dossier), known.waits)


@signed_in
@takes_carried
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_account
def correction(request: SignedIn, code: str) -> HttpResponse:
    """Show the form of the answer, or keep what was typed and go on as the button says."""
    opened, now = _opened(request, code), timezone.now()
    if opened.request is None or _is_of_another(request, opened):
        return _closed(request, opened) if request.method == "POST" else redirect("dossier", code=code)
    if request.method != "POST":
        return _form_page(request, opened, {})
    return _kept(request, opened, corrections.key_of_answer(opened.dossier, opened.request), now)


def _kept(request: SignedIn, opened: Opened, key: UUID, now: datetime) -> HttpResponse:
    """Keep what was typed of an answer, and go on as the button says."""
    with transaction.atomic():
        draft = corrections.open_draft(opened.dossier, opened.asked, key=key, at=now)
        overlap, faults, place = _take_in(request, opened.asked, draft, now)
    pressed = request.POST.get("do", "")
    if pressed == "autosave":
        return clashes.autosaved(request, overlap, draft, now)
    if pressed == "check" and not faults:
        faults = _check(opened, draft).errors
        if not faults:
            return redirect(reverse("check_correction", args=[opened.dossier.code]) + reviewed(request))
    if faults:
        return _form_page(request, _opened(request, opened.dossier.code), faults, overlap)
    query = urlencode({REVIEW: review} if (review := reviewing(request)) else {})
    return redirect(f"{opened.url}{'?' if query else ''}{query}{place}")


def _is_of_another(request: SignedIn, opened: Opened) -> bool:
    """Say whether a form was made for another request than the one that is open."""
    asked = request.POST.get("request")
    return asked is not None and opened.request is not None and asked != str(opened.request.sequence)


def _take_in(request: SignedIn, asked: Asked, draft: Draft, now: datetime) -> tuple[Overlap, Faults, str]:
    """Keep what was sent; return how it fits the draft, what is wrong with it, and where on the page to go on."""
    sent = {name: str(value) for name, value in request.POST.items()}
    overlap = corrections.save(draft, asked, sent, at=now)
    faults = clashes.noted(request, draft, overlap)
    came = sent_files.take(request, draft, asked.file_fields(), now)
    handled, not_done = sent_files.handle(request, draft, asked.file_fields(), now)
    for field, sentences in (*came.items(), *not_done.items()):
        faults.setdefault(field, []).extend(sentences)
    pressed = sent.get("do", "")
    if handled or overlap.is_at(pressed):
        return overlap, faults, f"#div_id_{handled}" if handled else ""
    with opening.dated(draft, at=now):
        place, unread = _row(request, asked, draft, overlap)
    return overlap, {**faults, **unread}, place


def _row(request: SignedIn, asked: Asked, draft: Draft, overlap: Overlap) -> tuple[str, Faults]:
    """Add a row to a table that is asked for, take one out or put it back; return where that is, as a fragment, and why not."""
    pressed, _colon, rest = request.POST.get("do", "").partition(":")
    name, _colon, row = rest.partition(":")
    if name.partition(".")[0] not in {question.name for question in asked.places}:
        return "", {}
    if pressed == "add-row" and (table := drafts.add_row(draft, name)):
        return f"#{row_anchor(table, rows.shown(table, draft.answers) - 1)}", {}
    if pressed == "remove-row" and row.isdecimal():
        return clashes.removed_row(request, draft, overlap, name, int(row[:3]))
    if pressed == "put-back-row" and (back := put_back(request, draft, name)) is not None:
        return f"#row_{name}.{back}", {}
    is_here = pressed in ("refresh", overlaps.MINE, overlaps.SAVED) or persons.write_as_meant(draft, pressed, name)
    return clashes.chosen_at(request.POST["do"]) if is_here else "", {}


def _check(opened: Opened, draft: Draft) -> Checked:
    attached = draft.attachments.all()
    filed, filed_at = commands.filed_for(opened.dossier), opened.dossier.filed_at
    return corrections.check(opened.asked, draft.answers, attached, filed, filed_at=filed_at, at=timezone.now())


def _form_page(request: SignedIn, opened: Opened, faults: Faults, overlap: Overlap | None = None) -> HttpResponse:
    draft = opened.draft
    answers = drafts.typed_over(overlap, draft.answers if draft else opened.asked.before())
    form = CorrectionForm(
        opened.asked, answers, draft.attachments.all() if draft else (), faults, filed_at=opened.dossier.filed_at
    )
    form.unfinished = partial.unfinished(request.user, draft.key, at=timezone.now()) if draft else ()
    form.taken_out, form.aside = TakenOut.of(request, draft), files_aside(request, draft)
    form.filed = _filed(opened)
    clashes.show_in(form, overlap, draft)
    form.understood |= half_filled(form) if draft else {}
    list_all(form)
    asking = opened.request
    key = corrections.key_of_answer(opened.dossier, asking) if asking else None
    context = {
        "dossier": opened.dossier,
        "machine": opened.dossier.machine,
        "draft": draft,
        "key": draft.key if draft else key,
        "form": form,
        "request_number": asking.sequence if asking else 0,
        "reason": newest_reason(opened.dossier, opened.events),
        "is_given_back": is_given_back(opened.dossier, opened.events),
        "asked_again": asked_again(opened.events, opened.dossier.machine),
        "overtaken": overtaken_supplement(opened.dossier, opened.events, timezone.now()),
        "limits": files.limits() | {"max_files": arriving.MOST_FILES},
        "form_url": opened.url,
        "review": reviewing(request),
    }
    return render(request, "citizen/correction.html", context, status=clashes.status(overlap, faults))


@signed_in
@require_safe
def correction_progress(request: SignedIn, code: str) -> HttpResponse:
    """Give what the page of an answer shows anew once its draft has been saved."""
    opened = _opened(request, code)
    draft = opened.draft
    if opened.request is None or draft is None:
        raise Http404
    faults = still_wrong(request, lambda: _check(opened, draft).errors)
    form = CorrectionForm(
        opened.asked, draft.answers, draft.attachments.all(), faults, filed_at=opened.dossier.filed_at
    )
    return render(request, "citizen/progress.html", {"tasks": None, "form": form})


def _closed(request: SignedIn, opened: Opened, refusal: refusals.Refusal | None = None) -> HttpResponse:
    """Say why nothing can be answered now, with what was typed; of an answer that is sent already, what is not in it."""
    number, is_open = request.POST.get("request"), opened.request is not None
    found = None if refusal else answered.answered(opened.dossier, opened.events, number, is_open=is_open)
    if found:
        return answered.shown(request, found)
    if opened.waits:
        refusal = refusals.BeingUpdated()
    refusal = refusal or (refusals.OtherRequest() if opened.request else refusals.NothingRequested())
    sent = {name: str(value) for name, value in request.POST.items()}
    if request.POST.get("do") == "autosave":
        return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain")
    typed = typed_words(opened.asked, sent)
    kept = [] if typed or opened.draft is None else drafted_words(opened.asked, opened.draft)
    context = {
        "dossier": opened.dossier,
        "sentence": str(refusal),
        "typed": typed or kept,
        "is_kept": bool(kept),
        "had_files": bool(request.FILES) or UNSENT in request.POST,
        "is_open": is_open,
    }
    return render(request, "citizen/correction_closed.html", context, status=refusal.status)


def _sent(user: User, where: dict[str, Any], fields: Mapping[str, str]) -> Sending:
    """Return the answer that the last press would have sent, for the person who has filed the dossier."""
    del fields
    page = reverse("check_correction", args=[where["code"]])
    return answer_sent(queries.filed_by(user, where["code"]), page=page)


@carried_as(_sent)
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def check_correction(request: SignedIn, code: str) -> HttpResponse:
    """Show the answer before it is sent; send it."""
    opened = _opened(request, code)
    if request.method == "POST":
        return _send(request, opened)
    if opened.request is None or opened.draft is None:
        return redirect("correction", code=code)
    checked = _check(opened, opened.draft)
    if checked.errors:
        return _form_page(request, opened, checked.errors)
    return _check_page(request, opened, opened.draft, checked)


def _check_page(
    request: SignedIn, opened: Opened, draft: Draft, checked: Checked, refusal: refusals.Refusal | None = None
) -> HttpResponse:
    dossier, machine, papers, asked = opened.dossier, opened.dossier.machine, _papers(opened, draft), opened.asked
    context = {
        "dossier": dossier,
        "machine": machine,
        "rows": changes(asked, checked),
        "papers": papers,
        "left_out": left_out_of(machine, draft.attachments.exclude(problem="")),
        "unfinished": partial.unfinished(request.user, draft.key, at=timezone.now()),
        "unjudged": [file.name for paper in papers for file in paper.files if file.is_being_judged],
        "new_fee": new_fee(dossier, opened.events, machine, opened.asked.standing, checked.values),
        "note": checked.note,
        "handed": missing(machine, opened.events, checked.values),
        "warnings": [
            *_doubts(asked, checked, dossier.filed_at),
            *_unchanged(papers),
            *_at_desk(draft),
            *clashes.unsettled(request, draft, asked.places),
        ],
        "seen": dossier.sequence,
        "saved_at": draft.saved_at.isoformat(),
        "refusal": str(refusal) if refusal else "",
    }
    return render(request, "citizen/check_correction.html", context, status=refusal.status if refusal else 200)


def _doubts(asked: Asked, checked: Checked, filed_at: datetime) -> list[Doubt]:
    """Return what is doubtful in the answers that are corrected, and what these make doubtful in others, which are not shown.

    What was so in others before cannot be put right here, and nobody has asked for it.
    """
    now = timezone.now()
    found = doubts_of(asked.machine, checked.values, now, filed_at) if checked.corrected else []
    before = (
        {(one.name, one.sentence) for one in doubts_of(asked.machine, asked.standing, now, filed_at)}
        if found
        else set()
    )
    return [
        one if one.name in checked.corrected else replace(one, name="")
        for one in found
        if one.name in checked.corrected or (one.name, one.sentence) not in before
    ]


def _unchanged(papers: Sequence[PaperRow]) -> list[Doubt]:
    """Return the files that come once more just as the office has them: it was asked for others."""
    sentence = _("“%(name)s” is the same file as the one that you sent before.")
    return [
        Doubt("", localized(paper.title), sentence % {"name": file.name})
        for paper in papers
        for file in paper.files
        if file.sha256 and file.sha256 in {one.sha256 for one in paper.before}
    ]


def _at_desk(draft: Draft) -> list[Doubt]:
    """Return that a desk has begun to enter papers of a person of the counter, whose joined account sends the answer (ADR 0093)."""
    sentence = _(
        "The desk has begun to enter what you brought on paper, and has not recorded it. An answer that is sent now goes without that: "
        "if something is to go with it, let the desk record the answer."
    )
    return [Doubt("", _("What was brought to the desk"), sentence)] if answering.is_counted(draft) else []


def _filed(opened: Opened) -> dict[str, list[Attachment]]:
    """Return the files that the office has of each thing that is asked for: what comes now is added to them."""
    names = set(opened.asked.file_fields().values())
    found: dict[str, list[Attachment]] = {}
    for file in opened.dossier.attachments.filter(component__in=names):
        found.setdefault(file.component, []).append(file)
    return found


def _papers(opened: Opened, draft: Draft) -> list[PaperRow]:
    asked, before = opened.asked, _filed(opened)
    titles, attached = corrections.titles_of(asked.machine), list(draft.attachments.all())
    names: Mapping[str, None] = dict.fromkeys(asked.file_fields().values())
    found = {name: [one for one in attached if one.component == name] for name in names}
    return [PaperRow(titles[name], files=kept, before=before.get(name, ())) for name, kept in found.items() if kept]


def _send(request: SignedIn, opened: Opened) -> HttpResponse:
    dossier, code = opened.dossier, opened.dossier.code
    try:
        seen, saved_at = int(request.POST.get("seen", "")), datetime.fromisoformat(request.POST.get("saved_at", ""))
        if opened.draft:
            partial.refuse_unfinished(
                request.user, opened.draft.key, without=sent_files.lacking(request), at=timezone.now()
            )
        commands.correct(dossier, owner=request.user, at=timezone.now(), seen=seen, saved_at=saved_at)
    except refusals.InvalidAnswers as refusal:
        return _form_page(request, opened, refusal.errors)
    except (
        *(refusals.Stale, refusals.UnknownAction, refusals.DraftChanged),
        *(PapersBeingJudged, FilesUnfinished),
    ) as refusal:
        return _not_sent(request, code, seen, refusal)
    except ValueError:
        return redirect("check_correction", code=code)
    return redirect("corrected", code=code)


def _not_sent(request: SignedIn, code: str, seen: int, refusal: refusals.Refusal) -> HttpResponse:
    """Lead on where a press before has sent it; else say what has changed, with all that is in the draft."""
    opened = _opened(request, code)
    answers = [event.sequence for event in opened.events if event.action == commands.ANSWER]
    if opened.request is None and answers and answers[-1] > seen:
        return redirect("corrected", code=code)
    if opened.request is None or opened.waits or opened.request.sequence > seen:
        return _closed(request, opened)
    if opened.draft is None:
        return _closed(request, opened, refusals.NothingDrafted())
    checked = _check(opened, opened.draft)
    if checked.errors:
        return _form_page(request, opened, checked.errors)
    return _check_page(request, opened, opened.draft, checked, refusal)


@signed_in
@require_safe
def corrected_page(request: SignedIn, code: str) -> HttpResponse:
    """Confirm an answer: what comes next and by when."""
    known = known_of(own_dossier(request, code), now := timezone.now())
    dossier, events = known.dossier, known.events
    sent = next((event for event in reversed(events) if event.action == commands.ANSWER), None)
    if sent is None:
        return redirect("dossier", code=code)
    fee = fee_of(dossier, events, now, waits=known.waits)
    shown = {
        "dossier": dossier,
        "machine": dossier.machine,
        "sent": sent,
        "fee": fee,
        "handed": missing(dossier.machine, events),
        "mail": (mail := mail_of(dossier, events)),
        "back": came_back_to(request.user, mail.address, now),
    }
    return render(request, "citizen/corrected.html", shown)
