"""A reason that is printed or mailed and says next to nothing is asked about once; whoever means it presses again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.roles import Role
from dossiers import outbox
from dossiers.display.agency.titles import title_of_act
from dossiers.log.columns import last_move
from dossiers.log.decisions import Matter
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Event
from procedures.machine import Action, Machine, Paper
from procedures.time.calendar import local

MEANT = "reason_meant"
"""The box that is ticked once somebody has looked again at a short reason."""
PRINTED_IN = (Paper.REFUSAL, Paper.STOP_NOTICE, Paper.APOLOGY)
"""The papers whose reason stands alone: a request for a supplement says it paper by paper."""
LEAST = 20
"""Signs of a reason about which nothing is asked: a care of ours, and no rule of any law."""


def printed_in(action: Action | None, machine: Machine) -> Paper | None:
    """Return the paper in which what an officer writes as a reason is printed: at once, once it is signed, or passed on."""
    if action is None or action.by == {Role.CITIZEN}:
        return None
    outcome = machine.outcome(action.proposes or "")
    onward = (one.paper for one in machine.actions_from(action.target) if one.passes_on)
    papers = (action.paper, outcome.paper if outcome else None, *onward)
    return next((paper for paper in papers if paper in PRINTED_IN), None)


def is_mailed(action: Action, machine: Machine) -> bool:
    """Say whether a reason is all that a mail says of what is to be put right, without any paper: an answer will not do."""
    source, target = machine.states[action.source], machine.states[action.target]
    return outbox.INSUFFICIENT in outbox.effects_of(action, source, target)


def given_before(action: Action, matter: Matter, log: Sequence[Event]) -> Event | None:
    """Return what gave the reason that is offered: what is passed on; or who ordered the outcome, or drafted it last."""
    if action.passes_on:
        return last_move(log)
    orders = (matter.order, matter.proposal) if action.proposes else ()
    return next((one for one in orders if one and facts_of(one).outcome == action.proposes), None)


def fault(
    action: Action, machine: Machine, cleaned: Mapping[str, Any], before: Event | None, at: datetime
) -> Iterator[tuple[str, forms.ValidationError]]:
    """Ask whether a reason is to go out as short as it is, until the box is ticked; ``before`` has given the one offered here."""
    reason, paper = _in_one_line(cleaned.get("reason", "")), printed_in(action, machine)
    if not reason or cleaned.get(MEANT) or not (paper or is_mailed(action, machine)):
        return
    asked = before if before and printed_in(machine.action(before.source, before.action), machine) else None
    if asked and _in_one_line(words_of(asked.payload).reason) == reason:
        return  # Who wrote it has ticked the box.
    if asking := asked_of(reason, action, paper, at):
        yield "reason", asking


def asked_of(reason: str, action: Action, paper: Paper | None, at: datetime) -> forms.ValidationError | None:
    """Return what is asked of a reason that an act prints in a paper, or mails; None of one that says enough, or of none."""
    reason = _in_one_line(reason)
    if not reason or len(reason) >= LEAST:
        return None
    if paper is None:
        words = _(
            "“%(reason)s” would be all that the applicant reads in the mail about what is still wrong. Say which paper or answer it is "
            "about, and what is to be put right; or, if it is to go out as it is, tick the box below and press again."
        )
        return forms.ValidationError(words % {"reason": reason}, MEANT)
    words = (
        _(
            "“%(reason)s” would be all that the applicant reads as the reason of the delay in the paper “%(paper)s”. Say what has delayed "
            "this dossier and what is still to be done; or, if it is to go out as it is, tick the box below and press again."
        )
        if paper is Paper.APOLOGY
        else _(
            "“%(reason)s” would be all that the applicant reads as the reason in the paper “%(paper)s”. Say which paper or which rule it "
            "is about; or, if it is to go out as it is, tick the box below and press again."
        )
    )
    said = words % {"reason": reason, "paper": title_of_act(action, paper, local(at).date())}
    return forms.ValidationError(said, MEANT)


def _in_one_line(words: object) -> str:
    return " ".join(str(words).split())


def box() -> forms.Field:
    """Return the box by which a short reason is meant."""
    return forms.BooleanField(label=_("I have looked again: the reason goes out as it is"), required=False)
