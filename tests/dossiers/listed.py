"""The rows of a work-list as its page has them."""

import re
from dataclasses import dataclass
from html import unescape

from django.http import HttpResponse

_ROW = re.compile(r'<tr data-seen="\d+">(.*?)</tr>', re.DOTALL)
_CELL = re.compile(r'<(?P<tag>t[hd])(?: class="(?P<kind>[a-z ]+)")?[^>]*>(?P<inner>.*?)</t[hd]>', re.DOTALL)
_SUBJECT = re.compile(r'<a href="(?P<path>[^"?]+)\?(?P<query>[^"]*)">(?P<subject>.*?)</a>(?P<marks>.*)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """A row in the words that one reads."""

    path: str
    subject: str
    marks: str
    code: str
    nearest: str
    applicant: str = ""
    procedure: str = ""
    holder: str = ""
    """Who has it; nothing where nobody has."""
    step: str = ""


def listed(page: HttpResponse) -> dict[str, Line]:
    """Return the rows of a page by the numbers of their dossiers, in its order."""
    lines = (_line(row) for row in _ROW.findall(page.content.decode()))
    return {line.code: line for line in lines}


def _line(row: str) -> Line:
    cells: dict[str, str] = {}
    for cell in _CELL.finditer(row):
        cells.setdefault(cell["kind"] or cell["tag"], cell["inner"])
    head = _SUBJECT.match(cells["th"])
    assert head, row
    return Line(
        unescape(head["path"]),
        _words(head["subject"]),
        _words(head["marks"]),
        _words(cells["code"]),
        _words(cells["td"]),
        _words(cells.get("clip name", "")),
        _words(cells.get("clip", "")),
        *map(_words, cells.get("clip hands", "").partition("<i>")[::2]),
    )


def _words(markup: str) -> str:
    spaced = markup.replace("</span><span", "</span> <span")
    return " ".join(unescape(re.sub(r"<[^>]*>", "", spaced)).split())
