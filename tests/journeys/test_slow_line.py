"""A phone on a slow line, and one that breaks: everything arrives once, and what is said while it waits is true."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from dossiers.models import Attachment, Dossier, PartialFile
from portal.demo import story
from tests import lines, programs
from tests.journeys.conftest import PHONE, served
from tests.journeys.people import FILING, Someone, come_to, go, large_pdf
from tests.journeys.test_last_press import SUBMIT
from tests.journeys.test_parts import fill_in, shown_parts

Look = Callable[[Page, str], None]
FIELD = "component-ban-thao"
INPUT = f"input[name={FIELD}]"
STATE = "[data-autosave-status]"
FILES = f"#div_id_{FIELD} .files"
ENOUGH = 90_000
"""Milliseconds in which anything comes over such a line, on a machine that has other things to do."""
SIZE = 2_000_000


@pytest.fixture
def line(django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings) -> Iterator[lines.Line]:
    """Lie between the browser and the site."""
    with served(django_db_blocker, settings) as url, lines.laid(lines.Line(int(url.rpartition(":")[2]))) as line:
        yield line


@pytest.fixture
def site(line: lines.Line) -> str:
    return line.url


@pytest.fixture
def alice(new_page: Callable[..., Page], picture: Look) -> Someone:
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    page.context.set_default_timeout(ENOUGH)
    return Someone(page, picture).signed_in("alice")


def test_a_dossier_is_filed_from_a_phone_at_50_kilobytes_a_second(alice: Someone, line: lines.Line) -> None:
    page = alice.page
    line.latency, line.speed = 0.4, 50_000
    page.goto(f"/thu-tuc/{story.SLUG}/")
    go(page.locator(f"main a[href^='{FILING}']").first)
    go(page.locator("#task-on"))
    while (part := shown_parts(page)[0]) != "section-documents":
        fill_in(page, part)
        go(page.locator(".part-end .btn-primary").locator("visible=true"))

    # Nobody waits for the file: the button goes on when it has arrived, and says so.
    page.set_input_files(INPUT, large_pdf("bản thảo.pdf", 300_000))
    expect(page.locator(".sending")).to_contain_text(re.compile(r"bản thảo.pdf · \d+ kB / 300 kB"))
    onwards = page.locator(".part-end .btn-primary").locator("visible=true")
    with page.expect_navigation():
        onwards.click(no_wait_after=True)
        onwards.click(no_wait_after=True)
        for _second in range(3):
            expect(page.locator(STATE)).to_have_text("Tệp đang được gửi. Trang sẽ đi tiếp khi gửi xong.")
            page.wait_for_timeout(1000)
        assert not Attachment.objects.exists()
    while not page.url.endswith("/kiem-tra/"):
        go(page.locator(".part-end .btn-primary").locator("visible=true"))
    with page.expect_navigation(url=re.compile("/da-nop/$")):
        page.locator(SUBMIT).dblclick(no_wait_after=True)
        expect(page.locator("[data-press-state]")).to_contain_text("Đang gửi")

    expect(page.locator("main")).to_contain_text(Dossier.objects.get().code)
    assert [(one.name, one.component) for one in Attachment.objects.all()] == [("bản thảo.pdf", "ban-thao")]


def at_papers(alice: Someone, line: lines.Line) -> Page:
    """Open the form where its files are, on a line of which two seconds are long."""
    page = alice.visit(FILING)
    come_to(page, FIELD)
    line.speed, line.sent = 1_000_000, 0
    return page


def test_a_file_whose_connection_breaks_goes_on_from_there(alice: Someone, line: lines.Line) -> None:
    file = large_pdf("bản thảo.pdf", SIZE)
    page = at_papers(alice, line)
    line.cut_at = SIZE // 2

    page.set_input_files(INPUT, file)

    expect(page.locator(FILES)).to_contain_text("bản thảo.pdf", timeout=ENOUGH)
    assert line.cut_at is None, "it did break"
    assert line.sent < SIZE + 800_000, "at most the part that was cut off goes again"
    [kept] = Attachment.objects.all()
    with kept.file.open() as stored:
        assert stored.read() == file["buffer"]


def test_after_the_page_was_closed_the_same_file_goes_on_and_is_there_once(
    alice: Someone, line: lines.Line, tmp_path: Path
) -> None:
    file = tmp_path / "bản thảo.pdf"
    file.write_bytes(large_pdf("bản thảo.pdf", SIZE)["buffer"])
    page = at_papers(alice, line)
    page.set_input_files(INPUT, file)
    programs.wait(lambda: line.sent > SIZE // 2)
    other = page.context.new_page()
    page.close(run_before_unload=False)
    line.sent = 0

    other.goto(FILING)
    come_to(other, FIELD)
    for most in (SIZE * 0.9, SIZE * 1.2):
        other.set_input_files(INPUT, file)
        expect(other.locator(".sending")).to_have_count(0, timeout=ENOUGH)
        expect(other.locator(f"{FILES} li")).to_have_count(1)
        assert line.sent < most
        line.sent = 0

    assert [one.size for one in Attachment.objects.all()] == [file.stat().st_size]
    assert not PartialFile.objects.exists()
