"""A file on its way and the page that is left: nothing of it disappears without a word."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from dossiers.models import Attachment, PartialFile
from portal.demo import story
from tests import lines, programs
from tests.journeys.conftest import served
from tests.journeys.people import FILING, Someone, large_pdf, pdf
from tests.journeys.test_upload import BLOCK, ENOUGH, INPUT

Look = Callable[[Page, str], None]
STATE = "[data-autosave-status]"
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
def alice(site: str, page: Page, picture: Look) -> Someone:
    someone = Someone(page, picture).signed_in("alice")
    someone.visit(FILING)
    return someone


def test_who_comes_back_reads_which_files_are_lacking_and_the_same_files_go_on(
    alice: Someone, line: lines.Line
) -> None:
    page, line.speed = alice.page, 200_000
    files = [large_pdf("anh2.pdf", SIZE), pdf("n02.pdf"), pdf("n03.pdf")]
    page.set_input_files(INPUT, files)
    programs.wait(lambda: line.sent > SIZE // 2)
    programs.wait(lambda: PartialFile.objects.count() == 3)
    other = page.context.new_page()
    page.close(run_before_unload=False)

    other.goto(FILING)

    rows = other.locator(f"{BLOCK} [data-partial]")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text(re.compile(r"anh2.pdf: mới gửi được .* / 2 MB. Chọn lại tệp này để gửi tiếp."))
    expect(other.locator(".task--started #task-section-documents")).to_have_count(1)
    other.locator("[data-partial]", has_text="n03.pdf").locator("button").click()
    expect(rows).to_have_count(2)
    line.speed = 1_000_000
    other.set_input_files(INPUT, files[:2])
    expect(other.locator(f"{BLOCK} .files li a")).to_have_text(["anh2.pdf", "n02.pdf"], timeout=ENOUGH)
    expect(rows).to_have_count(0)


def test_files_stand_as_they_were_chosen_whichever_is_the_largest(alice: Someone) -> None:
    page = alice.page

    page.set_input_files(INPUT, [large_pdf("anh1.pdf", SIZE), large_pdf("anh2.pdf", 600_000), pdf("anh3.pdf")])

    names = page.locator(f"{BLOCK} .files li a")
    expect(names).to_have_text(["anh1.pdf", "anh2.pdf", "anh3.pdf"], timeout=ENOUGH)
    assert [one.name for one in Attachment.objects.all()] == ["anh1.pdf", "anh2.pdf", "anh3.pdf"]


def test_files_that_are_chosen_without_a_connection_keep_their_order(alice: Someone) -> None:
    page = alice.page
    page.context.set_offline(True)
    page.set_input_files(INPUT, [large_pdf("anh1.pdf", 600_000), pdf("anh2.pdf"), pdf("anh3.pdf")])
    expect(page.locator(f"{BLOCK} .sending", has_text="Chưa gửi xong")).to_have_count(3, timeout=ENOUGH)

    page.context.set_offline(False)

    names = page.locator(f"{BLOCK} .files li a")
    expect(names).to_have_text(["anh1.pdf", "anh2.pdf", "anh3.pdf"], timeout=ENOUGH)


def test_a_link_asks_before_it_leaves_a_file_on_its_way(alice: Someone, line: lines.Line) -> None:
    page, line.speed = alice.page, 200_000
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.set_input_files(INPUT, large_pdf("anh2.pdf", SIZE))
    expect(page.locator(f"{BLOCK} .sending")).to_contain_text("kB / 2 MB", timeout=ENOUGH)

    page.locator(".masthead a[href='/ho-so/']").first.click(no_wait_after=True)

    programs.wait(lambda: page.wait_for_timeout(100) or asked == ["beforeunload"])
    line.speed = 2_000_000
    expect(page.locator(f"{BLOCK} .files li")).to_have_count(1, timeout=ENOUGH)


def test_a_refused_file_goes_at_the_first_press_and_what_is_said_of_others_stays(alice: Someone) -> None:
    page = alice.page
    page.set_input_files(INPUT, pdf("tốt.pdf"))
    expect(page.locator(f"{BLOCK} .files li")).to_have_count(1, timeout=ENOUGH)
    broken = {"name": "hỏng.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nnothing"}
    page.set_input_files(INPUT, [broken, {**broken, "name": "rỗng.pdf", "buffer": b""}])
    expect(page.locator(f"{BLOCK} .invalid-feedback")).to_have_count(2, timeout=ENOUGH)

    page.locator(f"{BLOCK} button[name=remove]").first.click()

    expect(page.locator(f"{BLOCK} .files li")).to_have_count(0)
    expect(page.locator(f"{BLOCK} .invalid-feedback")).to_have_count(2)
    expect(page.locator(STATE)).not_to_contain_text("Bấm lại lần nữa")
    # Of what was refused the name and the reason are kept, and no byte.
    assert not Attachment.objects.filter(problem="").exists()


def test_without_a_connection_the_button_says_that_nothing_is_sent_and_goes_on_once_it_is(alice: Someone) -> None:
    page = alice.page
    alice.fill_in(story.ANSWERS)
    expect(page.locator(STATE)).to_contain_text("Đã lưu", timeout=ENOUGH)
    page.context.set_offline(True)
    page.fill("[name=note], [name=purpose]", "Lời cuối.")
    page.set_input_files(INPUT, pdf("trên-tàu.pdf"))
    expect(page.locator(f"{BLOCK} .sending")).to_contain_text("Chưa gửi xong", timeout=ENOUGH)

    page.locator("button[name=do][value=check]").click(no_wait_after=True)

    state = page.locator(STATE)
    for _second in range(3):
        expect(state).to_contain_text("Mất kết nối: tệp chưa gửi. Có mạng lại, trang sẽ tự gửi rồi đi tiếp.")
        expect(state).to_contain_text("Chưa lưu: mất kết nối")
        expect(state).not_to_contain_text("Tệp đang được gửi")
        page.wait_for_timeout(1000)
    page.context.set_offline(False)
    expect(page).to_have_url(re.compile("/kiem-tra/$"), timeout=ENOUGH)
    expect(page.locator("main")).to_contain_text("trên-tàu.pdf")
