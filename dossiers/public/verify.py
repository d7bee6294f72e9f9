"""Whether a paper is ours, and whether a file is that paper: for everybody who holds one."""

import hashlib
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dossiers import outbox
from dossiers.files import Upload
from dossiers.log.parts.issued import RESULT
from dossiers.models import Result
from dossiers.models.result import ResultQuerySet
from dossiers.pages.links import gone_since
from dossiers.papers.recorded.vouched import Vouched, vouched
from dossiers.papers.signed.errors import PaperKeyError
from dossiers.papers.signed.statement_keys import published
from dossiers.public.afterwards import afterwards_of
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
    shown: dict[str, object] = {
        "found": found,
        "compared": compared,
        "keys": keys() if found else (),
        "since": afterwards_of(found, timezone.now()) if found else None,
        "progress": progress,
    }
    shown |= _standing(found) if found else {}
    return render(request, "public/verify.html", shown, status=200 if found else 404)


def given_out() -> ResultQuerySet:
    """Return what applicants have in their hands, of which nothing is about to be taken back or to go out."""
    waiting = outbox.waiting(timezone.now()).values("event__dossier")
    handed_over = Result.objects.handed_over().exclude(dossier__in=waiting)
    return handed_over.select_related(
        "dossier", "event__payload", "revocation__payload", "earlier__revocation__payload"
    )


def _standing(found: Vouched) -> dict[str, object]:
    """Return how the result of a paper's dossier stands, once it is in the applicant's hands.

    ``gone``: since when it is no longer in force, or None; ``validity``: of the result itself, where the paper is that and grants something.
    """
    today, result = timezone.localdate(), given_out().filter(dossier__code=found.code).first()
    is_itself = result is not None and result.grants and (found.kind, found.number) == (RESULT, result.number)
    return {
        "gone": gone_since(result, today) if result else None,
        "validity": result.validity(today) if result and is_itself else None,
    }


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
