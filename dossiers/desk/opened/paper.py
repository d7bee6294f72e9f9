"""The paper that is read beside what is gone through: which file, from which page on, and the addresses of the others."""

from collections.abc import Sequence
from urllib.parse import urlencode

from accounts.signin import OfOfficer
from dossiers.desk.opened.review import Review
from dossiers.models import Attachment, Dossier
from dossiers.pages.viewer import LARGE, PAGE, SIZE, Viewer, viewer_of

FILE = "tep"
"""In the address: the file that is shown."""
MOST_DIGITS = 6
"""Of the number of a page."""


def files_of(review: Review) -> list[Attachment]:
    """Return the files of a dossier in the order in which they are gone through, a paper's newest version first."""
    versions = (version for item in review.items for version in item.versions)
    return [paper.file for version in versions for paper in version.papers]


def paper_of(request: OfOfficer, dossier: Dossier, review: Review, kept: str) -> Viewer | None:
    """Return the viewer of the file that the address asks for, of the first one otherwise; None where there is no file."""
    files = files_of(review)
    if not files:
        return None
    asked = request.GET.get(FILE, "")
    file = next((one for one in files if str(one.pk) == asked), files[0])
    return viewer_of(
        dossier,
        file,
        _number(request.GET.get(PAGE, "")),
        to=lambda other, page, is_large: _address(kept, other, page, is_large=is_large),
        files=files,
        is_large=request.GET.get(SIZE) == LARGE,
    )


def _address(kept: str, file: Attachment, page: int, *, is_large: bool) -> str:
    """Return the address of the dossier's page with a file open."""
    query: Sequence[tuple[str, str]] = [
        (FILE, str(file.pk)),
        *([(PAGE, str(page))] if page > 1 else []),
        *([(SIZE, LARGE)] if is_large else []),
    ]
    return f"?{kept}{'&' if kept else ''}{urlencode(query)}#paper"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 1
