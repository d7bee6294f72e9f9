"""A mail as HTML, made of the text that every channel sends: the same words, laid out; pure.

Everything is escaped: markup in a name is text. There is no image and nothing that a mail program would have to fetch; only
addresses of this site are links. No colour is set but the button's own and the system's, so that light and dark are the reader's.
"""

import re
from collections.abc import Iterator
from html import escape
from itertools import pairwise
from typing import NamedTuple

from procedures.machine import Text

MOST_BYTES = 60_000
"""A longer one goes as text alone, which is whole. A reason of 5,000 letters in both languages is 30 kB; some programs cut a page off at 100 kB."""
GO = Text("Mở trên trang một cửa", "Open on the site")
LANGUAGES = ("vi", "en")

_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)]")
_ROW = re.compile(r"(?P<label>[^:\n]{1,60}): (?P<value>\S.*)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BODY = (
    "margin:0;padding:16px;color-scheme:light dark;background:Canvas;color:CanvasText;"
    "font:16px/1.5 Arial,Helvetica,sans-serif"
)
_WIDTH = "max-width:640px;margin:0 auto;overflow-wrap:anywhere"
_BUTTON = (
    "display:inline-block;padding:12px 20px;border-radius:4px;background:#8b1a1a;color:#ffffff;"
    "font-weight:bold;text-decoration:none"
)
_LINK = "padding:3px 0"
"""So high a finger finds it (24 pixels); the lines stay where they are."""
_LABEL = "width:28%;padding:2px 16px 2px 0;text-align:left;vertical-align:top;font-weight:bold;overflow-wrap:break-word"
"""As wide beside a long value too, or as its longest word: where each letter may be the last of a line, a label is one of letters."""
_BELOW = "margin:0 0 16px;padding-left:16px"
_VALUE = "padding:2px 0;vertical-align:top"


class Section(NamedTuple):
    """A mail in one language."""

    language: str
    subject: str
    body: str


def page(sections: list[Section], url: str, *, site: str) -> str:
    """Return a whole page of one section or two, each with a button that leads to ``url``; "" for what is too long.

    ``site`` is the beginning of the addresses that become links.
    """
    first = sections[0]
    parts = "\n<hr>\n".join(_section(one, url, site) for one in sections)
    text = f"""<!DOCTYPE html>
<html lang="{first.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{_text(first.subject)}</title>
</head>
<body style="{_BODY}">
<main style="{_WIDTH}">
{parts}
</main>
</body>
</html>
"""
    return text if len(text.encode()) <= MOST_BYTES else ""


def _section(one: Section, url: str, site: str) -> str:
    blocks = "\n".join(_block(lines, site) for lines in _blocks(one.body))
    go = GO.vi if one.language == LANGUAGES[0] else GO.en
    return f"""<div lang="{one.language}">
<h1 style="font-size:20px;line-height:1.3">{_text(one.subject)}</h1>
{blocks}
<p style="margin:24px 0"><a href="{escape(url)}" style="{_BUTTON}">{go}</a></p>
</div>"""


def _blocks(body: str) -> Iterator[list[str]]:
    for block in re.split(r"\n\s*\n", body.strip()):
        yield block.split("\n")


def _block(lines: list[str], site: str) -> str:
    """Return a block as items where some lines are indented, as rows of a table where all have a name, else as a paragraph.

    A list, whose lines begin with a dash, is no table: what there is before a colon is a sentence or a thing.
    """
    if any(line.startswith(" ") for line in lines):
        return "\n".join(_item(some, site) for some in _items(lines))
    rows = [_ROW.fullmatch(line) for line in lines]
    if len(lines) > 1 and all(rows) and not any(line.startswith("- ") for line in lines):
        cells = "\n".join(
            f'<tr><th scope="row" style="{_LABEL}">{_text(row["label"])}</th>'
            f'<td style="{_VALUE}">{_linked(row["value"], site)}</td></tr>'
            for row in rows
            if row
        )
        return f'<table style="width:100%;border-collapse:collapse;margin:16px 0">\n{cells}\n</table>'
    return f'<p style="margin:16px 0">{"<br>".join(_linked(line, site) for line in lines)}</p>'


def _items(lines: list[str]) -> Iterator[list[str]]:
    """Return each line with the indented ones below it."""
    starts = [n for n, line in enumerate(lines) if n == 0 or not line.startswith(" ")]
    for start, end in pairwise([*starts, len(lines)]):
        yield lines[start:end]


def _item(lines: list[str], site: str) -> str:
    """Return what stands above indented lines in bold, and these below it, set in."""
    head, *below = [_linked(line.strip(), site) for line in lines]
    if not below:
        return f'<p style="margin:16px 0">{head}</p>'
    return f'<p style="margin:16px 0 0"><b>{head}</b></p>\n<p style="{_BELOW}">{"<br>".join(below)}</p>'


def _linked(line: str, site: str) -> str:
    """Return a line with the addresses of this site as links; what somebody typed is none."""
    found, end = [], 0
    for match in _URL.finditer(line):
        if match[0].startswith(f"{site}/"):
            address = escape(match[0])
            found += [_text(line[end : match.start()]), f'<a href="{address}" style="{_LINK}">{address}</a>']
            end = match.end()
    return "".join([*found, _text(line[end:])])


def _text(text: str) -> str:
    return escape(_CONTROL.sub("", text))
