"""The diagram from left to right: stations on a line, arcs over it, boxes hanging from it."""

from dataclasses import dataclass

from dossiers.display.diagram import cards, paths, wording
from dossiers.display.diagram.cards import Content, box, classes, placed
from dossiers.display.diagram.grid import GAP, Grid
from dossiers.display.diagram.legend import legend
from dossiers.display.diagram.lettering import Lettering, width
from dossiers.display.diagram.plan import Exit, Link, LinkKind, Mark, Plan, Station
from dossiers.display.diagram.shapes import SHEET_HEIGHT, SHEET_WIDTH, Canvas, Disc, Picture, Sheet, Stroke, Words

RADIUS, SMALL_RADIUS = 13, 7
STEM = 8
"""From a disc to its box."""
DROP = 16
"""From a box to the one under it."""
LANE = 8
"""From one line that runs between two rows to the next."""
BRACKET = 34


@dataclass(frozen=True, slots=True)
class Row:
    """Where a row has its line, the lower edge of its steps, and the end of all that hangs from it."""

    line: int
    lower: int
    bottom: int


def wide(plan: Plan, *, slack: float = 1) -> Picture:
    """Return the picture from left to right."""
    return Wide(plan, Lettering(13, 18, 12, 17, 10, slack)).picture()


class Wide:
    """One drawing of a plan, row by row."""

    def __init__(self, plan: Plan, type_: Lettering) -> None:
        self.plan, self.type = plan, type_
        self.grid = Grid(plan.end)
        self.canvas = Canvas(type_)
        self.rows: list[Row] = []

    def picture(self) -> Picture:
        """Draw everything from the top to the bottom."""
        for number in range(self.grid.rows):
            self.rows.append(self._row(number))
        for link in self.plan.links:
            self._link(link)
        y = self._counts_across(self.rows[-1].bottom)
        for span in self.plan.spans:
            y = (self._bracket if self.grid.rows == 1 else self._sentence)(span, y + BRACKET)
        bottom = legend(self.plan, self.plan.forms, self.canvas, (1, y + 20), self.grid.width)
        return self.canvas.picture("wide", self.grid.width, bottom)

    # Rows of boxes

    def _row(self, number: int) -> Row:
        top = self.rows[-1].bottom if number else 2
        line = top + self._channel(number) + self._arching(number) + RADIUS
        contents = {station: self._content(station) for station in self.grid.stations(number)}
        upper = line + RADIUS + STEM
        lower = upper + max(content.height for content in contents.values())
        bottom = max(self._hang(station, content, line, lower) for station, content in contents.items())
        if number == self.grid.rows - 1:
            bottom = max(bottom, self._endings(line, upper))
        return Row(line, lower, bottom)

    def _content(self, station: int) -> Content:
        blocks = cards.station_blocks(self.plan.stations[station], self.plan.language)
        return placed(blocks, self.grid.breadth(station), self.type)

    def _hang(self, station: int, content: Content, line: int, lower: int) -> int:
        """Draw a station: its disc, its box, and under it where it waits and how it is refused."""
        shown, x, breadth = self.plan.stations[station], self.grid.left(station), self.grid.breadth(station)
        self._disc(station, line, shown.mark, shown.number)
        y = line + RADIUS + STEM
        height = lower - y if station else content.height
        self.canvas.boxes.append(cards.station_box(shown, content, (x, y), breadth, height))
        bottom = y + height
        refusals = [refusal for refusal in self.plan.refusals if refusal.first <= station <= refusal.last]
        if shown.waits:
            bottom = self._wait(shown, x + (GAP if refusals else 0), bottom, x + breadth)
        for refusal in refusals:
            bottom = self._refusal(refusal, station, y + height, bottom)
        return bottom

    def _disc(self, station: int, line: int, mark: Mark, number: str) -> None:
        x, radius = self.grid.middle(station), self._radius(station)
        self.canvas.discs.append(Disc(x, line, radius, number, classes("disc", mark)))
        self.canvas.strokes.append(Stroke("stem", f"M{x} {line + radius}V{line + RADIUS + STEM}"))

    def _radius(self, station: int) -> int:
        return SMALL_RADIUS if station in {0, self.plan.end} else RADIUS

    def _wait(self, shown: Station, x: int, y: int, right: int) -> int:
        content = placed(cards.wait_blocks(shown, self.plan.language), right - x, self.type)
        kind = cards.wait_kind(shown)
        self.canvas.strokes.append(Stroke(_went("arc", kind != "wait"), paths.loop(x + 16, x + 32, y, y + DROP)))
        self.canvas.boxes.append(box(kind, content, (x, y + DROP), right - x))
        return y + DROP + content.height

    def _refusal(self, refusal: Exit, station: int, start: int, y: int) -> int:
        x, breadth = self.grid.left(station), self.grid.breadth(station)
        content = placed(cards.refusal_blocks(refusal), breadth, self.type)
        path = f"M{x + GAP // 2} {start}V{y + DROP}{paths.HEAD_DOWN}"
        self.canvas.strokes.append(Stroke(_went("arc", bool(refusal.mark)), path))
        self.canvas.boxes.append(box(classes("way-out", refusal.mark), content, (x, y + DROP), breadth))
        return y + DROP + content.height

    def _endings(self, line: int, y: int) -> int:
        """Draw the end of the line and the outcomes under it."""
        end = self.plan.end
        self._disc(end, line, self.plan.end_mark, "")
        for place, ending in enumerate(self.plan.endings):
            content = placed(cards.ending_blocks(ending, self.plan.language), self.grid.breadth(end), self.type)
            if place:
                self.canvas.strokes.append(Stroke("stem", f"M{self.grid.middle(end)} {y - STEM}V{y}"))
            kind = classes("way-out", ending.mark)
            self.canvas.boxes.append(box(kind, content, (self.grid.left(end), y), self.grid.breadth(end)))
            y += content.height + STEM
        return y - STEM

    # Lines between stations

    def _link(self, link: Link) -> None:
        if link.kind is LinkKind.NEXT:
            self.canvas.strokes.append(Stroke(self.plan.line("track", link), self._track(link)))
            self._count_on_track(link)
            if link.form:
                x = (self.grid.middle(link.source) + self.grid.middle(link.target) - SHEET_WIDTH) // 2
                y = self._line(link.source) - SHEET_HEIGHT // 2
                self.canvas.sheets.append(Sheet(x, y, link.form.number))
            return
        path = self._across(link) if self._crosses(link) else self._over(link)
        self.canvas.strokes.append(Stroke(self.plan.line("arc", link), path))
        if link.flow and not self._crosses(link):
            middle = (self._edge(link, link.source)[0] + self._edge(link, link.target)[0]) // 2
            self._count(str(link.flow), middle, self._line(link.source) - RADIUS - self._rise(link) - 3)

    def _count_on_track(self, link: Link) -> None:
        """Write how often the next step was gone to over the line, and how long that took under it."""
        if link.flow is None:
            return
        line, start = self._line(link.source), self.grid.middle(link.source) + self._radius(link.source)
        end = self.grid.right(link.source) if self._crosses(link) else self.grid.middle(link.target) - RADIUS
        if link.form:
            self._count(str(link.flow), (start + end) // 2, line - SHEET_HEIGHT // 2 - 4)
            return
        self._count(link.flow.count, (start + end) // 2, line - 5)
        self._count(link.flow.time, (start + end) // 2, line + 14)

    def _count(self, text: str, middle: int, y: int) -> None:
        if text:
            left = middle - round(width(text, self.type.small) * self.type.slack / 2)
            self.canvas.words.append(Words("count", left, y, (text,), self.type.small, self.type.small_step))

    def _line(self, station: int) -> int:
        return self.rows[self.grid.row(station)].line

    def _track(self, link: Link) -> str:
        a, b = link.source, link.target
        start, end = self.grid.middle(a) + self._radius(a), self.grid.middle(b) - self._radius(b)
        if not self._crosses(link):
            return f"M{start} {self._line(a)}H{end}"
        out, back = self.grid.right(a) + GAP // 2, self.grid.left(b) - GAP // 2
        lane = self.rows[self.grid.row(a)].bottom + 14
        turns = [(out, self._line(a)), (out, lane), (back, lane), (back, self._line(b))]
        return paths.turning([(start, self._line(a)), *turns, (end, self._line(b))])

    def _over(self, link: Link) -> str:
        start, end = self._edge(link, link.source), self._edge(link, link.target)
        return paths.over(start, end, self._line(link.source) - RADIUS, self._rise(link))

    def _edge(self, link: Link, station: int) -> paths.Point:
        """Return where an arc meets the disc of a station."""
        lean = self.plan.lean(link, station)
        return self.grid.middle(station) + lean, self._line(station) - paths.chord(RADIUS, lean)

    def _across(self, link: Link) -> str:
        """Return an arc's way to another row: between the rows, and up or down between two boxes."""
        upper, lower = sorted((link.source, link.target))
        number, is_back = self.grid.row(lower), link.source == lower
        lane = self.rows[number].line - RADIUS - self._arching(number) - LANE * (self._between(number).index(link) + 1)
        gap = self.grid.right(upper) + GAP // 2 + (3 if is_back else -3)
        edge = self.grid.right(upper), self.rows[self.grid.row(upper)].lower - (16 if is_back else 30)
        disc = self._edge(link, lower)
        points = [edge, (gap, edge[1]), (gap, lane), (disc[0], lane), disc]
        return paths.turning(points[::-1], paths.HEAD_LEFT) if is_back else paths.turning(points, paths.HEAD_DOWN)

    def _crosses(self, link: Link) -> bool:
        return self.grid.row(link.source) != self.grid.row(link.target)

    def _arching(self, number: int) -> int:
        """Return how much room the arcs of a row need over it."""
        arcs = [a for a in self.plan.arcs if self.grid.row(a.source) == self.grid.row(a.target) == number]
        room = max(map(self._rise, arcs), default=0) + 4
        return room + self.type.small_step if self.plan.has_flow else room

    def _rise(self, link: Link) -> int:
        """Return how high an arc goes; what is written on it needs room over the arcs below."""
        return 12 + 17 * link.length if self.plan.has_flow else 10 + 11 * link.length

    def _channel(self, number: int) -> int:
        """Return how much room a row leaves under the one before it for the lines between them."""
        return 30 + LANE * len(self._between(number)) if number else 0

    def _between(self, number: int) -> list[Link]:
        """Return the arcs that run between a row and the one before it."""
        crossing = [arc for arc in self.plan.arcs if self._crosses(arc)]
        return [arc for arc in crossing if self.grid.row(max(arc.source, arc.target)) == number]

    def _counts_across(self, y: int) -> int:
        """Write under the rows what has no room on the lines between them; return where that ends."""
        for link in filter(self._crosses, self.plan.arcs):
            if link.flow:
                y += BRACKET
                text = f"{wording.way(link.source, link.target, self.plan.end).of(self.plan.language)}: {link.flow}"
                self.canvas.words.append(Words("label", 1, y, (text,), self.type.small, self.type.small_step))
        return y

    # What can happen at several steps alike

    def _bracket(self, span: Exit, y: int) -> int:
        start, end = self.grid.left(span.first) + 4, self.grid.right(span.last) - 4
        y = self._label(span, cards.with_flow(span.label, span.flow), start + 8, y - 11) + 11
        self.canvas.strokes.append(Stroke(classes("bracket", span.mark), f"M{start} {y - 7}v7H{end}v-7"))
        if span.left_at is not None:
            edge, lower = self.grid.right(span.left_at), self.rows[0].lower - 16
            points = [(edge, lower), (edge + GAP // 2, lower), (edge + GAP // 2, y)]
            head = paths.HEAD_DOWN if span.mark is Mark.NOW else ""
            self.canvas.strokes.append(Stroke("arc taken", paths.turning(points, head)))
        return y

    def _sentence(self, span: Exit, y: int) -> int:
        between = wording.steps_between(span.first, span.last).of(self.plan.language)
        return self._label(span, f"{between}: {cards.with_flow(span.label, span.flow)}", 1, y)

    def _label(self, span: Exit, label: str, x: int, y: int) -> int:
        """Write what can happen, from a base line on; return the last base line."""
        if span.form:
            self.canvas.sheets.append(Sheet(x, y - 15, span.form.number))
        left = x + SHEET_WIDTH + cards.BESIDE if span.form or self.grid.rows > 1 else x
        lines = self.type.lines(label, self.type.small, self.grid.width - left)
        words = Words(classes("label", span.mark), left, y, lines, self.type.small, self.type.small_step)
        self.canvas.words.append(words)
        return y + (len(lines) - 1) * self.type.small_step


def _went(kind: str, taken: bool) -> str:  # noqa: FBT001 - says what a dossier did
    return f"{kind} taken" if taken else kind
