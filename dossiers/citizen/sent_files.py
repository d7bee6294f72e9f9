"""The files that come with a form, judged in a moment or by a worker, which is woken for it; those that did not come whole."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.signin import SignedIn
from dossiers import files, turns
from dossiers.background import looking
from dossiers.citizen.shown import taken_out
from dossiers.filing import arriving, opening, partial
from dossiers.filing.arriving import Arriving
from dossiers.models import Draft
from dossiers.refusals import BadFile

SENT = "sent-"
"""Before the name of a field: the keys of files that were sent by parts and have come to their end."""
DROP, WITHOUT = "drop", "without"
"""What a button forgets of what was not sent to its end; the keys of what somebody knows to be lacking."""
REMOVE, PUT_BACK, UP, DOWN = "remove", "put-back", "up", "down"
"""What a button does with a file that is there, or was: its value is the key of the file."""
CLEAR = "clear"
"""Forgets all that were refused of a paper: its value is the key of one of them."""


def take(request: SignedIn, draft: Draft, fields: Mapping[str, str], now: datetime) -> dict[str, list[str]]:
    """Keep each file that is in order; return the faults of the others by field. ``fields`` lead to what they are kept for."""
    sent = came(request, fields)
    if not sent:
        return {}
    patience = files.Patience()
    coming = Arriving(draft, by=request.user, at=now, patience=patience)
    with patience.ahead(upload for _field, upload in sent):
        faults = _keep(coming, [(field, fields[field], upload) for field, upload in sent])
    for name in coming.known:
        messages.info(request, _("“%(name)s” is attached already. It was not added a second time.") % {"name": name})
    if any(one.awaits for one in coming.kept):
        _have_looked_at()
    return faults


def _have_looked_at() -> None:
    transaction.on_commit(functools.partial(turns.wake, looking.RUN.name), robust=True)


def _keep(coming: Arriving, came: Sequence[tuple[str, str, files.Upload]]) -> dict[str, list[str]]:
    """Keep files, each with its field and what it is kept for; return the faults of those that are not in order."""
    before = {one.pk for one in coming.kept}
    faults: dict[str, list[str]] = {}
    taken: list[tuple[str, files.Upload]] = []
    for field, component, upload in came:
        try:
            coming.add(component, upload)
            taken.append((field, upload))
        except BadFile as refusal:
            # The same is said once, however many files it is said of.
            known = faults.setdefault(field, [])
            known += [] if str(refusal) in known else [str(refusal)]
    coming.write()
    if {one.pk for one in coming.kept} != before:
        opening.changed(coming.draft, at=coming.at)
    arrived = [upload for _field, _component, upload in came if isinstance(upload, partial.Arrived)]
    for upload in arrived:
        upload.close()
    partial.forget_all([upload.partial for upload in arrived])
    partial.forget_same(coming.by, coming.draft, taken)
    return faults


def handle(
    request: SignedIn, draft: Draft, fields: Mapping[str, str], now: datetime
) -> tuple[str, dict[str, list[str]]]:
    """Do with a file what a button asks for; return the field in which it stands, empty where there is none, and its faults."""
    for name in (DROP, REMOVE, CLEAR, PUT_BACK, UP, DOWN):
        with suppress(ValueError):
            key = UUID(request.POST.get(name, ""))
            opening.changed(draft, at=now)
            if name == DROP:
                return partial.drop(request.user, draft, key), {}
            return _handled(request, draft, fields, name, key)
    return "", {}


def _handled(
    request: SignedIn, draft: Draft, fields: Mapping[str, str], name: str, key: UUID
) -> tuple[str, dict[str, list[str]]]:
    component = _component_of(request, draft, key)
    field = next((field for field, kept_for in fields.items() if kept_for == component), "")
    try:
        if name == REMOVE:
            taken_out.take_out_file(request, draft, key)
        elif name == CLEAR:
            arriving.forget_refused(draft, component)
        elif name == PUT_BACK:
            aside = taken_out.put_back_file(request, draft, key)
            if aside and aside.awaits:
                _have_looked_at()
        else:
            arriving.move(draft, key, by=-1 if name == UP else 1)
    except BadFile as refusal:
        return field, {field: [str(refusal)]}
    return field, {}


def _component_of(request: SignedIn, draft: Draft, key: UUID) -> str | None:
    """Return what a file is, or was, a paper of."""
    kept = draft.attachments.filter(pk=key).first()
    aside = (one.component for one in taken_out.files_aside(request, draft) if one.id == str(key))
    return kept.component if kept else next(aside, None)


def lacking(request: SignedIn) -> list[str]:
    """Return the keys of what was not sent to its end, and without which somebody goes on."""
    return request.POST.get(WITHOUT, "").split()


def came(request: SignedIn, fields: Iterable[str]) -> list[tuple[str, files.Upload]]:
    """Return what came, each with its field: with the form, and by parts before it."""
    keys = {field: request.POST.getlist(SENT + field) for field in fields}
    named = [key for of_field in keys.values() for key in of_field]
    whole = partial.whole(request.user, named) if named else {}
    return [
        (field, upload)
        for field in keys
        for upload in (*request.FILES.getlist(field), *(whole.pop(key) for key in keys[field] if key in whole))
    ]
