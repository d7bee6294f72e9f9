"""Taking back: whether the log itself allows each, to whoever did it."""

from collections.abc import Iterator, Sequence

from accounts.rights import WITHOUT_SEAT
from accounts.roles import Role
from dossiers.acts import AT_DESK
from dossiers.commands.taking_back import reach_of
from dossiers.log import handed
from dossiers.log.effective import effective, is_deed
from dossiers.log.facts import facts_of
from dossiers.models import Dossier
from dossiers.outbox import Reach
from dossiers.proof.audit import joined
from dossiers.proof.audit.entries import Row
from dossiers.proof.audit.report import Difference
from dossiers.proof.audit.units import agencies
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
        "on behalf of": (event.on_behalf_of_id, last.on_behalf_of_id),
        **_by(dossier, log[0], event, last),
    }
    for name, (recorded, wanted) in right.items():
        if recorded != wanted:
            yield Difference(dossier.code, f"{where} {name}", recorded, wanted)
    for later in holding[holding.index(last) + 1 :]:
        if is_deed(later):
            yield Difference(
                dossier.code, f"{where} undoes", undoes, f"nothing behind {later.sequence} ({later.action})"
            )


def _by(dossier: Dossier, filing: Row, event: Row, last: Row) -> dict[str, tuple[object, object]]:
    """Return by whom it was done, beside who should have: whoever took the act, in the same seat.

    What is of a person of the counter may be taken back by the account that is joined with that one, whoever took it, and by
    the desk, where that account did.
    """
    if joined.claims(event):
        wanted = joined.wanted(event, filing.on_behalf_of_id) if _is_on_paper(last) else "whoever took it"
        return {"actor": (event.actor_id, wanted or event.actor_id)}
    whose = {"actor": (event.actor_id, _whose(event, last))}
    if not joined.claims(last):
        return whose | {"role": (event.role, last.role), "unit": (event.unit_id, last.unit_id)}
    is_here = event.unit_id is not None and agencies().get(event.unit_id) == dossier.agency_id
    unit = event.unit_id if is_here else f"a unit of agency {dossier.agency_id}"
    return whose | {"role": (event.role, Role.ONE_STOP_OFFICER.value), "unit": (event.unit_id, unit)}


def _is_on_paper(last: Row) -> bool:
    """Say whether an act was done for an applicant who is a person of the counter: at the desk, or by a joined account."""
    return joined.claims(last) or (last.action in AT_DESK and last.role not in WITHOUT_SEAT)


def _whose(event: Row, last: Row) -> int | None:
    """Return who should have taken back an act: whoever took it; of what the desk did for an applicant any officer there."""
    of_desk = _is_on_paper(last)
    return event.actor_id if of_desk and event.actor_id not in (None, last.on_behalf_of_id) else last.actor_id
