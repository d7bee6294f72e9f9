"""How the result is received, once somebody wants it otherwise than the filing said: a page of its own, as addresses are long."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.away.carrying import Sending, carried_as
from accounts.models import User
from accounts.signin import SignedIn, signed_in
from dossiers import acts, commands, queries, refusals
from dossiers.citizen.dossiers import own_dossier
from dossiers.citizen.filing_form import Faults, FilingForm
from dossiers.commands.deciding.receiving import ways_of
from dossiers.display.agency.receiving import receiving_of
from dossiers.log.answers import standing
from dossiers.models import Dossier
from dossiers.pages.acting.waiting import receiving_sent
from dossiers.pages.opened import Opened
from dossiers.policy import Actor
from dossiers.refusals import receiving as refused
from procedures.addresses.written import parts_of
from procedures.answers import clean, raw_names, typed
from procedures.form import Question, Text, receiving


class ReceivingForm(FilingForm):
    """How the result is received, and where to: what every filing asks of it."""

    def _refused(self) -> dict[str, Text]:
        """Leave out the rules between answers: they are of the filing."""
        return {}


def _sent(user: User, where: dict[str, Any], fields: Mapping[str, str]) -> Sending:
    """Return the change that was sent, for the person who has filed the dossier."""
    own = queries.filed_by(user, where["code"])
    return (
        receiving_sent(own, _asked(own), fields, page=reverse("receiving", args=[where["code"]])) if own else Sending()
    )


@carried_as(_sent)
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def change_receiving(request: SignedIn, code: str) -> HttpResponse:
    """Show how the result is received, and change it."""
    opened = Opened.of_applicant(own_dossier(request, code), request.user, timezone.now())
    if request.method == "POST" and not request.POST.get("do"):
        return _change(request, opened)
    if not opened.offers(acts.CHANGE_RECEIVING):
        return redirect("dossier", code=code)
    return _page(request, opened, {})


def _change(request: SignedIn, opened: Opened) -> HttpResponse:
    """Record what was chosen, or say why it is not."""
    own = opened.dossier
    values, faults = clean(_asked(own), _typed(request, own))
    if faults and opened.offers(acts.CHANGE_RECEIVING):
        return _page(request, opened, faults)
    seen = request.POST.get("seen", "")
    try:
        commands.advance(
            own,
            acts.CHANGE_RECEIVING,
            actor=Actor.citizen(request.user),
            given=commands.Given(receiving=values),
            seen=int(seen) if seen.isdecimal() and len(seen) < _LONGEST else 0,
            at=opened.now,
        )
    except refused.ReceivedSo as nothing_new:
        messages.info(request, str(nothing_new))
        return redirect("dossier", code=own.code)
    except (refusals.AtAField, refusals.MissingAnswer) as refusal:
        now = Opened.of_applicant(own_dossier(request, own.code), request.user, opened.now)
        return _page(request, now, {refusal.field if "." in refusal.field else receiving.QUESTION: [str(refusal)]})
    messages.success(request, _("Recorded: this is how you receive the result from now on. The desk is told."))
    return redirect("dossier", code=own.code)


_LONGEST = 9
"""Digits of the number of an event, and more than there ever are."""


def _page(request: SignedIn, opened: Opened, faults: Faults) -> HttpResponse:
    own, so_far = opened.dossier, receiving_of(opened.events)
    answers = _typed(request, own) if request.method == "POST" else _stands(request, opened)
    form = ReceivingForm(own.machine, answers, faults=faults, asked=(_asked(own), ()))
    context = {
        "dossier": own,
        "machine": own.machine,
        "form": form,
        "parts": [form.part(question) for question in form.questions],
        "seen": own.sequence,
        "so_far": so_far,
        "is_printed": own.accepted_at is not None,
    }
    return render(request, "citizen/receiving.html", context, status=422 if faults else 200)


def _asked(own: Dossier) -> tuple[Question, ...]:
    """Return what is asked: the ways that the office offers for the dossier's procedure, and where to it is posted."""
    return receiving.questions(ways_of(own))


def _typed(request: SignedIn, own: Dossier) -> dict[str, str]:
    sent = {name: str(value).replace("\x00", "") for name, value in request.POST.items()}
    return {name: sent[name] for question in _asked(own) for name in raw_names(question, sent)}


def _stands(request: SignedIn, opened: Opened) -> dict[str, str]:
    """Return what the form begins with: what stands there, and the address that the account knows where none does."""
    values, asked = standing(opened.events), _asked(opened.dossier)
    first = receiving.first_answers(ways_of(opened.dossier), parts_of(request.user.address))
    return first | {
        name: text
        for question in asked
        if question.name in values
        for name, text in typed(question, values[question.name]).items()
    }
