"""Which papers a PDF says that it is: the codes in its words and behind its links. Runs in the confined process alone."""

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import msgspec
import pypdfium2
from pypdf import PdfReader

from dossiers.viewing.asking import MOST_CODES, Answer, Kind, Limits, Problem
from dossiers.viewing.judging import UNREADABLE, judge

MOST_READ = 10
"""Pages in which a code is looked for, from the first on."""
CODE = re.compile(r"xac-minh/([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])")
UNREAD = (Problem.BROKEN, Problem.LOCKED, Problem.TOO_MANY_PAGES)


def read(content: bytes, limits: Limits) -> Answer:
    """Judge a PDF, and name the codes in it; never raises for what is wrong with the file."""
    answer = judge(content, Kind.PDF, limits)
    if answer.problem in UNREAD:
        return answer
    codes = list[str]()
    with suppress(*UNREADABLE):
        for text in _texts(content):
            codes += CODE.findall(text)
    return msgspec.structs.replace(answer, codes=tuple(dict.fromkeys(codes))[:MOST_CODES])


def _texts(content: bytes) -> Iterator[str]:
    """Yield where the links of each page lead, and its words without blanks: an address may be broken over lines."""
    for page in islice(PdfReader(io.BytesIO(content)).pages, MOST_READ):
        for link in page.annotations or ():
            action = link.get_object().get("/A")
            yield str(action.get_object().get("/URI", "")) if action else ""
    document = pypdfium2.PdfDocument(content)
    for number in range(min(len(document), MOST_READ)):
        yield re.sub(r"\s+", "", document[number].get_textpage().get_text_bounded())
