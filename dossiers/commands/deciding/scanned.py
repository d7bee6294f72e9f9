"""The scan of a paper that was signed by hand: the number on it is the one that the register gives, or it is not taken."""

import secrets
from dataclasses import replace
from datetime import datetime

from dossiers import files
from dossiers.files import StoredFile, Upload
from dossiers.models import Dossier, OfferedScan, SigningSheet
from dossiers.refusals import MissingAnswer, decision
from dossiers.viewing import box
from dossiers.viewing.asking import Kind

FIELD = "scan_number"
"""Where whoever has the paper types the number that stands on it."""


def store(upload: Upload) -> StoredFile:
    """Keep a scan as every upload is, and look for the codes on it: before anything is recorded. Raises ``BadFile``."""
    stored = files.store(upload)
    if files.kind_of(stored.media_type) is not Kind.PDF:
        return stored
    with files.descriptor_of(upload) as descriptor:
        return replace(stored, codes=box.read_scan(descriptor))


def refuse_other(scan: StoredFile, typed: str, got: str, dossier: Dossier, content: str) -> None:
    """Refuse a paper that bears another number or day than the register gives; ``typed`` and ``got`` are both, as on it.

    What its code says is so, whatever is typed. Where none is seen, a file that was refused for its number is not taken
    with another one later: the paper in it has not changed. ``content`` is the digest of what is decided.
    """
    if not typed:
        raise MissingAnswer(FIELD)
    if _is_sheet_of(scan, got, dossier, content):
        if typed.casefold() != got.casefold():
            raise decision.Miscopied(typed=typed, number=got)
        return
    if _is_to_come(typed, got):
        # A slip of who copies: it is kept in mind of no file.
        raise decision.NumberToCome(typed=typed, number=got)
    if typed.casefold() != got.casefold():
        raise decision.NumberMoved(typed=typed, number=got)
    before = OfferedScan.objects.filter(dossier=dossier, sha256=scan.sha256).exclude(number__iexact=got)
    if (other := before.order_by("pk").first()) is not None:
        raise decision.OfferedBefore(typed=other.number, number=got)


def _is_sheet_of(scan: StoredFile, number: str, dossier: Dossier, content: str) -> bool:
    """Say whether the code of the sheet with just that number is seen on a scan; refuse one with that of another sheet."""
    is_found = False
    for sheet in SigningSheet.objects.filter(token__in=scan.codes).order_by("pk"):
        if sheet.dossier_id != dossier.pk:
            raise decision.NotThisScan(why=decision.PRINTED_FOR_ANOTHER)
        if sheet.number != number:
            raise decision.SheetOfAnother(typed=sheet.number, number=number)
        if sheet.content != content:
            raise decision.NotThisScan(why=decision.DECIDED_ANEW)
        is_found = True
    return is_found


def sheet_of(dossier: Dossier, number: str, content: str, *, at: datetime) -> SigningSheet:
    """Return the sheet that is printed for a signature by hand, with its code: nobody can guess that, and it is kept for the issue."""
    made = {"token": secrets.token_urlsafe(32), "at": at}
    return SigningSheet.objects.get_or_create(dossier=dossier, number=number, content=content, defaults=made)[0]


def code_of(dossier: Dossier, number: str, content: str) -> str:
    """Return the code of the sheet that was printed with a number, which its scan bears; "" where none was printed."""
    sheets = SigningSheet.objects.filter(dossier=dossier, number=number, content=content)
    return sheets.values_list("token", flat=True).first() or ""


def remember(scan: StoredFile, typed: str, dossier: Dossier, *, at: datetime) -> None:
    """Keep that a file was brought as the paper of a number which it did not get: after the act was refused, apart from it."""
    OfferedScan.objects.get_or_create(dossier=dossier, sha256=scan.sha256, number=typed, defaults={"at": at})


def _is_to_come(typed: str, got: str) -> bool:
    """Say whether what was typed is a later number than the next of just that register and day: it was never given, nor offered.

    Numbers have no gap and none goes back, so that what the page has once shown as the next is that still, or taken.
    """
    (first, *others), (next_one, *rest) = (one.casefold().split("/", 1) for one in (typed, got))
    return others == rest and first.isdecimal() and next_one.isdecimal() and int(first) > int(next_one)
