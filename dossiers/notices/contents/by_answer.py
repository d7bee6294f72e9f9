"""What an answer of the applicant, or its confirmation, means to the fee: what is to be paid now, or was paid too much."""

from dataclasses import dataclass

from dossiers.display.balance import is_changed
from dossiers.filing import dues
from dossiers.log import money, proofs
from dossiers.log.effective import effective
from dossiers.models import Event
from dossiers.payments.ways import Ways, ways_of
from procedures.machine import Machine, Pause, Status


@dataclass(frozen=True, slots=True)
class ByAnswer:
    """How the fee stands when the mail of an answer is written."""

    ways: Ways | None
    """How to pay what is to be paid at once; None where nothing is, or a proof of it waits for the desk."""
    overpaid: int
    """In đồng."""
    is_changed: bool
    """Whether corrected answers have made it another sum."""


def by_answer_of(event: Event, machine: Machine) -> ByAnswer | None:
    """Return it of an event that gave a supplement, or took it as complete; None of all others, and where it has ended since.

    A mail is written later than its event: what was settled meanwhile nobody asks for.
    """
    if not _is_of_answer(event, machine):
        return None
    events = list(event.dossier.events.select_related("payload").order_by("sequence"))
    after, log = effective(one for one in events if one.sequence <= event.sequence), effective(events)
    now = machine.states[log[-1].target]
    if now.is_end:
        return None
    owed = min(money.account_of(after).owed or 0, money.account_of(log).owed or 0)
    due = 0 if proofs.waiting(log) or now.pause is Pause.PAYMENT else dues.now_in(machine, now, log, owed=owed)
    return ByAnswer(ways_of(event.dossier, due) if due else None, money.account_of(log).overpaid, is_changed(log))


def _is_of_answer(event: Event, machine: Machine) -> bool:
    source, target = machine.states.get(event.source), machine.states[event.target]
    if source is None or source.status is not Status.SUPPLEMENT_REQUESTED or event.source == event.target:
        return False
    return not target.is_end and (target.pause is None or target.owes_answer)
