"""What was done in somebody's place while that one was away, as the page of absences leads to it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from accounts.roles import Role
from dossiers.display.agency.stood import Span
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


def done_in(spans: Mapping[int, Span]) -> Mapping[int, Done]:
    """Return by its key on which dossiers was acted while the right of each absence of one person ran: one query, none for none."""
    if not spans:
        return {}
    rows = [span.row for span in spans.values()]
    acts = Event.objects.filter(
        on_behalf_of=rows[0].absent_id,
        actor__in={row.substitute_id for row in rows},
        at__date__gte=min(row.since for row in rows),
    )
    found: dict[int, dict[str, None]] = {}
    # What a desk enters for whoever applies is done on behalf of somebody too, and in nobody's place.
    newest = acts.exclude(role=Role.CITIZEN).order_by("-at").values_list("actor", "at", "dossier__code")
    for actor, at, code in newest[:MOST_READ]:
        for pk, span in spans.items():
            if span.row.substitute_id == actor and span.holds(at):
                found.setdefault(pk, {})[code] = None
    return {pk: Done([*codes][:MOST_NAMED], max(0, len(codes) - MOST_NAMED)) for pk, codes in found.items()}
