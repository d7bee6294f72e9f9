"""Uploads: looked at before they are kept, stored under a random id, known by their SHA-256."""

import hashlib
import unicodedata
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from zipfile import BadZipFile, ZipFile

import structlog
from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from PIL import Image

from accounts.models import User
from dossiers.models import Attachment
from dossiers.refusals import BadFile

log = structlog.get_logger()

KINDS = {
    "pdf": (b"%PDF-", "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    "docx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
"""What may be uploaded: for each ending, the bytes that such a file begins with, and its type."""


UNREADABLE = (BadZipFile, OSError, SyntaxError, ValueError, KeyError, TypeError, AttributeError, RecursionError, NotImplementedError, IndexError, ArithmeticError, AssertionError, Image.DecompressionBombError)  # fmt: skip
"""What the readers of those kinds raise when a file is broken or was made to break them."""


class LockedError(Exception):
    """A file that a password, or a cipher that we cannot read, keeps from being opened."""


def accepted_endings() -> str:
    """Return the endings that are taken, as they are shown to people: ``PDF, PNG, …``."""
    return ", ".join(ending.upper() for ending in KINDS)


def accept_attribute() -> str:
    """Return the endings for the ``accept`` attribute of a file field."""
    return ",".join(f".{ending}" for ending in KINDS)


def limits() -> dict[str, object]:
    """Return the limits as a form shows them before anything is chosen."""
    return {"max_mb": settings.UPLOAD_MAX_BYTES // 1_000_000, "kinds": accepted_endings()}


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

    def row(self, *, by: User, at: datetime, component: str = "") -> Attachment:
        """Return an unsaved attachment for it."""
        return Attachment(
            id=self.id, name=self.name, media_type=self.media_type, size=self.size, pages=self.pages,
            sha256=self.sha256, file=self.path, component=component, uploaded_by=by, uploaded_at=at,
        )  # fmt: skip


def clean_name(raw: str) -> str:
    """Return a name that is safe to show: no folders, no control characters, NFC, 200 characters."""
    name = unicodedata.normalize("NFC", raw.replace("\\", "/").rsplit("/", maxsplit=1)[-1])
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:200]}{dot}{ending[:10]}" if stem else name[:200] or "tep"


def store(upload: Upload) -> StoredFile:
    """Check an upload and keep its bytes. Raises ``BadFile`` with the reason and what would pass."""
    name = clean_name(upload.name or "")
    media_type = _check_kind(name, upload)
    pages = _check_content(name, media_type, upload)
    identity = uuid.uuid4()
    field = Attachment(id=identity).file.field
    sha256 = digest(upload)
    path = _keep(field.storage, field.generate_filename(Attachment(id=identity), name), name, upload)
    return StoredFile(identity, name, media_type, upload.size or 0, pages, sha256, path)


def _keep(storage: Storage, path: str, name: str, upload: Upload) -> str:
    """Write the bytes and return their path; leave nothing half written where there is no room for them."""
    try:
        return storage.save(path, upload)
    except OSError as error:
        log.exception("files.not_kept", failure=error.strerror)
        with suppress(OSError):
            storage.delete(path)
        raise BadFile(
            _("“%(name)s” could not be kept, because the server cannot store files now. Please try again later.")
            % {"name": name}
        ) from error


def _check_kind(name: str, upload: Upload) -> str:
    size, most = upload.size or 0, settings.UPLOAD_MAX_BYTES
    words = {
        "name": name,
        "most": most // 1_000_000,
        "size": number_format(size / 1_000_000, 1),
        "endings": accepted_endings(),
    }
    if size == 0:
        raise BadFile(_("“%(name)s” is empty. Please choose the file again.") % words)
    if size > most:
        raise BadFile(_("“%(name)s” is %(size)s MB; a file may have at most %(most)s MB.") % words)
    ending = name.rpartition(".")[2].lower()
    if ending not in KINDS:
        raise BadFile(_("“%(name)s” is of a kind that is not taken. Files may be: %(endings)s.") % words)
    magic, media_type = KINDS[ending]
    upload.seek(0)
    if upload.read(len(magic)) != magic:
        raise BadFile(_("“%(name)s” is not what its ending says. Please save it again as one of: %(endings)s.") % words)
    return media_type


def _check_content(name: str, media_type: str, upload: Upload) -> int | None:
    """Open the file as its reader will; return its pages where it has any."""
    upload.seek(0)
    try:
        if media_type == "application/pdf":
            return _pages(upload)
        if media_type.startswith("image/"):
            with Image.open(upload) as image:
                image.verify()
            return 1
        with ZipFile(upload) as archive:
            archive.getinfo("word/document.xml")
    except LockedError as error:
        raise BadFile(_("“%(name)s” is locked by a password. Please save it without one.") % {"name": name}) from error
    except UNREADABLE as error:
        raise BadFile(
            _("“%(name)s” cannot be opened; it may be damaged. Please save it again.") % {"name": name}
        ) from error
    return None


def _pages(upload: Upload) -> int:
    """Count the pages of a PDF. Raises ``LockedError``, or one of ``UNREADABLE``."""
    # Imported here: a task worker opens no upload, and the reader of PDF holds 9 MB.
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, DeprecationError, FileNotDecryptedError, PyPdfError

    try:
        return len(PdfReader(upload).pages)
    except (FileNotDecryptedError, DependencyError) as error:
        raise LockedError from error
    except (PyPdfError, DeprecationError) as error:
        raise ValueError(f"no PDF that can be read: {error}") from error


def producer_of(stored: StoredFile) -> str:
    """Return which program a stored PDF says that it was made by; empty where it says none that can be read."""
    # Imported here, as in ``_pages``.
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, DeprecationError, PyPdfError

    with default_storage.open(stored.path) as file:
        try:
            metadata = PdfReader(file).metadata
            return str((metadata and metadata.producer) or "")
        except (PyPdfError, DependencyError, DeprecationError, *UNREADABLE):
            return ""


def digest(upload: Upload) -> str:
    """Return the SHA-256 of an upload's bytes, in hexadecimal digits."""
    upload.seek(0)
    sha256 = hashlib.sha256()
    for chunk in upload.chunks():
        sha256.update(chunk)
    upload.seek(0)
    return sha256.hexdigest()
