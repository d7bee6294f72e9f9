"""Earlier runs: kept as files with their commit and machine, and compared with the one of now."""

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench.figures import RATIO, Figure

FOLDER = Path(__file__).parent / "results"
MOST_LOST = 0.15
"""A ratio that has lost more than this share is shown in red."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run found, when, of which commit, on which machine, with how many background dossiers."""

    at: str
    commit: str
    machine: Mapping[str, object]
    rows: int
    figures: Mapping[str, Mapping[str, object]]

    def value(self, key: str) -> float | None:
        """Return what was found under a key, if it was measured."""
        found = self.figures.get(key, {}).get("value")
        return found if isinstance(found, int | float) else None


def run_of(figures: Iterable[Figure], rows: int, at: datetime) -> Run:
    """Return the run of now."""
    by_key = {figure.key: figure.to_json() for figure in figures}
    return Run(at.isoformat(timespec="seconds"), commit(), machine(), rows, by_key)


def keep(run: Run, folder: Path = FOLDER) -> Path:
    """Write a run beside the earlier ones; return its file."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{run.at[:19].replace(':', '')}-{run.commit}.json"
    row = {"at": run.at, "commit": run.commit, "machine": run.machine, "rows": run.rows, "figures": run.figures}
    path.write_text(json.dumps(row, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    return path


def kept(folder: Path = FOLDER) -> list[Run]:
    """Return the runs that are kept, the oldest first."""
    return [Run(**json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json"))]


@dataclass(frozen=True, slots=True)
class Loss:
    """A ratio that is worse than in the last run that is kept; ``share`` of it is lost, from 0 to 1."""

    key: str
    before: float
    now: float
    share: float


def losses(figures: Iterable[Figure], runs: Sequence[Run], rows: int) -> list[Loss]:
    """Return the ratios that have lost more than they may since they were last kept with as many rows."""
    found = []
    for figure in figures:
        before = last(figure, runs, rows)
        if before is None or figure.kind.unit != RATIO or not before or not figure.value:
            continue
        better, worse = (before, figure.value) if figure.more_is_better else (figure.value, before)
        share = 1 - worse / better
        if share > MOST_LOST:
            found.append(Loss(figure.key, before, figure.value, share))
    return found


def last(figure: Figure, runs: Sequence[Run], rows: int) -> float | None:
    """Return what was last kept of a figure with as many rows."""
    values = (run.value(figure.key) for run in reversed(runs) if run.rows == rows)
    return next((value for value in values if value is not None), None)


def commit() -> str:
    """Return the commit that was measured, with ``+`` where files differ from it."""
    return _git("rev-parse", "--short=10", "HEAD") + ("+" if _git("status", "--porcelain") else "")


def machine() -> dict[str, object]:
    """Return what decides how fast this machine is, and how busy it was."""
    model = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": model.partition(":")[2].strip() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9),
        "python": platform.python_version(),
        "busy": round(os.getloadavg()[2], 1),
    }


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=FOLDER.parent, capture_output=True, text=True, check=False)
    return done.stdout.strip()
