"""A dossier as an officer has it open, with the actions that are allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.away.carrying import Sending, carried_as, with_files
from accounts.models import User
from accounts.seats import seats_of
from accounts.signin import OfOfficer, officer
from dossiers import acts, policy, queries, refusals
from dossiers.acts import NOTE, REFUSE_PROOF, SETTLE, TAKE_BACK, TO_APPLICANT, is_beside
from dossiers.bulk import begun
from dossiers.bulk.kinds import KINDS
from dossiers.commands import ANSWER, notes, offered
from dossiers.commands.remarks import remarks_of
from dossiers.desk.opened.neighbours import Neighbours, neighbours
from dossiers.desk.opened.page import ROUTE, Refused, page, visible
from dossiers.desk.opened.reasons import template_of
from dossiers.display.formats import localized
from dossiers.display.links import with_query
from dossiers.log.whole import log_of
from dossiers.models import Door, Dossier
from dossiers.pages.acting.action import continue_form, take_action, take_next
from dossiers.pages.acting.unsent import keep_refused, unsent_by
from dossiers.pages.acting.waiting import act_sent
from dossiers.pages.opened import Opened

AFTER = "after"
"""In the session, and in the form that chooses it: one of ``Landing``."""

WRITTEN_AT = {TO_APPLICANT: "#conversation", SETTLE: "#conversation", NOTE: "#notes", REFUSE_PROOF: "#fees"}
"""Where in the file stands what was written beside the procedure."""


class Landing(StrEnum):
    """Where somebody is led after an act on a file that was opened from a list."""

    STAY = "stay"
    """At the file while its way forward is still that person's, else at the list."""
    NEXT = "next"
    LIST = "list"


@officer
@require_safe
def desk_file(request: OfOfficer, code: str) -> HttpResponse:
    """Show one dossier to an officer, with what that officer may do."""
    dossier = visible(request, code)
    if request.method == "HEAD":
        # Nobody has read what only the head of was asked for.
        return page(request, dossier)
    now = timezone.now()
    notes.reads(request.user, request.seats, dossier, Door.FILE, at=now)
    notes.opened(dossier, request.seats)
    named = notes.seen(dossier, request.user.pk, at=now)
    return page(request, dossier, named=named)


def _sent(user: User, where: dict[str, Any], fields: Mapping[str, str]) -> Sending:
    """Return the act that an address is of, for an officer who sees the dossier."""
    seen = queries.seen_by(seats_of(user, timezone.localdate()), where["code"])
    return act_sent(seen, where["action"], user, fields, page=reverse("desk_file", args=[where["code"]]))


@carried_as(_sent)
@officer
@require_http_methods(["GET", "HEAD", "POST"])
def desk_action(request: OfOfficer, code: str, action: str) -> HttpResponse:
    """Take an action on a dossier; on a GET, go back to the file, where its form is."""
    if request.method == "POST" and queries.filed_by(request.user, code):
        raise refusals.OwnDossier
    dossier = _acted_on(request, code) if action == TAKE_BACK else visible(request, code)
    if _answers_for_applicant(request, dossier, action):
        return redirect("counter_answer", code=code)
    if request.method != "POST":
        return redirect(_with_list(request, "desk_file", code=code))
    actors = policy.actors(request.user, request.seats)
    if "use" in request.POST:
        chosen = template_of(request.seats, request.POST["use"])
        form = continue_form(request, dossier, action, actors, reason=chosen.text if chosen else "")
        return page(request, dossier, Refused(form, status=HTTPStatus.OK))
    if action == TAKE_BACK and (asking := _asks_first(request, dossier, actors)):
        return asking
    beside = neighbours(request, dossier, timezone.now())
    refused = take_action(request, dossier, action, actors, route=ROUTE)
    if refused:
        keep_refused(refused, request.user, at=timezone.now())
        return with_files(page(request, dossier, Refused(refused)), refused.carried)
    return redirect(_landing(request, dossier, action, beside))


def _answers_for_applicant(request: OfOfficer, dossier: Dossier, action: str) -> bool:
    """Say whether the reader enters what somebody without an account answers: that has a page of its own."""
    found = dossier.machine.action(dossier.state, action) if action == ANSWER else None
    people = policy.actors(request.user, request.seats)
    return found is not None and any(policy.does_for_applicant(one, found, dossier) for one in people)


def _asks_first(request: OfOfficer, dossier: Dossier, actors: Sequence[policy.Actor]) -> HttpResponse | None:
    """Ask before a step is taken back from somebody who is writing by now; None where nobody is, or it was asked."""
    log, _known = log_of(dossier)
    undoing = offered(dossier, log, actors, at=timezone.now())
    if undoing is None or undoing.is_out or request.POST.get("undoes") != str(undoing.event.sequence):
        return None
    taken = acts.find(dossier.machine, undoing.event.source, undoing.event.action)
    if taken is None or begun.MEANT in request.POST or not begun.takes_over(taken, dossier, undoing.actor.role):
        return None
    sentence = begun.asked(dossier, request.user)
    context = {
        "of": dossier.code,
        "label": localized(taken.label),
        "sentence": sentence,
        "rows": [],
        "sent": {"undoes": undoing.event.sequence, begun.MEANT: 1},
        "back": _with_list(request, "desk_file", code=dossier.code),
    }
    return render(request, "desk/take_back.html", context, status=HTTPStatus.CONFLICT) if sentence else None


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def desk_onward(request: OfOfficer, code: str) -> HttpResponse:
    """Take the plain next step of a row at a list; lead to the page where it is confirmed, or read, if it has to be."""
    if request.method == "POST" and queries.filed_by(request.user, code):
        raise refusals.OwnDossier
    dossier, actors = visible(request, code), policy.actors(request.user, request.seats)
    if request.method != "POST":
        return redirect(_with_list(request, "desk_file", code=code))
    opened = Opened.of(dossier, actors, timezone.now())
    opened = replace(opened, remarks=remarks_of(dossier, opened.events))
    is_begun = any(row.state and row.fields for row in unsent_by(request.user, dossier, opened.recorded).values())
    if not is_begun and take_next(request, opened, actors, route=ROUTE):
        return redirect(_with_list(request, "worklist"))
    first = opened.next_step
    if first and first.name == opened.stands_open and KINDS["accept"].is_meant(first):
        chosen = {"act": "accept", "chosen": f"{dossier.code}:{dossier.sequence}"}
        return redirect(f"{reverse('bulk')}?{urlencode([*request.GET.items(), *chosen.items()])}")
    place = f"#action-{opened.stands_open}" if opened.stands_open else ""
    return redirect(_with_list(request, "desk_file", code=code) + place)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def after_act(request: OfOfficer, code: str) -> HttpResponse:
    """Keep where this person wants to be after an act, for as long as the session lasts."""
    dossier = visible(request, code)
    if request.method == "POST" and request.POST.get(AFTER) in Landing:
        request.session[AFTER] = request.POST[AFTER]
    return redirect(_with_list(request, "desk_file", code=dossier.code))


def _landing(request: OfOfficer, dossier: Dossier, action: str, beside: Neighbours) -> str:
    """Return where somebody is led after an act: as was chosen, where the file was opened from a list.

    What is written beside the procedure moves nobody on, who takes a step back wants to mend it, and who stands at the
    counter waits for the paper, which shows itself in the file.
    """
    waits_at_desk = "at_counter" in request.POST
    stays = not beside.back or is_beside(action) or action == TAKE_BACK or waits_at_desk
    chosen = Landing.STAY if stays else request.session.get(AFTER, Landing.STAY)
    seen = queries.seen_by(request.seats, dossier.code)
    if chosen == Landing.NEXT and beside.next_url:
        return beside.next_url
    if chosen == Landing.STAY and seen is not None and (stays or _has_more(request, seen)):
        return _with_list(request, "desk_file", code=dossier.code) + WRITTEN_AT.get(action, "")
    return with_query(reverse("worklist"), beside.back)


def _has_more(request: OfOfficer, dossier: Dossier) -> bool:
    """Say whether the way forward is still this person's."""
    opened = Opened.of(dossier, policy.actors(request.user, request.seats), timezone.now())
    return opened.next_step is not None


def _acted_on(request: OfOfficer, code: str) -> Dossier:
    """Return a dossier on which this officer has acted: who has passed it on may see it no more, and may take that back."""
    dossier = Dossier.objects.filter(code=code, events__actor=request.user).distinct().first()
    return dossier or visible(request, code)


def _with_list(request: OfOfficer, name: str, **where: str) -> str:
    """Return an address with the query of the list that one came from."""
    return with_query(reverse(name, kwargs=where), request.GET.urlencode())
