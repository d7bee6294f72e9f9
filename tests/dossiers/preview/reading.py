"""A preview as a reader takes it in: its words, its ids, and everything by which it could leave the file."""

import re
from html.parser import HTMLParser

REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list")
LEAVING = ("href", "src", "srcset", "action", "formaction", "data", "poster", "ping")
UNREAD = ("style", "script", "title")


class Read(HTMLParser):
    """What stands in an HTML document."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.referred: list[str] = []
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.frames: list[str] = []
        self.style = ""
        self._within: list[str] = []
        self._words: list[str] = []
        self.feed(html)
        self.close()

    @property
    def words(self) -> str:
        """Return the text, with single blanks."""
        return " ".join("".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag in UNREAD:
            self._within.append(tag)
        for name, value in attrs:
            self._attribute(name, value or "")

    def _attribute(self, name: str, value: str) -> None:
        if name == "id":
            self.ids.append(value)
        elif name in REFERRING:
            self.referred += value.split()
        elif name in LEAVING and value.startswith("#"):
            self.referred.append(value[1:])
        elif name in LEAVING or name.startswith(("on", "hx-")):
            self.addresses.append(value)
        elif name == "srcdoc":
            self.frames.append(value)

    def handle_endtag(self, tag: str) -> None:
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if not self._within:
            self._words.append(data)
        elif self._within[-1] == "style":
            self.style += data

    @property
    def fetched(self) -> list[str]:
        """Return everything that a browser would fetch, or go to, outside the file."""
        from_style = re.findall(r"url\(\s*['\"]?(?!['\"]?data:).{0,40}|@import.*", self.style)
        return [address for address in self.addresses if not address.startswith("data:")] + from_style


def plain(text: str) -> str:
    """Return a text as ``Read.words`` has it."""
    return " ".join(text.split())
