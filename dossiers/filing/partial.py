"""Files that are sent by parts: begun, gone on with where they stopped, taken by a form, forgotten after a day."""

import fcntl
import hashlib
import os
import re
from collections.abc import Collection, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import UnreadablePostError

from accounts.models import User
from dossiers.files import Upload, clean_name
from dossiers.models import Dossier, Draft, PartialFile
from dossiers.refusals import AlreadyFiled
from dossiers.refusals.drafting import FilesUnfinished, FileTooLarge

KEPT = timedelta(days=1)
"""So long somebody may go on with it."""
MOST_BEGUN = 40
"""Of one person; with one more the oldest goes."""
MOST_FIELD = 100
"""Letters of the name of a field; a longer one is of no form."""
CHUNK = 1024 * 1024
_HASHING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="hashing")
"""What hashes files beside the request that takes them."""
_settling: dict[Path, Future[str]] = {}
"""What is hashed since its last part has come, by where it lies."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Stream(Protocol):
    """What bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many."""


class Arrived(UploadedFile):  # type: ignore[type-arg] # it takes no parameter at run time
    """A file that has come by parts: it lies where it can be moved from."""

    def __init__(self, partial: PartialFile) -> None:
        super().__init__(partial.path.open("rb"), partial.name, size=partial.size)
        self.partial = partial
        self._digest = _settling.get(partial.path) or _HASHING.submit(_sha256, partial.path)

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of its bytes, in hexadecimal digits."""
        return self._digest.result()

    def temporary_file_path(self) -> str:
        """Return where it lies."""
        return str(self.partial.path)


def _beside(path: Path) -> Path:
    """Return where the digest of a whole file stands, for whichever process takes it."""
    return path.with_name(f"{path.name}.sha256")


def _sha256(path: Path) -> str:
    beside = _beside(path)
    known = beside.read_text() if beside.exists() else ""
    if _DIGEST.fullmatch(known):
        return known
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _settle(path: Path) -> str:
    """Hash a whole file and have the disk keep it, while its sender goes on with what comes next; return the digest."""
    try:
        digest = _sha256(path)
        with suppress(OSError), path.open("rb") as file:
            _beside(path).write_text(digest)
            os.fsync(file.fileno())
        if not path.exists():
            # A form has taken it meanwhile.
            _beside(path).unlink(missing_ok=True)
        return digest
    finally:
        _settling.pop(path, None)


def begin(owner: User, name: str, size: int, *, draft_key: UUID | None, at: datetime, field: str = "") -> PartialFile:
    """Begin a file, chosen in a field of the form of a draft.

    Raises ``AlreadyFiled`` where its draft has become a dossier, ``FileTooLarge``, ``OSError`` where there is no room.
    """
    if size > settings.UPLOAD_MAX_BYTES:
        raise FileTooLarge(clean_name(name), settings.UPLOAD_MAX_BYTES)
    _refuse_filed(owner, draft_key)
    older = PartialFile.objects.filter(owner=owner).order_by("-created_at", "pk")
    forget_all(older[MOST_BEGUN - 1 :])
    # A file that has no place on the disk has no row either.
    with transaction.atomic(), connection.cursor() as cursor:
        # What a database that breaks forgets of it is begun again by its sender: no reason to wait for the disk.
        cursor.execute("SET LOCAL synchronous_commit TO off")
        begun = PartialFile.objects.create(
            owner=owner,
            draft_key=draft_key,
            field=field if len(field) <= MOST_FIELD else "",
            name=clean_name(name),
            size=size,
            created_at=at,
        )
        begun.path.parent.mkdir(parents=True, exist_ok=True)
        begun.path.touch(mode=settings.FILE_UPLOAD_PERMISSIONS)
    return begun


def open_of(owner: User, key: UUID, *, at: datetime) -> PartialFile | None:
    """Return a file that somebody may go on with. Raises ``AlreadyFiled``."""
    found = PartialFile.objects.filter(owner=owner, pk=key, created_at__gt=at - KEPT).first()
    if found is not None:
        _refuse_filed(owner, found.draft_key)
    return found


def _refuse_filed(owner: User, key: UUID | None) -> None:
    filed = Dossier.objects.filter(draft_key=key, applicant=owner) if key else Dossier.objects.none()
    code = filed.values_list("code", flat=True).first()
    if code is not None:
        raise AlreadyFiled(code)


def go_on(partial: PartialFile, offset: int, stream: Stream) -> int | None:
    """Write what comes behind the bytes that are there; return how many there are then.

    None where there are not so many yet, or others, or somebody else is writing: nothing is written then. What came before a
    connection broke stays. Raises ``OSError`` where there is no room.
    """
    with partial.path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        if file.tell() != offset:
            return None
        with suppress(UnreadablePostError):
            while (left := partial.size - file.tell()) and (part := stream.read(min(CHUNK, left))):
                file.write(part)
        file.flush()
        there = file.tell()
    if there == partial.size and partial.path not in _settling:
        _settling[partial.path] = _HASHING.submit(_settle, partial.path)
    return there


def whole(owner: User, keys: Iterable[str]) -> dict[str, Arrived]:
    """Return the files of a person that have come to their end, by the keys that name them."""
    wanted = {UUID(key): key for key in keys if _is_key(key)}
    found = PartialFile.objects.filter(owner=owner, pk__in=wanted)
    return {wanted[partial.pk]: Arrived(partial) for partial in found if partial.is_whole}


def _is_key(text: str) -> bool:
    with suppress(ValueError):
        return bool(UUID(text))
    return False


def forget(partial: PartialFile) -> None:
    """Delete a file on its way, unless its bytes have been moved to where it is kept."""
    forget_all([partial])


def forget_all(partials: Collection[PartialFile]) -> None:
    """Delete files on their way, but for bytes that have been moved to where they are kept."""
    for partial in partials:
        if running := _settling.get(partial.path):
            wait([running])
        partial.path.unlink(missing_ok=True)
        _beside(partial.path).unlink(missing_ok=True)
    if partials:
        PartialFile.objects.filter(pk__in=[partial.pk for partial in partials]).delete()


def unfinished(owner: User, draft_key: UUID, *, at: datetime) -> list[PartialFile]:
    """Return what somebody has begun to send for a draft and may go on with, in the order in which it was chosen."""
    own = PartialFile.objects.filter(owner=owner, draft_key=draft_key, created_at__gt=at - KEPT)
    return list(own.order_by("created_at", "pk"))


def refuse_unfinished(owner: User, draft_key: UUID, *, without: Collection[str], at: datetime) -> None:
    """Raise ``FilesUnfinished`` of what would be sent without files that are not there yet, unless their keys are named."""
    names = [partial.name for partial in unfinished(owner, draft_key, at=at) if str(partial.pk) not in without]
    if names:
        raise FilesUnfinished(names)


def drop(draft: Draft, key: UUID) -> str:
    """Forget a file that was begun for a draft; return its field, empty where there is none."""
    found = PartialFile.objects.filter(owner=draft.owner_id, draft_key=draft.key, pk=key).first()
    if found is None:
        return ""
    forget(found)
    return found.field


def forget_same(draft: Draft, came: Iterable[tuple[str, Upload]]) -> None:
    """Forget what was begun of files that have come another way into their fields, by a plain form or from another device."""
    whole = {(field, clean_name(upload.name or ""), upload.size or 0) for field, upload in came}
    begun = PartialFile.objects.filter(owner=draft.owner_id, draft_key=draft.key) if whole else ()
    forget_all([partial for partial in begun if (partial.field, partial.name, partial.size) in whole])


def sweep(now: datetime) -> None:
    """Forget what nobody has gone on with for a day."""
    for partial in PartialFile.objects.filter(created_at__lte=now - KEPT).iterator():
        forget(partial)
