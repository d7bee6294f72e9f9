"""What whoever has a dossier writes of why it will be late: kept beside the record until a leader signs it."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.signin import OfOfficer, officer
from dossiers import policy, queries, refusals
from dossiers.desk.opened.late import LateAsk, late_ask_of
from dossiers.desk.opened.page import Refused, page, visible
from dossiers.desk.opened.reasons import template_of
from dossiers.models import Dossier, LateReason
from dossiers.pages.opened import Opened
from dossiers.refusals.appointment import NotAsked

USE = "use"
"""The name of the buttons by which a text in stock is put into the reason."""


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def late_reason(request: OfOfficer, code: str) -> HttpResponse:
    """Keep a reason and a day, or put a text in stock into the reason; on a GET, go back to the file."""
    if request.method == "POST" and queries.filed_by(request.user, code):
        raise refusals.OwnDossier
    dossier, back = visible(request, code), f"{reverse('desk_file', args=[code])}?{request.GET.urlencode()}#late"
    if request.method != "POST":
        return redirect(back)
    data = _typed(request)
    opened = Opened.of(dossier, policy.actors(request.user, request.seats), timezone.now())
    asked = late_ask_of(opened, request.seats, (), None, data)
    if asked is None:
        raise NotAsked
    if USE in data or not asked.form.is_valid():
        return page(request, dossier, Refused(late=data, status=200 if USE in data else 422))
    _keep(request, dossier, asked, opened)
    messages.success(request, _("The reason waits for a leader’s signature; the applicant does not see it yet."))
    return redirect(back)


def _typed(request: OfOfficer) -> QueryDict:
    """Return what was sent, a text in stock put behind the reason where one was pressed."""
    data = request.POST.copy()
    chosen = template_of(request.seats, request.POST.get(USE, ""))
    if chosen:
        data["reason"] = "\n".join(filter(None, (request.POST.get("reason", "").strip(), chosen.text)))
    return data


def _keep(request: OfOfficer, dossier: Dossier, asked: LateAsk, opened: Opened) -> None:
    """Write over what stood there."""
    given = {"reason": asked.form.cleaned_data["reason"], "day": asked.form.cleaned_data["day"]}
    kept = {**given, "due_at": dossier.due_at, "by": request.user, "at": opened.now}
    LateReason.objects.update_or_create(dossier=dossier, defaults=kept)
