"""A press that waits until all scans have been looked at: then its page presses the button again by itself, once."""

from collections.abc import Collection
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.signin import OfOfficer
from dossiers.models import Draft

WAITS = "cho"
"""In an address: the press that waits. In the session: of which draft somebody has pressed it, and as it was kept then, for an
address alone records nothing."""


def begin(request: OfOfficer, draft: Draft, address: str, pressed: str, **more: str) -> HttpResponse:
    """Lead to the page that waits; it is told the rest by the parameters of its address."""
    request.session[WAITS] = _mark(draft)
    return redirect(f"{address}?{urlencode({WAITS: pressed, **more})}")


def over(request: OfOfficer) -> None:
    """Forget the press: whoever has gone back, or sent the page again, may have typed something else by now."""
    request.session.pop(WAITS, None)


def pressed(request: OfOfficer, among: Collection[str]) -> str:
    """Return the press that an address waits for; "" for none of these."""
    named = request.GET.get(WAITS, "")
    return named if named in among else ""


def was_pressed(request: OfOfficer, draft: Draft) -> bool:
    """Say whether somebody has pressed for this draft, and nobody has typed anything into it, or added a file, since."""
    return request.session.get(WAITS) == _mark(draft)


def page(request: OfOfficer, draft: Draft, back: str, *, is_supplement: bool) -> HttpResponse | None:
    """Return the page that waits, which leads back to an address; None once all scans have been looked at."""
    names = [one.name for one in draft.attachments.all() if one.is_being_judged]
    context = {"unjudged": names, "back": back, "is_supplement": is_supplement}
    return render(request, "desk/counter_waiting.html", context) if names else None


def _mark(draft: Draft) -> str:
    files = ",".join(sorted(str(one.pk) for one in draft.attachments.all()))
    return f"{draft.key} {draft.saved_at.isoformat()} {files}"
