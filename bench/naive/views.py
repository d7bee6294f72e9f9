"""The view: loads the draft, validates the form, saves row after row in one transaction, redirects."""

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import Unit
from bench.naive.forms import FilingForm
from bench.naive.models import Counter, Dossier, Draft, Event, OutboxEntry, Payload
from procedures.models import Procedure

COMPONENTS = 1
"""How many papers must lie in a draft at least."""


@login_required
@require_POST
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    """Turn a draft into a dossier with its first event."""
    with transaction.atomic():
        draft = get_object_or_404(
            Draft.objects.select_for_update(), pk=request.POST.get("key"), owner_id=request.user.pk
        )
        form = FilingForm(draft.answers)
        if not form.is_valid() or draft.papers.count() < COMPONENTS:
            return HttpResponseBadRequest(str(form.errors))
        dossier = _file(draft, get_object_or_404(Procedure, slug=slug), form.cleaned_data, timezone.now())
    return redirect(f"/bench/naive/{dossier.code}/da-nop/")


def _file(draft: Draft, procedure: Procedure, answers: dict[str, Any], now: datetime) -> Dossier:
    unit = Unit.objects.get(slug="mot-cua")
    dossier = Dossier(code=_code(unit, now), draft_key=draft.key, procedure=procedure, applicant_id=draft.owner_id)
    dossier.applicant_name = answers["applicant_name"]
    dossier.unit, dossier.filed_at, dossier.changed_at = unit, now, now
    dossier.deadline_at = _due(now, hours=8)
    dossier.save()
    event = _happened(dossier, draft, answers, now)
    for paper in draft.papers.all():
        paper.draft, paper.dossier, paper.event = None, dossier, event
        paper.save()
    draft.delete()
    OutboxEntry(event=event, kind="filed", due_at=now).save()
    return dossier


def _code(unit: Unit, now: datetime) -> str:
    today = timezone.localdate(now)
    Counter.objects.get_or_create(on=today)
    counter = Counter.objects.select_for_update().get(on=today)
    counter.last += 1
    counter.save()
    return f"{unit.pk}-{today:%y%m%d}-{counter.last:04d}"


def _happened(dossier: Dossier, draft: Draft, answers: dict[str, Any], now: datetime) -> Event:
    salt = secrets.token_hex(16)
    papers = list(draft.papers.values("component", "name", "sha256"))
    content = {"answers": {name: str(value) for name, value in answers.items()}, "files": papers}
    event = Event(dossier=dossier, sequence=1, action="submit", target=dossier.state, actor_id=draft.owner_id, at=now)
    event.facts = {"unit": dossier.unit_id, "channel": "online"}
    event.reading = {"answer_due_at": dossier.deadline_at.isoformat()}
    event.payload_digest = _sha256(salt, content)
    event.digest = _sha256(event.payload_digest, [dossier.code, 1, "submit", now.isoformat(), event.facts])
    event.save()
    Payload(event=event, salt=salt, content=content).save()
    return event


def _sha256(salt: str, value: object) -> str:
    return hashlib.sha256(salt.encode() + json.dumps(value, sort_keys=True).encode()).hexdigest()


def _due(start: datetime, *, hours: int) -> datetime:
    """Return when so many hours of office are over, walking hour by hour; it knows weekends and no holiday."""
    at = timezone.localtime(start)
    while hours:
        at += timedelta(hours=1)
        hours -= at.weekday() < 5 and 8 <= at.hour < 17
    return at
