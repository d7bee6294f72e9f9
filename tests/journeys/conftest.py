"""A real server, a real browser and a real worker, on this worker's own database and folders."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from portal.postgres import BASE_DIR
from tests import databases, programs
from tests.journeys.people import Someone

CHROMIUM = Path("/usr/bin/chromium-headless-shell")
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


@pytest.fixture
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings) -> Iterator[str]:
    """Serve the site on a port of its own; yield its address. What was committed is deleted afterwards."""
    with served(django_db_blocker, settings) as url:
        yield url


@contextmanager
def served(django_db_blocker: DjangoDbBlocker, settings: Settings) -> Iterator[str]:
    """Serve the site for the length of a block."""
    # A journey that looks at it takes its own time.
    settings.TAKE_BACK_SECONDS = 1
    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1")
        try:
            yield server.url
        finally:
            server.stop()
            databases.clean()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium, without the parts that draw a window, once for this worker."""
    assert CHROMIUM.exists(), "Missing package. Run this once: sudo apt-get install chromium-headless-shell"
    # Playwright's own loop runs in this thread, where Django would take us for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own (own cookies); the test fails if the page reported an error.

    Without the worker that answers off line: what it asks for, a test cannot hold back.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(*, javascript: bool = True, viewport: dict[str, int] = DESK, **options: object) -> Page:
        options = {"service_workers": "block", **options}
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
    """Keep a screenshot of a whole page, on a phone and on a desk, named by the test and a word: where ``PICTURES`` is set."""
    if not os.environ.get("PICTURES"):
        return lambda _page, _name: None
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    test = re.sub(r"\W+", "-", request.node.name).strip("-")

    def keep(page: Page, name: str) -> None:
        before = page.viewport_size
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            page.screenshot(path=SCREENSHOTS / f"{test}--{name}--{size['width']}.png", full_page=True)
        page.set_viewport_size(before)

    return keep


@pytest.fixture
def meet(new_page: Callable[..., Page], picture: Callable[[Page, str], None]) -> Callable[[str], Someone]:
    """Meet a person of the demo, signed in at a browser of one's own."""
    return lambda username: Someone(new_page(), picture).signed_in(username)


class Worker:
    """A Celery worker with the schedule in a process of its own, with the test's database as broker."""

    def __init__(self, **given: str) -> None:
        self.given = given
        self.program: programs.Program | None = None

    def start(self, *, with_schedule: bool = True) -> None:
        """Start it and wait until it takes tasks; a schedule seals, and wakes everything, as soon as it begins."""
        self.program = programs.worker(python=sys.executable, **self.given)
        if with_schedule:
            self.program.command = [*self.program.command, "--beat"]
        self.program.start()
        self.wait(lambda: "ready." in self.program.words())

    def wait(self, is_true: Callable[[], object], seconds: float = programs.SECONDS) -> None:
        """Wait until something has come true; fail with the worker's words if it does not."""
        self.program.wait(is_true, seconds)

    def kill(self) -> None:
        """End it as a crash would."""
        if self.program is not None:
            self.program.kill()


@pytest.fixture
def worker(site: str) -> Iterator[Worker]:
    """Run a worker for the length of a test; it may be killed and started again."""
    started = Worker()
    started.start()
    yield started
    started.kill()
