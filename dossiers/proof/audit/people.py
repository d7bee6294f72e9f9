"""Who acted: whether the log itself allows each event's actor, role and unit (``policy`` allowed it then)."""

from collections.abc import Iterator, Sequence

from accounts.models import Substitution
from accounts.rights import OF_DIVISION, WITHOUT_SEAT
from accounts.roles import Role
from dossiers import acts
from dossiers.acts.act import Whose
from dossiers.log.columns import Columns
from dossiers.log.facts import facts_of
from dossiers.models import Channel, CounterPerson, Dossier
from dossiers.proof.audit import joined
from dossiers.proof.audit.entries import Row
from dossiers.proof.audit.report import Difference
from dossiers.proof.audit.units import agencies
from procedures.machine import Machine
from procedures.time.calendar import local


def check(dossier: Dossier, log: Sequence[Row], columns: Sequence[Columns]) -> Iterator[Difference]:
    """Check the filer, and the actor of each later event by where the dossier was: ``columns`` after each event.

    Who held which seat on those days is not asked: seats change, the log does not.
    """
    filing = log[0]
    applicant = filing.on_behalf_of_id or filing.actor_id
    if not _may_file(filing):
        yield _differs(dossier, filing, "the applicant, or an officer on behalf of one")
    for before, event in zip(columns, log[1:], strict=False):
        if event.action == acts.TAKE_BACK:
            # By whoever took what it undoes (``undone``).
            continue
        wanted = _wanted(dossier, event, before, applicant)
        if wanted:
            yield _differs(dossier, event, wanted)


def _may_file(filing: Row) -> bool:
    """Say whether who filed goes with the channel; what comes on line is filed by the applicant alone."""
    by_applicant = filing.role == Role.CITIZEN and filing.unit_id is None and filing.on_behalf_of_id is None
    if facts_of(filing).channel in ("", Channel.ONLINE):
        return by_applicant
    by_officer = filing.role not in WITHOUT_SEAT and filing.unit_id is not None
    return by_officer and filing.on_behalf_of_id not in (None, filing.actor_id)


def _wanted(dossier: Dossier, event: Row, before: Columns, applicant: int | None) -> str | None:
    """Return who should have acted, and for whom, where it was another; None where all is well."""
    if joined.claims(event):
        roles = _roles(dossier.machine, event)
        return joined.wanted(event, applicant) if Role.CITIZEN in roles else f"role {', '.join(sorted(roles))}"
    if event.action in acts.AT_DESK and event.role == Role.ONE_STOP_OFFICER:
        return _wanted_at_desk(dossier, event, before, applicant)
    by = _wanted_actor(dossier, event, before, applicant)
    stands_in = event.role == Role.SPECIALIST and before.assignee_id != event.actor_id
    right = before.assignee_id if stands_in else None
    if acts.whose(event.action) is Whose.READERS and event.on_behalf_of_id is None:
        right = None  # Whoever only reads the dossier acts for nobody.
    is_right = event.on_behalf_of_id == right or _stands_in(event, right)
    return by or (None if is_right else f"on behalf of {right or 'nobody'}")


def _wanted_at_desk(dossier: Dossier, event: Row, before: Columns, applicant: int | None) -> str | None:
    """Return who should have done what is the applicant's: the desk for one without an account, else the applicant (ADR 0088)."""
    if not CounterPerson.objects.filter(pk=applicant).exists():
        return "the applicant, who has an account"
    if event.actor_id in (None, applicant):
        return "an officer, and not the applicant"
    if event.on_behalf_of_id != applicant:
        return f"on behalf of {applicant}"
    return _wanted_officer(dossier, event, before)


def _stands_in(event: Row, right: int | None) -> bool:
    """Say whether an officer was to stand in for the one named when it was done, as absences were entered."""
    if right is not None or event.on_behalf_of_id is None or event.role in WITHOUT_SEAT:
        return False
    held = Substitution.objects.on_part_of(local(event.at).date()).known_by(event.at)
    return held.filter(absent=event.on_behalf_of_id, substitute=event.actor_id).exists()


def _wanted_actor(dossier: Dossier, event: Row, before: Columns, applicant: int | None) -> str | None:
    """Return who should have acted where the one that did may not have; None where all is well."""
    roles = _roles(dossier.machine, event)
    if event.role not in roles:
        return f"role {', '.join(sorted(roles))}"
    if event.role == Role.SYSTEM:
        return None if (event.actor_id, event.unit_id, event.on_behalf_of_id) == (None,) * 3 else "nobody"
    if event.role == Role.CITIZEN:
        return None if event.actor_id == applicant and event.unit_id is None else "the applicant"
    if event.actor_id in (None, applicant):
        return "an officer, and not the applicant"
    return _wanted_officer(dossier, event, before)


def _wanted_officer(dossier: Dossier, event: Row, before: Columns) -> str | None:
    reads = acts.whose(event.action) is Whose.READERS
    match event.role:
        case role if role in OF_DIVISION and event.unit_id != before.division_id:
            return f"unit {before.division_id}"
        case role if _is_barred(event, before):
            return f"{before.holder}, or the one-stop desk"
        case Role.SPECIALIST if not reads and before.assignee_id not in (event.actor_id, event.on_behalf_of_id):
            return f"officer {before.assignee_id}, or a substitute"
        case Role.PROVINCIAL_OFFICE if event.unit_id != before.unit_id:
            return f"unit {before.unit_id}"
        case role if role in OF_DIVISION or role == Role.PROVINCIAL_OFFICE:
            return None
        case _:
            mine = event.unit_id is not None and agencies().get(event.unit_id) == dossier.agency_id
            return None if mine else f"a unit of agency {dossier.agency_id}"


def _is_barred(event: Row, before: Columns) -> bool:
    """Say whether an act that is the holder's or the desk's was somebody else's."""
    holds = (event.role, event.unit_id) == (before.holder, before.unit_id)
    of_both = acts.whose(event.action) is Whose.HOLDER_OR_DESK
    return of_both and event.role != Role.ONE_STOP_OFFICER and not holds


def _roles(machine: Machine, event: Row) -> frozenset[Role]:
    action = acts.find(machine, event.source, event.action)
    return action.by if action else frozenset()


def _differs(dossier: Dossier, event: Row, wanted: str) -> Difference:
    acted = f"{event.role}, officer {event.actor_id} in unit {event.unit_id}"
    acted += f", on behalf of {event.on_behalf_of_id}" if event.on_behalf_of_id else ""
    return Difference(dossier.code, f"event {event.sequence} ({event.action}) actor", acted, wanted)
