"""What has come into a list since somebody looked at it."""

from django.db.models import F

from accounts.seats import Seats
from dossiers import queries
from dossiers.lists.listed import Listed
from dossiers.models import Event
from dossiers.models.rows import planned_anew

FAR_BACK = 5000
"""Events that are looked through; of a page that has stood open for longer it is said that there is more."""


def arrived(shown: Listed, seats: Seats, *, seen: int, last: int) -> int:
    """Return how many dossiers of a list others have filed or passed on between two events, as far as they are counted."""
    moves = Event.objects.filter(pk__gt=max(seen, last - FAR_BACK), pk__lte=last).exclude(source=F("target"))
    by_others = moves.exclude(actor=seats.user_id)
    with planned_anew():
        return shown.dossiers.filter(pk__in=by_others.values("dossier"))[: queries.MOST_COUNTED + 1].count()
