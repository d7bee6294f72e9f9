"""What is typed and not saved outlives the page: kept on the device for its owner, sent by the next page, shown to nobody else."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from dossiers.models import Draft
from tests import programs
from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.people import FILING, Someone, go, pdf

Look = Callable[[Page, str], None]
STATE = "[data-autosave-status]"
TITLE = "main [name='material_name']"
COPIES = """async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name);
    if (!names.includes("own-copies")) return 0;
    const db = await new Promise((done) => { const asked = indexedDB.open("own-copies"); asked.onsuccess = () => done(asked.result); });
    if (!db.objectStoreNames.length) return db.close() ?? 0;
    const all = db.transaction("copies").objectStore("copies").count();
    return new Promise((done) => { all.onsuccess = () => { db.close(); done(all.result); }; });
}"""


@pytest.fixture
def alice(site: str, page: Page, picture: Look) -> Someone:
    someone = Someone(page, picture).signed_in("alice")
    someone.visit(FILING)
    return someone


def saved(name: str = "material_name") -> str:
    draft = Draft.objects.first()
    return draft.answers.get(name, "") if draft else ""


def type_off_line(page: Page, words: str) -> None:
    """Type what does not arrive, and wait until the device has it."""
    page.context.set_offline(True)
    page.fill(TITLE, words)
    expect(page.locator(STATE)).to_contain_text("Một bản đã mã hoá được giữ trên máy này")


def close_off_line(page: Page, words: str) -> Page:
    """Type what does not arrive and close the page; return another page of the same browser, with a connection."""
    type_off_line(page, words)
    other = page.context.new_page()
    page.close(run_before_unload=False)
    page.context.set_offline(False)
    return other


def test_what_a_closed_page_could_not_send_is_saved_by_the_next_one(alice: Someone) -> None:
    page = close_off_line(alice.page, "Kỷ yếu năm 2026")

    page.goto(FILING)

    expect(page.locator("[data-own-keys]")).to_contain_text("nay đã được lưu")
    expect(page.locator(TITLE)).to_have_value("Kỷ yếu năm 2026")
    assert saved() == "Kỷ yếu năm 2026"
    assert page.evaluate(COPIES) == 0
    Someone(page, alice.picture).look("brought-back")


def test_that_it_is_saved_is_not_said_over_what_is_not_saved_now(alice: Someone) -> None:
    page = close_off_line(alice.page, "Kỷ yếu năm 2026")
    page.goto(FILING)
    banner = page.locator("[data-own-keys]")
    expect(banner).to_contain_text("nay đã được lưu")
    expect(page.locator(TITLE)).to_have_value("Kỷ yếu năm 2026")
    other = page.context.new_page()
    other.goto(FILING)
    other.fill(TITLE, "Của cửa sổ kia")
    programs.wait(lambda: saved() == "Của cửa sổ kia")

    page.fill(TITLE, "Của cửa sổ này")

    expect(page.locator(STATE)).to_contain_text("Ở nơi khác (cửa sổ hoặc thiết bị khác) đã lưu nội dung khác tại đó")
    expect(banner).to_be_hidden()


def test_a_press_that_the_server_lets_wait_says_that_it_was_heard(alice: Someone) -> None:
    page, held = alice.page, list[Route]()
    page.fill(TITLE, "Kỷ yếu")
    # A page that is about to go is asked nothing by the browser's driver: it notes down what it says.
    page.evaluate(
        "state => new MutationObserver(() => { sessionStorage.said = document.querySelector(state).textContent; })"
        ".observe(document.querySelector(state), {childList: true, characterData: true, subtree: true})",
        STATE,
    )

    def hold(route: Route) -> None:
        if route.request.method == "POST" and route.request.is_navigation_request():
            held.append(route)
        else:
            route.continue_()

    page.route(f"**{FILING}", hold)
    page.locator("main .buttons button[value='save']").first.click(no_wait_after=True)
    for _moment in range(200):
        if not held:
            page.wait_for_timeout(50)
    page.wait_for_timeout(1000)
    held[0].continue_()

    expect(page.locator(STATE)).to_contain_text("Đã lưu lúc")
    assert page.evaluate("sessionStorage.said").strip() == "Đang lưu. Xin chờ và không bấm gì thêm."


@pytest.mark.parametrize("path", ["/ho-so/", f"{FILING}ban-nhap/"])
def test_lists_send_it_too(alice: Someone, path: str) -> None:
    page = close_off_line(alice.page, "Kỷ yếu")

    page.goto(path)

    expect(page.locator("[data-own-keys]")).to_contain_text("nay đã được lưu")
    expect(page.locator("main")).to_contain_text("Kỷ yếu")
    assert saved() == "Kỷ yếu"


def test_a_form_that_was_made_before_the_list_had_sent_it_shows_it_all_the_same(alice: Someone) -> None:
    page = alice.page
    page.fill(TITLE, "Cũ")
    expect(page.locator(STATE)).to_contain_text("Đã lưu lúc")
    page.goto("/ho-so/")
    # What the list leaves behind, once what it had sent is saved.
    page.evaluate("sessionStorage.setItem('own-copy-brought', '/ho-so/')")

    def made_before(route: Route) -> None:
        before = route.fetch()
        draft = Draft.objects.get()
        Draft.objects.update(answers={**draft.answers, "material_name": "Kỷ yếu năm 2026"})
        connection.close()  # that of this handler, which runs beside the test
        route.fulfill(response=before)

    page.route(f"**{FILING}", made_before, times=1)
    page.goto(FILING)

    expect(page.locator("[data-own-keys]")).to_contain_text("nay đã được lưu")
    expect(page.locator(TITLE)).to_have_value("Kỷ yếu năm 2026")
    # No other window wrote it.
    page.fill(TITLE, "Kỷ yếu năm 2027")
    programs.wait(lambda: saved() == "Kỷ yếu năm 2027")


def test_once_all_is_saved_the_device_keeps_nothing(alice: Someone) -> None:
    page = alice.page
    page.fill(TITLE, "Kỷ yếu")
    expect(page.locator(STATE)).to_contain_text("Đã lưu lúc")

    page.wait_for_function(f"async () => (await ({COPIES})()) === 0")
    assert saved() == "Kỷ yếu"


def test_what_lies_on_the_device_is_unreadable(alice: Someone) -> None:
    page = alice.page
    type_off_line(page, "Kỷ yếu bí mật")

    raw = page.evaluate("""async () => {
        const db = await new Promise((done) => { const asked = indexedDB.open("own-copies"); asked.onsuccess = () => done(asked.result); });
        const all = db.transaction("copies").objectStore("copies").getAll();
        const records = await new Promise((done) => { all.onsuccess = () => done(all.result); });
        db.close();
        return records.map((one) => Object.values(one).map((part) => part instanceof ArrayBuffer || ArrayBuffer.isView(part)
            ? new TextDecoder().decode(part) : String(part)).join(" ")).join(" ");
    }""")

    assert len(raw) > 100
    assert "bí mật" not in raw
    assert "material_name" not in raw


def test_somebody_else_at_the_browser_neither_sees_nor_sends_it(alice: Someone) -> None:
    page = close_off_line(alice.page, "Kỷ yếu")
    Session.objects.all().delete()
    mallory = Someone(page, alice.picture).signed_in("mallory")

    mallory.visit(FILING)
    page.wait_for_load_state("networkidle")
    expect(page.locator(TITLE)).to_have_value("")
    expect(page.locator("[data-own-keys]")).to_be_hidden()
    assert not Draft.objects.exists()

    Someone(page, alice.picture).signed_in("alice").page.goto(FILING)
    expect(page.locator(TITLE)).to_have_value("Kỷ yếu")
    assert Draft.objects.get().owner.username == "alice"


def test_signing_out_takes_it_from_the_device(alice: Someone) -> None:
    page = close_off_line(alice.page, "Kỷ yếu")
    page.goto("/")
    assert page.evaluate(COPIES) == 1

    page.goto("/tai-khoan/logout/")
    go(page.locator("main button[type=submit]"))

    page.wait_for_function(f"async () => (await ({COPIES})()) === 0")
    page.wait_for_function("() => !document.cookie.includes('signed_out')")


def test_signing_out_leaves_what_somebody_else_could_not_send_yet(alice: Someone) -> None:
    page = close_off_line(alice.page, "Kỷ yếu")
    Session.objects.all().delete()
    Someone(page, alice.picture).signed_in("mallory").page.goto(FILING)

    page.goto("/tai-khoan/logout/")
    go(page.locator("main button[type=submit]"))
    page.wait_for_function("() => !document.cookie.includes('signed_out')")

    assert page.evaluate(COPIES) == 1
    Someone(page, alice.picture).signed_in("alice").page.goto(FILING)
    expect(page.locator(TITLE)).to_have_value("Kỷ yếu")


def test_where_something_else_was_saved_meanwhile_the_page_asks(alice: Someone) -> None:
    page = close_off_line(alice.page, "Kỷ yếu tập 1")
    elsewhere = page.context.new_page()
    elsewhere.goto(FILING)
    # That page found the copy and saved it; another is written after it.
    expect(elsewhere.locator(TITLE)).to_have_value("Kỷ yếu tập 1")
    # It loads itself anew for that: what was lost before its key has come is not kept, and it says so.
    elsewhere.wait_for_load_state("networkidle")
    type_off_line(elsewhere, "Kỷ yếu tập 2")
    elsewhere.close(run_before_unload=False)
    page.context.set_offline(False)
    draft = Draft.objects.get()
    draft.answers["material_name"] = "Kỷ yếu tập 3"
    draft.save(update_fields=["answers"])

    page.goto(FILING)

    choice = page.locator("main form[data-autosave]")
    expect(choice).to_contain_text("Kỷ yếu tập 3")
    expect(page.locator(TITLE)).to_have_value("Kỷ yếu tập 2")
    # Never none: the copy goes once the page that shows it has its own.
    seen = page.evaluate(f"""async () => {{
        const seen = [];
        while (seen.length < 40) {{
            seen.push(await ({COPIES})());
            await new Promise((resume) => {{ setTimeout(resume, 25); }});
        }}
        return seen;
    }}""")
    assert set(seen) <= {1, 2}
    assert seen[-1] == 1
    go(choice.locator("button[value^='take-mine:']"))
    assert saved() == "Kỷ yếu tập 2"
    page.wait_for_function(f"async () => (await ({COPIES})()) === 0")


def test_what_came_too_late_for_a_filed_dossier_is_shown(alice: Someone, new_page: Callable[..., Page]) -> None:
    page = alice.page
    page.fill(TITLE, "Kỷ yếu")
    expect(page.locator(STATE)).to_contain_text("Đã lưu lúc")
    page = close_off_line(page, "Kỷ yếu, bản sửa")
    phone = Someone(new_page(), alice.picture).signed_in("alice")
    phone.file()

    page.goto("/ho-so/")

    left = page.locator("[data-own-keys] [data-left]")
    expect(left).to_contain_text("Kỷ yếu, bản sửa")
    assert page.evaluate(COPIES) == 1
    expect(left).to_contain_text("Tên tài liệu: Kỷ yếu, bản sửa")
    left.get_by_role("button", name="Tôi không cần nữa").click()
    assert page.evaluate(COPIES) == 1, "asked once before it goes"
    left.locator("[data-throw]").click()
    expect(page.locator("[data-own-keys]")).to_be_hidden()
    assert page.evaluate(COPIES) == 0


def test_on_any_other_page_it_says_of_which_form_and_question_it_is_and_asks_before_it_is_thrown(
    alice: Someone,
) -> None:
    page = alice.page
    page.fill(TITLE, "Kỷ yếu")
    expect(page.locator(STATE)).to_contain_text("Đã lưu lúc")
    page = close_off_line(page, "Kỷ yếu tập 2")
    draft = Draft.objects.get()
    draft.answers["material_name"] = "Kỷ yếu tập 3"
    draft.save(update_fields=["answers"])
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status == 409 else None)

    page.goto("/ho-so/nop/dk-co-so-in/")

    left = page.locator("[data-own-keys] [data-left]")
    expect(left).to_contain_text("Cấp giấy phép xuất bản tài liệu không kinh doanh")
    expect(left).to_contain_text("trên máy này ghi “Kỷ yếu tập 2”, đã lưu “Kỷ yếu tập 3”")
    alice.picture(page, "left-behind-elsewhere")
    left.locator("[data-not-needed]").click()
    left.locator("[data-keep]").click()
    expect(left.locator("[data-not-needed]")).to_be_focused()
    assert page.evaluate(COPIES) == 1
    assert not refused
    go(left.locator("a"))
    expect(page.locator(TITLE)).to_have_value("Kỷ yếu tập 2")
    expect(page.locator("button[value^='take-mine:']")).to_be_visible()


@pytest.mark.parametrize(
    "refusing",
    [
        "IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); };",
        "IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    ],
)
def test_a_storage_that_is_refused_or_full_costs_the_copy_alone(alice: Someone, refusing: str) -> None:
    page = alice.page
    page.add_init_script(refusing)
    page.goto(FILING)
    page.context.set_offline(True)

    page.fill(TITLE, "Kỷ yếu")

    expect(page.locator(STATE)).to_contain_text("Máy này không giữ được bản sao")
    page.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text("Đã lưu lúc")
    assert saved() == "Kỷ yếu"


@pytest.fixture
def own_browser(browser: Browser, site: str, tmp_path: Path) -> Iterator[Callable[[], BrowserContext]]:
    """Start a browser whose folder outlives it."""
    started: list[BrowserContext] = []

    def start() -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=CHROMIUM, args=FLAGS, base_url=site, locale="vi-VN"
        )
        started.append(context)
        return context

    yield start
    started[-1].close()


def kill(folder: Path) -> None:
    """End a browser as a crash would: by the folder that its processes name."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)
        except OSError:
            continue


def test_a_killed_browser_loses_nothing(
    own_browser: Callable[[], BrowserContext], picture: Look, tmp_path: Path
) -> None:
    context = own_browser()
    page = context.new_page()
    Someone(page, picture).signed_in("alice").visit(FILING)
    page.set_input_files("input[name=component-ban-thao]", pdf("bản thảo.pdf"))
    expect(page.locator("main .files")).to_contain_text("bản thảo.pdf")
    type_off_line(page, "Kỷ yếu năm 2026")
    kill(tmp_path / "profile")

    page = own_browser().new_page()
    # What it loads anew by itself is not looked at meanwhile.
    Someone(page, picture).signed_in("alice").page.goto(FILING)

    expect(page.locator(TITLE)).to_have_value("Kỷ yếu năm 2026")
    expect(page.locator("main")).to_contain_text("bản thảo.pdf")
    assert saved() == "Kỷ yếu năm 2026"
