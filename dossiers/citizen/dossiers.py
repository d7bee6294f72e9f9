"""A dossier of the applicant's own, as it is followed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.away.carrying import Sending, carried_as, with_files
from accounts.models import User
from accounts.signin import SignedIn, signed_in
from dossiers import queries
from dossiers.acts import CHANGE_RECEIVING, SEND_PROOF, TO_OFFICE
from dossiers.acts.handed import LIES_AT_END
from dossiers.citizen.own_drafts import current_on
from dossiers.citizen.paying.fee import fee_of
from dossiers.commands import ANSWER
from dossiers.commands.deciding.sending import sent_of
from dossiers.display.agency.handed import missing, taken_back, to_take_back
from dossiers.display.agency.receiving import receiving_of
from dossiers.display.badges import WITHOUT_RESULT
from dossiers.display.promises import late_notice, timely_notice
from dossiers.display.promises.rounds import asked_again
from dossiers.filing.dues import LAPSING
from dossiers.log.answers import standing
from dossiers.log.columns import outcome_of
from dossiers.log.decisions import matter_of
from dossiers.log.facts import facts_of, words_of
from dossiers.log.money import ASK_PAYMENT
from dossiers.log.parts.deposits import posted
from dossiers.models import Dossier, Event, ReturnedMail
from dossiers.notices.channels.returns.standing import of_account, of_dossier
from dossiers.pages.acting.action import take_action
from dossiers.pages.acting.action_form import ActionForm
from dossiers.pages.acting.apologies import apology_of, late_unit
from dossiers.pages.acting.foreseen import overtaken_answer, overtaken_supplement
from dossiers.pages.acting.keeping import kept_words
from dossiers.pages.acting.money.proofs import proofs_of
from dossiers.pages.acting.unsent import unsent_by
from dossiers.pages.acting.waiting import act_sent
from dossiers.pages.inbox.confirming import mail_of
from dossiers.pages.links import ended_of, extended_by
from dossiers.pages.logged.conversation import conversation_of
from dossiers.pages.logged.timeline import inner_rows, last_request, needed, open_place
from dossiers.pages.opened import Opened
from dossiers.policy import Actor
from procedures.machine import Paper, Pause, Status, Text
from procedures.time.calendar import local

ROUTE = "citizen_action"
WRITTEN_AT = {TO_OFFICE: "#conversation", SEND_PROOF: "#proofs"}
"""Where on the page stands what was written beside the procedure."""
TURNED_AWAY = frozenset({Status.REJECTED, Status.STOPPED})
"""Where the office has ended it without a decision on what was applied for."""
OWN_PAGES = {ANSWER: "correction", CHANGE_RECEIVING: "receiving"}
"""What has a page of its own, with a form of more than fields."""


@signed_in
@require_safe
def dossier(request: SignedIn, code: str) -> HttpResponse:
    """Show one dossier to the person who filed it, by whichever account."""
    return _page(request, own_dossier(request, code), None)


def _sent(user: User, where: dict[str, Any], fields: Mapping[str, str]) -> Sending:
    """Return the act that an address is of, for the person who has filed the dossier."""
    page = reverse("dossier", args=[where["code"]])
    return act_sent(queries.filed_by(user, where["code"]), where["action"], user, fields, page=page)


@carried_as(_sent)
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def citizen_action(request: SignedIn, code: str, action: str) -> HttpResponse:
    """Take an action that is the applicant's; on a GET (after signing in, say), go back to the dossier."""
    own = own_dossier(request, code)
    if action in OWN_PAGES:
        return redirect(OWN_PAGES[action], code=code)
    if request.method != "POST":
        return redirect("dossier", code=code)
    refused = take_action(request, own, action, (Actor.citizen(request.user),), route=ROUTE)
    if refused:
        return with_files(_page(request, own, refused), refused.carried)
    return redirect(reverse("dossier", args=[code]) + WRITTEN_AT.get(action, ""))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_unsent_words(request: SignedIn, code: str, action: str) -> HttpResponse:
    """Keep what an applicant types into the form of an act: for scripts a line of text, without them back to the dossier."""
    own = own_dossier(request, code)
    back = reverse("dossier", args=[code]) + WRITTEN_AT.get(action, f"#action-{action}")
    return kept_words(request, lambda: Opened.of_applicant(own, request.user, timezone.now()), action, back)


def own_dossier(request: SignedIn, code: str) -> Dossier:
    """Return a dossier of which somebody does the applicant's part (``own_of``); 404 for any other."""
    own = queries.filed_by(request.user, code)
    if own is None:
        raise Http404
    return own


def came_back_to(reader: User, address: str, at: datetime) -> list[ReturnedMail]:
    """Return what came back of a reader's own mail from the address to which mail about a dossier goes."""
    return [one for one in of_account(reader, at) if one.recipient == address]


def _came_back(opened: Opened, reader: User, address: str) -> list[ReturnedMail]:
    """Return what came back from the address to which mail about a dossier goes that is open, or whose result is on its way."""
    own = opened.dossier
    if own.resolved_at is None:
        return came_back_to(reader, address, opened.now)
    if not (own.is_open or own.to_hand_back or posted(own.machine, opened.events)):
        return []
    back = of_dossier(own, standing(opened.events), opened.now)
    return [back] if back else []


def _page(request: SignedIn, own: Dossier, refused: ActionForm | None) -> HttpResponse:
    opened = Opened.of_applicant(own, request.user, timezone.now())
    unsent = unsent_by(request.user, opened.dossier, opened.recorded)
    opened = replace(opened, unsent=unsent, kept_route="own_unsent_words")
    own, apology = opened.dossier, apology_of(opened.dossier, opened.events)
    context = opened.context(route=ROUTE, for_applicant=True, refused=refused) | {
        "place": open_place(own.machine, own.state),
        "kept": "",
        "abolished": _abolished(opened),
        "is_without_result": own.status in WITHOUT_RESULT,
        "is_lapsed": own.status in LAPSING,
        "supplement": _request(opened) if opened.offers(ANSWER) else None,
        "apology": apology,
        "late_unit": late_unit(own, apology, opened.now),
        "overtaken": (overtaken := overtaken_answer(own, opened.events)),
        "late_notice": late_notice(own.machine, opened.events) if own.resolved_at is None else None,
        "timely_notice": timely_notice(own.machine, opened.events, overtaken) if own.resolved_at is None else None,
        "payment": _bill(own, opened.events) if own.place.pause is Pause.PAYMENT and not own.is_leaving else None,
        "result": _result(opened),
        "turned_away": newest_reason(own, opened.events) if own.status in TURNED_AWAY else "",
        "receiving": receiving_of(opened.events),
        "changes_receiving": opened.offers(CHANGE_RECEIVING),
        "at_counter": own.applicant_id != request.user.pk,
        "joinings": [one for one in own.joinings if one.account == request.user.pk],
        "fee": fee_of(own, opened.events, opened.now, waits=opened.waits),
        "proofs": proofs_of(opened, route=ROUTE, refused=refused, for_applicant=True),
        "handed": missing(own.machine, opened.events) if own.is_open and not own.withdrawal_asked else (),
        **_lies_there(own, opened.events),
        "went_back": taken_back(own.machine, opened.events, by_post=False),
        "sent_by_post": taken_back(own.machine, opened.events, by_post=True),
        "waits": opened.waits,
        "mail": (mail := mail_of(own, opened.events)),
        "back": _came_back(opened, request.user, mail.address),
        "sent": sent_of(own, queries.letters_of(opened.events)),
        "inner_events": inner_rows(own, opened.events),
        "conversation": conversation_of(opened, route=ROUTE, refused=refused, for_applicant=True),
    }
    return render(request, "citizen/dossier.html", context, status=422 if refused else 200)


def _lies_there(own: Dossier, events: list[Event]) -> dict[str, object]:
    """Return what lies at the receiving point: of an ended dossier, to be fetched, and of an open one whose result comes on line."""
    there = to_take_back(own.machine, events)
    return {
        "taken_back": there if own.status in LIES_AT_END else (),
        "kept_there": there if own.is_open and receiving_of(events).is_electronic else (),
    }


def _abolished(opened: Opened) -> Text | None:
    """Return since when there is no such procedure any more, of a dossier that is open still; None where there is.

    It goes on by the rules of its filing, unless its applicant wants it back (NQ 66.18/2026/NQ-CP art. 6).
    """
    own = opened.dossier
    now = opened.known.once(current_on, own.machine.slug, timezone.localdate(opened.now)) if own.is_open else None
    return now.machine.abolished if now else None


def _request(opened: Opened) -> dict[str, object] | None:
    """Return what the office asks the applicant to put right, with its newest reason, and by when."""
    own, events = opened.dossier, opened.events
    asked = last_request(events)
    if asked is None:
        return None
    return {
        "reason": newest_reason(own, events),
        "wanted": needed(own.machine, words_of(asked.payload)),
        "due_at": own.applicant_due_at,
        "is_given_back": is_given_back(own, events),
        "asked_again": asked_again(events, own.machine),
        "overtaken": overtaken_supplement(own, events, opened.now),
    }


def newest_reason(own: Dossier, events: list[Event]) -> str:
    """Return why the dossier is where it is, as the office wrote it last."""
    return words_of(_newest(own, events).payload).reason


def is_given_back(own: Dossier, events: list[Event]) -> bool:
    """Say whether the office has given an answer back: what it asks for now are its newest words, after those of its request."""
    asked = last_request(events)
    return asked is not None and asked.sequence < _newest(own, events).sequence


def _newest(own: Dossier, events: list[Event]) -> Event:
    """Return the event that has brought the dossier where it is."""
    return next(event for event in reversed(events) if event.target == own.state and event.source != own.state)


def _bill(own: Dossier, events: list[Event]) -> dict[str, object] | None:
    """Return what the office asks the applicant to pay, less what came in meanwhile, and whether all of it did."""
    asked = next((event for event in reversed(events) if event.action == ASK_PAYMENT), None)
    if asked is None:
        return None
    amount = facts_of(asked).fee if own.owed is None else own.owed
    return {
        "amount": amount,
        "reason": words_of(asked.payload).reason,
        "is_settled": own.payment_settled,
    }


def _result(opened: Opened) -> dict[str, object] | None:
    """Return how the dossier was decided, once it is; with the reason where it was refused."""
    own = opened.dossier
    outcome = own.machine.outcome(own.outcome)
    if outcome is None:
        return None
    is_refused = outcome.paper is Paper.REFUSAL
    decision = opened.decision
    issued = decision.issued if decision and decision.is_returned else None
    return {
        "label": outcome.label,
        "is_refused": is_refused,
        "reason": _why(opened) if is_refused else "",
        "waits": own.is_open,
        "issued": issued,
        "ended": ended_of(issued.result, local(opened.now).date()) if issued else None,
        "extended_by": extended_by(issued.result) if issued else None,
    }


def _why(opened: Opened) -> str:
    """Return the reasons of the outcome, from the act that ended with it or, where one was decided, from its draft."""
    machine = opened.dossier.machine
    ended = next(event for event in reversed(opened.events) if outcome_of(event, machine))
    proposal = matter_of(opened.events, machine).proposal
    return words_of(ended.payload).reason or (words_of(proposal.payload).reason if proposal else "")
