"""What an account did for a person of the counter: whether the log says so by itself, and the history that they were joined then (ADR 0093)."""

from accounts.roles import Role
from dossiers.log.facts import facts_of
from dossiers.models.rows.served import Span, served
from dossiers.proof.audit.entries import Row


def claims(event: Row) -> bool:
    """Say whether an event claims that an account did it for another: no applicant's event of any other kind names anybody."""
    return facts_of(event).joined_at is not None or (event.role == Role.CITIZEN and event.on_behalf_of_id is not None)


def wanted(event: Row, applicant: int | None) -> str | None:
    """Return who should have done what an event says a joined account did; None where all is well.

    Every joining is kept (``Joining``): one of just that person and account, of the day that the event names, was in force then.
    """
    joined_at = facts_of(event).joined_at
    if (event.role, event.unit_id) != (Role.CITIZEN, None) or event.actor_id in (None, applicant):
        return "an account, as a citizen's, and not the applicant"
    if event.on_behalf_of_id != applicant:
        return f"on behalf of {applicant}"
    if joined_at is None:
        return "an account that was joined before"
    spans = served(applicant).joinings if applicant else ()
    right = (one for one in spans if one.account == event.actor_id and one.joined_at == joined_at)
    if any(one.covers(event.at) for one in right):
        return None
    return "; ".join(map(_in_words, spans)) or "the applicant, who was joined with no account"


def _in_words(one: Span) -> str:
    until = f", parted at {one.parted_at.isoformat()}" if one.parted_at else ""
    return f"account {one.account}, joined at {one.joined_at.isoformat()}{until}"
