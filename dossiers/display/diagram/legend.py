"""The key of a diagram: what its lines mean and what the official forms are called, in rows under it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dossiers.display.diagram import paths, wording
from dossiers.display.diagram.cards import BESIDE
from dossiers.display.diagram.lettering import width
from dossiers.display.diagram.plan import HEAVIEST, Form, LinkKind, Plan
from dossiers.display.diagram.shapes import SHEET_HEIGHT, SHEET_WIDTH, Canvas, Sheet, Stroke, Words

SIGN = 26
"""Width of a line that is drawn as a sample."""
APART = 22
ROW = 28


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the key: a sample of a stroke, or a form."""

    label: str
    stroke: Stroke | None = None
    form: Form | None = None
    opens_row: bool = False

    @property
    def sign(self) -> int:
        """Return the room that the sign takes."""
        return (SHEET_WIDTH if self.form else SIGN) + BESIDE


def legend(plan: Plan, forms: Iterable[Form], canvas: Canvas, corner: paths.Point, right: int) -> int:
    """Draw the key from a corner to the right edge; return where it ends."""
    (x, y), type_ = corner, canvas.type
    for entry in _entries(plan, forms):
        lines = type_.lines(entry.label, type_.small, right - corner[0] - entry.sign)
        wide = entry.sign + round(max(width(line, type_.small) for line in lines) * type_.slack)
        if x > corner[0] and (x + wide > right or entry.opens_row):
            x, y = corner[0], y + ROW
        _draw(entry, canvas, (x, y), lines)
        x += wide + APART
        y += (len(lines) - 1) * type_.small_step
    return y + ROW if x > corner[0] else y


def _draw(entry: Entry, canvas: Canvas, corner: paths.Point, lines: tuple[str, ...]) -> None:
    (x, y), type_ = corner, canvas.type
    if entry.form:
        canvas.sheets.append(Sheet(x, y, entry.form.number))
    if entry.stroke:
        canvas.strokes.append(Stroke(entry.stroke.kind, f"M{x} {y}{entry.stroke.path}"))
    base = y + (SHEET_HEIGHT + type_.small) // 2 - 1
    canvas.words.append(Words("label", x + entry.sign, base, lines, type_.small, type_.small_step))


def _entries(plan: Plan, forms: Iterable[Form]) -> Iterator[Entry]:
    kinds = {arc.kind for arc in plan.arcs}
    if plan.has_path:
        yield Entry(wording.TAKEN.of(plan.language), Stroke("track taken", f"m0 11h{SIGN}"))
    if plan.flow_unit:
        yield Entry(
            wording.counted(plan.flow_unit).of(plan.language), Stroke(f"track flow-{HEAVIEST}", f"m2 11h{SIGN - 4}")
        )
    if LinkKind.BACK in kinds:
        path = f"m{SIGN - 3} 18a10 13 0 0 0-20 0{paths.HEAD_DOWN}"
        yield Entry(wording.SENT_BACK.of(plan.language), Stroke("arc", path))
    if LinkKind.JUMP in kinds:
        path = f"m3 18a10 13 0 0 1 20 0{paths.HEAD_DOWN}"
        yield Entry(wording.PASSED_OVER.of(plan.language), Stroke("arc", path))
    yield Entry(wording.TIME.of(plan.language), Stroke("bar", f"m0 12h{SIGN}"))
    for place, form in enumerate(forms):
        yield Entry(form.title, form=form, opens_row=place == 0)
