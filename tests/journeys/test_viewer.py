"""An officer reads what was filed in the page itself: with a mouse or without, on a phone, with and without scripts."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers.models import Attachment
from portal.demo import story
from tests.dossiers.viewing import made
from tests.journeys.conftest import PHONE
from tests.journeys.people import Someone, go


def read_by_officers(content: bytes, pages: int) -> str:
    """Return the address at which officers read a file that alice has filed."""
    dossier = story.file("alice", at=timezone.now() - timedelta(seconds=1))
    first = dossier.attachments.order_by("uploaded_at", "id").first()
    file = Attachment(
        id=uuid4(), dossier=dossier, event=first.event, component=first.component, name="Bản thảo.pdf",
        media_type="application/pdf", size=len(content), pages=pages, sha256=uuid4().hex * 2,
        uploaded_by=first.uploaded_by, uploaded_at=first.uploaded_at,
    )  # fmt: skip
    file.file.save(file.name, story.upload(file.name, content), save=True)
    return f"/mot-cua/{dossier.code}/tep/{file.pk}/"


def drawn(page: Page, number: int) -> None:
    """Wait until so many pages are there."""
    pictures = page.locator(".file-page img")
    expect(pictures).to_have_count(number, timeout=15_000)
    for one in pictures.all():
        expect(one).to_have_js_property("complete", value=True)
        expect(one).not_to_have_js_property("naturalWidth", value=0)


@pytest.fixture
def served_as_on_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a frame without an origin have the scripts: whitenoise says that anybody may, the server of tests does not."""
    serve = StaticFilesHandler.serve

    def for_anybody(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        response = serve(handler, request)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    monkeypatch.setattr(StaticFilesHandler, "serve", for_anybody)


def test_pages_come_by_themselves_and_lead_on_by_the_keyboard(meet: Callable[[str], Someone], site: str) -> None:
    address = read_by_officers(made.of_text(*(f"trang {n}" for n in range(1, 13))), 12)
    bob = meet("bob")

    bob.page.goto(address)
    drawn(bob.page, 5)
    bob.look("viewer")
    bob.page.get_by_role("link", name="Sau").focus()
    with bob.page.expect_navigation():
        bob.page.keyboard.press("Enter")
    drawn(bob.page, 5)

    expect(bob.page.locator("#trang-6 img")).to_be_visible()
    go(bob.page.get_by_role("link", name="Phóng to"))
    drawn(bob.page, 5)
    assert bob.page.evaluate("document.querySelector('.file-page img').naturalWidth") == 1600
    assert bob.page.evaluate("document.querySelector('.file-page img').clientWidth") >= 900
    assert bob.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_phone_reads_it_too_without_moving_sideways(
    new_page: Callable[..., Page], picture: object, site: str
) -> None:
    address = read_by_officers(made.of_text("mot"), 1)
    bob = Someone(new_page(viewport=PHONE), picture).signed_in("bob")

    bob.page.goto(address)
    drawn(bob.page, 1)

    bob.look("viewer-phone")
    assert bob.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_scripts_the_page_comes_again_until_all_are_there(
    new_page: Callable[..., Page], picture: object, site: str
) -> None:
    address = read_by_officers(story.pdf(3), 3)
    bob = Someone(new_page(javascript=False), picture, has_javascript=False).signed_in("bob")

    bob.page.goto(address)

    expect(bob.page.locator(".file-page img")).to_have_count(3, timeout=15_000)
    expect(bob.page.locator("[data-pdf-search]")).to_be_hidden()


def test_words_are_found_in_a_frame_that_has_no_origin(
    served_as_on_a_server: None, meet: Callable[[str], Someone], site: str
) -> None:
    texts = [f"trang {n}" for n in range(1, 13)]
    texts[8] = "Le Viet Anh xin cap phep"
    address = read_by_officers(made.of_text(*texts), 12)
    bob = meet("bob")
    bob.page.goto(address)
    drawn(bob.page, 5)

    bob.page.get_by_role("button", name="Tìm trong văn bản").press("Enter")
    bob.page.keyboard.press("n")
    frame = bob.page.frame_locator("iframe.viewer-search")
    expect(frame.get_by_label("Tìm trong văn bản")).to_be_focused()
    bob.page.keyboard.type("việt anh")
    assert bob.page.url.endswith(address)
    frame.get_by_label("Tìm trong văn bản").fill("việt anh")
    expect(frame.locator("#hits li")).to_have_count(1, timeout=20_000)
    bob.look("viewer-search")
    inside = bob.page.frames[-1]
    assert inside.evaluate("origin") == "null"
    with bob.page.expect_navigation():
        frame.locator("#hits button").press("Enter")

    expect(bob.page).to_have_url(re.compile(r"trang=9#trang-9$"))
    expect(bob.page.locator("#trang-9 img")).to_be_visible()


def test_the_frame_runs_nothing_of_the_file_and_reaches_nothing(
    served_as_on_a_server: None, meet: Callable[[str], Someone], site: str
) -> None:
    address = read_by_officers(made.with_script("<< /S /JavaScript /JS (this.getURL\\('http://127.0.0.1/'\\)) >>"), 1)
    bob = meet("bob")
    asked: list[str] = []
    bob.page.on("request", lambda request: asked.append(request.url))
    bob.page.goto(address)
    drawn(bob.page, 1)

    bob.page.get_by_role("button", name="Tìm trong văn bản").click()
    frame = bob.page.frame_locator("iframe.viewer-search")
    expect(frame.locator("#state")).to_have_text("Tệp này không có văn bản, chỉ có ảnh chụp.", timeout=20_000)

    inside = bob.page.frames[-1]
    assert inside.evaluate(
        "(() => { try { return parent.document.title } catch (error) { return error.name } })()"
    ) == ("SecurityError")
    assert not [url for url in asked if not url.startswith((site, "blob:"))]
