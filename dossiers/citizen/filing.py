"""Filing: the form of a draft, its check, its submission."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.away.carrying import Sending, carried_as, takes_carried
from accounts.away.unsent import for_its_account, names_typed
from accounts.models import User
from accounts.signin import SignedIn, impersonal, signed_in
from dossiers import commands, refusals
from dossiers.citizen import clashes, sent_files
from dossiers.citizen.dossiers import came_back_to, own_dossier
from dossiers.citizen.filing_form import APPLICANT, Faults, headings
from dossiers.citizen.form_page import ASKED, CHECKED, LEFT, PART, REVIEW, form_page, reviewed, typed_in, was_checked
from dossiers.citizen.meanwhile import filed
from dossiers.citizen.own_data import as_before, from_head_office
from dossiers.citizen.own_drafts import address, chosen, current_version, just_filed, named_key, open_drafts, row_of
from dossiers.citizen.paying.fee import fee_of
from dossiers.citizen.tasks import next_part
from dossiers.display.agency.handed import asked_by, missing
from dossiers.display.agency.receiving import receiving_of
from dossiers.display.formats import localized, vn_time
from dossiers.display.promises import late_notice, timely_notice
from dossiers.filing import drafts, licences, opening, overlaps, partial, progress
from dossiers.filing.known import head_office, own_names, persons, takeover
from dossiers.filing.licences import Checked
from dossiers.filing.lookups import kept
from dossiers.filing.lookups.words import of_kept, of_signature
from dossiers.filing.overlaps import Overlap
from dossiers.models import Attachment, Draft
from dossiers.pages.acting.foreseen import appointment_of_a_filing, of_a_check, overtaken_answer
from dossiers.pages.acting.waiting import filing_sent
from dossiers.pages.answers import Doubt, answer_sections, fees_due, last_look, no_longer_asked, typed_sections
from dossiers.pages.inbox.confirming import mail_of
from dossiers.pages.known import known_of
from dossiers.pages.papers import left_out_of, paper_rows, proof_of_filing, sent_twice
from dossiers.refusals.drafting import DraftThrownAway, FilesUnfinished, PapersBeingJudged, TooManyDrafts
from procedures import addresses
from procedures.addresses.former import former_like
from procedures.answers import raw_names
from procedures.machine import Machine, Text
from procedures.models import ProcedureVersion, VersionStatus
from procedures.time.calendar import local


@signed_in
@takes_carried
@names_typed(typed_in)
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_account
def file_dossier(request: SignedIn, slug: str, number: int | None = None) -> HttpResponse:
    """Show the form of a draft, or keep what was typed and go on as the button says; the key of a form says of which."""
    version = current_version(slug)
    if version is None:
        return _closed(request, slug, number, refusals.NoLongerReceived())
    if not version.machine.is_filed_on_line:
        return _closed(request, slug, number, refusals.NotReceivedOnline(version.machine.not_filed_here))
    if request.method == "POST":
        return _keep(request, version, timezone.now())
    own = open_drafts(request.user, slug)
    if ASKED in request.GET:
        return redirect("own_drafts" if own else "file_dossier", slug=slug)
    draft = chosen(own, number)
    if draft is None and (own or number is not None):
        return redirect("own_drafts", slug=slug)
    if draft:
        drafts.follow_newest(draft, version, at=timezone.now())
    return form_page(request, version, draft, {})


def _keep(request: SignedIn, version: ProcedureVersion, now: datetime) -> HttpResponse:
    refusal: refusals.Refusal | None = _taken_back(request)
    try:
        with opening.locked_draft(request.user, version, named_key(request), at=now) as draft:
            overlap, faults, place = _take_in(request, draft, version, now)
    except (refusals.AlreadyFiled, TooManyDrafts) as not_kept:
        return filed.not_kept(request, not_kept)
    pressed = request.POST.get("do", "")
    refusal = refusal or DraftThrownAway(is_saved=not _asks_for_check(pressed)) if draft.thrown_at else None
    if pressed == "autosave":
        return clashes.autosaved(request, overlap, draft, now, refusal)
    if faults or refusal:
        return form_page(request, version, draft, faults, overlap, refusal=refusal)
    if _leads_to_check(request, draft, place) and draft.moved_from_id is None:
        return redirect(address(draft, "check_draft") + reviewed(request))
    if not place:
        messages.success(request, _("Saved at %(time)s") % {"time": vn_time(now)})
    return redirect(_where(request, draft, place))


def _asks_for_check(pressed: str) -> bool:
    """Say whether a button leads to the check: the one of the form, or one of a part of it."""
    return pressed.partition(":")[0] == "check"


def _leads_to_check(request: SignedIn, draft: Draft, place: str) -> bool:
    """Say whether the check comes next: it was asked for, all that it found before is put right, or no other part follows."""
    pressed, _colon, anchor = request.POST.get("do", "").partition(":")
    is_part = any(each.anchor == anchor and each.questions for each in headings(draft.version.machine))
    return pressed == "check" or (pressed == "next" and not place and (is_part or was_checked(request)))


def _where(request: SignedIn, draft: Draft, place: str) -> str:
    """Return the address of a place on the form, with what the page has to know of the way to it."""
    is_part = place.startswith("#section-")
    left = request.POST.get("do", "").removeprefix("next:") if is_part else ""
    known = {PART: place.removeprefix("#") if is_part else "", LEFT: left, REVIEW: request.POST.get(REVIEW, "")}
    known[CHECKED] = request.POST.get(CHECKED, "") and "1"
    query = urlencode({name: value for name, value in known.items() if value})
    return f"{address(draft)}{'?' if query else ''}{query}{place}"


def _taken_back(request: SignedIn) -> TooManyDrafts | None:
    """Take the draft of a form back first, if a button says so; return why it stays thrown away."""
    key = named_key(request)
    try:
        if key and request.POST.get("do") == "take-back":
            opening.take_back(request.user, key)
    except TooManyDrafts as refusal:
        return refusal
    return None


def _take_in(request: SignedIn, draft: Draft, version: ProcedureVersion, now: datetime) -> tuple[Overlap, Faults, str]:
    """Keep what was sent in a draft; return how it fits it, what is wrong with it, and where on the page to go on."""
    typed = {name: str(value) for name, value in request.POST.items()}
    drafts.follow_newest(draft, version, at=now)
    overlap = drafts.save(draft, typed, at=now)
    fields = drafts.file_fields(draft.version.machine)
    came = sent_files.take(request, draft, fields, now)
    handled, not_done = sent_files.handle(request, draft, fields, now)
    faults: dict[str, Text | list[str]] = {**came, **not_done, **clashes.noted(request, draft, overlap)}
    # A form of the version before says nothing of the newer one: the person has to see that first.
    knows = draft.moved_from_id is None or typed.get("version") == str(version.version)
    if _asks_for_check(typed.get("do", "")) and knows and not (draft.thrown_at or overlap.clashing):
        faults = {**_found_by_check(draft, now), **faults}
        if not faults:
            drafts.gone_through(draft)
    if typed.get("do", "").startswith("refresh:"):
        faults |= licences.faults_of(draft, typed["do"].removeprefix("refresh:"), on=local(now).date())
    if handled or overlap.is_at(typed.get("do", "")):
        return overlap, faults, _at(handled)
    place, unread = _place(request, draft, overlap, now)
    if typed.get("do") != "autosave" and not draft.thrown_at:
        _name_owner(request, draft)
    # Nobody corrects anything in a draft that was thrown away.
    return overlap, faults if draft.thrown_at else {**faults, **unread}, place


def _name_owner(request: SignedIn, draft: Draft) -> None:
    """Say for whom a draft is filed, where only the procedure's own question names the organisation, and tell so."""
    if name := own_names.fill_owner(draft):
        said = _("“%(name)s” stands in the part “Who applies” now too: the papers of your dossier bear this name.")
        messages.info(request, said % {"name": name})


def _found_by_check(draft: Draft, now: datetime) -> dict[str, Text]:
    """Return what is wrong in a draft; of papers that are to be looked up the page of the check says it, which may wait."""
    checked = licences.check(draft, list(draft.attachments.all()), at=now)
    open_ones = {drafts.component_field(name) for name in kept.to_ask(draft, checked.values, at=now)}
    return {
        name: fault
        for name, fault in checked.errors.items()
        if not (name in open_ones and fault is drafts.MISSING_COMPONENT)
    }


def _place(request: SignedIn, draft: Draft, overlap: Overlap, now: datetime) -> tuple[str, Faults]:
    """Do what a button inside the form asks for; return the part of the page that it is about, as a fragment, and why not."""
    pressed, _colon, rest = request.POST.get("do", "").partition(":")
    name, _colon, row = rest.partition(":")
    if pressed in ("add-row", "remove-row", "put-back-row"):
        return clashes.row_pressed(request, draft, overlap)
    if pressed == "next":
        if name == APPLICANT:
            own_names.fill(draft)
        anchor, unread = next_part(draft, name, is_checked=was_checked(request), at=now)
        return _at(drafts.asked_late(draft, request.POST)) or (f"#{anchor}" if anchor else ""), unread
    if pressed == "take-over":
        return as_before(request, draft) if name == APPLICANT else _taken_over(request, draft, name, now), {}
    if pressed == head_office.TAKE:
        return from_head_office(request, draft, name), {}
    asked = {question.name for question in drafts.asked_of(draft.version.machine)}
    if pressed in ("refresh", overlaps.MINE, overlaps.SAVED) and name.partition(".")[0] in asked:
        return clashes.chosen_at(request.POST["do"]), {}
    is_chosen = pressed == "choose" and licences.choose(draft, name, row, on=local(now).date())
    is_here = is_chosen or persons.write_as_meant(draft, pressed, name)
    return clashes.chosen_at(request.POST["do"]) if is_here else "", {}


def _taken_over(request: SignedIn, draft: Draft, name: str, now: datetime) -> str:
    """Fill what is empty from the dossier of an earlier licence, and say what; return where on the page it was asked."""
    filled = takeover.take_over(draft, name, at=now)
    if filled is None:
        return ""
    if filled:
        words = _("Filled in from the earlier dossier: %(labels)s. Please check it.")
        messages.success(request, words % {"labels": "; ".join(localized(question.label) for question in filled)})
    else:
        messages.info(request, _("The earlier dossier answers nothing that is still empty here."))
    return f"#div_id_{name}"


def _at(field: str) -> str:
    return f"#div_id_{field}" if field else ""


def _closed(request: SignedIn, slug: str, number: int | None, refusal: refusals.Refusal) -> HttpResponse:
    """Say why nothing can be filed, with what was typed so far or comes now; 404 where a person has nothing here."""
    faults: Faults = {}
    overlap = None
    mine = open_drafts(request.user, slug)
    own, version = chosen(mine, number), _last_version(slug, mine)
    if request.method == "POST" and version and _has_typed(request, version.machine):
        now = timezone.now()
        try:
            with opening.locked_draft(request.user, version, named_key(request), at=now) as own:
                overlap, faults, _place = _take_in(request, own, version, now)
        except (refusals.AlreadyFiled, TooManyDrafts) as not_kept:
            return filed.not_kept(request, not_kept)
        if request.POST.get("do") == "autosave":
            return clashes.autosaved(request, overlap, own, now, refusal)
    if own is None and mine:
        return redirect("own_drafts", slug=slug)
    if version is None or (own is None and version.status == VersionStatus.RETIRED):
        raise Http404
    return _closed_page(request, own.version.machine if own else version.machine, refusal, own, faults, overlap=overlap)


def _last_version(slug: str, own: Sequence[Draft]) -> ProcedureVersion | None:
    """Return the version in force, else that of the person's draft, else the last one that was in force."""
    known = ProcedureVersion.objects.filter(procedure__slug=slug).select_related("procedure").defer("text")
    were = known.filter(status=VersionStatus.RETIRED, effective_on__lte=timezone.localdate())
    drafted = known.filter(pk__in=[draft.version_id for draft in own])
    return current_version(slug) or drafted.first() or were.order_by("-effective_on", "-version").first()


def _has_typed(request: SignedIn, machine: Machine) -> bool:
    """Say whether a form that was sent holds anything that the account does not know already, or a file."""
    typed = {name: str(value).strip() for name, value in request.POST.items()}
    known = drafts.first_answers(request.user, machine)
    fields = [field for question in drafts.asked_of(machine) for field in raw_names(question, typed)]
    answered = any(typed[field] not in ("", known.get(field)) for field in fields if not field.endswith(progress.BLANK))
    return answered or any(field in request.FILES for field in drafts.file_fields(machine))


def _closed_page(
    request: SignedIn,
    machine: Machine,
    refusal: refusals.Refusal,
    draft: Draft | None,
    faults: Faults,
    *,
    overlap: Overlap | None,
) -> HttpResponse:
    of_files = [faults[name] for name in faults.keys() - clashes.faults_of(overlap).keys()]
    context = {
        "machine": machine,
        "heading": _closed_heading(machine, refusal),
        "sentence": str(refusal),
        "faults": [sentence for sentences in of_files if isinstance(sentences, list) for sentence in sentences],
        "sections": typed_sections(machine, drafts.typed_over(overlap, draft.answers)) if draft else (),
        "papers": paper_rows(machine, draft.attachments.all()) if draft else (),
        "saved_at": draft.saved_at if draft else None,
    }
    return render(request, "citizen/closed.html", context, status=refusal.status)


def _closed_heading(machine: Machine, refusal: refusals.Refusal) -> str:
    if isinstance(refusal, refusals.NoLongerReceived):
        return _("No longer received")
    if machine.abolished:
        return _("This procedure is abolished")
    return _("Not filed here") if machine.filed_elsewhere else _("Not received on line")


@require_safe
@cache_control(public=True, max_age=3600)
@impersonal
def communes(request: HttpRequest) -> HttpResponse:
    """Give the communes of a province as the options of a list, or those of before with a name: the same in every language, for any cache."""
    place, typed = request.GET.get("tinh", ""), request.GET.get("truoc", "")
    before, found = former_like(place, typed), () if typed else addresses.communes(place)
    return render(request, "citizen/communes.html", {"communes": found, "before": before})


def _sent(user: User, where: dict[str, Any], fields: Mapping[str, str]) -> Sending:
    """Return the application that the last press would have filed, for its owner."""
    route = "check_one_draft" if "number" in where else "check_draft"
    return filing_sent(user, fields.get("key", ""), page=reverse(route, kwargs=where))


@carried_as(_sent)
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def check_draft(request: SignedIn, slug: str, number: int | None = None) -> HttpResponse:
    """Show all answers before they are filed; file them."""
    if request.method == "POST":
        return _submit(request, slug, number)
    return _checked(request, slug, number)


def _checked(request: SignedIn, slug: str, number: int | None, refusal: refusals.Refusal | None = None) -> HttpResponse:
    """Show the check of a draft, with why it was not filed yet; the form where it cannot be checked."""
    version = current_version(slug)
    draft = chosen(open_drafts(request.user, slug), number)
    if version is None or draft is None or not version.machine.is_filed_on_line:
        return redirect("file_draft", slug, number) if number is not None else redirect("file_dossier", slug=slug)
    drafts.follow_newest(draft, version, at=timezone.now())
    if draft.moved_from_id:
        return redirect(address(draft))
    kept.renew(draft, at=timezone.now())
    _name_owner(request, draft)
    attachments = list(draft.attachments.all())
    checked = licences.check(draft, attachments, at=timezone.now())
    if checked.errors:
        return form_page(request, version, draft, checked.errors)
    return _check_page(request, draft, checked, attachments, refusal)


def _check_page(
    request: SignedIn, draft: Draft, checked: Checked, attachments: list[Attachment], refusal: refusals.Refusal | None
) -> HttpResponse:
    machine, values, now = draft.version.machine, checked.values, timezone.now()
    papers, result_at = drafts.to_file(machine, values, attachments), appointment_of_a_filing(machine, at=now)
    refused, signs_for = [paper for paper in attachments if paper.problem], bool(values.get("applicant_organisation"))
    asked = drafts.asked_of(machine)
    context = {
        "machine": machine,
        "sections": answer_sections(machine, values),
        "papers": paper_rows(machine, papers, of_kept(checked.looked_up), asked_by(machine, values)),
        "signature": of_signature(machine, local(now).date(), for_organisation=signs_for),
        "left_out": left_out_of(machine, refused),
        "unfinished": partial.unfinished(request.user, draft.key, at=now),
        "unjudged": [paper.name for paper in papers if paper.is_being_judged],
        "warnings": [
            *last_look(machine, values, result_at, now),
            *no_longer_asked(machine, values, papers),
            *(Doubt("", _("Documents"), said) for _files, said in sent_twice(machine, papers)),
            *clashes.unsettled(request, draft, asked),
        ],
        "fees": fees_due(machine, values),
        **of_a_check(machine, values, result_at),
        "key": draft.key,
        "seen": draft.saved_at.isoformat(),
        "form_url": address(draft),
        "refusal": str(refusal) if refusal else "",
        "known": overlaps.line(overlaps.marks(asked, draft.answers)),
        "changed": overlaps.changed_since(asked, draft.answers, request.POST) if refusal else [],
        "filed": just_filed(request.user, draft.procedure_id),
        "row": row_of(draft),
    }
    return render(request, "citizen/check.html", context, status=refusal.status if refusal else 200)


def _submit(request: SignedIn, slug: str, number: int | None) -> HttpResponse:
    try:
        key, seen = UUID(request.POST.get("key", "")), datetime.fromisoformat(request.POST.get("seen", ""))
        now = timezone.now()
        partial.refuse_unfinished(request.user, key, without=sent_files.lacking(request), at=now)
        dossier = commands.submit(key, owner=request.user, at=now, seen=seen)
    except refusals.AlreadyFiled as refusal:
        return redirect("submitted", code=refusal.code)
    except DraftThrownAway as refusal:
        messages.warning(request, str(refusal))
        return redirect("own_drafts", slug=slug)
    except (refusals.DraftChanged, FilesUnfinished) as refusal:
        return _checked(request, slug, number, refusal)
    except (
        *(refusals.InvalidAnswers, refusals.VersionRetired, refusals.NotReceivedOnline),
        *(PapersBeingJudged, Draft.DoesNotExist, ValueError),
    ):
        return redirect(request.path)  # the form says what is missing, or shows the newest version
    return redirect("submitted", code=dossier.code)


@signed_in
@require_safe
def submitted(request: SignedIn, code: str) -> HttpResponse:
    """Confirm a filing: the number, what comes next and by when."""
    dossier = (known := known_of(own_dossier(request, code), now := timezone.now())).dossier
    machine, events = dossier.machine, known.events
    shown = {"dossier": dossier, "machine": machine, "fee": fee_of(dossier, events, now, waits=known.waits)}
    shown |= {"receiving": receiving_of(events), "handed": missing(machine, events)}
    shown |= {"proof": proof_of_filing(events[0]), "overtaken": (overtaken := overtaken_answer(dossier, events))}
    shown |= {"late_notice": late_notice(machine, events), "timely_notice": timely_notice(machine, events, overtaken)}
    shown |= {"mail": (mail := mail_of(dossier, events)), "back": came_back_to(request.user, mail.address, now)}
    return render(request, "citizen/submitted.html", shown)
