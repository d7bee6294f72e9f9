"""What was sent and has not been done, because its sender is signed in no more: said, with the texts that came with it."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.away import carrying


def not_done(request: HttpRequest, why: str) -> HttpResponse:
    """Say why nothing was done, and keep what was sent until its sender has signed in; or show what had been written."""
    if kept := carrying.carried(request, why):
        return kept
    files = _("Choose your files again, too.") if request.FILES else ""
    todo = _("Nothing of what you had just sent was done: sign in, then send it again.")
    context = {
        "status": 403,
        "heading": _("This was not done"),
        "sentence": " ".join(filter(None, (why, todo, files))),
        "written": list(written(request)),
        "again": request.path,
    }
    return render(request, "error.html", context, status=403)


def written(request: HttpRequest) -> Iterator[str]:
    """Yield the texts that came with a form, for the person to copy; a text is what has a blank in it."""
    for name, value in request.POST.items():
        if "password" not in name and " " in str(value).strip():
            yield str(value)
