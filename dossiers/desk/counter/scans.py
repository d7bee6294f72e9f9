"""Scans and photos of papers, taken in as those of a citizen's form are: judged in the box before anybody opens them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from accounts.signin import OfOfficer
from dossiers import files, turns
from dossiers.background import looking
from dossiers.desk.counter.supplied.requested import Opened, opened
from dossiers.display.formats import localized
from dossiers.display.links import path_to
from dossiers.filing import drafts
from dossiers.filing.arriving import Arriving
from dossiers.filing.counter import checking, entries, known_scans
from dossiers.models import Dossier, Draft
from dossiers.refusals import BadFile, NotYours
from procedures.machine import Component

REMOVE, KNOWN = "remove", "known"
"""The key of a file that a button takes away; those of files that belong there although they are in another dossier too."""


@dataclass(frozen=True, slots=True)
class Place:
    """What scans are added to: an application that the reader enters, or the answer to a request that the desk records."""

    draft: Draft
    papers: Sequence[Component]
    """Those of which there can be scans."""
    back: str
    """The address of its page."""
    is_supplement: bool = False

    def paper(self, name: str) -> Component | None:
        """Return the paper of a name; None where there is none."""
        return next((one for one in self.papers if one.name == name), None)


def place_of(request: OfOfficer, key: UUID) -> Place | None:
    """Return what the reader may add scans to under the key of a draft; None where there is nothing of that reader's."""
    draft = entries.open_of(request.user, key)
    if draft is not None:
        return entered(draft)
    dossier = Dossier.objects.visible_to(request.seats).filter(corrections__key=key).select_related("version").first()
    try:
        found = opened(dossier, request.user, request.seats) if dossier else None
    except NotYours:
        return None
    return place(found, found.draft) if found and found.draft else None


def entered(draft: Draft) -> Place:
    """Return an application as a place for scans."""
    papers = [one for one in checking.on_paper(draft.version.machine).components if not one.handed_in]
    return Place(draft, papers, path_to("counter_entry", draft.key))


def place(found: Opened, draft: Draft) -> Place:
    """Return the answer to a request as a place for scans."""
    papers = [one for one in found.asked.components if not one.handed_in]
    return Place(draft, papers, path_to("counter_answer", found.dossier.code), is_supplement=True)


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


def all_faults(
    draft: Draft, came: Mapping[str, list[str]], known: Mapping[str, str] | None = None
) -> dict[str, list[str]]:
    """Return the faults of files that just came beside those of all that a draft has; none where nothing wrong came.

    What came by telephone may have been refused since the page was made. ``known`` as in ``take``.
    """
    if not came:
        return {}
    found = {field: localized(fault) for field, fault in checking.broken(draft.attachments.all(), known).items()}
    said = {field: [fault] for field, fault in found.items()}
    for field, sentences in came.items():
        said.setdefault(field, []).extend(one for one in sentences if one not in found.get(field, ""))
    return said


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
