"""The papers of those years: a few stored sample files that all rows share, so that none is written thousands of times.

No row of a draft ever points to them, and only a draft's files can be thrown away (``drafts.remove_file``).
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid5

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pypdf import PdfWriter

from accounts.models import User
from dossiers.files import StoredFile
from dossiers.models import Attachment
from portal.demo.history.plan import Filing

FOLDER = "attachments/history"
_PAGES = (1, 4, 12)
_A4 = (595, 842)
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Sample:
    """A stored file."""

    path: str
    pages: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Papers:
    """The samples that are there."""

    samples: tuple[Sample, ...]

    @classmethod
    def stored(cls) -> "Papers":
        """Store the samples that are missing and return them all."""
        return cls(tuple(_stored(pages) for pages in _PAGES))

    def filed(self, filing: Filing, names: Sequence[str], by: User) -> list[Attachment]:
        """Return unsaved rows for what is enclosed with a filing: the papers with these names."""
        at = filing.filed_at
        return [self._file(filing, name, f"{name}.pdf").row(by=by, at=at, component=name) for name in names]

    def result(self, filing: Filing) -> StoredFile:
        """Return the file in which the result is handed over."""
        return self._file(filing, "result", "ket-qua.pdf")

    def _file(self, filing: Filing, part: str, name: str) -> StoredFile:
        sample = self.samples[(filing.seed + len(part)) % len(self.samples)]
        return StoredFile(
            uuid5(filing.key, part), name, _PDF, sample.size, sample.pages, sample.sha256, sample.path
        )  # fmt: skip


def _stored(pages: int) -> Sample:
    content = _pdf(pages)
    path = f"{FOLDER}/{hashlib.sha256(content).hexdigest()[:32]}"
    if not default_storage.exists(path):
        path = default_storage.save(path, ContentFile(content))
    return Sample(path, pages, len(content), hashlib.sha256(content).hexdigest())


def _pdf(pages: int) -> bytes:
    writer, buffer = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(*_A4)
    writer.write(buffer)
    return buffer.getvalue()
