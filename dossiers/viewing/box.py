"""The way to the process that opens files: one for each of ours that asks, started at its first question."""

import atexit
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from tempfile import TemporaryFile
from threading import BoundedSemaphore, Lock, Thread

import msgspec
import structlog
from django.conf import settings

from dossiers.viewing.asking import READY, Answer, Kind, Limits, Problem, Question

log = structlog.get_logger()

MOST_JUDGED = 3
"""Files that are looked at together by one process; the fourth waits for ``PATIENCE_SECONDS`` and is then refused."""
PATIENCE_SECONDS = 3.0
GRACE_SECONDS = 0.5
"""So much longer than we wait may a process live: what has not answered in time is told apart from what broke."""
LEAST_GLANCE_SECONDS = 0.005
SHORTEST_WAIT_SECONDS = 0.001
"""For an answer that may be there already."""
GLANCE_GRACE_SECONDS = 0.05
"""So much longer lives the process of a file that was only glanced at."""
START_SECONDS = 10.0
ENDING_SECONDS = 0.1
TRIES = 2
"""How often a question is asked: again where the box was killed, and not a third time."""
MOST_ANSWER = 65_536
MEMORY = 1024 * 1024 * 1024
MOST_PAGES = 2_000
MOST_FRAMES = 200
"""Pages of an image, each of which is looked for from the first on."""
MOST_PIXELS = 100_000_000
"""A sheet of A3 at 600 dots to the inch has 70 million."""
MOST_OUTPUT = 16_000_000
COPYING_SECONDS = 30.0
"""So long a worker waits for a copy: two hundred pages are straightened in it."""
SIGNATURES_SECONDS = 20.0
"""So long a worker waits until signatures are read: of a file of twenty megabytes with three of them that is one second."""
MOST_COPIED = 64_000_000
"""Bytes of a copy."""


class Gone(Exception):  # noqa: N818
    """The process that opens files has ended."""


class Box:
    """That process, and the socket to it. Its end is the socket's: whoever is killed leaves nobody behind."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes]
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._questions = ours
        with theirs:
            # It inherits no setting: neither the key of the site nor the database's address is known there.
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-m", "dossiers.viewing.child"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
                start_new_session=True,
            )
        # The time of the first file is not that of the start.
        ours.settimeout(START_SECONDS)
        with suppress(OSError):
            ours.recv(len(READY))
        ours.settimeout(None)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def put(self, question: Question, descriptors: Sequence[int]) -> socket.socket:
        """Send a question; return the socket on which its answer comes. Raises ``Gone``."""
        answers, theirs = socket.socketpair()
        with theirs:
            try:
                message = [msgspec.json.encode(question)]
                socket.send_fds(self._questions, message, [theirs.fileno(), *descriptors])
            except OSError as error:
                answers.close()
                raise Gone from error
        return answers

    def has_ended(self) -> bool:
        """Say whether it is gone, or going."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(ENDING_SECONDS)
            return True
        return False

    def leave(self) -> None:
        """Close the way to it in a process that is not its parent."""
        self._questions.close()

    def end(self) -> None:
        """Close the way to it, and wait for its end."""
        self._questions.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
            return
        self._process.kill()
        self._process.wait()


_box: Box | None = None
_inherited: list[Box] = []
_starting = Lock()
_judging = BoundedSemaphore(MOST_JUDGED)


def _forget() -> None:
    """Begin anew in a process that was forked: the box is its parent's."""
    global _box, _starting, _judging
    if _box is not None:
        _box.leave()
        _inherited.append(_box)
    _box, _starting, _judging = None, Lock(), BoundedSemaphore(MOST_JUDGED)


os.register_at_fork(after_in_child=_forget)


def running() -> Box:
    """Return the box of this process, started if it is not there."""
    global _box  # noqa: PLW0603
    with _starting:
        if _box is None:
            _box = Box()
        return _box


@atexit.register
def _leave() -> None:
    """End the box with this process."""
    if _box is not None:
        _box.end()


def _replace(gone: Box) -> None:
    """Let the next question start another one, unless somebody has seen to that."""
    global _box  # noqa: PLW0603
    with _starting:
        if _box is gone:
            _box = None
    gone.end()


def limits_of(kind: Kind) -> Limits:
    """Return what a file of a kind may be and use."""
    pages = MOST_FRAMES if kind is Kind.IMAGE else MOST_PAGES
    return Limits(settings.READING_SECONDS + GRACE_SECONDS, MEMORY, pages, MOST_PIXELS, MOST_OUTPUT)


def copy(descriptor: int, to: int) -> Answer:
    """Have a picture copied as a PDF that is read more easily. It takes its time: for workers alone."""
    limits = Limits(COPYING_SECONDS + GRACE_SECONDS, MEMORY, MOST_FRAMES, MOST_PIXELS, MOST_COPIED)
    return ask(Question(Kind.IMAGE, limits, is_copied=True), descriptor, to)


def signatures(descriptor: int, roots: bytes, at: datetime) -> Answer:
    """Have the signatures of a PDF read at an instant, and held against roots (PEM). It takes its time: for workers alone."""
    limits = Limits(SIGNATURES_SECONDS + GRACE_SECONDS, MEMORY, MOST_PAGES, MOST_PIXELS)
    question = Question(Kind.PDF, limits, signatures_at=at)
    with TemporaryFile() as trusted:
        trusted.write(roots)
        trusted.flush()
        return ask(question, descriptor, trusted.fileno())


def ask(question: Question, *descriptors: int) -> Answer:
    """Have a file opened and wait for the answer, a little shorter than its process may live."""
    for _try in range(TRIES):
        box = running()
        try:
            answer = _answer(box, question, descriptors, question.limits.seconds - GRACE_SECONDS)
        except Gone:
            _replace(box)
            continue
        return answer
    return Answer(Problem.BUSY)


def _answer(box: Box, question: Question, descriptors: Sequence[int], seconds: float) -> Answer:
    """Raises ``Gone``."""
    with box.put(question, descriptors) as answers:
        answers.settimeout(seconds)
        try:
            raw = answers.recv(MOST_ANSWER)
        except TimeoutError:
            log.warning("viewing.too_long", kind=question.kind, page=question.picture and question.picture.page)
            return Answer(Problem.TOO_LONG)
        except ConnectionError:
            raw = b""
    if raw:
        return msgspec.json.decode(raw, type=Answer)
    if box.has_ended():
        raise Gone
    # The one who opened it ended without a word: the file has broken its reader, or took more memory than there is for one.
    return Answer(Problem.BROKEN)


class Glance:
    """A file that is judged beside other work: the answer is taken if it comes in a matter of moments, or left."""

    def __init__(self, box: Box, question: Question, descriptor: int) -> None:
        """Ask. Raises ``Gone``."""
        self._answers = box.put(question, [descriptor])

    def answer(self, seconds: float) -> Answer | None:
        """Wait so long at most; None where nothing was found by then, or nothing that is sure."""
        self._answers.settimeout(max(seconds, SHORTEST_WAIT_SECONDS))
        try:
            raw = self._answers.recv(MOST_ANSWER)
        except (TimeoutError, ConnectionError):
            return None
        finally:
            self.leave()
        # Whoever has ended without a word has run out of time, or the file has broken it: a worker will know.
        answer = msgspec.json.decode(raw, type=Answer) if raw else None
        return answer if answer and answer.problem not in (Problem.TOO_LONG, Problem.BUSY) else None

    def leave(self) -> None:
        """Wait for it no more; once it has been waited for this does nothing."""
        if self._answers.fileno() >= 0:
            self._answers.close()
            _judging.release()


def read_scan(descriptor: int) -> tuple[str, ...]:
    """Return the codes of papers that are seen on a scan; none where it cannot be looked at now. A person waits for it."""
    if not _judging.acquire(timeout=PATIENCE_SECONDS):
        return ()
    try:
        return ask(Question(Kind.PDF, limits_of(Kind.PDF), is_read=True, is_scan=True), descriptor).codes
    finally:
        _judging.release()


def begin_glance(kind: Kind, descriptor: int, seconds: float, *, is_read: bool = False) -> Glance | None:
    """Have a file judged if that is a matter of so short a time; None where it is not, or where others are at it.

    Of a PDF that ``is_read`` its codes are named too.
    """
    if seconds < LEAST_GLANCE_SECONDS or not _judging.acquire(blocking=False):
        return None
    limits = msgspec.structs.replace(limits_of(kind), seconds=seconds + GLANCE_GRACE_SECONDS)
    if box := _ready(seconds):
        try:
            return Glance(box, Question(kind, limits, is_read=is_read), descriptor)
        except Gone:
            _replace(box)
    _judging.release()
    return None


def _ready(seconds: float) -> Box | None:
    """Return the box of this process, if it is there or starts in so short a time; it goes on starting."""
    if _box is None:
        starting = Thread(target=running, daemon=True)
        starting.start()
        starting.join(seconds)
    return _box


def judge(kind: Kind, descriptor: int) -> Answer:
    """Have a file judged. A person waits for it: few at once, and nobody longer than for one file and one before it."""
    if not _judging.acquire(timeout=PATIENCE_SECONDS):
        return Answer(Problem.BUSY)
    try:
        return ask(Question(kind, limits_of(kind)), descriptor)
    finally:
        _judging.release()
