"""What an account did for a person of the counter with whom it was joined: whether the log says so by itself, and the row of the person not otherwise (ADR 0093)."""

from accounts.roles import Role
from dossiers.log.facts import facts_of
from dossiers.models import CounterPerson
from dossiers.proof.audit.entries import Row


def claims(event: Row) -> bool:
    """Say whether an event claims that an account did it for another: no applicant's event of any other kind names anybody."""
    return facts_of(event).joined_at is not None or (event.role == Role.CITIZEN and event.on_behalf_of_id is not None)


def wanted(event: Row, applicant: int | None) -> str | None:
    """Return who should have done what an event says a joined account did; None where all is well.

    What a row no longer knows, since the account was parted, contradicts nothing; nor does an account that was joined later in the
    place of another.
    """
    joined_at = facts_of(event).joined_at
    if (event.role, event.unit_id) != (Role.CITIZEN, None) or event.actor_id in (None, applicant):
        return "an account, as a citizen's, and not the applicant"
    if event.on_behalf_of_id != applicant:
        return f"on behalf of {applicant}"
    if joined_at is None or joined_at > event.at:
        return "an account that was joined before"
    person = CounterPerson.objects.filter(pk=applicant).first()
    if person is None:
        return "the applicant, who has an account"
    if person.joined_at is None:
        return None
    is_same = person.joined_id == event.actor_id
    is_known = person.joined_at == joined_at if is_same else person.joined_at > event.at
    return None if is_known else f"account {person.joined_id}, joined at {person.joined_at.isoformat()}"
