"""The list of a person's own dossiers: what waits for that person, drafts, and all that was filed."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import Role
from accounts.signin import SignedIn, signed_in
from dossiers import queries
from dossiers.commands import ANSWER
from dossiers.models import Dossier, DossierQuerySet, Draft
from dossiers.models.standing import BY_OFFICE
from dossiers.pages.conversation import asked_by_message
from dossiers.pages.known import known_rows

MOST_WAITING = 20
"""Dossiers, and drafts, that stand above the others; what else waits stands among them."""
MOST_LOOKED_AT = 5 * MOST_WAITING
"""Dossiers that may wait: a message of the office may be an answer."""


@signed_in
@require_safe
def my_dossiers(request: SignedIn) -> HttpResponse:
    """List what waits for the person, then drafts and dossiers, newest first."""
    now = timezone.now()
    own, after = Dossier.objects.of_applicant(request.user), request.GET.get("after", "")
    listed = queries.page_of(own, by="filed_at", after=after, newest_first=True)
    shown = known_rows(listed.rows, now)
    candidates = _candidates(own, now) if listed.next or listed.previous else shown
    asked = asked_by_message([*candidates, *shown])
    waiting = _waiting(candidates, asked)
    above = {row.pk for row in waiting}
    context = {
        "drafts": _drafts(request),
        "waiting": [] if after else waiting,
        "dossiers": [row for row in shown if row.pk not in above],
        "answerable": {row.pk for row in (*waiting, *shown) if row.machine.action(row.state, ANSWER)},
        "asked": asked,
        "page": queries.links(listed, request.GET),
        "now": now,
    }
    return render(request, "citizen/my_dossiers.html", context)


def _drafts(request: SignedIn) -> list[dict[str, object]]:
    """Return what the person has begun and not filed, what was saved last first."""
    own = Draft.objects.filter(owner=request.user, correcting=None).select_related("procedure", "version")
    return [
        {"procedure_name": one.version.machine.name, "slug": one.procedure.slug, "saved_at": one.saved_at}
        for one in own.order_by("-saved_at")[:MOST_WAITING]
    ]


def _candidates(own: DossierQuerySet, now: datetime) -> list[queries.Row]:
    """Return the dossiers of a person that may wait for that person, whichever page they are on."""
    waiting = own.filter(Q(holder=Role.CITIZEN) | (Q(message_from=BY_OFFICE) & ~Q(holder="")))
    rows = waiting.order_by("deadline_at", "id").values_list(*queries.COLUMNS)[:MOST_LOOKED_AT]
    return known_rows([*map(queries.Row._make, rows)], now)


def _waiting(rows: Sequence[queries.Row], asked: frozenset[int]) -> list[queries.Row]:
    """Return those that wait for the applicant as far as that has gone out, the most urgent first."""
    waiting = [row for row in rows if row.holder == Role.CITIZEN or row.pk in asked]
    return sorted(waiting, key=lambda row: (row.deadline_at, row.pk))[:MOST_WAITING]
