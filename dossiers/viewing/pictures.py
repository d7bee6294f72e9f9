"""The pages of files as pictures: drawn when somebody wants to see them, by nobody who answers a request, and kept a while.

What is kept is a copy that can be drawn again at any time, so it is bounded: by its age and by its number.
"""

import os
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import time

import structlog
from django.conf import settings

from dossiers.viewing import box, lost
from dossiers.viewing.asking import Kind, Picture, Problem, Question

log = structlog.get_logger()

AT_ONCE = 2
"""Pages that one process has drawn together."""
MOST_WAITING = 60
"""Pages that wait for it; what is beyond is asked for again by whoever still looks."""
KEPT_IN_FOLDER = 200
"""Pictures in each of 256 folders, the newest ones: some 7 GB in all."""
KEPT_SECONDS = 14 * 24 * 3600
TRIED_AGAIN_SECONDS = 600
"""After so long a page that could not be drawn is tried again."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is kept, and how it is opened."""

    path: Path
    sha256: str
    kind: Kind


type Key = tuple[str, Picture]

_pool: ThreadPoolExecutor | None = None
_drawing: dict[Key, Future[Problem | None]] = {}
_changing = Lock()


def _forget() -> None:
    """Begin anew in a process that was forked: the threads are its parent's."""
    global _pool, _changing
    _pool, _changing = None, Lock()
    _drawing.clear()


os.register_at_fork(after_in_child=_forget)


def page_of(file: Stored, picture: Picture) -> Path | Problem | None:
    """Return a page as a JPEG, or why there is none; None while it is being drawn, which this begins. Waits for nothing."""
    kept = _place(file, picture)
    if kept.exists():
        return kept
    if (failure := _failure(kept)) is not None:
        return failure
    return _begun(file, picture, kept)


def _place(file: Stored, picture: Picture) -> Path:
    folder = Path(settings.MEDIA_ROOT) / "pages" / file.sha256[:2]
    return folder / f"{file.sha256}-{picture.page}-{picture.width}.jpg"


def _failure(kept: Path) -> Problem | None:
    """Return why a page could not be drawn a while ago."""
    note = kept.with_suffix(".txt")
    with suppress(OSError, ValueError):
        if note.stat().st_mtime > time() - TRIED_AGAIN_SECONDS:
            return Problem(note.read_text())
    return None


def _begun(file: Stored, picture: Picture, kept: Path) -> Problem | None:
    """Have a page drawn, unless that goes on; return what came of it, if anything was wrong on our side."""
    global _pool  # noqa: PLW0603
    key = file.sha256, picture
    with _changing:
        going_on = _drawing.get(key)
        if going_on is not None and going_on.done():
            del _drawing[key]
            return going_on.result()
        if going_on is not None or len(_drawing) >= MOST_WAITING:
            return None
        _pool = _pool or ThreadPoolExecutor(AT_ONCE, "pictures")
        begun = _drawing[key] = _pool.submit(_draw, file, picture, kept)
    begun.add_done_callback(lambda done: _drop(key, done))
    return None


def _drop(key: Key, done: Future[Problem | None]) -> None:
    """Keep the end of a drawing for whoever asks next only where no file says it."""
    if done.result() is None:
        with _changing:
            _drawing.pop(key, None)


def _draw(file: Stored, picture: Picture, kept: Path) -> Problem | None:
    """Have a page drawn into its place, or write there why it cannot be; return what kept us from both."""
    try:
        if not file.path.exists():
            # Nothing is kept of that: once it is there again it is drawn.
            log.error("viewing.gone", path=str(file.path))
            lost.note(file.path, file.sha256.partition("-")[0])
            return Problem.GONE
        kept.parent.mkdir(parents=True, exist_ok=True)
        _tidy(kept.parent)
        unfinished, name = tempfile.mkstemp(".part", dir=kept.parent)
        try:
            with file.path.open("rb") as content:
                question = Question(file.kind, box.limits_of(file.kind), picture)
                problem = box.ask(question, content.fileno(), unfinished).problem
            if problem is not None:
                os.pwrite(unfinished, problem.value.encode(), 0)
                os.ftruncate(unfinished, len(problem.value))
            Path(name).rename(kept if problem is None else kept.with_suffix(".txt"))
        finally:
            os.close(unfinished)
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        log.exception("viewing.not_drawn", failure=error.strerror)
        return Problem.BUSY
    return None


def _tidy(folder: Path) -> None:
    """Take away what is old, and the oldest of what is too much."""
    found = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            found.append((path.stat().st_mtime, path))
    found.sort(reverse=True)
    too_old = time() - KEPT_SECONDS
    for place, (at, path) in enumerate(found):
        if place >= KEPT_IN_FOLDER or at < too_old:
            path.unlink(missing_ok=True)
