"""Drafts of what an officer says with an act: kept while it is typed, for every device, until it is sent."""

from dataclasses import replace

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.signin import OfOfficer, officer
from dossiers import policy, queries, refusals
from dossiers.commands.remarks import remarks_of
from dossiers.desk.opened.page import visible
from dossiers.display.formats import vn_time
from dossiers.models import Dossier
from dossiers.pages.acting.unsent import keep, version_of
from dossiers.pages.opened import Opened, form_of
from dossiers.refusals import Refusal

MOST_DIGITS = 18
"""Of a number in a form."""


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def unsent_words(request: OfOfficer, code: str, action: str) -> HttpResponse:
    """Keep what is typed into the form of an act: for scripts a line of text, without them back to the file."""
    if request.method == "POST" and queries.filed_by(request.user, code):
        raise refusals.OwnDossier
    dossier = visible(request, code)
    back = f"{reverse('desk_file', args=[code])}?{request.GET.urlencode()}#action-{action}"
    if request.method != "POST":
        return redirect(back)
    is_script = request.POST.get("do") == "autosave"
    try:
        line, version = _keep(request, dossier, action)
    except Refusal as refusal:
        if not is_script:
            raise
        return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain")
    if not is_script:
        return redirect(back)
    return HttpResponse(line, content_type="text/plain", headers={"X-Kept-Version": version})


def _keep(request: OfOfficer, dossier: Dossier, name: str) -> tuple[str, str]:
    """Keep it, and return what is said of that and the version of what is kept; raises the ``Refusal`` of an act that is not this person's now."""
    now = timezone.now()
    opened = Opened.of(dossier, policy.actors(request.user, request.seats), now)
    action = next((one for one in opened.chosen if one.name == name), None)
    if action is None:
        raise refusals.UnknownAction
    if _is_sent(request, opened, name):
        return "", ""
    opened = replace(opened, remarks=remarks_of(dossier, opened.events))
    kept = keep(form_of(opened, action, _with_plain_lines(request.POST)), request.user, at=now)
    return _("Saved at %(time)s") % {"time": vn_time(now)} if kept else "", version_of(kept)


def _is_sent(request: OfOfficer, opened: Opened, name: str) -> bool:
    """Say whether this person has taken the act since the page was made: what comes behind it is no draft any more."""
    text = request.POST.get("seen", "")
    seen = int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0
    return any(
        event.sequence > seen and event.action == name and event.actor_id == request.user.pk
        for event in opened.recorded
    )


def _with_plain_lines(data: QueryDict) -> QueryDict:
    """Return a form with its lines as they stand on the page; a browser sends them its own way."""
    plain = QueryDict(mutable=True)
    for name, values in data.lists():
        plain.setlist(name, [value.replace("\r\n", "\n") for value in values])
    return plain
