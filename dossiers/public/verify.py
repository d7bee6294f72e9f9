"""Whether a paper is ours, and whether a file is that paper: for everybody who holds one."""

import re
from datetime import date
from enum import StrEnum

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dossiers import outbox, search
from dossiers.display.formats import localized
from dossiers.display.labels import paper_label
from dossiers.files import Upload, begins_as_pdf, descriptor_of, digest
from dossiers.log.parts.issued import RESULT
from dossiers.models import OwnPaper, Result
from dossiers.models.result import ResultQuerySet, Validity
from dossiers.pages.forms import PlainText
from dossiers.pages.links import gone_since
from dossiers.papers.recorded.vouched import Vouched, scan_of, token_of, vouched
from dossiers.papers.signed.errors import PaperKeyError
from dossiers.papers.signed.fields import FIELDS
from dossiers.papers.signed.statement_keys import published
from dossiers.public.afterwards import afterwards_of
from dossiers.public.lookup import progress_by
from dossiers.viewing import box
from dossiers.viewing.asking import Kind, Problem
from procedures import steady
from procedures.machine import Paper
from procedures.time.regimes.book import Days


class Compared(StrEnum):
    """What came of comparing a file with the paper."""

    SAME = "same"
    OTHER = "other"
    NO_FILE = "no file"
    TOO_LARGE = "too large"
    NO_PDF = "no pdf"
    BROKEN = "broken"
    CHANGED = "changed"
    """It bears the code of a paper of ours and is another file."""
    RESULT = "result"
    """It is the scan of a result that was signed by hand and bears no code."""


LARGEST_LOOKED_INTO = 5_000_000
"""Bytes of a PDF in which a code is looked for."""
LOOKING_SECONDS = 1.5
"""So long somebody without an account waits for that, and no longer is the process kept that opens files."""


class Mistaken(StrEnum):
    """What was typed in the place of a code, by its shape alone: whether there is such a one is not said."""

    DOSSIER = "dossier"
    LETTER = "letter"
    BARE = "bare"
    """A number of a year that names no kind: each that has no symbol counts for itself."""
    NUMBER = "number"


NUMBER = re.compile(r"(?:số|so)?[.:]?[0-9]{1,6}(?:/[\w.&-]{1,20}){1,3}", re.IGNORECASE)
"""The number of a paper without its blanks: number/symbol, or number/year and perhaps a symbol."""
LETTER = re.compile(
    r"(?:số|so)?[.:]?[0-9]{1,6}/(?:[0-9]{4}/(?P<symbol>TNHS|HDHS)|(?P<note>PG)-[\w.&-]{1,20})", re.IGNORECASE
)
"""That of a form of the one-stop mechanism with the symbol of its book, or of a cover note: no register of results knows it."""
BARE = re.compile(r"(?:số|so)?[.:]?[0-9]{1,6}/[0-9]{4}", re.IGNORECASE)
"""That of a form, or a cover note, without a symbol: number/year."""
KINDS = {"TNHS": Paper.RECEIPT, "HDHS": Paper.SUPPLEMENT_REQUEST, "PG": OwnPaper.COVER_NOTE}
"""What a symbol in the number of such a paper says of its kind."""
INSTEAD = {
    Mistaken.DOSSIER: gettext_lazy(
        "This is a dossier number, not the code of a paper. The code is the long line behind “Kiểm tra giấy này” or “Kiểm tra văn bản này”."
    ),
    Mistaken.LETTER: gettext_lazy(
        "This is the number of a paper of the kind “%(kinds)s”, which is checked by its code alone. "
        "The code is the long line behind “Kiểm tra giấy này” or “Kiểm tra văn bản này”."
    ),
    Mistaken.BARE: gettext_lazy(
        "Papers of several kinds have such a number, each kind with a count of its own: %(kinds)s. Each is checked by its code alone. "
        "The code is the long line behind “Kiểm tra giấy này” or “Kiểm tra văn bản này”."
    ),
    Mistaken.NUMBER: gettext_lazy(
        "This is the number of a paper, not its code. The code is the long line behind “Kiểm tra giấy này” or “Kiểm tra văn bản này”."
    ),
}


class CodeForm(forms.Form):
    """The code that stands behind “Kiểm tra giấy này”, or the whole address with it, however its lines were broken."""

    code = PlainText(
        label=gettext_lazy("Code or address on the paper"),
        help_text=gettext_lazy(
            "It stands behind “Kiểm tra giấy này” or “Kiểm tra văn bản này”. Large and small letters differ; spaces do not matter."
        ),
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Return the code alone; refuse one that no paper of ours has, and what is another thing than a code."""
        typed = re.sub(r"\s+", "", str(self.cleaned_data["code"]))
        token = re.split(r"[?#]", typed)[0].rstrip("/").rpartition("/")[2]
        if vouched(token) is None:
            if mistaken := _mistaken(typed):
                raise forms.ValidationError(INSTEAD[mistaken], code=mistaken, params={"kinds": _kinds(typed)})
            raise forms.ValidationError(
                _(
                    "No paper with this code was issued here. Compare it sign by sign; if it stays so, do not rely on the paper."
                )
            )
        return token

    @property
    def mistaken(self) -> Mistaken | None:
        """What was typed instead of a code, where that can be told."""
        return next((mistaken for mistaken in Mistaken if self.has_error("code", mistaken)), None)


def _mistaken(typed: str) -> Mistaken | None:
    if BARE.fullmatch(typed):
        return Mistaken.BARE
    if NUMBER.fullmatch(typed):
        return Mistaken.LETTER if LETTER.fullmatch(typed) else Mistaken.NUMBER
    return Mistaken.DOSSIER if search.is_whole_number(typed) or search.without_agency(typed) else None


def _kinds(typed: str) -> str:
    """Name the kinds of paper that have numbers of the shape that was typed, by the symbol, or without one by today's set of forms."""
    if found := LETTER.fullmatch(typed):
        return paper_label(KINDS[(found["symbol"] or found["note"]).upper()])
    ruling = steady.now().regimes.ruling(Days(act=timezone.localdate()))
    forms_of_day = [paper for paper in Paper if (form := ruling.form(paper)) is not None and not form.series]
    return ", ".join(f"“{paper_label(kind)}”" for kind in (*forms_of_day, OwnPaper.COVER_NOTE))


@require_http_methods(["GET", "HEAD", "POST"])
def check_paper(request: HttpRequest) -> HttpResponse:
    """Lead whoever holds a paper to its page: by its code, or by its file, which is not kept."""
    form = CodeForm(request.GET if "code" in request.GET else None, use_required_attribute=False)
    if form.is_valid():
        return redirect("verify", form.cleaned_data["code"])
    file = request.FILES.get("file")
    compared, token = _known(file) if request.method == "POST" else (None, "")
    found = vouched(token)
    shown: dict[str, object] = {"form": form, "found": found, "token": token, "compared": compared}
    if compared is Compared.SAME and found:
        shown |= _standing(found)
    if file and compared is Compared.RESULT and (scan := scan_of(digest(file))):
        shown |= {"scan": scan, **_standing_of_scan(scan)}
    return render(request, "public/check_paper.html", shown)


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
        "signed_fields": [localized(field.label) for field in FIELDS.get(found.kind, ())] if found else (),
        "since": afterwards_of(found, timezone.now()) if found else None,
        "progress": progress,
    }
    shown |= _standing(found) if found else {}
    return render(request, "public/verify.html", shown, status=200 if found else 404)


def _known(file: Upload | None) -> tuple[Compared, str]:
    """Return what a file without a code is, and the code of the paper that it is, or says it is."""
    fits = file and (file.size or 0) <= settings.UPLOAD_MAX_BYTES
    token = token_of(digest(file)) if file and fits else ""
    if file and fits and not token and scan_of(digest(file)):
        return Compared.RESULT, ""
    found = vouched(token)
    compared = compare(file, found.sha256 if found and found.matches else "")
    return (compared, token) if file is None or found or compared is not Compared.OTHER else _looked_into(file)


def _looked_into(file: Upload) -> tuple[Compared, str]:
    """Return why a file is no paper of ours, and the code that it bears all the same: it is opened where all are (ADR 0043)."""
    if not begins_as_pdf(file) or not file.size:
        return Compared.NO_PDF, ""
    answer = None
    if file.size <= LARGEST_LOOKED_INTO:
        with descriptor_of(file) as descriptor:
            glance = box.begin_glance(Kind.PDF, descriptor, LOOKING_SECONDS, is_read=True)
            answer = glance.answer(LOOKING_SECONDS) if glance else None
    if answer and answer.problem is Problem.BROKEN:
        return Compared.BROKEN, ""
    token = next((code for code in answer.codes if vouched(code)), "") if answer else ""
    return (Compared.CHANGED, token) if token else (Compared.OTHER, "")


def given_out() -> ResultQuerySet:
    """Return what applicants have in their hands, of which nothing is about to be taken back or to go out."""
    waiting = outbox.waiting(timezone.now()).values("event__dossier")
    handed_over = Result.objects.handed_over().exclude(dossier__in=waiting)
    return handed_over.select_related(
        "dossier", "event__payload", "revocation__payload", "earlier__revocation__payload"
    )


def _standing(found: Vouched) -> dict[str, object]:
    """Return how the result of a paper's dossier stands, once it is in the applicant's hands.

    ``gone``: since when it is no longer in force, or None; ``validity`` and ``ended``: of the result itself, where the paper is that;
    ``is_still_here``: it is one that is not handed over, of which nothing is said yet.
    """
    today, result = timezone.localdate(), given_out().filter(dossier__code=found.code).first()
    is_itself = result is not None and (found.kind, found.number) == (RESULT, result.number)
    numbered = None
    if result is None and found.kind == RESULT:
        numbered = Result.objects.filter(dossier__code=found.code, number=found.number).first()
    return {
        "is_still_here": numbered is not None and numbered.grants,
        "gone": gone_since(result, today) if result else None,
        **_validity(result if is_itself else None, today),
    }


def _standing_of_scan(scan: Result) -> dict[str, object]:
    """Return the same of a result of which only the file came."""
    today, given = timezone.localdate(), given_out().filter(pk=scan.pk).first()
    gone = gone_since(given, today) if given else None
    return {"is_given": given is not None, "gone": gone, **_validity(given, today)}


def _validity(result: Result | None, on: date) -> dict[str, object]:
    """Return whether a result that grants something holds: ``ended`` where not any more."""
    validity = result.validity(on) if result and result.grants else None
    return {"validity": validity, "ended": validity not in (None, Validity.IN_FORCE)}


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
    return Compared.SAME if digest(file) == sha256 else Compared.OTHER
