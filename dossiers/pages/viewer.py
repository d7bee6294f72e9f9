"""Files read in the page: their pages as pictures, for officers who see the dossier. Nothing of a file runs, here or there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from accounts.sessions import leave_unused
from accounts.signin import OfOfficer, officer
from dossiers import queries
from dossiers.commands import notes
from dossiers.files import kind_of
from dossiers.models import Attachment, Door, Dossier
from dossiers.models.attachment import IN_ORDER
from dossiers.viewing import pictures
from dossiers.viewing.asking import Kind, Picture, Problem

WIDTH, LARGE_WIDTH = 900, 1600
SHOWN = 5
"""Pages that stand one below the other."""
PAGE, SIZE, LARGE = "trang", "co", "lon"
"""Parts of an address: the page, the size, and that of large pictures."""

COPY = "-copy"
"""What tells the pictures of a copy from those of the file, which has the same pages."""

type To = Callable[[Attachment, int, bool], str]
"""Returns the address that shows a page of a file, large or not."""

WHY_NOT = {
    Problem.LOCKED: gettext_lazy("This file is locked by a password and cannot be shown here."),
    Problem.BROKEN: gettext_lazy("This page cannot be shown; the file may be damaged."),
    Problem.TOO_LARGE: gettext_lazy("This page has too many pixels to be shown here."),
    Problem.TOO_LONG: gettext_lazy("This page takes too long to be drawn and cannot be shown here."),
    Problem.BUSY: gettext_lazy("This page could not be drawn now. Please try again in a minute."),
    Problem.GONE: gettext_lazy(
        "The stored file is missing, so there is no use in waiting. Please tell the administrator the dossier number and the name "
        "of the file: it has to be restored from the backup. Until then work from the paper, or ask the applicant for it."
    ),
}


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page of a file: its picture, or why there is none; neither while it is being drawn."""

    number: int
    name: str
    url: str
    picture_url: str
    is_ready: bool
    why_not: str
    is_large: bool = False
    """Wider than its place, in which it is moved about."""

    @property
    def is_waiting(self) -> bool:
        """Whether it is being drawn."""
        return not self.is_ready and not self.why_not


@dataclass(frozen=True)
class Viewer:
    """A file as it is read in a page: some of its pages from one on."""

    file: Attachment
    files: Sequence[Attachment]
    """The files of the dossier in their order; this is one of them."""
    rows: Sequence[PageRow]
    to: To
    is_large: bool

    @property
    def is_waiting(self) -> bool:
        """Whether any page is being drawn: then the page has to renew itself where there are no scripts."""
        return any(row.is_waiting for row in self.rows)

    @property
    def can_be_searched(self) -> bool:
        """Whether it may have text."""
        return kind_of(self.file.media_type) is Kind.PDF

    @property
    def total(self) -> int:
        """How many pages it has."""
        return self.file.pages or 0

    @property
    def url(self) -> str:
        """The address of its first page."""
        return self.to(self.file, 1, self.is_large)

    @property
    def other_size_url(self) -> str:
        """The same pages, large if they are small and small if they are large."""
        return self.to(self.file, self.rows[0].number, not self.is_large)

    @property
    def previous_url(self) -> str:
        """The pages before, "" where there is none."""
        first = self.rows[0].number if self.rows else 1
        return self.to(self.file, max(1, first - SHOWN), self.is_large) if first > 1 else ""

    @property
    def next_url(self) -> str:
        """The pages behind, "" where there is none."""
        last = self.rows[-1].number if self.rows else self.total
        return self.to(self.file, last + 1, self.is_large) if last < self.total else ""

    @cached_property
    def _place(self) -> int:
        return next((place for place, one in enumerate(self.files) if one.pk == self.file.pk), -1)

    @property
    def file_before(self) -> Attachment | None:
        """The file before this one."""
        return self.files[self._place - 1] if self._place > 0 else None

    @property
    def file_behind(self) -> Attachment | None:
        """The file behind this one."""
        return self.files[self._place + 1] if -1 < self._place < len(self.files) - 1 else None

    def url_of(self, file: Attachment) -> str:
        """Return the address of another file."""
        return self.to(file, 1, self.is_large)


def viewer_of(
    dossier: Dossier, file: Attachment, page: int, *, to: To, files: Sequence[Attachment] = (), is_large: bool = False
) -> Viewer:
    """Return what shows a file of a dossier from a page on; a page that it does not have is the next one that it has.

    Whether somebody may see the dossier is asked by whoever calls this. It asks the database nothing.
    """
    total = (file.pages or 0) if kind_of(file.media_type) is not Kind.OFFICE else 0
    first = max(1, min(page, total))
    numbers = range(first, min(first + SHOWN, total + 1))
    return Viewer(file, files, [_row(dossier, file, number, is_large) for number in numbers], to, is_large)


def _row(dossier: Dossier, file: Attachment, number: int, is_large: bool) -> PageRow:  # noqa: FBT001
    drawn = pictures.page_of(_read(file), Picture(number, LARGE_WIDTH if is_large else WIDTH))
    size = f"?{urlencode({SIZE: LARGE})}" if is_large else ""
    args = [dossier.code, file.pk, number]
    return PageRow(
        number=number,
        name=file.name,
        url=reverse("file_page", args=args) + size,
        picture_url=reverse("page_picture", args=args) + size,
        is_ready=isinstance(drawn, Path),
        why_not=str(WHY_NOT.get(drawn, WHY_NOT[Problem.BROKEN])) if isinstance(drawn, Problem) else "",
        is_large=is_large,
    )


def _read(file: Attachment) -> pictures.Stored:
    """Return what is read of a file: the copy of a picture, where there is one."""
    if file.readable:
        return pictures.Stored(Path(file.readable.path), f"{file.sha256}{COPY}", Kind.PDF)
    return pictures.Stored(Path(file.file.path), file.sha256, kind_of(file.media_type))


@officer
@require_safe
def file_pages(request: OfOfficer, code: str, pk: UUID) -> HttpResponse:
    """Show a file page by page."""
    dossier, files, file = _found(request, code, pk)
    number = request.GET.get(PAGE, "")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < MOST_DIGITS else 1
    viewer = viewer_of(dossier, file, page, to=partial(_address, code), files=files, is_large=_is_large(request))
    return render(request, "desk/file_pages.html", {"dossier": dossier, "viewer": viewer})


MOST_DIGITS = 7


def _address(code: str, file: Attachment, page: int, is_large: bool) -> str:  # noqa: FBT001
    query = ({PAGE: page} if page > 1 else {}) | ({SIZE: LARGE} if is_large else {})
    return reverse("file_pages", args=[code, file.pk]) + (f"?{urlencode(query)}" if query else "")


@officer
@require_safe
def file_page(request: OfOfficer, code: str, pk: UUID, number: int) -> HttpResponse:
    """Return one page of a file as a part of a page: asked again and again while it is being drawn."""
    leave_unused(request)
    dossier, _files, file = _found(request, code, pk)
    return render(request, "components/file_page.html", {"page": _only(request, dossier, file, number)})


@officer
@require_safe
def page_picture(request: OfOfficer, code: str, pk: UUID, number: int) -> HttpResponseBase:
    """Return one page of a file as a picture; one that says so while it is being drawn."""
    _dossier, _files, file = _found(request, code, pk)
    _refuse_none(file, number)
    drawn = pictures.page_of(_read(file), Picture(number, LARGE_WIDTH if _is_large(request) else WIDTH))
    if isinstance(drawn, Path):
        return FileResponse(drawn.open("rb"), content_type="image/jpeg")
    if isinstance(drawn, Problem):
        sentence = WHY_NOT.get(drawn, WHY_NOT[Problem.BROKEN])
        return HttpResponse(str(sentence), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(WAITING, content_type="image/svg+xml", headers={"Refresh": "1"})


WAITING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="1273"><rect width="100%" height="100%" fill="#f4f0ea"/>'
    b'<circle cx="430" cy="200" r="6"/><circle cx="450" cy="200" r="6"/><circle cx="470" cy="200" r="6"/></svg>'
)


def _only(request: OfOfficer, dossier: Dossier, file: Attachment, number: int) -> PageRow:
    _refuse_none(file, number)
    return _row(dossier, file, number, _is_large(request))


def _refuse_none(file: Attachment, number: int) -> None:
    """Raise 404 for a page that a file does not have."""
    if kind_of(file.media_type) is Kind.OFFICE or not 1 <= number <= (file.pages or 0):
        raise Http404


def _is_large(request: OfOfficer) -> bool:
    return request.GET.get(SIZE) == LARGE


def _found(request: OfOfficer, code: str, pk: UUID) -> tuple[Dossier, list[Attachment], Attachment]:
    """Return a dossier that an officer sees, its files, and the one of them, which is noted down; raises 404."""
    dossier = queries.seen_by(request.seats, code)
    files = list(dossier.attachments.order_by(*IN_ORDER)) if dossier else []
    file = next((one for one in files if one.pk == pk), None)
    if dossier is None or file is None:
        raise Http404
    notes.reads(request.user, request.seats, dossier, Door.PAPER, at=timezone.now())
    return dossier, files, file


@officer
@xframe_options_sameorigin
@csp_override(
    {
        "sandbox": ["allow-scripts"],
        "default-src": [CSP.NONE],
        "script-src": [CSP.SELF],
        "style-src": [CSP.SELF],
        "worker-src": ["blob:"],
        "base-uri": [CSP.NONE],
        "form-action": [CSP.NONE],
        "frame-ancestors": [CSP.SELF],
    }
)
@require_safe
def pdf_search(request: OfOfficer) -> HttpResponse:
    """Return the frame in which the text of a PDF is searched: it has no origin, and is handed the bytes."""
    return render(request, "desk/pdf_search.html")
