"""Drafts of what an officer says with an act: kept while it is typed, for every device, until it is sent."""

from dataclasses import replace

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.signin import OfOfficer, officer
from dossiers import policy, queries, refusals
from dossiers.commands.remarks import remarks_of
from dossiers.desk.opened.page import visible
from dossiers.pages.acting.keeping import kept_words
from dossiers.pages.opened import Opened


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def unsent_words(request: OfOfficer, code: str, action: str) -> HttpResponse:
    """Keep what is typed into the form of an act: for scripts a line of text, without them back to the file."""
    if request.method == "POST" and queries.filed_by(request.user, code):
        raise refusals.OwnDossier
    if request.method != "POST":
        visible(request, code)

    def load() -> Opened:
        # Here, so that a script reads why: an answer that it cannot read is a lost connection to it.
        dossier = visible(request, code)
        opened = Opened.of(dossier, policy.actors(request.user, request.seats), timezone.now())
        return replace(opened, remarks=remarks_of(dossier, opened.events))

    back = f"{reverse('desk_file', args=[code])}?{request.GET.urlencode()}#action-{action}"
    return kept_words(request, load, action, back)
