"""Pages made to stand in one file: nothing is fetched, nothing is sent, no part's ids meet another's."""

import base64
import mimetypes
import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString

STYLES = Path(settings.BASE_DIR) / "templates" / "components" / "styles.html"
OWN_STYLE = "css/preview.css"
GLYPHS = "img/glyphs.svg"
IDS = frozenset({"id", "for", "headers", "list", "aria-controls", "aria-describedby", "aria-labelledby"})
"""Attributes that hold ids, several by blanks."""
LANDMARKS = frozenset({"section", "nav"})
"""Elements by whose names a reader moves about: those of two parts would have one name."""
NAMES = frozenset({"aria-label", "aria-labelledby"})
LEADING_OUT = frozenset({"href", "src", "srcset", "action", "formaction", "ping", "target", "autofocus"})
"""Attributes by which a page leaves the file, or takes the keyboard to itself."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FETCHED = re.compile(r'url\("(?!data:)(.+?)"\)')

type Attributes = Sequence[tuple[str, str | None]]


def alone(html: str, part: str) -> SafeString:
    """Return HTML as it can stand in one file beside other parts.

    Ids begin with the part's name; links that lead out of the part lead nowhere; forms are no forms, buttons cannot be
    pressed, scripts are left out. Data addresses stay.
    """
    rewriter = _Rewriter(part)
    rewriter.feed(html)
    rewriter.close()
    # Made of what templates have written, escaped again where it was read.
    return SafeString("".join(rewriter.written))


class _Rewriter(HTMLParser):
    """Writes what it reads, with other attributes."""

    def __init__(self, part: str) -> None:
        super().__init__(convert_charrefs=False)
        self.part = part
        self.written: list[str] = []
        self.is_script = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.is_script = tag == "script"
        self._write("" if self.is_script else f"<{self._tag(tag, attrs)}>")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self._write(f"<{self._tag(tag, attrs)}/>")

    def handle_endtag(self, tag: str) -> None:
        if self.is_script:
            self.is_script = False
        else:
            self._write(f"</{_shown(tag)}>")

    def handle_data(self, data: str) -> None:
        self._write("" if self.is_script else data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._write(f"<!{decl}>")

    def _write(self, text: str) -> None:
        self.written.append(text)

    def _tag(self, tag: str, attrs: Attributes) -> str:
        found = [self._attribute(tag, name, value) for name, value in attrs]
        disabled = ["disabled"] if tag == "button" else []
        return " ".join([_shown(tag), *(each for each in found if each), *disabled])

    def _attribute(self, tag: str, name: str, value: str | None) -> str:
        """Return an attribute as it is written; nothing for one that is left out."""
        if tag in LANDMARKS and name in NAMES:
            return ""
        if value is None:
            return "" if name in LEADING_OUT else name
        if name in IDS:
            return _written(name, " ".join(f"{self.part}-{each}" for each in value.split()))
        if name in LEADING_OUT:
            return self._address(tag, name, value)
        return "" if name.startswith("hx-") else _written(name, value)

    def _address(self, tag: str, name: str, value: str) -> str:
        where, _hash, place = value.partition("#")
        if tag == "use" and where.endswith(".svg"):
            return _written(name, f"#glyph-{place}")
        if not where and place:
            return _written(name, f"#{self.part}-{place}")
        return _written(name, value) if value.startswith("data:") else ""


def _shown(tag: str) -> str:
    """Return the element that stands for another: a form, for example, would be sent by a key pressed in it."""
    return "div" if tag == "form" or tag in LANDMARKS else tag


def _written(name: str, value: str) -> str:
    return f'{name}="{escape(value)}"'


def glyphs() -> SafeString:
    """Return the signs that stand beside words, for the file to hold once."""
    drawing = _static(GLYPHS).read_text(encoding="utf-8")
    inside = drawing.replace("<svg ", '<svg hidden="" aria-hidden="true" ', 1)
    # A drawing of ours.
    return SafeString(inside.replace('<symbol id="', '<symbol id="glyph-'))


@cache
def style() -> str:
    """Return the style of the site's pages and of this one, with all that they fetch written into it."""
    names = re.findall(r'static\("(.+?)"\)', STYLES.read_text(encoding="utf-8"))
    return "\n".join(_sheets([*names, OWN_STYLE]))


def _sheets(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        rules = _COMMENT.sub("", _static(name).read_text(encoding="utf-8"))
        for address in set(_FETCHED.findall(rules)):
            rules = rules.replace(f'url("{address}")', f'url("{_inlined(name, address)}")')
        yield rules


def _inlined(sheet: str, address: str) -> str:
    """Return what a style sheet fetches as a data address; addresses begin at the sheet."""
    parts = [*sheet.split("/")[:-1], *address.split("/")]
    while ".." in parts:
        place = parts.index("..")
        del parts[place - 1 : place + 1]
    path = _static("/".join(parts))
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _static(name: str) -> Path:
    """Return where a static file lies. Raises ``FileNotFoundError`` where the front-end assets are not installed."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"no {name}: install the front-end assets")
    return Path(found)
