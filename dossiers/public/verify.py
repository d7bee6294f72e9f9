"""Whether a paper is ours, and whether a file is that paper: for everybody who holds one."""

import hashlib
from datetime import date
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dossiers import outbox
from dossiers.files import Upload
from dossiers.models import Result
from dossiers.models.result import ResultQuerySet
from dossiers.pages.links import gone_since
from dossiers.papers.recorded.vouched import vouched
from dossiers.papers.signed.errors import PaperKeyError
from dossiers.papers.signed.statement_keys import published
from dossiers.public.lookup import progress_by


class Compared(StrEnum):
    """What came of comparing a file with the paper."""

    SAME = "same"
    OTHER = "other"
    NO_FILE = "no file"
    TOO_LARGE = "too large"


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Say whether a paper was issued here, by the record; its QR code leads to this page.

    A file that is sent is compared with what was recorded, and not kept. Browsers with scripts do that by themselves.
    """
    found = vouched(token)
    compared = compare(request.FILES.get("file"), found.sha256) if found and request.method == "POST" else None
    progress = progress_by(found.code) if found else None
    gone = _result_gone_since(found.code) if found else None
    shown = {"found": found, "compared": compared, "keys": keys() if found else (), "progress": progress, "gone": gone}
    return render(request, "public/verify.html", shown, status=200 if found else 404)


def given_out() -> ResultQuerySet:
    """Return what applicants have in their hands, of which nothing is about to be taken back or to go out."""
    waiting = outbox.waiting(timezone.now()).values("event__dossier")
    handed_over = Result.objects.handed_over().exclude(dossier__in=waiting)
    return handed_over.select_related(
        "dossier", "event__payload", "revocation__payload", "earlier__revocation__payload"
    )


def _result_gone_since(code: str) -> date | None:
    """Return since when the result of the dossier with a number is no longer in force; None where it is, or there is none."""
    result = given_out().filter(dossier__code=code).first()
    return gone_since(result, timezone.localdate()) if result else None


def keys() -> list[dict[str, object]]:
    """Return the keys of statements for whoever checks one; none where they cannot be read, which ``/readyz`` says."""
    try:
        return published()
    except PaperKeyError:
        return []


def compare(file: Upload | None, sha256: str) -> Compared:
    """Say whether a file has a digest; "" is that of none."""
    if file is None:
        return Compared.NO_FILE
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        return Compared.TOO_LARGE
    # A large one was hashed while it came.
    found = getattr(file, "sha256", "") or hashlib.file_digest(file, "sha256").hexdigest()
    return Compared.SAME if found == sha256 else Compared.OTHER
