"""What is typed into the form of an act on its way to where it is kept: by a script while somebody types, else by a press."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.signin import SignedIn
from dossiers import refusals
from dossiers.display.formats import vn_time
from dossiers.models import Dossier
from dossiers.pages.acting.unsent import keep, version_of
from dossiers.pages.opened import Opened, form_of
from dossiers.refusals import Refusal

MOST_DIGITS = 18
"""Of a number in a form."""


def kept_words(request: SignedIn, load: Callable[[], Opened], name: str, back: str) -> HttpResponse:
    """Keep what was sent of the form of an act: for scripts a line of text, without them back to the page.

    ``load`` opens the dossier for this person. Raises the ``Refusal`` of an act that is not this person's now, or of what
    cannot be kept; a script is given its sentence.
    """
    if request.method != "POST":
        return redirect(back)
    is_script = request.POST.get("do") == "autosave"
    try:
        line, version = _kept(request, load(), name)
    except Refusal as refusal:
        if not is_script:
            raise
        return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain")
    if not is_script:
        return redirect(back)
    return HttpResponse(line, content_type="text/plain", headers={"X-Kept-Version": version})


def _kept(request: SignedIn, opened: Opened, name: str) -> tuple[str, str]:
    """Return what is said of what was kept, and its version."""
    now = timezone.now()
    action = next((one for one in opened.chosen if one.name == name), None)
    if action is None:
        raise refusals.UnknownAction
    form = form_of(opened, action, _with_plain_lines(request.POST))
    with transaction.atomic():
        # An act that is being recorded holds the dossier: what comes beside it is looked at once that is done.
        Dossier.objects.select_for_update(no_key=True).only("pk").get(pk=opened.dossier.pk)
        if _is_sent(request, opened.dossier, name):
            return "", ""
        kept = keep(form, request.user, at=now)
    return _("Saved at %(time)s") % {"time": vn_time(now)} if kept else "", version_of(kept)


def _is_sent(request: SignedIn, dossier: Dossier, name: str) -> bool:
    """Say whether this person has taken the act since the page was made: what comes behind it is no draft any more."""
    text = request.POST.get("seen", "")
    seen = int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0
    return dossier.events.filter(sequence__gt=seen, action=name, actor=request.user).exists()


def _with_plain_lines(data: QueryDict) -> QueryDict:
    """Return a form with its lines as they stand on the page; a browser sends them its own way."""
    plain = QueryDict(mutable=True)
    for name, values in data.lists():
        plain.setlist(name, [value.replace("\r\n", "\n") for value in values])
    return plain
