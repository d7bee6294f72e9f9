"""The drafts of a result as they would be printed, and the issued file for those who may have it."""

from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.seats import seats_of
from accounts.signin import OfOfficer, SignedIn, officer, signed_in
from dossiers import acts, outbox, policy, queries
from dossiers.commands import notes
from dossiers.commands.deciding.deeds import coming_number, dated_number
from dossiers.commands.deciding.scanned import sheet_of
from dossiers.display.links import absolute
from dossiers.filing import composed
from dossiers.log.decisions import matter_of
from dossiers.log.facts import facts_of
from dossiers.log.whole import log_of
from dossiers.models import Door, Dossier, Result
from dossiers.pages.acting.decision_fields import MOST_LETTERS
from dossiers.pages.forms import MOST_WORDS, Day
from dossiers.pages.papers import as_pdf, download
from dossiers.papers.issued import TEMPLATE, IssuedPaper, document_of, drafted, to_be_signed
from procedures.machine import Action, Deed


@signed_in
@require_safe
def result_file(request: SignedIn, code: str) -> FileResponse:
    """Hand out the result: to officers who see its dossier, to the applicant once it is returned."""
    results = Result.objects.select_related("dossier")
    waiting = outbox.waiting(timezone.now()).values("event__dossier")
    handed_over = results.handed_over().exclude(dossier__in=waiting)
    of_own = Q(dossier__applicant=request.user) | Q(dossier__applicant__at_counter__joined=request.user)
    own = handed_over.filter(of_own, dossier__code=code).first()
    seats = seats_of(request.user, timezone.localdate())
    result = own or results.visible_to(seats).filter(dossier__code=code).first()
    if result is None or result.file is None:
        raise Http404
    notes.reads(request.user, seats, result.dossier, Door.ISSUED, at=timezone.now())
    return download(result.file.file, f"{result.number.replace('/', '-')}.pdf", result.file.media_type)


@officer
@require_safe
def draft(request: OfOfficer, code: str) -> HttpResponse:
    """Show the draft that was proposed last as it would be printed."""
    dossier = _visible(request, code)
    notes.reads(request.user, request.seats, dossier, Door.ISSUED, at=timezone.now())
    log, _known = log_of(dossier)
    matter = matter_of(log, dossier.machine)
    document, outcome = document_of(matter), dossier.machine.outcome(matter.proposed)
    if not document or outcome is None:
        raise Http404
    return _shown(
        drafted(dossier, document, outcome, matter.decision, on=timezone.localdate()), f"du-thao-{dossier.code}"
    )


@officer
@require_safe
def signing_copy(request: OfOfficer, code: str) -> HttpResponse:
    """Show what was decided with the number that it would get now, to be signed by hand: to whoever may number it."""
    dossier, now = _visible(request, code), timezone.now()
    log, _known = log_of(dossier)
    matter = matter_of(log, dossier.machine)
    numbering = next((a for a in acts.open_in(dossier.machine, dossier.state) if a.deed is Deed.NUMBER), None)
    outcome, document = dossier.machine.outcome(matter.proposed), document_of(matter)
    if numbering is None or matter.decision is None or not document or outcome is None or outcome.issues is None:
        raise Http404
    if not any(policy.may(actor, numbering, dossier) for actor in policy.actors(request.user, request.seats)):
        raise Http404
    today = timezone.localdate(now)
    number = coming_number(dossier, outcome.issues.symbol, today)
    sheet = sheet_of(dossier, dated_number(number, today), facts_of(matter.decision).content, at=now)
    paper = to_be_signed(dossier, document, outcome, matter.decision, number=number, on=today)
    return _shown(replace(paper, url=absolute("verify", sheet.token)), f"ban-ky-{dossier.code}")


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def draft_preview(request: OfOfficer, code: str, action: str) -> HttpResponse:
    """Show the draft that somebody is writing as it would be printed; nothing is kept. On a GET, go back to the file."""
    dossier = _visible(request, code)
    if request.method != "POST":
        return redirect("desk_file", code=code)
    chosen = acts.find(dossier.machine, dossier.state, action)
    outcome = dossier.machine.outcome(chosen.proposes or "") if chosen else None
    if chosen is None or outcome is None or not _may_draft(request, dossier, chosen):
        raise Http404
    document = request.POST.get("document", "")[:MOST_LETTERS]
    reason = request.POST.get("reason", "")[:MOST_WORDS] or _("(the reason is still to be written)")
    until = _day(request.POST.get("until", ""))
    text = composed.compose_given(document, reason=reason, until=until)
    return _shown(drafted(dossier, text, outcome, on=timezone.localdate()), f"du-thao-{dossier.code}")


def _day(typed: str) -> date | None:
    """Return the day that was typed, None for what is none: a preview says so by a gap."""
    try:
        return Day().to_python(typed)
    except ValidationError:
        return None


def _may_draft(request: OfOfficer, dossier: Dossier, action: Action) -> bool:
    actors = policy.actors(request.user, request.seats)
    return action.proposes is not None and any(policy.may(actor, action, dossier) for actor in actors)


def _visible(request: OfOfficer, code: str) -> Dossier:
    dossier = queries.seen_by(request.seats, code)
    if dossier is None:
        raise Http404
    return dossier


def _shown(paper: IssuedPaper, name: str) -> HttpResponse:
    # Imported here: most processes print nothing, and the press holds 20 MB.
    from dossiers.papers.press import printed

    return as_pdf(printed(TEMPLATE, paper), f"{name}.pdf")
