"""Which dossiers of a list are new to whoever reads it."""

from collections.abc import Iterable
from typing import Protocol

from django.db.models import F

from accounts.seats import Seats
from dossiers.lists.people import InHands
from dossiers.log.arrivals import Arrival
from dossiers.models import Opening


class Came(InHands, Protocol):
    """What says how it came, and to whom: the dossier itself, or its row of a list."""

    @property
    def pk(self) -> int:
        """Its key."""

    @property
    def arrived(self) -> str:
        """How it came (``log.arrivals``)."""


def unopened(dossiers: Iterable[Came], seats: Seats) -> frozenset[int]:
    """Return which of some dossiers have come to somebody's step as new and were opened by nobody there since.

    One statement, none where nothing is new. What others have is not new to who reads of it.
    """
    came = {
        one.pk
        for one in dossiers
        if one.arrived == Arrival.NEW and seats.about(one).have(one.holder, one.unit_id, one.assignee_id)
    }
    if not came:
        return frozenset()
    seen = Opening.objects.filter(dossier__in=came, arrived_with__gte=F("dossier__arrived_with"))
    return frozenset(came - set(seen.values_list("dossier_id", flat=True)))
