"""What pictures with axes have in common: the axis of values at the left, names underneath, a key, and the table behind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dossiers.display.charts import telling
from dossiers.display.charts.places import LETTERS, Places, places
from dossiers.display.charts.scale import BASE, Scale
from dossiers.display.charts.values import Across, Caption, Columns, Line, Mark, Series, Sign, Tone
from dossiers.display.diagram.lettering import width


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the plot, and its number."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Key:
    """A sample of a tone, of a line across or of what makes a mark stand out, and what it means."""

    name: str
    tone: Tone | Across | Sign


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of the table, the list that it opens and what stands behind it."""

    value: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A slot of the table."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """All of a picture but its marks; across in per cent of its width, down in pixels."""

    caption: Caption
    unit: str
    """What stands over the numbers of the axis; nothing where each has it behind itself."""
    summary: str
    ticks: tuple[Tick, ...]
    axis: int
    """How wide the numbers of the axis are."""
    height: int
    base: int
    names: Places
    starts_at: str
    """Where the axis starts, if that is not zero."""
    keys: tuple[Key, ...]
    signs: tuple[Key, ...]
    """What the shapes mean of marks that stand out."""
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """A last column of the table."""

    head: str
    marks: Sequence[Mark]


def frame(picture: Line | Columns, scale: Scale, keys: Sequence[Key], sums: Sums | None = None) -> Frame:
    """Return the frame of a picture, with a last column of sums if there are to be any."""
    labels = telling.ticks(scale.ticks, picture.unit)
    names = places(picture.slots)
    heads = (picture.of, *(one.name for one in picture.series))
    signs = {mark.sign for one in picture.series for mark in one.marks}
    return Frame(
        picture.caption,
        "" if telling.is_sign(picture.unit) else picture.unit,
        telling.summary(picture.slots, picture.series, picture.unit),
        tuple(Tick(scale.y(value), label) for value, label in zip(scale.ticks, labels, strict=True)),
        round(max(width(label, LETTERS) for label in labels)) + 8,
        BASE + names.height,
        BASE,
        names,
        telling.measured(scale.low, picture.unit) if scale.low > 0 else "",
        tuple(keys) if len(keys) > 1 else (),
        tuple(Key(name, sign) for sign, name in telling.signs().items() if sign in signs),
        (*heads, sums.head) if sums else heads,
        tuple(_rows(picture, sums)),
    )


def has_values(series: Sequence[Series]) -> bool:
    """Say whether there is anything to draw."""
    return any(one.values for one in series)


def _rows(picture: Line | Columns, sums: Sums | None) -> Iterator[Row]:
    for place, slot in enumerate(picture.slots):
        shown = measured_cell if isinstance(picture, Line) else cell
        cells = tuple(shown(one.marks[place], picture.unit) for one in picture.series)
        yield Row(slot.full, (*cells, cell(sums.marks[place], picture.unit)) if sums else cells)


def cell(mark: Mark, unit: str) -> Cell:
    """Return a mark as a number of a table; words of a unit stand in the head, a sign stands behind."""
    shown = telling.measured(mark.value, unit) if telling.is_sign(unit) else telling.number(mark.value)
    return Cell(shown, mark.href, mark.note) if mark.value is not None else Cell(shown)


def measured_cell(mark: Mark, unit: str) -> Cell:
    """Return a mark of a line, which counts nothing that its name says: the words of its unit stand behind the number."""
    found = cell(mark, unit)
    if mark.value is None or not unit or telling.is_sign(unit):
        return found
    return Cell(found.value, found.href, f"{unit} {found.note}".strip())
