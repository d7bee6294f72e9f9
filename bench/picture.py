"""The runs that are kept as one picture: a small field for each ratio, its goal as a dashed line."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from bench.figures import RATIO
from bench.kept import FOLDER, Run

PICTURE = "over-time.svg"
COLUMNS, WIDTH, HEIGHT, MARGIN = 3, 380, 150, 12
_PLOT_TOP, _PLOT_LEFT = 40, 44


def draw(runs: Sequence[Run]) -> str:
    """Return the picture as SVG; a ratio that no run has measured has no field."""
    keys = [key for key in dict.fromkeys(key for run in runs for key in run.figures) if _unit(runs, key) == RATIO]
    high = -(-len(keys) // COLUMNS) * HEIGHT or HEIGHT
    fields = "".join(
        f'<g transform="translate({number % COLUMNS * WIDTH} {number // COLUMNS * HEIGHT})">{_field(runs, key)}</g>'
        for number, key in enumerate(keys)
    )
    style = "text{font:11px sans-serif;fill:#222}.line{fill:none;stroke:#0b5cad;stroke-width:1.5}.goal{stroke:#2a7d2a;stroke-dasharray:4 3}.axis{stroke:#bbb}circle{fill:#0b5cad}"  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {COLUMNS * WIDTH} {high}" width="{COLUMNS * WIDTH}">'
        f'<style>{style}</style><rect width="100%" height="100%" fill="#fff"/>{fields}</svg>\n'
    )


def write(runs: Sequence[Run], folder: Path = FOLDER) -> Path:
    """Draw the runs beside their files."""
    path = folder / PICTURE
    path.write_text(draw(runs), encoding="utf-8")
    return path


def _unit(runs: Sequence[Run], key: str) -> object:
    return next(run.figures[key]["unit"] for run in runs if key in run.figures)


def _field(runs: Sequence[Run], key: str) -> str:
    """Draw one ratio: a point for each run that measured it, from left to right."""
    newest = next(run.figures[key] for run in reversed(runs) if key in run.figures)
    found = [(number, value) for number, run in enumerate(runs) if (value := run.value(key)) is not None]
    goal = _goal(newest)
    top = 1.15 * max([value for _number, value in found] + ([goal] if goal else [])) or 1.0

    def x(number: int) -> float:
        return _PLOT_LEFT + (WIDTH - _PLOT_LEFT - MARGIN) * (number / (len(runs) - 1) if len(runs) > 1 else 0.5)

    def y(value: float) -> float:
        return HEIGHT - MARGIN - (HEIGHT - MARGIN - _PLOT_TOP) * value / top

    points = " ".join(f"{x(number):.1f},{y(value):.1f}" for number, value in found)
    dots = "".join(
        f'<circle cx="{x(number):.1f}" cy="{y(value):.1f}" r="2.5"><title>{escape(runs[number].commit)}: {value:g}</title></circle>'
        for number, value in found
    )
    line = f'<line class="goal" x1="{_PLOT_LEFT}" x2="{WIDTH - MARGIN}" y1="{y(goal):.1f}" y2="{y(goal):.1f}"/>' if goal else ""  # fmt: skip
    aim = f", goal {escape(str(newest['goal']))}" if goal else ""
    return (
        f'<text x="{MARGIN}" y="16">{escape(str(newest["words"]))}</text>'
        f'<text x="{MARGIN}" y="31">now {found[-1][1]:g}{aim}</text>'
        f'<line class="axis" x1="{_PLOT_LEFT}" x2="{WIDTH - MARGIN}" y1="{y(0):.1f}" y2="{y(0):.1f}"/>'
        f'<text x="{MARGIN}" y="{y(0):.1f}">0</text>{line}<polyline class="line" points="{points}"/>{dots}'
    )


def _goal(figure: object) -> float | None:
    """Return the number of a goal such as ``<= 8``; None where there is none."""
    words = str(figure["goal"]).split() if isinstance(figure, dict) else []
    return float(words[1]) if words else None
