"""Files that are sent by parts: begun, gone on with where they stopped, taken by a form, forgotten after a day."""

import fcntl
import hashlib
import os
import re
from collections.abc import Collection, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from io import BufferedReader
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple, Protocol
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import UnreadablePostError

from accounts.models import User
from dossiers.files import Upload, clean_name, refuse_unseen
from dossiers.models import Draft, PartialFile
from dossiers.refusals import AlreadyFiled
from dossiers.refusals.drafting import FilesUnfinished

KEPT = timedelta(days=1)
"""So long somebody may go on with it."""
MOST_BEGUN = 40
"""Of one person; with one more the oldest goes."""
MOST_FIELD = 100
"""Letters of the name of a field; a longer one is of no form."""
CHUNK = 1024 * 1024
_SETTLING = ThreadPoolExecutor(max_workers=4, thread_name_prefix="settling")
"""What hashes whole files and has the disk keep them, beside the requests that come next."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Stream(Protocol):
    """What bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many."""


class Settling(NamedTuple):
    """What is done to a file when all of it has come."""

    digest: Future[str]
    """Its SHA-256, in hexadecimal digits."""
    kept: Future[None]
    """That the disk keeps it."""


_settling: dict[Path, Settling] = {}
"""What is under way, by where the file lies."""


class Arrived(UploadedFile):  # type: ignore[type-arg] # it takes no parameter at run time
    """A file that has come by parts: it lies where it can be moved from."""

    def __init__(self, partial: PartialFile) -> None:
        super().__init__(partial.path.open("rb"), partial.name, size=partial.size)
        self.partial = partial
        settling = _settling.get(partial.path)
        known = "" if settling else _known(partial.path)
        # Where another process took its last part and has gone before it knew, it is hashed here.
        self._settling = None if known else settling or _settle(partial.path)
        self._known = known

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of its bytes, in hexadecimal digits."""
        return self._settling.digest.result() if self._settling else self._known

    def temporary_file_path(self) -> str:
        """Return where it lies."""
        return str(self.partial.path)


def _beside(path: Path) -> Path:
    """Return where the digest of a whole file stands that the disk keeps, for whichever process takes it."""
    return path.with_name(f"{path.name}.sha256")


def _known(path: Path) -> str:
    """Return what stands beside a file; "" where that is no digest."""
    with suppress(OSError, UnicodeDecodeError):
        known = _beside(path).read_text()
        return known if _DIGEST.fullmatch(known) else ""
    return ""


def _settle(path: Path) -> Settling:
    """Have a whole file hashed, and kept by the disk, while its sender goes on with what comes next."""
    # Opened here: a form may have moved it before its turn comes.
    digest = _SETTLING.submit(_sha256, path.open("rb"))
    settling = Settling(digest, _SETTLING.submit(_keep, path.open("rb"), path, digest))
    _settling[path] = settling
    settling.kept.add_done_callback(lambda _kept: _settling.pop(path, None))
    return settling


def _sha256(file: BufferedReader) -> str:
    # All of it at once: a thread that comes back from each part waits each time until the others let it.
    with file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return hashlib.sha256(content).hexdigest()


def _keep(file: BufferedReader, path: Path, digest: Future[str]) -> None:
    """Have the disk keep a file, and then write beside it what its digest is, unless a form has taken it meanwhile."""
    with file, suppress(OSError):
        os.fsync(file.fileno())
        _beside(path).write_text(digest.result())
    if not path.exists():
        _beside(path).unlink(missing_ok=True)


def begin(owner: User, name: str, size: int, *, draft_key: UUID | None, at: datetime, field: str = "") -> PartialFile:
    """Begin a file, chosen in a field of the form of a draft.

    Raises ``AlreadyFiled`` where its draft has become a dossier, ``BadFile`` where its name or its size tells that it would not
    be taken, ``OSError`` where there is no room.
    """
    name = clean_name(name)
    refuse_unseen(name, size)
    begun = PartialFile(
        owner=owner,
        draft_key=draft_key,
        field=field if len(field) <= MOST_FIELD else "",
        name=name,
        size=size,
        created_at=at,
    )
    older = _written(begun)
    try:
        begun.path.parent.mkdir(parents=True, exist_ok=True)
        begun.path.touch(mode=settings.FILE_UPLOAD_PERMISSIONS)
    except OSError:
        # A file that has no place on the disk has no row either.
        begun.delete()
        raise
    if older >= MOST_BEGUN:
        others = PartialFile.objects.filter(owner=owner).exclude(pk=begun.pk).order_by("-created_at", "pk")
        forget_all(others[MOST_BEGUN - 1 :])
    return begun


# What a database that breaks forgets of it is begun again by its sender: no reason to wait for the disk.
_BEGIN = """
WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
filed AS MATERIALIZED (
    SELECT code FROM dossiers_dossier WHERE draft_key = %(draft_key)s::uuid AND applicant_id = %(owner)s),
begun AS (
    INSERT INTO dossiers_partialfile (id, owner_id, draft_key, field, name, size, created_at)
    SELECT %(id)s::uuid, %(owner)s, %(draft_key)s::uuid, %(field)s, %(name)s, %(size)s, %(created_at)s::timestamptz
    FROM quick WHERE NOT EXISTS (SELECT FROM filed))
SELECT (SELECT code FROM filed), (SELECT count(*) FROM dossiers_partialfile WHERE owner_id = %(owner)s)
"""


def _written(begun: PartialFile) -> int:
    """Write the row of a file in one statement; return how many its owner has beside it. Raises ``AlreadyFiled``."""
    values = {field.name: field.value_from_object(begun) for field in PartialFile._meta.concrete_fields}
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, values)
        code, older = cursor.fetchone() or (None, 0)
    if code is not None:
        raise AlreadyFiled(code)
    return int(older)


# Each part asks it: written out, it costs half of what its making does.
_OPEN = """
SELECT *, (SELECT code FROM dossiers_dossier WHERE draft_key = partial.draft_key AND applicant_id = partial.owner_id) AS filed_as
FROM dossiers_partialfile AS partial WHERE id = %(id)s::uuid AND owner_id = %(owner)s AND created_at > %(since)s::timestamptz
"""


def open_of(owner: User, key: UUID, *, at: datetime) -> PartialFile | None:
    """Return a file that somebody may go on with. Raises ``AlreadyFiled``."""
    found = next(iter(PartialFile.objects.raw(_OPEN, {"id": key, "owner": owner.pk, "since": at - KEPT})), None)
    if found is not None and found.filed_as is not None:
        raise AlreadyFiled(found.filed_as)
    return found


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
        _settle(partial.path)
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
        for future in _settling.get(partial.path, ()):
            future.exception()  # waits for its end
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


def drop(owner: User, draft: Draft, key: UUID) -> str:
    """Forget a file that somebody has begun for a draft; return its field, empty where there is none."""
    found = PartialFile.objects.filter(owner=owner, draft_key=draft.key, pk=key).first()
    if found is None:
        return ""
    forget(found)
    return found.field


def forget_same(owner: User, draft: Draft, came: Iterable[tuple[str, Upload]]) -> None:
    """Forget what somebody has begun of files that have come another way into their fields, by a plain form or from another device."""
    whole = {(field, clean_name(upload.name or ""), upload.size or 0) for field, upload in came}
    begun = PartialFile.objects.filter(owner=owner, draft_key=draft.key) if whole else ()
    forget_all([partial for partial in begun if (partial.field, partial.name, partial.size) in whole])


def sweep(now: datetime) -> None:
    """Forget what nobody has gone on with for a day."""
    for partial in PartialFile.objects.filter(created_at__lte=now - KEPT).iterator():
        forget(partial)
