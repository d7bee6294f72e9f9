"""Whom a note about a dossier can name: asked while a name is typed."""

from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, officer
from dossiers.commands.notes import plain
from dossiers.desk.opened.page import visible
from dossiers.display.labels import role_label
from dossiers.lists.people import nameable, people_by_name

MOST = 8
"""Names that are proposed; a further letter narrows them."""
MOST_TYPED = 60


@officer
@require_safe
def mentions(request: OfOfficer, code: str) -> JsonResponse:
    """Propose colleagues who may see a dossier and of whose name some word begins with what was typed."""
    dossier, typed = visible(request, code), plain(request.GET.get("q", "")[:MOST_TYPED]).strip()
    on = timezone.localdate()
    found = nameable(dossier, on, request.user.pk, people_by_name(on))
    fitting = [{"name": name, "role": role_label(role)} for name, role in found.items() if _fits(name, typed)]
    return JsonResponse({"people": fitting[:MOST]}, headers={"Cache-Control": "private, no-store"})


def _fits(name: str, typed: str) -> bool:
    words = plain(name).split()
    return any(" ".join(words[first:]).startswith(typed) for first in range(len(words)))
