"""The press: from a template and what it is filled with to a PDF that everybody can read."""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, override
from xml.etree.ElementTree import fromstring

from cssselect2 import ElementWrapper
from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.html import UA
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

FOLDER = Path(settings.BASE_DIR) / "templates" / "django" / "papers"
FONTS = Path(settings.ASSETS_DIR) / "@fontsource" / "tinos" / "files"
ACCESSIBLE = "pdf/ua-1"
"""Every PDF carries the structure that a screen reader needs (NĐ 224/2026 art. 15(2))."""

_OF_EVERY_ELEMENT = re.compile("^::.*$", re.MULTILINE)
"""In WeasyPrint's own style: rules for the marks of lists and notes, by which each element of a page has six styles more."""


_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""Signs that no page can hold, by XML 1.0, section 2.2."""


class Page(HTML):  # type: ignore[misc] # WeasyPrint has no types
    """A page of ours: well-formed XML, and without lists and notes.

    To make the styles of their marks for each element takes a tenth of the time of a receipt.
    """

    def __init__(self, text: str) -> None:
        """Read it by the parser of XML, for WeasyPrint's own takes a twentieth of that time. Raises ``ParseError``."""
        self.base_url, self.url_fetcher, self.media_type = None, _fetcher(), "print"
        # Breaks come from Django's filter of lines as well, which writes them as HTML has them.
        whole = _UNPRINTABLE.sub("", text).replace("<br>", "<br/>")
        root = fromstring(whole)  # noqa: S314 # our own template, in which what people wrote is escaped
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    @override
    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        """Return what elements look like where nothing else is said."""
        return [_elements()]


def printed(template: str, paper: object) -> bytes:
    """Return a paper as a PDF. Raises ``FileNotFoundError`` where its fonts are not installed."""
    # By the engine that has them: the pages' own, 3 MB, need not be made for a search in vain.
    html = render_to_string(template, {"paper": paper}, using="django")
    with _PRINTING, _uncollected():
        fonts, style = _press()
        page = Page(html)
        pdf: bytes = page.write_pdf(finisher=_say_scope, font_config=fonts, stylesheets=[style], pdf_variant=ACCESSIBLE)
    del page
    # A page's boxes hold one another: left to itself the collector lets 18 MB of them lie about.
    gc.collect()
    return pdf


def _say_scope(_document: Document, pdf: Any) -> None:
    """Say of each head of a table whether it is one of a column or of a row (ISO 14289-1, 7.5), which WeasyPrint does not.

    What stands in the head of the table is one of a column, any other one of its row.
    """
    parts = [one if isinstance(one, dict) else {} for one in pdf.objects]
    for head in parts:
        if head.get("S") == "/TH" and "A" in head:
            row = parts[_number(head["P"])]
            is_above = parts[_number(row["P"])].get("S") == "/THead"
            head["A"]["Scope"] = "/Column" if is_above else "/Row"


def _number(reference: bytes) -> int:
    return int(reference.partition(b" ")[0])


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector from looking through the boxes of a page while they are all in use: a tenth of the time of a register."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_PRINTING = Lock()
"""All papers of a process share their fonts, which no two threads may use at once."""


@cache
def _fetcher() -> URLFetcher:
    """Return what reads the pictures of a paper, made once: it reads the certificates of the machine, which are of no use to it."""
    return URLFetcher(allowed_protocols=("data",))


@cache
def _press() -> tuple[FontConfiguration, CSS]:
    """Load the fonts and the style once: that costs more than printing a page.

    The collector leaves alone what is loaded by then, so that what a paper leaves behind is collected in no time.
    """
    rules = (FOLDER / "paper.css").read_text()
    missing = [name for name in re.findall(r'url\("(.+?)"\)', rules) if not (FONTS / name).is_file()]
    if missing:
        raise FileNotFoundError(f"no {missing[0]} in {FONTS}: install the front-end assets")
    fonts = FontConfiguration()
    files = URLFetcher(allowed_protocols=("file",))
    style = CSS(string=rules, base_url=f"{FONTS.as_uri()}/", url_fetcher=files, font_config=fonts)
    _elements()
    gc.collect()
    gc.freeze()
    return fonts, style


@cache
def _elements() -> CSS:
    return CSS(string=_OF_EVERY_ELEMENT.sub("", UA))
