"""The diagram from top to bottom, for a telephone: boxes beside the line, arcs on its left."""

from dossiers.display.diagram import cards, paths, wording
from dossiers.display.diagram.cards import box, classes, placed
from dossiers.display.diagram.legend import legend
from dossiers.display.diagram.lettering import Lettering
from dossiers.display.diagram.plan import Exit, Link, LinkKind, Mark, Plan, Station
from dossiers.display.diagram.shapes import SHEET_HEIGHT, SHEET_WIDTH, Canvas, Disc, Picture, Sheet, Stroke, Words

WIDTH = 328
"""A telephone of 360 pixels without the page's margins."""
RADIUS, SMALL_RADIUS = 13, 7
STEM = 8
APART, COUNTED = 12, 30
"""From one step's box to the next one's, and where it is written between them how often that was gone."""
DROP = 16
INSET = 20
LINE = 20
"""From the upper edge of a box to the middle of its disc."""
NEAREST, DEEPEST = 12, 46
"""How far the shortest and the longest arcs stand out from the discs."""


def tall(plan: Plan, *, slack: float = 1) -> Picture:
    """Return the picture from top to bottom."""
    return Tall(plan, Lettering(14, 20, 13, 19, 11, slack)).picture()


class Tall:
    """One drawing of a plan."""

    def __init__(self, plan: Plan, type_: Lettering) -> None:
        self.plan, self.type = plan, type_
        self.canvas = Canvas(type_)
        self.longest = max((arc.length for arc in plan.arcs), default=0)
        self.x = 3 + RADIUS + max((self._depth(arc) for arc in plan.arcs), default=0)
        self.left = self.x + RADIUS + STEM
        self.breadth = WIDTH - 1 - self.left
        self.lines: list[int] = []

    def picture(self) -> Picture:
        """Draw everything from the top to the bottom."""
        y = 2
        for station, shown in enumerate(self.plan.stations):
            y = self._station(station, shown, y) + (COUNTED if self.plan.has_flow else APART)
        y = self._endings(y)
        for link in self.plan.links:
            self._link(link)
            if link.flow and link.kind is not LinkKind.NEXT:
                y = self._sentence(
                    f"{wording.way(link.source, link.target, self.plan.end).of(self.plan.language)}: {link.flow}", y
                )
        for span in self.plan.spans:
            y = self._span(span, y + 10)
        forms = {link.form for link in self.plan.links if link.form}
        bottom = legend(self.plan, forms, self.canvas, (1, y + 20), WIDTH - 1)
        return self.canvas.picture("tall", WIDTH, bottom)

    def _station(self, station: int, shown: Station, y: int) -> int:
        content = placed(cards.station_blocks(shown, self.plan.language), self.breadth, self.type)
        self._disc(y, shown.mark, shown.number)
        self.canvas.boxes.append(cards.station_box(shown, content, (self.left, y), self.breadth, content.height))
        start = bottom = y + content.height
        if shown.waits:
            bottom = self._wait(shown, bottom)
        for refusal in self.plan.refusals:
            if refusal.first <= station <= refusal.last:
                bottom = self._refusal(refusal, start, bottom)
        return bottom

    def _disc(self, top: int, mark: Mark, number: str) -> None:
        radius = RADIUS if number else SMALL_RADIUS
        self.lines.append(top + LINE)
        self.canvas.discs.append(Disc(self.x, top + LINE, radius, number, classes("disc", mark)))
        self.canvas.strokes.append(Stroke("stem", f"M{self.x + radius} {top + LINE}H{self.left}"))

    def _wait(self, shown: Station, y: int) -> int:
        x, breadth, kind = self.left + INSET, self.breadth - INSET, cards.wait_kind(shown)
        content = placed(cards.wait_blocks(shown, self.plan.language), breadth, self.type)
        went = "arc taken" if kind != "wait" else "arc"
        self.canvas.strokes.append(Stroke(went, paths.loop(x + 16, x + 32, y, y + DROP)))
        self.canvas.boxes.append(box(kind, content, (x, y + DROP), breadth))
        return y + DROP + content.height

    def _refusal(self, refusal: Exit, start: int, y: int) -> int:
        x, breadth, top = self.left + INSET, self.breadth - INSET, y + STEM
        content = placed(cards.refusal_blocks(refusal), breadth, self.type)
        middle, line = top + content.height // 2, self.left + STEM
        path = paths.turning([(line, start), (line, middle), (x, middle)], paths.HEAD_RIGHT)
        self.canvas.strokes.append(Stroke("arc taken" if refusal.mark else "arc", path))
        self.canvas.boxes.append(box(classes("way-out", refusal.mark), content, (x, top), breadth))
        return top + content.height

    def _endings(self, y: int) -> int:
        self._disc(y, self.plan.end_mark, "")
        for place, ending in enumerate(self.plan.endings):
            if place:
                self.canvas.strokes.append(Stroke("stem", f"M{self.left + 17} {y - STEM}V{y}"))
            content = placed(cards.ending_blocks(ending, self.plan.language), self.breadth, self.type)
            self.canvas.boxes.append(box(classes("way-out", ending.mark), content, (self.left, y), self.breadth))
            y += content.height + STEM
        return y - STEM

    def _link(self, link: Link) -> None:
        source, target = self.lines[link.source], self.lines[link.target]
        if link.kind is not LinkKind.NEXT:
            start, end = self._edge(link, link.source), self._edge(link, link.target)
            path = paths.beside(start, end, self.x - RADIUS, self._depth(link))
            self.canvas.strokes.append(Stroke(self.plan.line("arc", link), path))
            return
        upper = source + (RADIUS if link.source else SMALL_RADIUS)
        lower = target - (SMALL_RADIUS if link.target == self.plan.end else RADIUS)
        self.canvas.strokes.append(Stroke(self.plan.line("track", link), f"M{self.x} {upper}V{lower}"))
        if link.flow:
            y = target - LINE - 10
            words = Words("count", self.left, y, (str(link.flow),), self.type.small, self.type.small_step)
            self.canvas.words.append(words)
        if link.form:
            sheet = Sheet(self.x - SHEET_WIDTH // 2, (upper + lower - SHEET_HEIGHT) // 2, link.form.number)
            self.canvas.sheets.append(sheet)

    def _edge(self, link: Link, station: int) -> paths.Point:
        """Return where an arc meets the disc of a station."""
        lean = self.plan.lean(link, station)
        return self.x - paths.chord(RADIUS, lean), self.lines[station] + lean

    def _depth(self, link: Link) -> int:
        step = min(9.0, (DEEPEST - NEAREST) / max(1, self.longest - 1))
        return round(NEAREST + step * (link.length - 1))

    def _span(self, span: Exit, y: int) -> int:
        between = wording.steps_between(span.first, span.last).of(self.plan.language)
        left = 1 + SHEET_WIDTH + cards.BESIDE
        if span.form:
            self.canvas.sheets.append(Sheet(1, y, span.form.number))
        label = cards.with_flow(span.label, span.flow)
        lines = self.type.lines(f"{between}: {label}", self.type.small, WIDTH - left)
        kind = classes("label", span.mark)
        words = Words(kind, left, y + 16, lines, self.type.small, self.type.small_step)
        self.canvas.words.append(words)
        return max(words.bottom, y + SHEET_HEIGHT)

    def _sentence(self, text: str, y: int) -> int:
        lines = self.type.lines(text, self.type.small, WIDTH - 1)
        words = Words("count", 1, y + 22, lines, self.type.small, self.type.small_step)
        self.canvas.words.append(words)
        return words.bottom
