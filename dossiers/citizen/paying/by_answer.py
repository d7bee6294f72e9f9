"""The fee by an answer that is not sent yet, where that is another than before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dossiers import commands
from dossiers.filing import dues
from dossiers.log import money
from dossiers.log.facts import Facts
from dossiers.models import Dossier, Event
from dossiers.pages.answers import FeesDue, fees_due
from procedures.machine import Machine


@dataclass(frozen=True, slots=True)
class NewFee:
    """The fee by an answer: before it, in đồng where that is known, what is paid of it, and what it makes due."""

    due: FeesDue
    before: int | None
    paid: int
    left: int
    """What is to be paid at once when it is sent."""
    overpaid: int
    """What is paid too much then."""


def new_fee(
    dossier: Dossier, events: Sequence[Event], machine: Machine, before: Mapping[str, Any], after: Mapping[str, Any]
) -> NewFee | None:
    """Return the fee by the answers after an answer, from those before it; None where it stays the same."""
    was, now = (fees_due(machine, answers) for answers in (before, after))
    if now is None or now == was:
        return None
    log = [*events, *_answer(dossier, machine, before, after)]
    account, action = money.account_of(log), machine.action(dossier.state, commands.ANSWER)
    left = dues.now_in(machine, machine.states[action.target], log, owed=account.owed or 0) if action else 0
    return NewFee(now, was.total if was else None, dues.paid(events), left, account.overpaid)


def _answer(dossier: Dossier, machine: Machine, before: Mapping[str, Any], after: Mapping[str, Any]) -> Sequence[Event]:
    """Return the event that an answer will be, as far as it is about money; none where another sum is not known."""
    due = dues.corrected(machine, before, after)
    if due is None:
        return []
    facts = Facts(unit=None, due=due, dues=dues.by_fee(machine, after))
    return [Event(sequence=dossier.sequence + 1, action=commands.ANSWER, facts=facts)]
