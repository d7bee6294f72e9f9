"""What has come into a list since somebody looked at it."""

from django.db.models import F, QuerySet

from accounts.seats import Seats
from dossiers import acts, queries
from dossiers.lists.listed import Listed
from dossiers.models import Event
from dossiers.models.rows import planned_anew

FAR_BACK = 5000
"""Events that are looked through; of a page that has stood open for longer it is said that there is more."""


def arrived(shown: Listed, seats: Seats, *, seen: int, last: int) -> int:
    """Return how many dossiers of a list others have filed or passed on between two events, as far as they are counted."""
    return _count(shown, _between(seen, last).exclude(source=F("target")).exclude(actor=seats.user_id))


def written(shown: Listed, *, seen: int, last: int) -> int:
    """Return on how many dossiers of a list their applicants have written between two events, as far as they are counted."""
    return _count(shown, _between(seen, last).filter(action=acts.TO_OFFICE))


def _between(seen: int, last: int) -> QuerySet[Event]:
    return Event.objects.filter(pk__gt=max(seen, last - FAR_BACK), pk__lte=last)


def _count(shown: Listed, events: QuerySet[Event]) -> int:
    with planned_anew():
        return shown.dossiers.filter(pk__in=events.values("dossier"))[: queries.MOST_COUNTED + 1].count()
