"""One draft in two windows of a browser: each saves what it changed, none writes over the other, and one chooses."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers import commands
from dossiers.models import Draft
from portal.demo import story
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor
from tests.dossiers.citizen.test_correction import answered, asked, sent
from tests.dossiers.every_kind import FORM
from tests.journeys.people import FILING, Someone, pdf
from tests.journeys.test_own_copy import COPIES

Look = Callable[[Page, str], None]


@pytest.fixture(autouse=True)
def _published(site: str, tmp_path: Path) -> None:
    every_kind.published(tmp_path)


def at(name: str) -> str:
    return f"main [name='{name}']"


def leave(page: Page) -> None:
    """Have what was typed saved, as when somebody looks into another window."""
    page.evaluate("""async () => (await import(document.querySelector("script[src*='autosave']").src)).saveDrafts()""")


def test_two_windows_save_side_by_side_and_one_chooses_where_both_wrote(page: Page, picture: Look) -> None:
    alice = Someone(page, picture).signed_in("alice")
    alice.visit(FORM)
    second = page.context.new_page()
    second.goto(FORM)
    status = second.locator("[data-autosave-status]")

    page.fill(at("title"), "Một")
    page.fill(at("machines.0.model"), "SM-74")
    leave(page)
    second.fill(at("cost"), "1000")
    second.set_input_files(at("component-ban-do"), pdf("bản đồ.pdf"))
    expect(second.locator("main")).to_contain_text("bản đồ.pdf")
    second.fill(at("cost"), "2000")
    leave(second)
    expect(status).to_contain_text("Đã lưu lúc")
    answers = Draft.objects.get().answers
    assert (answers["title"], answers["machines.0.model"], answers["cost"]) == ("Một", "SM-74", "2000")

    second.fill(at("title"), "Hai")
    leave(second)
    expect(status).to_contain_text("Ở nơi khác (cửa sổ hoặc thiết bị khác) đã lưu nội dung khác tại đó")
    second.click("main button[value='add-row:machines']")
    expect(second.locator("[id='row_machines.1']")).to_be_visible()
    expect(second.locator(at("machines.0.model"))).to_have_value("SM-74")
    second.fill(at("machines.0.model"), "Bizhub")
    leave(second)
    expect(status).to_contain_text("Ở nơi khác (cửa sổ hoặc thiết bị khác) đã lưu nội dung khác tại đó")
    answers = Draft.objects.get().answers
    assert (answers["title"], answers["machines.0.model"]) == ("Một", "Bizhub")

    second.click("main .buttons button[value='save']")
    expect(second.locator("#id_title_error")).to_be_visible()
    expect(second.locator(at("title"))).to_have_value("Hai")
    picture(second, "both-wrote")
    second.set_viewport_size({"width": 360, "height": 780})
    assert second.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    second.get_by_role("button", name="Giữ nội dung đang nhập ở đây").click()
    expect(second).to_have_url(f"{FORM}#div_id_title")
    assert Draft.objects.get().answers["title"] == "Hai"


def test_two_windows_of_one_table_keep_what_does_not_touch_and_one_chooses_the_cell_that_both_wrote(
    page: Page, picture: Look
) -> None:
    alice = Someone(page, picture).signed_in("alice")
    alice.visit(FORM)
    page.fill(at("machines.0.model"), "SM-74")
    page.click("main button[value='add-row:machines']")
    expect(page.locator("[id='row_machines.1']")).to_be_visible()
    page.fill(at("machines.1.model"), "Bizhub")
    leave(page)
    second = page.context.new_page()
    second.goto(FORM)
    status = second.locator("[data-autosave-status]")

    page.fill(at("machines.0.model"), "Komori")
    leave(page)
    second.fill(at("machines.0.number"), "7")
    second.fill(at("machines.1.model"), "Xerox")
    leave(second)

    expect(status).to_contain_text("Đã lưu lúc")
    answers = Draft.objects.get().answers
    assert [answers[f"machines.{cell}"] for cell in ("0.model", "0.number", "1.model")] == ["Komori", "7", "Xerox"]
    second.fill(at("machines.0.model"), "Ryobi")
    leave(second)
    expect(status).to_contain_text("dòng 1")
    second.click("main .buttons button[value='save']")
    expect(second.locator("[id='id_machines.0.model_error']")).to_be_visible()
    second.set_viewport_size({"width": 360, "height": 780})
    assert second.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    picture(second, "both-wrote-a-cell")
    second.get_by_role("button", name="Giữ nội dung đang nhập ở đây").click()
    expect(second).to_have_url(f"{FORM}#row_machines.0")
    assert Draft.objects.get().answers["machines.0.model"] == "Ryobi"

    # A row that the other window has changed meanwhile is said to be.
    page.click("main button[value='add-row:machines']")
    expect(page.locator("[id='div_id_machines']")).to_contain_text(
        "ở nơi khác (cửa sổ hoặc thiết bị khác) đã sửa dòng 1, 2"
    )
    page.click("main button[value='remove-row:machines:2']")
    expect(page.locator("[id='row_machines.2']")).to_have_count(0)

    # It is shown before it goes, too.
    page.reload()
    second.fill(at("machines.1.number"), "99")
    leave(second)
    page.click("main button[value='remove-row:machines:1']")
    expect(page.locator("[id='id_machines.1.model_error']")).to_contain_text("Chưa bỏ dòng 2")
    expect(page.locator("[id='id_machines.1.model_error']")).to_be_in_viewport()
    expect(page.locator(at("machines.1.model"))).to_be_focused()
    expect(page.locator(at("machines.1.number"))).to_have_value("99")
    page.click("main button[value='remove-row:machines:1']")
    expect(page.locator("[id='row_machines.1']")).to_have_count(0)
    assert Draft.objects.get().answers["machines.rows"] == "1"


def test_what_another_window_saved_is_not_said_to_be_understood_of_what_stands_in_the_field(
    page: Page, picture: Look
) -> None:
    Someone(page, picture).signed_in("alice").visit(FORM)
    page.fill(at("signed_on"), "05/05/2027")
    leave(page)
    expect(page.locator("#understood_signed_on")).to_contain_text("ngày 5 tháng 5 năm 2027")
    second = page.context.new_page()
    second.goto(FORM)
    page.fill(at("signed_on"), "06/05/2027")
    leave(page)
    expect(page.locator("#understood_signed_on")).to_contain_text("ngày 6 tháng 5 năm 2027")

    # Changed there alone: here the old day stands, and what was understood of it.
    second.fill(at("cost"), "2000000")
    leave(second)
    expect(second.locator("#understood_cost")).to_contain_text("2.000.000 đ")
    expect(second.locator("#understood_signed_on")).to_contain_text("ngày 5 tháng 5 năm 2027")

    second.fill(at("signed_on"), "31/02/2027")
    leave(second)
    expect(second.locator("[data-autosave-status]")).to_contain_text(
        "Ở nơi khác (cửa sổ hoặc thiết bị khác) đã lưu nội dung khác tại đó"
    )
    second.fill(at("cost"), "3000000")
    leave(second)
    expect(second.locator("#understood_cost")).to_contain_text("3.000.000 đ")
    expect(second.locator("#understood_signed_on")).to_be_hidden()


def test_words_that_were_never_saved_are_shown_once_another_window_has_filed(page: Page, picture: Look) -> None:
    draft = story.draft_of("alice", timezone.now())
    alice = Someone(page, picture).signed_in("alice")
    alice.visit(FILING)
    dossier = commands.submit(draft.key, owner=draft.owner, at=timezone.now())

    page.fill(at("material_name"), "Tên gõ sau")
    leave(page)
    expect(page.locator("[data-autosave-status]")).to_contain_text(
        "Nội dung bạn gõ ở cửa sổ này không có trong hồ sơ đó"
    )
    assert page.evaluate(COPIES) == 1
    page.click("main .buttons button[value='save']")

    expect(page.locator("main")).to_contain_text("bạn gõ ở cửa sổ này không có trong hồ sơ đã nộp:")
    expect(page.locator("main")).to_contain_text("Tên gõ sau")
    alice.look("filed-meanwhile")
    # The device lets go of its copy once the page is seen.
    page.wait_for_timeout(500)
    assert page.evaluate(COPIES) == 0
    page.get_by_role("button", name="Nhắn cơ quan giải quyết").click()
    expect(page).to_have_url(re.compile(f"/ho-so/{dossier.code}/#conversation$"))
    expect(page.locator("#conversation textarea[name='message']")).to_have_value(re.compile("Tên gõ sau"))


def test_a_long_sentence_at_the_foot_of_a_phone_does_not_cover_the_field_in_hand(page: Page, picture: Look) -> None:
    draft = story.draft_of("alice", timezone.now())
    Someone(page, picture).signed_in("alice")
    # What a keyboard leaves of it.
    page.set_viewport_size({"width": 360, "height": 440})
    page.goto(f"{FILING}#div_id_material_name")
    commands.submit(draft.key, owner=draft.owner, at=timezone.now())
    field, bar = page.locator(at("material_name")), page.locator(".save-state")
    field.evaluate(
        "node => [...node.form.querySelectorAll('textarea, input[type=text]')].slice(0, 6).forEach(one => one.value += '.')"
    )
    field.focus()
    page.keyboard.type("Tên gõ sau")
    # Just above the bar, as long as that is one line.
    field.evaluate("node => scrollBy(0, node.getBoundingClientRect().bottom - innerHeight + 50)")
    leave(page)

    expect(bar).to_contain_text("Nội dung bạn gõ ở cửa sổ này không có trong hồ sơ đó")
    hand, foot = field.bounding_box(), bar.bounding_box()
    assert hand
    assert foot
    assert foot["height"] > 120, "it is a long one"
    assert hand["y"] + hand["height"] <= foot["y"] + 1


@pytest.mark.parametrize("kind", ["filing", "answer"])
def test_a_paper_that_is_chosen_once_another_window_has_sent_the_form_is_named_with_the_way_to_send_it(
    page: Page, picture: Look, kind: str
) -> None:
    now = timezone.now()
    alice = Someone(page, picture).signed_in("alice")
    if kind == "filing":
        draft = story.draft_of("alice", now)
        alice.visit(FILING)
        commands.submit(draft.key, owner=draft.owner, at=now)
    else:
        walk = asked()
        alice.visit(f"/ho-so/{walk.dossier.code}/bo-sung/")
        visitor = Visitor("alice")
        sent(visitor, walk, answered())

    page.set_input_files("input[name=component-ban-thao]", pdf("Giấy tờ thêm.pdf"))

    block, state = page.locator("#div_id_component-ban-thao"), page.locator("[data-autosave-status]")
    expect(block).to_contain_text("Không nhận · “Giấy tờ thêm.pdf”: ")
    expect(block).to_contain_text("một nút “Lưu…” để biết cách gửi")
    expect(block.locator(".sending")).to_have_count(0)
    expect(state).not_to_contain_text("mất kết nối")
    alice.look(f"turned-away-{kind}")
    for button in block.locator("button[name=remove]").all():
        button.click()
        expect(button).not_to_have_attribute("aria-busy", "true")
        expect(state).not_to_contain_text("mất kết nối")
    page.click("main .buttons button[value='save']")
    expect(page.locator("main")).to_contain_text("tệp sau bạn chọn ở cửa sổ này")
    expect(page.locator("main")).to_contain_text("Giấy tờ thêm.pdf")
    page.get_by_role("button", name="Nhắn cơ quan giải quyết").click()
    expect(page.locator("#conversation textarea[name='message']")).to_have_value(re.compile("Giấy tờ thêm.pdf"))


def test_a_page_that_is_left_instead_of_saved_leaves_the_words_on_the_device(page: Page, picture: Look) -> None:
    draft = story.draft_of("alice", timezone.now())
    Someone(page, picture).signed_in("alice").visit(FILING)
    commands.submit(draft.key, owner=draft.owner, at=timezone.now())
    page.fill(at("material_name"), "Tên gõ sau")
    leave(page)

    page.goto("/ho-so/")

    left = page.locator("[data-own-keys]")
    expect(left).to_contain_text("Nội dung bạn gõ ở cửa sổ này không có trong hồ sơ đó")
    expect(left).to_contain_text("Tên gõ sau")
