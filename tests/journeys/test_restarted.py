"""The server is killed in the middle and started again: nothing is lost, and a dossier is filed once."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.db import connection, transaction
from playwright.sync_api import Page, Route, expect
from pytest_django.plugin import DjangoDbBlocker

from dossiers.models import Attachment, Dossier, Draft, PartialFile
from portal.demo import story
from tests import lines, programs
from tests.journeys.people import FILING, Someone, go, large_pdf
from tests.journeys.test_last_press import CHECK, SUBMIT, ready
from tests.journeys.test_off_line import READY

Look = Callable[[Page, str], None]
INPUT = "input[name=component-ban-thao]"
FILES = "#div_id_component-ban-thao .files"
STATE = "[data-autosave-status]"
TITLE = "main [name='material_name']"
ENOUGH = 60_000
"""Milliseconds."""


class Server:
    """The site in a process of its own, which may be killed and started again at its port."""

    def __init__(self) -> None:
        self.port = programs.free_port()
        self.program = programs.web(self.port, python=sys.executable, DJANGO_SETTINGS_MODULE="tests.settings")

    def start(self) -> "Server":
        self.program.start().wait(self._serves, 60)
        return self

    def kill(self) -> None:
        self.program.kill()

    @property
    def is_running(self) -> bool:
        return self.program.process is not None

    def _serves(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=20) as answer:
                return answer.status == 200
        except (URLError, ConnectionError):
            return False


@pytest.fixture(scope="module")
def _server(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Server]:
    with django_db_blocker.unblock():
        own = Server()
    yield own
    own.kill()


@pytest.fixture
def server(_server: Server, committed_db: None) -> Server:
    """Serve the site; what a test killed and did not start again is started for the next one."""
    return _server if _server.is_running else _server.start()


@pytest.fixture
def line(server: Server) -> Iterator[lines.Line]:
    """Lie between the browser and the server."""
    with lines.laid(lines.Line(server.port)) as line:
        yield line


@pytest.fixture
def site(line: lines.Line) -> str:
    """Be found at the end of the line, in place of the server within the test's own process."""
    return line.url


@pytest.fixture
def alice(page: Page, picture: Look) -> Someone:
    return Someone(page, picture).signed_in("alice")


def test_what_is_typed_meanwhile_is_saved_by_itself(alice: Someone, server: Server) -> None:
    page = alice.visit(FILING)
    page.fill(TITLE, "Kỷ yếu")
    expect(page.locator(STATE)).to_contain_text("Đã lưu lúc")

    server.kill()
    page.fill(TITLE, "Kỷ yếu năm 2026")
    expect(page.locator(STATE)).to_contain_text("Chưa lưu: mất kết nối", timeout=ENOUGH)
    server.start()

    expect(page.locator(STATE)).to_contain_text("Đã lưu lúc", timeout=ENOUGH)
    assert Draft.objects.get().answers["material_name"] == "Kỷ yếu năm 2026"


def test_a_file_on_its_way_goes_on_where_it_was(alice: Someone, server: Server, line: lines.Line) -> None:
    page = alice.visit(FILING)
    page.fill(TITLE, "Kỷ yếu")
    expect(page.locator(STATE)).to_contain_text("Đã lưu lúc")
    line.speed, line.sent = 500_000, 0

    file = large_pdf("bản thảo.pdf", 2_000_000)
    page.set_input_files(INPUT, file)
    programs.wait(lambda: line.sent > 1_000_000)
    server.kill()
    there = PartialFile.objects.get().offset
    server.start()
    again = page.locator(".sending button", has_text="Gửi lại")
    expect(again.or_(page.locator(FILES))).to_be_visible(timeout=ENOUGH)
    if again.count():
        again.click()

    expect(page.locator(FILES)).to_contain_text("bản thảo.pdf", timeout=ENOUGH)
    assert there > 500_000
    assert [one.size for one in Attachment.objects.all()] == [len(file["buffer"])]
    assert line.sent < 2_800_000, "what had come is not sent again"


def test_without_scripts_what_nobody_took_is_sent_again_with_its_file(
    new_page: Callable[..., Page], picture: Look, server: Server, tmp_path: Path
) -> None:
    page = new_page(javascript=False)
    Someone(page, picture, has_javascript=False).signed_in("alice").visit(FILING)
    file = tmp_path / "bản thảo.pdf"
    file.write_bytes(story.pdf())
    page.fill(TITLE, "Kỷ yếu")
    page.set_input_files(INPUT, file)

    server.kill()
    with page.expect_event("requestfailed"):
        page.locator("main button[value=save]:not(.default-button)").last.click(no_wait_after=True)
    server.start()
    page.reload()

    expect(page.locator(TITLE)).to_have_value("Kỷ yếu")
    expect(page.locator(FILES)).to_contain_text("bản thảo.pdf")
    assert Draft.objects.get().answers["material_name"] == "Kỷ yếu"
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_killed_before_it_has_filed_the_next_press_files(
    new_page: Callable[..., Page], picture: Look, server: Server, *, javascript: bool
) -> None:
    ready(Someone(new_page(), picture).signed_in("alice"))
    page = Someone(new_page(javascript=javascript), picture).signed_in("alice").page
    page.goto(CHECK)

    with transaction.atomic():
        Draft.objects.select_for_update().get()
        with page.expect_event("requestfailed"):
            page.locator(SUBMIT).click(no_wait_after=True)
            programs.wait(_somebody_waits)
            server.kill()
    server.start()
    assert not Dossier.objects.exists()
    page.goto(CHECK)
    go(page.locator(SUBMIT))

    expect(page).to_have_url(re.compile("/da-nop/$"))
    expect(page.locator("main")).to_contain_text(Dossier.objects.get().code)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        # Within a transaction it would be what it was when it was first looked at.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


def press_and_lose_the_answer(page: Page, server: Server) -> str:
    """Kill the server as soon as it has filed; return the dossier's number once there is another server."""

    def kill(route: Route) -> None:
        route.fetch(max_redirects=0)
        server.kill()
        route.abort()

    page.route(f"**{CHECK}", kill)
    with page.expect_event("requestfailed"):
        page.locator(SUBMIT).click(no_wait_after=True)
    page.unroute(f"**{CHECK}")
    server.start()
    return Dossier.objects.get().code


@pytest.mark.parametrize("javascript", [True, False])
def test_killed_after_it_has_filed_whoever_sends_it_again_or_goes_back_sees_the_one_dossier(
    new_page: Callable[..., Page], picture: Look, server: Server, *, javascript: bool
) -> None:
    ready(Someone(new_page(), picture).signed_in("alice"))
    page = Someone(new_page(javascript=javascript), picture).signed_in("alice").page
    page.goto(FILING)
    page.goto(CHECK)
    code = press_and_lose_the_answer(page, server)

    # From the browser's own page of the error.
    page.reload()
    expect(page).to_have_url(re.compile("/da-nop/$"))
    expect(page.locator("main")).to_contain_text(code)
    page.go_back()
    expect(page.locator("main")).to_contain_text(f"Bạn đã nộp hồ sơ {code}")

    assert Dossier.objects.count() == 1
    assert not Draft.objects.unfiled().exists()


def test_the_page_that_stands_in_meanwhile_leads_to_the_confirmation(
    new_page: Callable[..., Page], picture: Look, server: Server, line: lines.Line
) -> None:
    page = new_page(service_workers="allow")
    ready(Someone(page, picture).signed_in("alice"))
    page.wait_for_function(READY)
    page.reload()
    line.speed = 3_000

    page.locator(SUBMIT).click(no_wait_after=True)
    programs.wait(Dossier.objects.exists)
    server.kill()
    line.speed = 1e9
    expect(page.locator("h1")).to_have_text("Không có kết nối")
    expect(page.locator("main")).to_contain_text("hồ sơ chỉ được nộp một lần")
    server.start()
    go(page.locator("main .btn-primary"))

    expect(page.locator("main")).to_contain_text(Dossier.objects.get().code)
