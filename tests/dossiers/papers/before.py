"""Papers as they were before the log knew them: a row and a file, and no event."""

import hashlib

from django.core.files.base import ContentFile

from dossiers.models import Event, Letter
from portal.demo import story

PDF = story.pdf()
DIGEST = hashlib.sha256(PDF).hexdigest()


def of_before(event: Event, *, kind: str = "01", number: str = "07/2025/TNHS", content: bytes = PDF) -> Letter:
    """Store a paper of an event with the digest of the usual PDF; of other content row and file do not agree."""
    token = f"{kind}-{event.pk}".ljust(43, "x")
    row = Letter(event=event, dossier=event.dossier, kind=kind, number=number, token=token, issued_at=event.at)
    row.sha256 = DIGEST
    row.file.save("x.pdf", ContentFile(content), save=False)
    row.save(force_insert=True)
    return row
