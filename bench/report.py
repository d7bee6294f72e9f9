"""What a run prints: each figure beside its goal and what was last kept, and in red what has fallen."""

import os
from collections.abc import Sequence

from bench.figures import Figure
from bench.kept import Run, last, losses

RED, PLAIN = "\x1b[31m", "\x1b[0m"
_WIDTH = 72


def lines(figures: Sequence[Figure], runs: Sequence[Run], rows: int) -> list[str]:
    """Return the table, the worst news last."""
    fallen = {loss.key: loss for loss in losses(figures, runs, rows)}
    printed = [f"{'what':<{_WIDTH}}{'now':>12}{'goal':>10}{'reached':>9}{'kept':>10}"]
    for figure in figures:
        before = last(figure, runs, rows)
        reached = "" if not figure.goal else "yes" if figure.is_reached else "no"
        value = f"{figure.value:g} {figure.kind.unit}".strip()
        row = f"{figure.kind.words:<{_WIDTH}}{value:>12}{figure.goal:>10}{reached:>9}"
        row += f"{'' if before is None else f'{before:g}':>10}"
        printed.append(red(row) if figure.key in fallen else row)
        faults = figure.details.get("faults")
        if isinstance(faults, dict):
            printed += [f"  {count} x {fault}" for fault, count in faults.items()]
    for loss in fallen.values():
        words = next(figure.kind.words for figure in figures if figure.key == loss.key)
        printed.append(red(f"Fallen by {loss.share:.0%}, from {loss.before:g} to {loss.now:g}: {words}"))
    return printed


def missed(figures: Sequence[Figure]) -> list[str]:
    """Return a line for each goal by which a run fails.

    These are ratios, sizes and numbers, which a machine does not change; and how long the model case takes as a whole, which is asked
    for by name, on a quiet machine.
    """
    found = [one for one in figures if one.is_missed or (one.key.startswith("history") and not one.is_reached)]
    return [f"Missed, {one.value:g} {one.kind.unit} for {one.goal}: {one.kind.words}" for one in found]


def red(line: str) -> str:
    """Return a line in red, unless NO_COLOR asks for none."""
    return line if os.environ.get("NO_COLOR") else f"{RED}{line}{PLAIN}"
