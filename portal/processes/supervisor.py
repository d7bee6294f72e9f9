"""Keeping the demo's processes running: what ends is started again, whoever ended it.

On a server systemd does this (README, "On a server"). Each child runs in a session of its own, so that
Ctrl-C reaches the supervisor alone; if that is killed, the kernel sends each the signal that it has for this
(``setpriv --pdeathsig``).
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from portal.postgres import BASE_DIR

LOGS = BASE_DIR / ".demo" / "logs"
QUICK_SECONDS = 5.0
"""A process that ends sooner than this after its start did not get to its work."""
MOST_QUICK_ENDS = 5
"""After so many of them in a row what ends by itself is broken."""
LONGEST_PAUSE = 8.0
STOP_SECONDS = 15


class ChildError(Exception):
    """A process does not keep running; the message holds its last words."""


@dataclass(slots=True)
class Child:
    """A process, how it is started, and the file that its words go to."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    may_end: bool = False
    """Whether it is done at some time, which its exit code 0 says."""
    folder: Path = LOGS
    orphaned: signal.Signals = signal.SIGTERM
    """What the kernel sends it when this process is gone: to one that has nothing to finish, what cannot be missed."""
    process: subprocess.Popen[bytes] | None = None
    is_done: bool = False
    quick_ends: int = 0
    started_at: float = 0.0
    start_again_at: float = 0.0

    @property
    def log(self) -> Path:
        """Where its words go."""
        return self.folder / f"{self.name}.log"

    def start(self, *, again: bool = False) -> None:
        """Start it; its log begins anew, unless it is started again."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab" if again else "wb") as words:
            self.process = subprocess.Popen(
                bound(self.command, self.orphaned),
                env=self.environment,
                cwd=BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started_at = time.monotonic()

    def tend(self, say: Callable[[str], object], *, may_fail: bool) -> None:
        """Start it again if it has ended; raise ``ChildError`` if it does nothing but end.

        ``may_fail`` says that what it depends on is away: then its ends are not held against it.
        """
        if self.is_done:
            return
        if self.process is None:
            if time.monotonic() >= self.start_again_at:
                self.start(again=True)
            return
        code = self.process.poll()
        if code is None:
            return
        kill_session(self.process.pid)
        self.process = None
        if code == 0 and self.may_end:
            self.is_done = True
            return
        self._put_off(may_fail=may_fail, was_killed=code == -signal.SIGKILL)
        say(f"The process “{self.name}” has ended ({_words_of(code)}) and is started again; its log is {self.log}.")

    def _put_off(self, *, may_fail: bool, was_killed: bool) -> None:
        """Count the end and set when it is started again: at once, then after longer and longer pauses.

        One that somebody kills again and again is started as often; only what ends by itself is broken.
        """
        is_quick = time.monotonic() - self.started_at < QUICK_SECONDS
        self.quick_ends = self.quick_ends + 1 if is_quick and not may_fail else 0
        if self.quick_ends >= MOST_QUICK_ENDS and not was_killed:
            raise ChildError(
                f"{self.last_words()}\nThe process “{self.name}” ends again and again; its log is {self.log}."
            )
        pause = min(0.5 * 2**self.quick_ends, LONGEST_PAUSE) if is_quick else 0.0
        self.start_again_at = time.monotonic() + pause

    def last_words(self) -> str:
        """Return the end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])


def bound(command: Sequence[str], orphaned: signal.Signals = signal.SIGTERM) -> list[str]:
    """Have the kernel end a command by a signal when this process is gone."""
    return ["setpriv", "--pdeathsig", orphaned.name.removeprefix("SIG"), *command]


def end(children: Sequence[Child]) -> None:
    """Ask every child to end; after a while, kill what is left of each one's session."""
    processes = [child.process for child in children if child.process is not None]
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + STOP_SECONDS
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, until - time.monotonic()))
        kill_session(process.pid)
        process.wait()


def kill_session(pid: int) -> None:
    """Kill what is left of a child's process group, and bury what has become ours by it."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-pid, 0)


def _words_of(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
