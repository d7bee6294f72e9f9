"""Scans and photos of papers, taken in as those of a citizen's form are: judged in the box before anybody opens them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from accounts.signin import OfOfficer
from dossiers import files, turns
from dossiers.background import looking
from dossiers.filing import drafts
from dossiers.filing.arriving import Arriving
from dossiers.filing.counter import checking, known_scans
from dossiers.models import Draft
from dossiers.refusals import BadFile

REMOVE, KNOWN = "remove", "known"
"""The key of a file that a button takes away; those of files that belong there although they are in another dossier too."""


def take(
    request: OfOfficer, draft: Draft, now: datetime, known: Mapping[str, str] | None = None
) -> dict[str, list[str]]:
    """Keep each file that is in order, and which of them are meant though another dossier has them; return the faults of the others.

    They are by field. ``known`` are the fields in which files come, each with what they are kept for; those of an application
    where none are given.
    """
    known_scans.ticked(draft, request.POST.getlist(KNOWN))
    known = _fields_of(draft) if known is None else known
    came: Sequence[tuple[str, files.Upload]] = [(name, one) for name in known for one in request.FILES.getlist(name)]
    if not came:
        return {}
    patience, faults = files.Patience(), dict[str, list[str]]()
    coming = Arriving(draft, by=request.user, at=now, patience=patience)
    with patience.ahead(upload for _name, upload in came):
        for name, upload in came:
            try:
                coming.add(known[name], upload)
            except BadFile as refusal:
                faults.setdefault(name, []).append(str(refusal))
        coming.write()
    if any(one.awaits for one in coming.kept):
        transaction.on_commit(partial(turns.wake, looking.RUN.name), robust=True)
    return faults


def _fields_of(draft: Draft) -> Mapping[str, str]:
    return drafts.file_fields(checking.on_paper(draft.version.machine))


def asked_first(request: OfOfficer, draft: Draft, known: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    """Return what is asked about scans that are in another dossier too, by the fields of their papers; ``known`` as in ``take``."""
    fields = {component: field for field, component in (_fields_of(draft) if known is None else known).items()}
    found, asked = dict[str, list[str]](), known_scans.asked(draft, request.seats)
    for file in draft.attachments.filter(pk__in=asked):
        found.setdefault(fields.get(file.component, ""), []).append(f"{file.name}: {asked[file.pk]}")
    return found


def removed(request: OfOfficer, draft: Draft) -> bool:
    """Take a file away that a button names; say whether one does."""
    with suppress(KeyError, ValueError):
        drafts.remove_file(draft, UUID(request.POST[REMOVE]))
        return True
    return False
