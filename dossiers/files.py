"""Uploads: looked at before they are kept, stored under a random id, known by their SHA-256."""

import hashlib
import os
import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from time import monotonic

import structlog
from django.conf import settings
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from accounts.models import User
from dossiers.models import Attachment, Awaits
from dossiers.refusals import BadFile
from dossiers.viewing import box
from dossiers.viewing.asking import Answer, Kind, Problem

log = structlog.get_logger()

KINDS = {
    "pdf": (re.compile(rb"%PDF-"), "application/pdf"),
    "png": (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    "jpg": (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    "jpeg": (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    "heic": (re.compile(rb"(?s)....ftyp(?:heic|heix|heim|heis|mif1)"), "image/heic"),
    "heif": (re.compile(rb"(?s)....ftyp(?:heic|heix|heim|heis|mif1)"), "image/heif"),
    "webp": (re.compile(rb"(?s)RIFF....WEBP"), "image/webp"),
    "tif": (re.compile(rb"II\*\x00|MM\x00\*"), "image/tiff"),
    "tiff": (re.compile(rb"II\*\x00|MM\x00\*"), "image/tiff"),
    "docx": (re.compile(rb"PK\x03\x04"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
"""What may be uploaded: for each ending, what such a file begins with, and its type."""
RECORDINGS = frozenset(
    {"mp4", "m4v", "mov", "avi", "mkv", "wmv", "webm", "3gp", "mpg", "mpeg", "mp3", "m4a", "wav", "wma", "aac", "ogg"}
)
"""Endings of films and recordings, which are not taken here, and of which is said where they are."""
LONGEST_BEGINNING = 12
LARGEST_GLANCED = 2_000_000
"""Bytes of a file whose verdict a request waits for: a larger one takes its reader longer than a moment, and is a worker's."""
LARGEST_NAMED = 2**31 - 1
"""Bytes that a row can say of a file; of one that is larger it says so many."""
KILOBYTE, MEGABYTE = 1_000, 1_000_000
"""As drives and networks count."""


def accepted_endings() -> str:
    """Return the endings that are taken, as they are shown to people: ``PDF, PNG, …``."""
    return ", ".join(ending.upper() for ending in KINDS)


def accept_attribute() -> str:
    """Return the endings for the ``accept`` attribute of a file field."""
    # The last one lets a telephone offer its camera.
    return ",".join([*(f".{ending}" for ending in KINDS), "image/*"])


def file_size(size: int) -> str:
    """Return a number of bytes as people read it: in kB, and from 1 MB on in MB with one decimal, if it is not 0.

    A thousand each; ``static/js/upload.js`` says the same of a file that is on its way.
    """
    if size < MEGABYTE - KILOBYTE // 2:
        return f"{max(min(size, 1), (size + KILOBYTE // 2) // KILOBYTE)} kB"
    whole, tenths = divmod((size + MEGABYTE // 20) // (MEGABYTE // 10), 10)
    return f"{whole},{tenths} MB" if tenths else f"{whole} MB"


def limits() -> dict[str, object]:
    """Return the limits as a form shows them before anything is chosen, and as its script keeps to them."""
    most = settings.UPLOAD_MAX_BYTES
    return {
        "max_mb": most // MEGABYTE,
        "max_bytes": most,
        "kinds": accepted_endings(),
        "endings": ",".join(KINDS),
        "empty": _unseen(Unseen.EMPTY, "{name}", "{size}"),
        "too_large": _unseen(Unseen.OVERSIZE, "{name}", "{size}"),
        "other_kind": _unseen(Unseen.OTHER_KIND, "{name}", "{size}", "{kinds}"),
        "recording": _unseen(Unseen.RECORDING, "{name}", "{size}"),
    }


class Unseen(StrEnum):
    """Why a file is not taken that nobody has opened for it."""

    EMPTY = "empty"
    OVERSIZE = "oversize"
    OTHER_KIND = "other-kind"
    RECORDING = "recording"
    MISNAMED = "misnamed"
    NO_ROOM = "no-room"


UNSEEN = {
    Unseen.EMPTY: gettext_lazy("“%(name)s” is empty. Please choose the file again."),
    Unseen.OVERSIZE: gettext_lazy(
        "“%(name)s” is %(size)s; a file may have at most %(most)s. Scan or photograph it with less resolution, "
        "or divide it into several files."
    ),
    Unseen.OTHER_KIND: gettext_lazy("“%(name)s” is of a kind that is not taken. Files may be: %(endings)s."),
    Unseen.RECORDING: gettext_lazy(
        "“%(name)s” is a film or a recording: hand it in at the one-stop desk, on a disc or a USB stick. Where a paper is "
        "needed here, upload the written script or the words (PDF)."
    ),
    Unseen.MISNAMED: gettext_lazy(
        "“%(name)s” is not what its ending says. Please save it again as one of: %(endings)s."
    ),
    Unseen.NO_ROOM: gettext_lazy(
        "“%(name)s” could not be kept, because the server cannot store files now. Please try again later."
    ),
}
"""The sentence of each; the script of a form says the first four before it sends anything."""


def _unseen(problem: Unseen, name: str, size: str, endings: str = "") -> str:
    most = file_size(settings.UPLOAD_MAX_BYTES)
    return str(UNSEEN[problem]) % {"name": name, "size": size, "most": most, "endings": endings or accepted_endings()}


def _not_taken(problem: Unseen, name: str, size: int, *, status: int = 400) -> BadFile:
    return BadFile(_unseen(problem, name, file_size(size)), status=status, problem=problem)


SENTENCES = {
    Problem.LOCKED: gettext_lazy("“%(name)s” is locked by a password. Please save it without one."),
    Problem.BROKEN: gettext_lazy(
        "“%(name)s” cannot be opened; it may be damaged. Please save it again, or photograph or scan the paper anew."
    ),
    Problem.SCRIPT: gettext_lazy(
        "“%(name)s” holds a script, which would run where it is opened. "
        "Please print it as a PDF again, or scan it, and upload that."
    ),
    Problem.ENCLOSED: gettext_lazy(
        "“%(name)s” has other files in it, which nobody would see. "
        "Please print it as a PDF again, and upload each of the others by itself."
    ),
    Problem.TOO_MANY_PAGES: gettext_lazy(
        "“%(name)s” has %(pages)s pages; a file may have at most %(most)s. Please divide it."
    ),
    Problem.TOO_LARGE: gettext_lazy(
        "“%(name)s” has too many pixels; %(pixels)s million are enough. Please scan it with less resolution."
    ),
    Problem.TOO_LONG: gettext_lazy(
        "“%(name)s” takes too long to be opened. Please print it as a PDF again, or scan it, and upload that."
    ),
    Problem.BUSY: gettext_lazy(
        "“%(name)s” could not be looked at, because many files are being sent now. Please send it again in a minute."
    ),
}
"""Why a file is not taken, and what would pass."""

type Upload = UploadedFile[bytes]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file whose bytes are kept and which has no row yet."""

    id: uuid.UUID
    name: str
    media_type: str
    size: int
    pages: int | None
    sha256: str
    path: str
    producer: str = ""
    """Which program a PDF says that it was made by; empty where it says none that can be read."""
    subject: str = ""
    """What a PDF says that it is about; "" as well."""
    awaits: Awaits = Awaits.NOTHING
    is_blank: bool = False
    readable: str = ""
    """The path of its copy."""
    codes: tuple[str, ...] = ()  # of papers, as a scan shows them; none where nobody has looked
    signatures: object = None

    def row(self, *, by: User, at: datetime, component: str = "", place: int = 0) -> Attachment:
        """Return an unsaved attachment for it, in a place among those that come with it."""
        return Attachment(
            id=self.id, name=self.name, media_type=self.media_type, size=self.size, pages=self.pages,
            sha256=self.sha256, file=self.path, readable=self.readable, awaits=self.awaits, is_blank=self.is_blank, signatures=self.signatures, component=component, uploaded_by=by, uploaded_at=at, place=place,
        )  # fmt: skip


def clean_name(raw: str) -> str:
    """Return a name that is safe to show: no folders, no control characters, NFC, 200 characters."""
    name = unicodedata.normalize("NFC", raw.replace("\\", "/").rsplit("/", maxsplit=1)[-1])
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:200]}{dot}{ending[:10]}" if stem else name[:200] or "tep"


@dataclass(slots=True)
class Patience:
    """So many seconds a request still waits for verdicts, over all of its files; what is not judged then waits for a worker."""

    left: float = field(default_factory=lambda: settings.GLANCE_SECONDS)
    _asked: dict[int, box.Glance] = field(default_factory=dict)
    """Those that are being judged, by the upload."""

    @contextmanager
    def ahead(self, uploads: Iterable[Upload]) -> Iterator[None]:
        """Have the first of some files judged while others are kept."""
        try:
            for upload in uploads:
                with suppress(BadFile):  # that is said when it is its turn
                    kind = kind_of(_check_kind(clean_name(upload.name or ""), upload))
                    glance = self._begin(kind, upload)
                    if glance is None:
                        break
                    self._asked[id(upload)] = glance
            yield
        finally:
            for glance in self._asked.values():
                glance.leave()

    def glance(self, kind: Kind, upload: Upload) -> Answer | None:
        """Return the verdict on a file, if that is a matter of moments."""
        begun = monotonic()
        glance = self._asked.pop(id(upload), None) or self._begin(kind, upload)
        found = glance.answer(self.left) if glance else None
        self.left -= monotonic() - begun
        return found

    def _begin(self, kind: Kind, upload: Upload) -> box.Glance | None:
        if self.left < box.LEAST_GLANCE_SECONDS or (upload.size or 0) > LARGEST_GLANCED:
            return None
        with _no_room_for(upload.name or ""), descriptor_of(upload) as descriptor:
            return box.begin_glance(kind, descriptor, self.left)


def store(upload: Upload, patience: Patience | None = None) -> StoredFile:
    """Check an upload and keep its bytes. Raises ``BadFile`` with the reason and what would pass.

    Without a patience the verdict is waited for.
    """
    name, media_type, found = _looked_at(upload, patience)
    identity = uuid.uuid4()
    column = Attachment(id=identity).file.field
    sha256 = digest(upload)
    path = _keep(column.storage, column.generate_filename(Attachment(id=identity), name), name, upload)
    stored = StoredFile(identity, name, media_type, upload.size or 0, None, sha256, path, awaits=Awaits.JUDGING)
    if found is None:
        return stored
    looked = replace(stored, pages=found.pages, producer=found.producer, subject=found.subject, is_blank=found.is_blank)
    return replace(looked, awaits=awaits_of(media_type, found))


def refuse(upload: Upload) -> None:
    """Raise ``BadFile`` for an upload that would not be taken; nothing of it is kept."""
    _looked_at(upload, None)


def _looked_at(upload: Upload, patience: Patience | None) -> tuple[str, str, Answer | None]:
    name = clean_name(upload.name or "")
    media_type = _check_kind(name, upload)
    return name, media_type, _check_content(name, media_type, upload, patience)


def refuse_unseen(name: str, size: int) -> str:
    """Return the ending of a file that may be taken by its clean name and its bytes; raises ``BadFile`` for another."""
    if size == 0:
        raise _not_taken(Unseen.EMPTY, name, size)
    ending = name.rpartition(".")[2].lower()
    if ending in RECORDINGS:
        raise _not_taken(Unseen.RECORDING, name, size)
    if size > settings.UPLOAD_MAX_BYTES:
        raise _not_taken(Unseen.OVERSIZE, name, size, status=413)
    if ending not in KINDS:
        raise _not_taken(Unseen.OTHER_KIND, name, size)
    return ending


def _keep(storage: Storage, path: str, name: str, upload: Upload) -> str:
    """Write the bytes and return their path; leave nothing half written where there is no room for them."""
    with _no_room_for(name):
        try:
            return storage.save(path, upload)
        except OSError:
            with suppress(OSError):
                storage.delete(path)
            raise


@contextmanager
def _no_room_for(name: str) -> Iterator[None]:
    """Refuse a file for which the server has no room."""
    try:
        yield
    except OSError as error:
        log.exception("files.not_kept", failure=error.strerror)
        raise _not_taken(Unseen.NO_ROOM, name, 0) from error


def _check_kind(name: str, upload: Upload) -> str:
    ending = refuse_unseen(name, upload.size or 0)
    beginning, media_type = KINDS[ending]
    upload.seek(0)
    if not beginning.match(upload.read(LONGEST_BEGINNING)):
        raise _not_taken(Unseen.MISNAMED, name, upload.size or 0)
    return media_type


def begins_as_pdf(upload: Upload) -> bool:
    """Say whether a file begins as a PDF does, or is empty: of that ``refuse_unseen`` says what it is."""
    upload.seek(0)
    beginning = upload.read(LONGEST_BEGINNING)
    upload.seek(0)
    return not beginning or KINDS["pdf"][0].match(beginning) is not None


def kind_of(media_type: str) -> Kind:
    """Return how a file of a type is opened."""
    if media_type == "application/pdf":
        return Kind.PDF
    return Kind.IMAGE if media_type.startswith("image/") else Kind.OFFICE


def awaits_of(media_type: str, found: Answer) -> Awaits:
    """Return what a worker has yet to do about a file of a type that was taken, by what was found of it."""
    signed = Awaits.SIGNATURES if found.is_signed else Awaits.NOTHING
    return Awaits.COPYING if kind_of(media_type) is Kind.IMAGE else signed


def _check_content(name: str, media_type: str, upload: Upload, patience: Patience | None) -> Answer | None:
    """Have the file opened as its reader will, by a process of its own; return what was found, if anything yet."""
    kind = kind_of(media_type)
    if patience is not None:
        found = patience.glance(kind, upload)
    else:
        with _no_room_for(name), descriptor_of(upload) as descriptor:
            found = box.judge(kind, descriptor)
    if found is not None and found.problem is not None:
        sentence = _sentence(found.problem, name, kind, found.pages)
        raise BadFile(sentence, problem=found.problem, pages=found.pages)
    return found


def _sentence(problem: Problem, name: str, kind: Kind, pages: int | None) -> str:
    limits = box.limits_of(kind)
    words = {"name": name, "pages": pages, "most": limits.pages, "pixels": limits.pixels // 1_000_000}
    return SENTENCES[problem] % words


def why_not_taken(file: Attachment) -> str:
    """Return why a file was refused, when it came or after that; "" for one that was not."""
    if not file.problem:
        return ""
    if file.problem in Unseen:
        return _unseen(Unseen(file.problem), file.name, file_size(file.size))
    return _sentence(Problem(file.problem), file.name, kind_of(file.media_type), file.pages)


def refused_row(raw: str, size: int, refusal: BadFile, *, by: User, at: datetime, component: str) -> Attachment:
    """Return an unsaved attachment that says of a file that was not taken which and why: it has no bytes."""
    name = clean_name(raw)
    _beginning, media_type = KINDS.get(name.rpartition(".")[2].lower(), (None, ""))
    return Attachment(
        name=name, media_type=media_type, size=min(size, LARGEST_NAMED), pages=refusal.pages, problem=refusal.problem,
        component=component, uploaded_by=by, uploaded_at=at,
    )  # fmt: skip


@contextmanager
def descriptor_of(upload: Upload) -> Iterator[int]:
    """Give a descriptor of the bytes of an upload, in its folder or in memory."""
    if hasattr(upload, "temporary_file_path"):
        upload.flush()
        yield upload.fileno()
        return
    descriptor = os.memfd_create("upload")
    try:
        upload.seek(0)
        with open(descriptor, "wb", closefd=False) as copy:
            copy.writelines(upload.chunks())
        yield descriptor
    finally:
        os.close(descriptor)


def digest(upload: Upload) -> str:
    """Return the SHA-256 of an upload's bytes, in hexadecimal digits; of a large one it was made while they came."""
    if known := str(getattr(upload, "sha256", "")):
        upload.seek(0)
        return known
    upload.seek(0)
    sha256 = hashlib.sha256()
    for chunk in upload.chunks():
        sha256.update(chunk)
    upload.seek(0)
    return sha256.hexdigest()
