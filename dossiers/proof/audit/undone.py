"""Taking back: whether the log itself allows each, to whoever did it."""

from collections.abc import Iterator, Sequence

from accounts.rights import WITHOUT_SEAT
from dossiers.acts import AT_DESK
from dossiers.commands.taking_back import is_deed, reach_of
from dossiers.log import handed
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of
from dossiers.models import Dossier
from dossiers.outbox import Reach
from dossiers.proof.audit.entries import Row
from dossiers.proof.audit.report import Difference
from procedures.machine import Machine


def check(dossier: Dossier, log: Sequence[Row], event: Row, machine: Machine) -> Iterator[Difference]:
    """Check an event that takes back another of the log before it: that it was the last move, whose, and whereto."""
    where, undoes = f"event {event.sequence} ({event.action})", facts_of(event).undoes
    holding = effective(log)
    last = handed.undoable_at(holding, undoes)
    if last.sequence != undoes or reach_of(machine, last) is Reach.FINAL:
        yield Difference(
            dossier.code, f"{where} undoes", undoes, f"a move to be taken back, the last is {last.sequence}"
        )
        return
    before = holding[holding.index(last) - 1]
    right = {
        "target": (event.target, last.source),
        "unit of the dossier": (facts_of(event).unit, facts_of(before).unit),
        "actor": (event.actor_id, _whose(event, last)),
        "role": (event.role, last.role),
        "unit": (event.unit_id, last.unit_id),
        "on behalf of": (event.on_behalf_of_id, last.on_behalf_of_id),
    }
    for name, (recorded, wanted) in right.items():
        if recorded != wanted:
            yield Difference(dossier.code, f"{where} {name}", recorded, wanted)
    for later in holding[holding.index(last) + 1 :]:
        if is_deed(later):
            yield Difference(
                dossier.code, f"{where} undoes", undoes, f"nothing behind {later.sequence} ({later.action})"
            )


def _whose(event: Row, last: Row) -> int | None:
    """Return who should have taken back an act: whoever took it; of what the desk did for an applicant any officer there."""
    of_desk = last.action in AT_DESK and last.role not in WITHOUT_SEAT
    return event.actor_id if of_desk and event.actor_id not in (None, last.on_behalf_of_id) else last.actor_id
