"""A real server, a real browser and a real worker, on this worker's own database and folders."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from portal.postgres import BASE_DIR
from tests import databases

CHROMIUM = Path("/usr/bin/chromium")
# As root, in a closed network, without a screen.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = BASE_DIR / "artefacts" / "screenshots"
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}
_WORKER_SECONDS = 30


@pytest.fixture
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Serve the site on a port of its own; yield its address. What was committed is deleted afterwards."""
    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1")
        try:
            yield server.url
        finally:
            server.stop()
            databases.clean()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium once for this worker."""
    assert CHROMIUM.exists(), "Missing package. Run this once: sudo apt-get install chromium"
    # Playwright's own loop runs in this thread, where Django would take us for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own (own cookies); the test fails if the page reported an error."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(*, javascript: bool = True, viewport: dict[str, int] = DESK, **options: object) -> Page:
        context = browser.new_context(
            base_url=site, locale="vi-VN", java_script_enabled=javascript, viewport=viewport, **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda said: errors.append(f"{page.url}: {said.text}") if _is_fault(said) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, errors


def _is_fault(said) -> bool:
    """Tell an error of the page from the browser's note that a request was refused, as the test meant it."""
    return said.type == "error" and "Failed to load resource" not in said.text


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """Open one page on a desk's screen."""
    return new_page()


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a screenshot of a whole page, on a phone and on a desk, named by the test and a word."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    test = re.sub(r"\W+", "-", request.node.name).strip("-")

    def keep(page: Page, name: str) -> None:
        before = page.viewport_size
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            page.screenshot(path=SCREENSHOTS / f"{test}--{name}--{size['width']}.png", full_page=True)
        page.set_viewport_size(before)

    return keep


class Worker:
    """A Celery worker in a process of its own, with the test's database as broker."""

    def __init__(self) -> None:
        self.log = Path(settings.RUN_DIR) / settings.WORKER / "worker.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, with_schedule: bool = False) -> None:
        """Start it and wait until it takes tasks."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "celery", "-A", "portal.celery", "worker", "-c", "1", "-l", "INFO"]
        command += ["--without-gossip", "--without-mingle", *(["--beat"] if with_schedule else [])]
        with self.log.open("wb") as words:
            self.process = subprocess.Popen(
                command,
                env=self.environment(),
                cwd=BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                start_new_session=True,
            )
        self.wait(lambda: "ready." in self.words())

    def environment(self) -> dict[str, str]:
        """Point the site's own settings at the test's database, files and mail."""
        places = {"STORAGE_URL": f"file://{settings.MEDIA_ROOT}", "EMAIL_URL": f"file://{settings.MAIL_DIR}"}
        own = {"DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": databases.url(), "MOTCUA_DEMO": "1"}
        return {**os.environ, **own, **places}

    def words(self) -> str:
        """Read what it has said."""
        return self.log.read_text(errors="replace")

    def wait(self, is_true: Callable[[], object], seconds: float = _WORKER_SECONDS) -> None:
        """Wait until something has come true; fail with the worker's words if it does not."""
        until = time.monotonic() + seconds
        while not is_true():
            assert time.monotonic() < until, (
                f"It did not come true within {seconds} s. The worker says:\n{self.words()}"
            )
            time.sleep(0.05)

    def kill(self) -> None:
        """End it and its children as a crash would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture
def worker(site: str) -> Iterator[Worker]:
    """Run a worker for the length of a test; it may be killed and started again."""
    started = Worker()
    started.start()
    yield started
    started.kill()
