"""Several files come at once, what is wrong with one stays said, and the button that sends them is ours."""

import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dossiers.models import Attachment, PartialFile
from dossiers.models.attachment import Awaits
from portal.demo import story
from tests import programs
from tests.dossiers.viewing import made
from tests.journeys.conftest import PHONE
from tests.journeys.people import FILING, Someone, come_to, go, large_pdf, pdf

Look = Callable[[Page, str], None]
INPUT = "input[name=component-ban-thao]"
BLOCK = "#div_id_component-ban-thao"
DROP = """(block, files) => {
    const dropped = new DataTransfer();
    const last = { type: "application/pdf", lastModified: 1 };
    for (const [name, content] of files) dropped.items.add(new File([content], name, last));
    for (const kind of ["dragover", "drop"]) {
        block.dispatchEvent(new DragEvent(kind, { dataTransfer: dropped, bubbles: true, cancelable: true }));
    }
}"""
"""Drops files on a paper, as a hand does that brings them from another window."""
ENOUGH = 60_000
"""Thousandths of a second in which a file comes, beside everything else that this machine does."""


@pytest.fixture
def alice(site: str, page: Page, picture: Look) -> Someone:
    someone = Someone(page, picture).signed_in("alice")
    someone.visit(FILING)
    return someone


def test_several_files_come_at_once_and_what_is_wrong_with_one_stays_said(alice: Someone) -> None:
    page = alice.page
    broken = {"name": "hỏng.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nnothing"}

    page.set_input_files(INPUT, [pdf("một.pdf"), broken, pdf("hai.pdf")])

    files = page.locator(f"{BLOCK} .files")
    expect(files).to_contain_text("một.pdf", timeout=ENOUGH)
    expect(files).to_contain_text("hai.pdf", timeout=ENOUGH)
    expect(page.locator(BLOCK)).to_contain_text("Không nhận · Không mở được tệp “hỏng.pdf”", timeout=ENOUGH)
    expect(files.locator("li:not(.file-refused)")).to_contain_text(["đã tải lên", "đã tải lên"])
    page.set_input_files(INPUT, pdf("ba.pdf"))
    expect(files).to_contain_text("ba.pdf", timeout=ENOUGH)
    expect(page.locator(BLOCK)).to_contain_text("Không mở được tệp “hỏng.pdf”")
    alice.look("upload")


def test_a_file_that_would_not_be_taken_is_refused_in_the_words_of_the_office_before_a_byte_is_sent(
    alice: Someone, tmp_path: Path
) -> None:
    page = alice.page
    sent: set[str] = set()
    page.on("request", lambda request: sent.add(request.url) if request.method == "PATCH" else None)
    program, large, film = tmp_path / "cài đặt.exe", tmp_path / "lớn.pdf", tmp_path / "phim.mp4"
    program.write_bytes(b"MZ")
    large.write_bytes(b"%PDF-1.7" + bytes(20_500_000))
    film.write_bytes(bytes(20_500_000))

    page.set_input_files(INPUT, [program, large, film])

    block = page.locator(BLOCK)
    expect(block).to_contain_text(
        "Không nhận · Tệp “cài đặt.exe” thuộc loại không nhận. Các loại tệp được nhận: PDF, PNG,", timeout=ENOUGH
    )
    expect(block).to_contain_text("Tệp “lớn.pdf” nặng 20,5 MB; mỗi tệp không quá 20 MB.")
    expect(block).to_contain_text("Tệp “phim.mp4” là phim, ghi âm: xin nộp đĩa hoặc USB tại Bộ phận Một cửa")
    page.set_input_files(INPUT, pdf("Đơn.PDF"))
    expect(page.locator(f"{BLOCK} .files")).to_contain_text("Đơn.PDF", timeout=ENOUGH)
    assert len(sent) == 1, "the bytes of one file"
    expect(block.get_by_text("Tệp “cài đặt.exe”")).to_have_count(1)
    # Also one that the server is about to note.
    block.get_by_role("button", name="phim.mp4").click()
    block.get_by_role("button", name="lớn.pdf").click()
    programs.wait(lambda: [*Attachment.objects.exclude(problem="").values_list("name", flat=True)] == ["cài đặt.exe"])
    page.reload()
    expect(block.locator(".file-refused")).to_have_count(1)
    expect(block).to_contain_text("Không nhận · Tệp “cài đặt.exe” thuộc loại không nhận.")
    assert not PartialFile.objects.filter(name__in=["cài đặt.exe", "lớn.pdf"]).exists()


def test_the_browser_s_own_words_are_nowhere_and_the_keyboard_reaches_the_button(alice: Someone) -> None:
    page = alice.page
    control = page.locator(INPUT)

    control.focus()

    assert control.evaluate("node => getComputedStyle(node).opacity") == "0"
    expect(page.locator(f"{BLOCK} .upload-button")).to_be_visible()
    assert page.locator(f"{BLOCK} .upload-button").evaluate("node => getComputedStyle(node).outlineStyle") == "solid"


@pytest.mark.parametrize(("width", "is_said"), [(360, False), (1366, True)])
def test_that_files_can_be_dropped_is_said_only_where_there_is_room_to_drag_them(
    alice: Someone, width: int, *, is_said: bool
) -> None:
    alice.page.set_viewport_size({"width": width, "height": 740})

    words = alice.page.locator(f"{BLOCK} .upload-drop")

    assert (words.evaluate("node => getComputedStyle(node).display") != "none") == is_said


def test_what_is_wrong_with_a_file_is_read_before_the_form_goes_on_without_it(alice: Someone) -> None:
    page = alice.page
    alice.fill_in(story.ANSWERS)
    page.set_input_files(INPUT, pdf("tốt.pdf"))
    expect(page.locator(f"{BLOCK} .files")).to_contain_text("tốt.pdf", timeout=ENOUGH)
    Attachment.objects.update(awaits=Awaits.JUDGING)
    locked = {"name": "rỗng.pdf", "mimeType": "application/pdf", "buffer": b""}
    broken = {"name": "hỏng.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nnothing"}

    page.set_input_files(INPUT, [locked, broken, pdf("hai.pdf")])
    page.locator("button[name=do][value=check]").click()

    expect(page.locator(BLOCK)).to_contain_text("Không mở được tệp “hỏng.pdf”", timeout=ENOUGH)
    expect(page.locator("[data-autosave-status]")).to_contain_text(
        "Bấm lại lần nữa để đi tiếp mà không có tệp chưa nhận được"
    )
    assert page.evaluate("document.activeElement.matches('.invalid-feedback')")
    # Nor is it said away by a look at whether files have been judged, which comes some seconds later.
    page.locator(BLOCK).evaluate("block => { block.dataset.old = ''; }")
    expect(page.locator(f"{BLOCK}[data-old]")).to_have_count(0, timeout=ENOUGH)
    Attachment.objects.filter(awaits=Awaits.JUDGING).update(awaits="")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Bấm lại lần nữa")
    expect(page.locator(BLOCK)).to_contain_text("“rỗng.pdf” không có nội dung")
    expect(page.locator(f"{BLOCK} .files")).to_contain_text("hai.pdf", timeout=ENOUGH)
    expect(page).to_have_url(re.compile(f"{FILING}$"))
    go(page.locator("button[name=do][value=check]"))
    expect(page).to_have_url(re.compile("/kiem-tra/$"))


def test_who_has_a_film_alone_reads_what_comes_in_its_place_and_not_that_one_goes_on_without(alice: Someone) -> None:
    page = alice.page
    alice.fill_in(story.ANSWERS)

    page.set_input_files(INPUT, {"name": "phim.mp4", "mimeType": "video/mp4", "buffer": bytes(2_000)})
    page.locator("button[name=do][value=check]").click()

    state = page.locator("[data-autosave-status]")
    expect(state).to_contain_text("Có tệp không nhận được, lý do ghi ngay tại giấy tờ đó.", timeout=ENOUGH)
    expect(state).not_to_contain_text("đi tiếp mà không có tệp chưa nhận được")
    expect(page.locator(BLOCK)).to_contain_text("Giấy tờ bắt buộc thì tải lên kịch bản hoặc lời viết (PDF).")


def test_that_a_paper_is_missing_is_said_until_it_is_there_and_is_no_file_to_take_away(alice: Someone) -> None:
    page, missing = alice.page, "Cần đính kèm giấy tờ này."
    alice.fill_in(story.ANSWERS)
    go(page.locator("button[name=do][value=check]"))
    expect(page.locator(BLOCK)).to_contain_text(missing)
    page.set_input_files(INPUT, pdf("nhầm.pdf"))
    expect(page.locator(f"{BLOCK} .files")).to_contain_text("nhầm.pdf", timeout=ENOUGH)
    expect(page.locator(BLOCK)).not_to_contain_text(missing)

    page.get_by_role("button", name="Xoá nhầm.pdf").click()
    expect(page.locator(BLOCK)).to_contain_text(missing)
    expect(page.locator(f"{BLOCK} .invalid-feedback button")).to_have_count(0)
    page.set_input_files(INPUT, pdf("đúng.pdf"))

    expect(page.locator(f"{BLOCK} .files")).to_contain_text("đúng.pdf", timeout=ENOUGH)
    expect(page.locator(BLOCK)).not_to_contain_text(missing)
    go(page.locator("button[name=do][value=check]"))
    expect(page).to_have_url(re.compile("/kiem-tra/$"))


def dropped(page: Page, *names: str) -> None:
    page.locator(BLOCK).evaluate(DROP, [[name, story.pdf().decode("latin-1")] for name in names])


def test_a_file_that_is_chosen_without_a_connection_goes_by_itself_once_there_is_one(alice: Someone) -> None:
    page = alice.page
    page.context.set_offline(True)
    page.set_input_files(INPUT, pdf("trên-tàu.pdf"))
    expect(page.locator(f"{BLOCK} .sending")).to_contain_text("Chưa gửi xong")
    state = page.locator("[data-autosave-status]")
    expect(state).to_contain_text("mất kết nối")
    # Nothing was typed of which a copy could be lacking.
    expect(state).not_to_contain_text("không giữ được bản sao")

    page.context.set_offline(False)

    expect(page.locator(f"{BLOCK} .files")).to_contain_text("trên-tàu.pdf", timeout=ENOUGH)
    expect(state).to_contain_text("Đã lưu")
    assert [row.name for row in Attachment.objects.all()] == ["trên-tàu.pdf"]


def test_files_that_are_dropped_come_once_each(alice: Someone) -> None:
    page = alice.page
    names = [f"tờ {number}.pdf" for number in range(1, 5)]

    dropped(page, *names)

    expect(page.locator(f"{BLOCK} .files li")).to_have_count(4, timeout=ENOUGH)
    expect(page.locator(".sending")).to_have_count(0)
    assert sorted(Attachment.objects.values_list("name", flat=True)) == names
    assert not PartialFile.objects.exists()


def test_on_a_fast_line_a_file_comes_in_one_part(alice: Someone) -> None:
    page, parts = alice.page, list[str]()
    page.on("request", lambda asked: parts.append(asked.url) if asked.method == "PATCH" else None)

    for name in ("một.pdf", "hai.pdf"):
        parts.clear()
        page.set_input_files(INPUT, large_pdf(name, 2_000_000))
        expect(page.locator(f"{BLOCK} .files")).to_contain_text(name, timeout=ENOUGH)

    # The first had shown how fast the line is.
    assert len(parts) < 2_000_000 / 524_288 - 1


def test_the_same_file_for_two_papers_comes_to_both(alice: Someone) -> None:
    page = alice.page
    other, lost = "component-ban-dich", list[str]()
    page.on("response", lambda answer: lost.append(answer.url) if answer.status == HTTPStatus.NOT_FOUND else None)

    dropped(page, "một.pdf")
    page.locator(f"#div_id_{other}").evaluate(DROP, [["một.pdf", story.pdf().decode("latin-1")]])

    expect(page.locator(f"{BLOCK} .files li")).to_have_count(1, timeout=ENOUGH)
    expect(page.locator(f"#div_id_{other} .files li")).to_have_count(1, timeout=ENOUGH)
    expect(page.locator(".sending")).to_have_count(0)
    # Neither went on with what the other had begun.
    assert lost == []
    assert sorted(Attachment.objects.values_list("component", flat=True)) == ["ban-dich", "ban-thao"]
    assert not PartialFile.objects.exists()


def test_that_one_file_is_given_for_two_papers_is_said_at_both_at_once_and_goes_with_it(alice: Someone) -> None:
    page, other = alice.page, "#div_id_component-ban-dich"
    same = "Cùng một tệp nằm ở 2 chỗ"
    dropped(page, "một.pdf")
    expect(page.locator(f"{BLOCK} .files")).to_contain_text("một.pdf", timeout=ENOUGH)
    expect(page.locator(BLOCK)).not_to_contain_text(same)

    page.locator(other).evaluate(DROP, [["hai.pdf", story.pdf().decode("latin-1")]])

    expect(page.locator(f"{other} .files")).to_contain_text("hai.pdf", timeout=ENOUGH)
    for block in (BLOCK, other):
        expect(page.locator(f"{block} [data-twice]")).to_have_count(1)
        expect(page.locator(block)).to_contain_text(same)
    page.get_by_role("button", name="Xoá một.pdf").click()
    expect(page.locator("[data-twice]")).to_have_count(0, timeout=ENOUGH)


@pytest.mark.parametrize("width", [360, 1366])
def test_what_is_said_of_one_file_for_two_papers_stands_below_the_buttons(alice: Someone, width: int) -> None:
    page, other = alice.page, "#div_id_component-ban-dich"
    page.set_viewport_size({"width": width, "height": 800})
    come_to(page, "component-ban-thao")
    dropped(page, "một.pdf")
    page.locator(other).evaluate(DROP, [["hai.pdf", story.pdf().decode("latin-1")]])
    expect(page.locator("[data-twice]")).to_have_count(2, timeout=ENOUGH)
    alice.look("same-file-twice")

    for block in (BLOCK, other):
        buttons = page.locator(f"{block} .upload-buttons").bounding_box()
        said = page.locator(f"{block} [data-twice]").bounding_box()
        whole = page.locator(block).bounding_box()
        assert buttons
        assert said
        assert whole
        assert said["y"] >= buttons["y"] + buttons["height"]
        assert said["y"] + said["height"] <= whole["y"] + whole["height"]


def test_a_file_that_is_not_taken_looks_the_same_at_once_and_later_and_all_go_by_one_press(alice: Someone) -> None:
    page = alice.page
    page.set_viewport_size({"width": 360, "height": 780})
    come_to(page, "component-ban-thao")
    bad = [{"name": name, "mimeType": "application/pdf", "buffer": b""} for name in ("a.pdf", "b.pdf")]
    page.set_input_files(INPUT, bad)
    lines = page.locator(f"{BLOCK} :is(.invalid-feedback, .file-refused):has(.file-acts)")
    expect(lines).to_have_count(2, timeout=ENOUGH)
    programs.wait(lambda: Attachment.objects.exclude(problem="").count() == 2)
    look = "each => [!!each.querySelector('.glyph'), getComputedStyle(each).display, ...['span', 'button'].map(part => Math.round(each.querySelector(part).getBoundingClientRect().left))]"
    at_once = lines.first.evaluate(look)
    alice.look("files-refused-at-once")

    page.set_input_files(INPUT, pdf("tốt.pdf"))
    expect(page.locator(f"{BLOCK} .files")).to_contain_text("tốt.pdf", timeout=ENOUGH)
    page.reload()
    come_to(page, "component-ban-thao")
    expect(lines).to_have_count(2, timeout=ENOUGH)
    assert lines.first.evaluate(look) == at_once
    alice.look("files-refused-later")
    page.set_input_files(INPUT, [{**bad[0], "name": "c.pdf"}])
    expect(lines).to_have_count(3, timeout=ENOUGH)
    # What is on its way still is no file that can be taken out.
    programs.wait(lambda: Attachment.objects.exclude(problem="").count() == 3)
    page.get_by_role("button", name="Xoá tất cả tệp không nhận được").click()

    expect(lines).to_have_count(0, timeout=ENOUGH)
    expect(page.locator(f"{BLOCK} .files")).to_contain_text("tốt.pdf")
    programs.wait(lambda: not Attachment.objects.exclude(problem="").exists())


def test_a_thousand_files_at_once_are_refused_in_a_sentence_and_none_is_sent(alice: Someone) -> None:
    page = alice.page

    for _time in range(2):
        dropped(page, *(f"{number}.pdf" for number in range(1000)))

    expect(page.locator(f"{BLOCK} [role=alert]")).to_have_count(1)
    expect(page.locator(f"{BLOCK} [role=alert]")).to_contain_text("tối đa 20 tệp")
    expect(page.locator(".sending")).to_have_count(0)
    alice.look("a-thousand-files")
    assert not PartialFile.objects.exists()
    page.set_input_files(INPUT, pdf("một.pdf"))
    expect(page.locator(f"{BLOCK} .files li")).to_have_count(1, timeout=ENOUGH)

    # Fewer have been chosen, as it asks: it is said no more.
    expect(page.locator(f"{BLOCK} .invalid-feedback")).to_have_count(0)

    dropped(page, *(f"{number}.pdf" for number in range(20)))
    refusal = page.locator(f"{BLOCK} .invalid-feedback")
    expect(refusal).to_contain_text("còn chỗ cho 19 tệp")
    page.set_input_files("input[name=component-ban-dich]", pdf("hai.pdf"))
    expect(page.locator("#div_id_component-ban-dich .files li")).to_have_count(1, timeout=ENOUGH)
    expect(refusal).to_have_count(1)
    expect(refusal).to_contain_text("còn chỗ cho 18 tệp")
    expect(refusal.get_by_role("button")).to_have_attribute("aria-label", re.compile("còn chỗ cho 18 tệp"))


def test_a_phone_takes_a_photograph_from_the_form(new_page: Callable[..., Page], picture: Look) -> None:
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    alice = Someone(page, picture).signed_in("alice")
    alice.visit(FILING)
    come_to(page, "component-ban-thao")
    assert "image/*" in page.locator(INPUT).get_attribute("accept")

    with page.expect_file_chooser() as opened:
        page.locator(f"{BLOCK} [data-camera]").tap()
    asked = opened.value.element
    assert (asked.get_attribute("accept"), asked.get_attribute("capture")) == ("image/*", "environment")
    opened.value.set_files({"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": made.picture("JPEG")})

    expect(page.locator(f"{BLOCK} .files")).to_contain_text("IMG_0001.jpg", timeout=ENOUGH)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_desk_has_no_camera_and_without_scripts_the_field_offers_it(
    alice: Someone, new_page: Callable[..., Page], picture: Look
) -> None:
    expect(alice.page.locator(f"{BLOCK} [data-camera]")).to_be_hidden()

    plain = new_page(javascript=False, viewport=PHONE, has_touch=True, is_mobile=True)
    Someone(plain, picture, has_javascript=False).signed_in("alice").visit(FILING)

    # With it, a phone's own sheet offers its camera beside its files; "capture" would take the files away.
    field = plain.locator(INPUT)
    assert "image/*" in field.get_attribute("accept").split(",")
    assert field.get_attribute("capture") is None
    assert field.get_attribute("multiple") is not None


def test_pages_are_put_into_order_and_one_that_was_taken_out_comes_back_all_by_the_keyboard(alice: Someone) -> None:
    page = alice.page
    files = page.locator(f"{BLOCK} .files > li > a")
    page.set_input_files(INPUT, [pdf("trang-1.pdf"), pdf("trang-2.pdf"), pdf("trang-3.pdf")])
    expect(files).to_have_text(["trang-1.pdf", "trang-2.pdf", "trang-3.pdf"], timeout=ENOUGH)

    page.get_by_role("button", name="Chuyển trang-3.pdf lên trên").press("Enter")
    expect(files).to_have_text(["trang-1.pdf", "trang-3.pdf", "trang-2.pdf"])
    expect(page.get_by_role("button", name="Chuyển trang-3.pdf lên trên")).to_be_focused()
    page.keyboard.press("Enter")
    expect(files).to_have_text(["trang-3.pdf", "trang-1.pdf", "trang-2.pdf"])
    page.get_by_role("button", name="Xoá trang-1.pdf").press("Enter")
    expect(files).to_have_text(["trang-3.pdf", "trang-2.pdf"])
    expect(page.get_by_role("button", name="Lấy lại trang-1.pdf")).to_be_focused()
    alice.look("file-taken-out")
    page.keyboard.press("Enter")

    expect(files).to_have_text(["trang-3.pdf", "trang-1.pdf", "trang-2.pdf"])
    expect(page.get_by_role("button", name="Xoá trang-1.pdf")).to_be_focused()
    page.set_input_files(INPUT, pdf("trang-1.pdf"))
    expect(page.locator(BLOCK)).to_contain_text("Đã có tệp “trang-1.pdf”", timeout=ENOUGH)
    expect(files).to_have_count(3)
