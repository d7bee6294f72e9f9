"""Files of a draft: how they come, stand in an order, go, and come back."""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.files import Patience, Upload, clean_name, digest, refused_row, store
from dossiers.filing import drafts
from dossiers.filing.partial import Arrived
from dossiers.models import Attachment, Awaits, Draft
from dossiers.refusals import BadFile

MOST_FILES = 20
"""Files that one draft may hold."""


class Arriving:
    """Those that come at an instant, beside those that the draft has: it is asked for these once."""

    def __init__(self, draft: Draft, *, by: User, at: datetime, patience: Patience | None = None) -> None:
        self.draft, self.by, self.at, self.patience = draft, by, at, patience
        self.kept = list(draft.attachments.all())
        self.known: list[str] = []
        """The names of those that came and were there already."""
        self._new: list[Attachment] = []

    def add(self, component: str, upload: Upload) -> Attachment:
        """Keep the bytes of an upload; ``write`` writes its row. Raises ``BadFile`` for one not in order or one too many.

        Of one not in order ``write`` writes why.

        A file that is there already is not kept twice: a page may save it in the background and send it with the form.
        """
        named = [one for one in self.kept if (one.component, one.name) == (component, clean_name(upload.name or ""))]
        sha256 = digest(upload) if named else ""
        same = next((one for one in named if one.sha256 == sha256 and not one.problem), None)
        if same is not None:
            self.known.append(same.name)
            return same
        self._drop_refused(named)
        self.refuse_one_too_many(clean_name(upload.name or ""))
        try:
            return self._add(component, upload)
        except BadFile as refusal:
            self.note_refused(component, upload.name or "", upload.size or 0, refusal)
            raise

    def _add(self, component: str, upload: Upload) -> Attachment:
        # What was sent by parts comes to its end in any order, and stands where it was chosen.
        at = upload.partial.created_at if isinstance(upload, Arrived) else self.at
        came_before = sum(one.uploaded_at == at for one in self.kept)
        attachment = store(upload, self.patience).row(by=self.by, at=at, component=component, place=came_before)
        attachment.draft = self.draft
        self.kept.append(attachment)
        self._new.append(attachment)
        return attachment

    def note_refused(self, component: str, name: str, size: int, refusal: BadFile) -> Attachment | None:
        """Note of a file that was not taken which and why, until it comes once more or its note is taken away.

        Return the note; None where that cannot be said later, or there are too many.
        """
        self._drop_refused([one for one in self.kept if (one.component, one.name) == (component, clean_name(name))])
        if not refusal.problem or sum(bool(one.problem) for one in self.kept) >= MOST_FILES:
            return None
        row = refused_row(name, size, refusal, by=self.by, at=self.at, component=component)
        row.draft = self.draft
        self.kept.append(row)
        self._new.append(row)
        return row

    def write(self) -> None:
        """Write the rows of those that were kept, together."""
        Attachment.objects.bulk_create(self._new)
        self._new = []

    def refuse_one_too_many(self, name: str) -> None:
        """Raise ``BadFile`` of one file more than a draft may hold."""
        # What an older version asked for is on no page any more, and takes nobody's place.
        asked = drafts.file_fields(self.draft.version.machine).values()
        if sum(one.component in asked and not one.problem for one in self.kept) >= MOST_FILES:
            raise BadFile(
                _(
                    "“%(name)s” was not taken: a draft may hold at most %(most)s files. Remove one, or put several pages "
                    "into one file."
                )
                % {"name": name, "most": MOST_FILES}
            )

    def _drop_refused(self, named: list[Attachment]) -> None:
        """Forget what was refused under a name: who sends it once more has mended it, or would have it looked at again."""
        for one in [one for one in named if one.problem]:
            self.kept.remove(one)
            if one in self._new:
                self._new.remove(one)
            else:
                one.delete()


def forget_refused(draft: Draft, component: str | None) -> None:
    """Forget all that was refused of a paper: others have come in their place. They have no bytes."""
    draft.attachments.filter(component=component).exclude(problem="").delete()


def refused_unsent(
    owner: User, key: UUID | None, field: str, named: tuple[str, int], refusal: BadFile, *, at: datetime
) -> str:
    """Note of a file of a name and size that was refused before it was sent, in a field of the form of a draft; return the note's key.

    "" where there is no such draft or field, or nothing is noted.
    """
    draft = (
        Draft.objects.own_of(owner).filter(key=key, thrown_at=None).select_related("version").first() if key else None
    )
    component = drafts.file_fields(draft.version.machine).get(field) if draft else None
    if draft is None or component is None:
        return ""
    arriving = Arriving(draft, by=owner, at=at)
    row = arriving.note_refused(component, *named, refusal)
    arriving.write()
    return str(row.pk) if row else ""


def add_file(draft: Draft, component: str, upload: Upload, *, by: User, at: datetime) -> Attachment:
    """Keep one upload, its verdict waited for. Raises ``BadFile``."""
    arriving = Arriving(draft, by=by, at=at)
    attachment = arriving.add(component, upload)
    arriving.write()
    return attachment


class Aside(NamedTuple):
    """A file that was taken out of a draft and may be put back: its row, as a session keeps it."""

    draft: str
    """Its key."""
    id: str
    component: str
    name: str
    media_type: str
    size: int
    pages: int | None
    sha256: str
    file: str
    readable: str
    awaits: str
    uploaded_at: str
    place: int


def set_aside(draft: Draft, key: UUID) -> Aside | None:
    """Take a file out of a draft; return what puts it back, None where there is no such file or it was refused.

    Its bytes stay as long as the sweep of leftovers leaves what no row names.
    """
    row = draft.attachments.filter(pk=key).first()
    if row is None or row.problem:
        drafts.remove_file(draft, key)
        return None
    files = [kept for kept in (row.file, row.readable) if kept]
    with transaction.atomic():
        draft.attachments.filter(pk=key).delete()
        transaction.on_commit(partial(_begin_to_wait, files))
    return Aside(
        str(draft.pk), str(row.pk), row.component, row.name, row.media_type, row.size, row.pages, row.sha256,
        str(row.file.name), str(row.readable.name or ""), row.awaits or _read_again(row), row.uploaded_at.isoformat(), row.place,
    )  # fmt: skip


def _read_again(row: Attachment) -> Awaits:
    """Return what a worker does of a file that comes back: a session keeps nothing of what was found of its signatures."""
    return Awaits.NOTHING if row.signatures is None else Awaits.SIGNATURES


def _begin_to_wait(files: Iterable[FieldFile]) -> None:
    """Have the sweep count from now on how long nothing names some files."""
    for file in files:
        with suppress(OSError):
            os.utime(file.path)


def put_back(draft: Draft, aside: Aside, *, by: User) -> Attachment:
    """Put a file back where it stood. Raises ``BadFile`` where its bytes are gone, or others have taken its place."""
    arriving = Arriving(draft, by=by, at=datetime.fromisoformat(aside.uploaded_at))
    same = (aside.component, aside.name, aside.sha256)
    there = next((one for one in arriving.kept if (one.component, one.name, one.sha256) == same), None)
    if there is not None:
        return there
    arriving.refuse_one_too_many(aside.name)
    row = Attachment(
        id=UUID(aside.id), draft=draft, component=aside.component, name=aside.name, media_type=aside.media_type,
        size=aside.size, pages=aside.pages, sha256=aside.sha256, file=aside.file, readable=aside.readable,
        awaits=aside.awaits, uploaded_by=by, uploaded_at=arriving.at, place=aside.place,
    )  # fmt: skip
    if not row.file.storage.exists(aside.file):
        raise BadFile(_("“%(name)s” is not kept any more. Please choose it again.") % {"name": aside.name})
    row.save(force_insert=True)
    return row


def move(draft: Draft, key: UUID, *, by: int) -> Attachment | None:
    """Move a file up (-1) or down (1) among those of its paper that were taken; return it, None where the draft has no such file.

    Files stand by when they came: two that change places change these.
    """
    taken = draft.attachments.filter(problem="")
    row = taken.filter(pk=key).first()
    if row is None:
        return None
    others = list(taken.filter(component=row.component))
    was = next(place for place, one in enumerate(others) if one.pk == key)
    places = _places(others)
    others.insert(max(0, was + by), others.pop(was))
    for one, (at, place) in zip(others, places, strict=True):
        if (one.uploaded_at, one.place) != (at, place):
            one.uploaded_at, one.place = at, place
            one.save(update_fields=["uploaded_at", "place"])
    return row


def _places(files: Iterable[Attachment]) -> list[tuple[datetime, int]]:
    """Return by what files stand in their order, no two the same."""
    found: list[tuple[datetime, int]] = []
    for one in files:
        at, place = one.uploaded_at, one.place
        if found and (at, place) <= found[-1]:
            at, place = found[-1][0], found[-1][1] + 1
        found.append((at, place))
    return found
