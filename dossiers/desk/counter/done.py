"""What was just filed at the counter: its number, its appointment, form 01, and the next for the same person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, desk_officer
from dossiers import files, policy, queries
from dossiers.commands.deciding import sending
from dossiers.desk.opened.fees import money_of
from dossiers.desk.opened.page import visible
from dossiers.desk.opened.slips import receipt_of, slip_of
from dossiers.display.agency.receiving import receiving_of
from dossiers.display.formats import localized
from dossiers.filing import drafts
from dossiers.filing.counter import answering, intake, people
from dossiers.filing.counter.unfit.needed import OF_PERSON
from dossiers.log.answers import standing
from dossiers.log.facts import facts_of, words_of
from dossiers.log.whole import log_of
from dossiers.models import Channel, Dossier, Event
from dossiers.pages.answers import in_one_line, typed_text
from dossiers.pages.opened import Opened
from dossiers.pages.papers import proof_of_filing
from procedures.answers import raw_names
from procedures.machine import Status


@dataclass(frozen=True, slots=True)
class Differs:
    """What a form holds otherwise than the dossier that was filed of it from another window."""

    label: str
    filed: str
    typed: str


@desk_officer
@require_safe
def counter_done(request: OfOfficer, code: str) -> HttpResponse:
    """Show the number of a dossier in large, when its result is due, what is to be paid, and its paper as soon as that is printed."""
    return _page(request, visible(request, code))


def after(request: OfOfficer, filed: Dossier) -> HttpResponse:
    """Answer a page whose application was filed meanwhile: with what stands in it otherwise, where anything does.

    A second press of the same page finds the dossier of the first, as it was meant.
    """
    dossier = visible(request, filed.code)
    differs = list(_differing(request, dossier)) if request.method == "POST" else []
    if not differs:
        return redirect("counter_done", code=dossier.code)
    return _page(request, dossier, differs, status=HTTPStatus.CONFLICT)


def _page(
    request: OfOfficer, dossier: Dossier, differs: Sequence[Differs] = (), *, status: int = HTTPStatus.OK
) -> HttpResponse:
    opened = Opened.of(dossier, policy.actors(request.user, request.seats), timezone.now())
    slip, receipt = slip_of(opened), receipt_of(opened)
    context = {"dossier": dossier, "machine": dossier.machine, "slip": slip}
    # What is only recorded has no form 01; that it was handed in is on paper all the same.
    proof = None if dossier.accepted_at else proof_of_filing(opened.events[0])
    context |= {"person": people.of_dossier(dossier), "events": opened.events, "proof": proof}
    context |= {"money": money_of(opened), "differs": differs, "receiving": receiving_of(opened.events)}
    context["result_ready"] = Status.RESULT_READY
    letters, by_post = queries.letters_of(opened.events), dossier.channel == Channel.POST
    context["receipt"] = None if slip and receipt and slip.url == receipt.url else receipt
    out = (one for one in letters if by_post and dossier.is_open and sending.goes_out(one, dossier))
    context["posts"] = next(out, None)
    return render(request, "desk/counter_done.html", context, status=status)


def _differing(request: OfOfficer, dossier: Dossier) -> Iterator[Differs]:
    """Yield what the form that was sent holds and was not filed: answers, what is typed beside them, scans."""
    filing, typed = log_of(dossier)[0][0], {name: str(value) for name, value in request.POST.items()}
    values: dict[str, Any] = dict(standing([filing]))
    for question in drafts.asked_of(dossier.machine):
        if question.name in OF_PERSON or not raw_names(question, typed):
            continue
        was, now = in_one_line(question, values.get(question.name)), typed_text(question, typed)
        if was != now:
            yield Differs(localized(question.label), was, now)
    yield from _beside(dossier, filing, typed)
    there = set(dossier.attachments.values_list("sha256", flat=True))
    for upload in (one for name in request.FILES for one in request.FILES.getlist(name)):
        if files.digest(upload) not in there:
            yield Differs(_("Scan or photo"), _("not in it"), files.clean_name(upload.name or ""))


def _beside(dossier: Dossier, filing: Event, typed: dict[str, str]) -> Iterator[Differs]:
    facts, words = facts_of(filing), words_of(filing.payload)
    filed = {
        intake.SETS: str(facts.sets or ""),
        intake.POST_NUMBER: words.post_number,
        intake.AUTHORITY: words.authority,
    }
    labels = {
        intake.SETS: _("Sets of papers that came"),
        intake.POST_NUMBER: _("Number of the postal item"),
        intake.AUTHORITY: _("Power of attorney, letter of introduction"),
    }
    labels |= {one.name: localized(one.label) for one in answering.counted(dossier.machine.components)}
    for component in dossier.machine.components:
        came = facts.brought.get(component.name, (0, 0, 0))
        for column, count in zip(intake.COLUMNS, came, strict=True):
            filed[intake.count_field(component.name, column)] = str(count or "")
    for name, was in filed.items():
        now = typed.get(name, was).strip()
        if now.lstrip("0") != was.lstrip("0"):
            yield Differs(labels[name], was or _("nothing"), now or _("nothing"))
