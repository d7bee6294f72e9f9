"""What a picture is made of: boxes, words, lines and sheets of paper, all in whole CSS pixels."""

from dataclasses import dataclass, field

from dossiers.display.diagram.lettering import Lettering, width

SHEET_WIDTH, SHEET_HEIGHT = 19, 22


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text. ``x`` is their left edge, ``y`` the base line of the first; ``kind`` is the CSS class."""

    kind: str
    x: int
    y: int
    lines: tuple[str, ...]
    size: int
    step: int
    """From one base line to the next."""

    @property
    def right(self) -> float:
        """Return where the longest line ends."""
        return self.x + max(width(line, self.size) for line in self.lines)

    @property
    def top(self) -> int:
        """Return the height of the tallest stacked marks over the first line."""
        return self.y - self.size

    @property
    def bottom(self) -> int:
        """Return the depth of the lowest dot under the last line."""
        return self.y + (len(self.lines) - 1) * self.step + self.size // 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """An official form, drawn as a sheet of paper with its number."""

    x: int
    y: int
    number: str


@dataclass(frozen=True, slots=True)
class Glyph:
    """A small sign beside words."""

    kind: str
    x: int
    y: int

    @property
    def path(self) -> str:
        """Return its shape in a square of 12: two bars, a coin, a tick."""
        return _GLYPHS[self.kind]


_GLYPHS = {"pause": "M4 2v8M8 2v8", "coin": "M6 1a5 5 0 1 1-.01 0zM6 4v4", "tick": "M1 6l4 4 6-8"}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with what is in it; everything inside is placed from its own corner."""

    kind: str
    x: int
    y: int
    width: int
    height: int
    words: tuple[Words, ...]
    sheets: tuple[Sheet, ...] = ()
    glyphs: tuple[Glyph, ...] = ()
    bar: int = 0
    """How long the bar on the lower edge is: the share of time."""
    tip: str = ""

    @property
    def right(self) -> int:
        """Return the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Return the lower edge."""
        return self.y + self.height

    @property
    def bar_y(self) -> int:
        """Return the height of the bar, from the box's own corner."""
        return self.height - 3


@dataclass(frozen=True, slots=True)
class Disc:
    """A step on the line: a circle with its number, or a smaller one at both ends of the line."""

    x: int
    y: int
    radius: int
    number: str
    kind: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line: its CSS classes and its SVG path."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing in one orientation: lines lowest, then boxes, then discs, then words and sheets."""

    kind: str
    width: int
    height: int
    strokes: tuple[Stroke, ...]
    boxes: tuple[Box, ...]
    discs: tuple[Disc, ...]
    words: tuple[Words, ...] = ()
    sheets: tuple[Sheet, ...] = ()

    @property
    def lines(self) -> tuple[Stroke, ...]:
        """Return the strokes of each kind as one, those that a dossier took over the others."""
        kinds = dict.fromkeys(sorted((stroke.kind for stroke in self.strokes), key=lambda kind: " " in kind))
        return tuple(Stroke(kind, "".join(s.path for s in self.strokes if s.kind == kind)) for kind in kinds)


@dataclass(slots=True)
class Canvas:
    """A picture while it is being drawn."""

    type: Lettering
    strokes: list[Stroke] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    discs: list[Disc] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)

    def picture(self, kind: str, width: int, height: int) -> Picture:
        """Return what was drawn."""
        return Picture(
            kind,
            width,
            height,
            tuple(self.strokes),
            tuple(self.boxes),
            tuple(self.discs),
            tuple(self.words),
            tuple(self.sheets),
        )
