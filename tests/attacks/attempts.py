"""A request as it is sent, down to its bytes, and the words in which somebody else can send it again."""

import json
from dataclasses import dataclass

MOST_TOLD = 2_000
"""Bytes of a body that a report shows."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request. ``path`` and ``query`` are written as on the wire; ``breaks_after`` cuts the body off with an error."""

    persona: str
    kind: str
    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    breaks_after: int | None = None
    seed: int = 0
    index: int = 0

    @property
    def is_safe(self) -> bool:
        """Whether HTTP promises that it changes nothing; a made-up method is none that changes anything either."""
        return self.method != "POST"

    def told(self) -> str:
        """Return all that is needed to send it again."""
        lines = [
            f"HOSTILE_SEED={self.seed}, index {self.index}: {self.kind} by {self.persona or 'nobody'}",
            f"{self.method} {self.path}{'?' + self.query if self.query else ''}"[:MOST_TOLD],
            *(f"{name}: {json.dumps(value)}"[:MOST_TOLD] for name, value in self.headers),
        ]
        if self.breaks_after is not None:
            lines.append(f"the body breaks off after {self.breaks_after} bytes")
        if self.body:
            cut = " …" if len(self.body) > MOST_TOLD else ""
            lines.append(f"body of {len(self.body)} bytes, in hex: {self.body[:MOST_TOLD].hex()}{cut}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, after how many ``seconds``; ``trace`` is that of an error that nobody foresaw."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float
    trace: str = ""

    def header(self, name: str) -> str | None:
        """Return the first header of that name, None where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def is_page(self) -> bool:
        """Whether a browser reads it as HTML."""
        return (self.header("content-type") or "").startswith("text/html")

    @property
    def text(self) -> str:
        """The body, as far as it is text."""
        return self.body.decode(errors="replace")
