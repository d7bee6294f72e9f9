"""Whose the late ones were and what the office itself wrote about them: their case officers, and with which reasons it apologised."""

from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from accounts.signin import OfOfficer
from dossiers.clock import Verdict
from dossiers.lists.people import case_officers
from dossiers.manager.asked import Asked
from dossiers.manager.lists import deeds
from dossiers.models import DossierQuerySet
from dossiers.reports.lived.selection import resolved_in
from dossiers.reports.periods import Period


@dataclass(frozen=True, slots=True)
class Counted:
    """A person, or a reason: how many late dossiers, and their list; no address where none can be asked for."""

    label: str
    count: int
    url: str


def late_in(asked: Asked, period: Period) -> DossierQuerySet:
    """Return what was resolved late."""
    return resolved_in(asked.selection.dossiers, period).filter(verdict=Verdict.OVERDUE)


def people_of(request: OfOfficer, asked: Asked, period: Period) -> list[Counted]:
    """Return the case officers of the late ones, who had most of them first; nobody to whom people are not shown."""
    if not asked.scope.shows_people:
        return []
    rows = late_in(asked, period).order_by().values("assignee").annotate(count=Count("pk"))
    counts = {row["assignee"]: row["count"] for row in rows.order_by("-count", "assignee")}
    known = case_officers(request.seats, asked.today)
    names = {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=[pk for pk in counts if pk])}
    return [
        Counted(
            names.get(pk, ""), count, asked.list("overdue", {"person": str(pk)}, period=period) if pk in known else ""
        )
        for pk, count in counts.items()
    ]


def reasons_of(asked: Asked, period: Period) -> list[Counted]:
    """Return why the office apologised for late ones, the reason of most first; at the end those for which nobody did."""
    return [
        Counted(one.text, one.count, asked.list("overdue", {"apology": one.name}, period=period))
        for one in deeds.apologies_of(late_in(asked, period))
    ]
