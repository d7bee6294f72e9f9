"""What was done in somebody's place while that one was away, as the page of absences leads to it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.timezone import localdate

from accounts.models import Substitution
from accounts.roles import Role
from dossiers.models import Event

MOST_READ = 500
"""Acts that are looked through, the newest."""
MOST_NAMED = 5


class Done(NamedTuple):
    """Dossiers on which something was done in somebody's place."""

    done: Sequence[str]
    """The numbers of the first ones, the newest first."""
    done_more: int
    """How many there are beside these."""


NOTHING = Done((), 0)


def done_in(rows: Sequence[Substitution]) -> Mapping[int, Done]:
    """Return by its key on which dossiers was acted in each absence of one person: one query, none where nobody stood in."""
    stood = [row for row in rows if row.substitute_id is not None]
    if not stood:
        return {}
    acts = Event.objects.filter(
        on_behalf_of=stood[0].absent_id,
        actor__in={row.substitute_id for row in stood},
        at__date__gte=min(row.since for row in stood),
    )
    found: dict[int, dict[str, None]] = {}
    # What a desk enters for whoever applies is done on behalf of somebody too, and in nobody's place.
    newest = acts.exclude(role=Role.CITIZEN).order_by("-at").values_list("actor", "at", "dossier__code")
    for actor, at, code in newest[:MOST_READ]:
        for row in stood:
            if row.substitute_id == actor and row.since <= localdate(at) <= row.until:
                found.setdefault(row.pk, {})[code] = None
    return {pk: Done([*codes][:MOST_NAMED], max(0, len(codes) - MOST_NAMED)) for pk, codes in found.items()}
