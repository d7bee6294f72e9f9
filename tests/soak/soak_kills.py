"""Every process of the demo is killed in turn, again and again: mail and receipts go on without a hand.

``make soak`` runs it; ``SOAK_KILLS`` says how often each is killed (10). The demo runs in a copy of this checkout,
with a cluster of its own.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from http.client import HTTPException
from pathlib import Path

import psutil
import pytest

from portal.postgres import BASE_DIR
from tests.programs import free_port
from tests.visiting import RealVisitor

KILLS = int(os.environ.get("SOAK_KILLS", "10"))
GOES_ON_SECONDS = 60
START_SECONDS = 120
SHARED = (".venv", "node_modules", "staticfiles")
LASTING = (
    "celery beat",
    "celeryd: celery@",
    "flock",
    "gunicorn: master",
    "gunicorn: worker",
    "postgres -D",
    "postgres: autovacuum launcher",
    "postgres: background writer",
    "postgres: checkpointer",
    "postgres: io worker",
    "postgres: logical replication",
    "postgres: postgres motcua",
    "postgres: walwriter",
)
"""What a demo consists of for as long as it runs. The database's keeper is two processes, ``flock``, of which the inner one
does without the outer; the supervisor is the hand that is not needed."""
PASSING = (OSError, HTTPException, AssertionError, ValueError)
"""What a visitor meets while something is being started again."""


@dataclass
class Demo:
    """A demo in a folder of its own."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def words(self) -> str:
        return (self.folder / "words").read_text(errors="replace")

    @property
    def environment(self) -> dict[str, str]:
        """Return this process's environment without what the tests have put there."""
        given = {**os.environ, "PORT": str(self.port), "MOTCUA_HISTORY": "0", "MOTCUA_DEMO": "1"}
        given["TAKE_BACK_SECONDS"] = "1"
        for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SEAL_ANCHOR"):
            given.pop(name, None)
        return given

    def start(self) -> None:
        with (self.folder / "words").open("wb") as words:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.demo.run"],
                cwd=self.folder,
                env=self.environment,
                stdout=words,
                stderr=words,
            )
        self.wait(lambda: "Ctrl-C" in self.words, START_SECONDS)

    def wait(self, is_true: Callable[[], object], seconds: float = GOES_ON_SECONDS) -> float:
        """Wait until something has come true; return after how many seconds."""
        begun = time.monotonic()
        while not is_true():
            assert time.monotonic() - begun < seconds, f"not within {seconds} s\n{self.words}"
            time.sleep(0.1)
        return time.monotonic() - begun

    def tree(self) -> dict[str, list[psutil.Process]]:
        """Return the processes by what they are, without the supervisor itself."""
        found: dict[str, list[psutil.Process]] = {}
        for process in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.Error):
                if process.status() != psutil.STATUS_ZOMBIE:
                    found.setdefault(_kind(process), []).append(process)
        return found

    def one_of(self, kind: str) -> psutil.Process:
        """Return a process of a kind, waiting until there is one."""
        until = time.monotonic() + GOES_ON_SECONDS
        while not (here := self.tree()).get(kind):
            assert time.monotonic() < until, f"no {kind} among {sorted(here)}\n{self.words}"
            time.sleep(0.1)
        return here[kind][0]

    def mails(self, code: str) -> list[str]:
        """Return which mails about a dossier were sent, each with the names of its papers."""
        found = []
        for path in (self.folder / ".demo" / "mail").glob("*.eml"):
            message = message_from_bytes(path.read_bytes(), policy=default)
            if code in str(message["Message-ID"]):
                papers = [part.get_filename() for part in message.iter_attachments()]
                found.append(f"{message['Message-ID'].split('.')[-1].split('@')[0]} {papers}")
        return found


def _kind(process: psutil.Process) -> str:
    """Name a process by its first words: postgres's own parts name themselves."""
    program, _blank, rest = (" ".join(process.cmdline()).strip() or process.name()).partition(" ")
    title = f"{program.rpartition('/')[2]} {rest}".replace("[", "").replace("]", "")
    return next((kind for kind in LASTING if title.startswith(kind)), title)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """Run a demo in a copy of this checkout; end it as Ctrl-C does."""
    folder = Path(f"/var/tmp/mot-cua-soak-{os.getpid()}")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=BASE_DIR, check=True, capture_output=True
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (BASE_DIR / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(BASE_DIR / name, folder / name)
    for name in SHARED:
        (folder / name).symlink_to(BASE_DIR / name)
    one = Demo(folder)
    try:
        one.start()
        yield one
    finally:
        if one.process is not None:
            one.process.send_signal(signal.SIGINT)
            one.process.wait(60)
        shutil.rmtree(folder)


def test_whatever_is_killed_mail_and_receipts_go_on(demo: Demo) -> None:
    people = People(demo)
    slowest: dict[str, float] = {}
    killed: Counter[str] = Counter()
    people.serve()

    for kind in LASTING:
        for _round in range(KILLS):
            victim = demo.one_of(kind)
            begun = time.monotonic()
            victim.kill()
            killed[kind] += 1
            people.serve()
            slowest[kind] = max(slowest.get(kind, 0.0), time.monotonic() - begun)

    for kind, seconds in slowest.items():
        print(f"{kind}: killed {killed[kind]} times, mail and receipt after at most {seconds:.1f} s")
    demo.wait(lambda: b"ok" in RealVisitor(demo.address).get("/readyz").content[:3])
    checked = subprocess.run(
        [sys.executable, "manage.py", "check_dossiers"],
        cwd=demo.folder,
        env=demo.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert max(slowest.values()) < GOES_ON_SECONDS


class People:
    """alice files and bob accepts, as often as it takes until both were answered."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.alice, self.bob = RealVisitor(demo.address), RealVisitor(demo.address)
        self.alice.sign_in("alice")
        self.bob.sign_in("bob")

    def serve(self) -> None:
        """File a dossier, accept it, and wait for the mail with the receipt: within a minute in all."""
        code = self._insist(self.alice.file)
        self._insist(lambda: self._accept(code))
        self.demo.wait(lambda: any(mail.startswith("accepted [") and "TNHS" in mail for mail in self.demo.mails(code)))

    def _accept(self, code: str) -> bool:
        page = self.bob.get(f"/mot-cua/{code}/")
        assert page.status_code == 200
        if f"/mot-cua/{code}/accept/".encode() in page.content:
            answer = self.bob.send(page, "/accept/", {})
            assert answer.status_code == 200
        return True

    def _insist[T](self, act: Callable[[], T]) -> T:
        until = time.monotonic() + GOES_ON_SECONDS
        while True:
            try:
                return act()
            except PASSING:
                assert time.monotonic() < until, self.demo.words
                time.sleep(0.2)


def test_a_database_that_is_gone_keeps_nobody_from_ending_the_demo(demo: Demo) -> None:
    [server] = [process for kind, found in demo.tree().items() if kind == "postgres -D" for process in found]

    server.kill()
    begun = time.monotonic()
    demo.process.send_signal(signal.SIGINT)
    code = demo.process.wait(60)

    assert (code, time.monotonic() - begun < 20) == (0, True), demo.words
    demo.process = None
