"""What stands inside the boxes of a diagram, line by line; a box is as high as its words need."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dossiers.display.diagram import wording
from dossiers.display.diagram.lettering import Lettering
from dossiers.display.diagram.paths import Point
from dossiers.display.diagram.plan import Ending, Exit, Flow, Form, Mark, Station
from dossiers.display.diagram.shapes import SHEET_HEIGHT, SHEET_WIDTH, Box, Glyph, Sheet, Words

GLYPH = 12
"""Width and height of a glyph."""
BESIDE = 6
"""From a glyph or a sheet to its words."""


@dataclass(frozen=True, slots=True)
class Block:
    """A text of a box, and what stands to its left."""

    kind: str
    text: str
    form: Form | None = None
    glyph: str = ""
    gap: int = 2

    @property
    def beside(self) -> int:
        """Return how far the words are moved by what stands to their left; the same in all rows."""
        return SHEET_WIDTH + BESIDE if self.form or self.glyph else 0


@dataclass(frozen=True, slots=True)
class Content:
    """Blocks that have found their places."""

    words: tuple[Words, ...]
    sheets: tuple[Sheet, ...]
    glyphs: tuple[Glyph, ...]
    height: int


def placed(blocks: Iterable[Block], width: int, type_: Lettering) -> Content:
    """Return the blocks under one another in a box of that width."""
    words: list[Words] = []
    sheets: list[Sheet] = []
    glyphs: list[Glyph] = []
    y = type_.pad
    for block in blocks:
        y += block.gap if words else 0
        size, step = (type_.title, type_.title_step) if block.kind == "title" else (type_.small, type_.small_step)
        left = type_.pad + block.beside
        lines = type_.lines(block.text, size, width - left - type_.pad)
        height = max(len(lines) * step, SHEET_HEIGHT if block.form else 0)
        first = y + (height - len(lines) * step) // 2 + (step + size) // 2 - 2
        words.append(Words(block.kind, left, first, lines, size, step))
        if block.form:
            sheets.append(Sheet(type_.pad, y, block.form.number))
        elif block.glyph:
            glyphs.append(Glyph(block.glyph, type_.pad + (SHEET_WIDTH - GLYPH) // 2, y + (step - GLYPH) // 2))
        y += height
    return Content(tuple(words), tuple(sheets), tuple(glyphs), y + type_.pad)


def station_blocks(station: Station, language: str | None) -> Iterator[Block]:
    """Return what the box of a step says, from the top."""
    if station.mark is Mark.NOW:
        word = wording.HERE if station.number else wording.TO_BE_ACCEPTED
        yield Block("here", word.of(language))
    yield Block("title", station.title)
    yield Block("role", station.role, gap=4)
    if station.agency:
        yield Block("agency", station.agency)
    if station.time:
        yield Block("time", station.time, gap=4)


def wait_blocks(station: Station, language: str | None) -> Iterator[Block]:
    """Return what the box under a step says: that the time stands still, and what is waited for."""
    waits_now = any(wait.mark is Mark.NOW for wait in station.waits)
    if any(wait.pauses for wait in station.waits):
        word = wording.PAUSED if waits_now else wording.PAUSE
        yield Block("pause", word.of(language), glyph="pause")
    elif waits_now:
        yield Block("pause", wording.WAITING.of(language), glyph="pause")
    for wait in station.waits:
        yield Block(classes("label", wait.mark), with_flow(wait.label, wait.flow), wait.form, "coin", gap=4)


def refusal_blocks(refusal: Exit) -> Iterator[Block]:
    """Return what the box of a refusal says."""
    yield Block("label", with_flow(refusal.label, refusal.flow), refusal.form)


def ending_blocks(ending: Ending, language: str | None) -> Iterator[Block]:
    """Return what the box of an outcome says."""
    if ending.mark:
        yield Block("here", (wording.RETURNED if ending.mark is Mark.NOW else wording.DECIDED).of(language))
    yield Block("outcome", ending.label, ending.form, "tick")
    if ending.time:
        yield Block("label", ending.time)


def station_box(station: Station, content: Content, corner: Point, width: int, height: int) -> Box:
    """Return the box of a step, its time on the lower edge."""
    words, spare = content.words, height - content.height
    if station.time and spare:
        *rest, time = words
        words = (*rest, Words(time.kind, time.x, time.y + spare, time.lines, time.size, time.step))
    kind = classes("step" if station.number else "entry", station.mark)
    bar = round((width - 8) * station.share)
    return Box(kind, *corner, width, height, words, bar=bar, tip=station.tip)


def box(kind: str, content: Content, corner: Point, width: int) -> Box:
    """Return a box as high as what is in it."""
    return Box(kind, *corner, width, content.height, content.words, content.sheets, content.glyphs)


def wait_kind(station: Station) -> str:
    """Return the CSS classes of the box in which a step waits."""
    marks = {wait.mark for wait in station.waits}
    return classes("wait", Mark.NOW if Mark.NOW in marks else Mark.TAKEN if Mark.TAKEN in marks else Mark.NONE)


def with_flow(label: str, flow: Flow | None) -> str:
    """Return a label with how often it was so."""
    return f"{label} ({flow})" if flow else label


def classes(kind: str, mark: Mark) -> str:
    """Return the CSS classes of something, with how the dossier stands to it."""
    return f"{kind} {mark}" if mark else kind
