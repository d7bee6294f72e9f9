"""The files that come with a form, judged in a moment or by a worker, which is woken for it; those that did not come whole."""

import functools
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.signin import SignedIn
from dossiers import files, turns
from dossiers.background import looking
from dossiers.filing import partial
from dossiers.filing.arriving import Arriving
from dossiers.models import Draft
from dossiers.refusals import BadFile

SENT = "sent-"
"""Before the name of a field: the keys of files that were sent by parts and have come to their end."""
DROP, WITHOUT = "drop", "without"
"""What a button forgets of what was not sent to its end; the keys of what somebody knows to be lacking."""


def take(request: SignedIn, draft: Draft, fields: Mapping[str, str], now: datetime) -> dict[str, list[str]]:
    """Keep each file that is in order; return the faults of the others by field. ``fields`` lead to what they are kept for."""
    came = [(field, upload) for field in fields for upload in _of_field(request, field)]
    if not came:
        return {}
    patience = files.Patience()
    arriving = Arriving(draft, by=request.user, at=now, patience=patience)
    with patience.ahead(upload for _field, upload in came):
        faults = _keep(arriving, [(field, fields[field], upload) for field, upload in came])
    if any(one.awaits for one in arriving.kept):
        transaction.on_commit(functools.partial(turns.wake, looking.RUN.name), robust=True)
    return faults


def _keep(arriving: Arriving, came: Sequence[tuple[str, str, files.Upload]]) -> dict[str, list[str]]:
    """Keep files, each with its field and what it is kept for; return the faults of those that are not in order."""
    faults: dict[str, list[str]] = {}
    for field, component, upload in came:
        try:
            arriving.add(component, upload)
            partial.forget_same(arriving.draft, field, upload)
        except BadFile as refusal:
            # The same is said once, however many files it is said of.
            known = faults.setdefault(field, [])
            known += [] if str(refusal) in known else [str(refusal)]
        if isinstance(upload, partial.Arrived):
            upload.close()
            partial.forget(upload.partial)
    return faults


def drop(request: SignedIn, draft: Draft) -> str:
    """Forget the file on its way that a button names; return the field in which it was chosen, empty where there is none."""
    with suppress(ValueError):
        return partial.drop(draft, UUID(request.POST.get(DROP, "")))
    return ""


def lacking(request: SignedIn) -> list[str]:
    """Return the keys of what was not sent to its end, and without which somebody goes on."""
    return request.POST.get(WITHOUT, "").split()


def _of_field(request: SignedIn, field: str) -> list[files.Upload]:
    """Return what came in a field: with the form, and by parts before it."""
    keys = request.POST.getlist(SENT + field)
    return [*request.FILES.getlist(field), *(partial.whole(request.user, keys) if keys else ())]
