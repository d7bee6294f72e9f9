"""Finding a procedure in a real browser: while one types, through a Vietnamese input method, on paper, without scripts."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from portal.demo import story
from procedures import publication
from tests.dossiers.variants import definition, publish_text
from tests.journeys.conftest import PHONE
from tests.journeys.people import Someone, go

Opener = Callable[..., Page]
Look = Callable[[Page, str], None]
PRESS = "/thu-tuc/hop-bao-trong-nuoc/"
TARIFF = f"/thu-tuc/{story.SLUG}/"


def names(page: Page) -> list[str]:
    return page.locator("#found a.title").all_inner_texts()


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_what_is_typed_and_chosen_narrows_the_list_at_once(page: Page) -> None:
    page.goto("/thu-tuc/")
    everything = len(names(page))

    page.locator("#procedure-search").press_sequentially("cap lai")
    expect(page.locator("#found a.title")).not_to_have_count(everything)
    found = names(page)
    page.locator("#filter-sector").focus()
    page.locator("#filter-sector").select_option("buu-chinh")
    expect(page.locator("#found a.title")).not_to_have_count(len(found))

    assert names(page)[0] == "Cấp lại giấy phép bưu chính khi hết hạn"
    assert asked(page) == {"q": ["cap lai"], "sector": ["buu-chinh"]}
    expect(page.locator("#found-count")).to_contain_text(str(len(names(page))))
    expect(page.locator("#filter-sector")).to_be_focused()
    page.reload()
    expect(page.locator("#procedure-search")).to_have_value("cap lai")
    expect(page.locator("#filter-sector")).to_have_value("buu-chinh")


def test_nothing_is_asked_between_two_keys_of_an_input_method(page: Page) -> None:
    page.goto("/thu-tuc/")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if "/thu-tuc/" in request.url else None)
    page.locator("#procedure-search").focus()
    keyboard = page.context.new_cdp_session(page)

    for unfinished in ("h", "ho", "hop", "hopj"):
        keyboard.send("Input.imeSetComposition", {"text": unfinished, "selectionStart": 4, "selectionEnd": 4})
        page.wait_for_timeout(400)
    while_composing = list(requests)
    with page.expect_response("**/thu-tuc/?*"):
        keyboard.send("Input.insertText", {"text": "họp"})

    assert while_composing == []
    expect(page.locator("#procedure-search")).to_have_value("họp")
    expect(page.locator("#found a.title").first).to_have_text("Cho phép họp báo (trong nước)")
    assert asked(page) == {"q": ["họp"]}


def test_the_fee_is_computed_while_one_types(page: Page) -> None:
    page.goto(TARIFF)

    page.locator("#id_fee_0").press_sequentially("120")
    expect(page.locator("#fee-sum")).to_contain_text("1.800.000\N{NO-BREAK SPACE}đ")
    page.locator("#id_fee_1").press_sequentially("x")
    expect(page.locator("#id_fee_1_error")).to_be_visible()
    expect(page.locator("#fee-sum")).not_to_contain_text("1.800.000")
    page.locator("#id_fee_1").fill("10")
    expect(page.locator("#fee-sum")).to_contain_text("1.860.000\N{NO-BREAK SPACE}đ")

    expect(page.locator("#id_fee_1_error")).to_have_count(0)
    expect(page.locator("#id_fee_1")).to_be_focused()


def test_all_of_it_works_without_javascript(new_page: Opener) -> None:
    page = new_page(javascript=False, viewport=PHONE)
    page.goto("/")

    page.locator("#procedure-search").fill("máy photo")
    go(page.locator("form[role=search] button").first)
    found = names(page)
    page.locator("#filter-applicant").select_option("business")
    go(page.locator("form[role=search] button"))
    page.goto(TARIFF)
    page.locator("#id_fee_0").fill("1.000")
    go(page.locator(".calculator button"))

    assert len(found) == 2
    assert all("máy photocopy" in name for name in found)
    expect(page.locator("#fee-sum")).to_contain_text("15.000.000\N{NO-BREAK SPACE}đ")
    assert page.url.endswith("#fees")


def test_the_checklist_fits_on_one_sheet(page: Page) -> None:
    page.goto("/thu-tuc/gp-buu-chinh/giay-to/")
    expect(page.locator("[data-print]")).to_be_visible()

    sheet = PdfReader(BytesIO(page.pdf(format="A4")))

    # The letters with marks come from a font of their own, which a reader of PDF takes for other words.
    text = "".join(sheet.pages[0].extract_text().split())
    assert len(sheet.pages) == 1
    assert "Phươngánkinhdoanh" in text
    assert "English" not in text


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_procedures(
    new_page: Opener, picture: Look, theme: str, tmp_path: Path
) -> None:
    publish_text(tmp_path, definition("thu", 5, "working_day"))
    publication.retire("thu", at=timezone.now())
    somebody = Someone(new_page(color_scheme=theme), picture)

    somebody.visit("/thu-tuc/?q=mau+10&sector=bao-chi", "found")
    somebody.visit("/thu-tuc/?q=zzz&level=x", "nothing-found")
    somebody.visit(f"{TARIFF}?fee_0=120&fee_1=-3", "fee-with-a-fault")
    somebody.visit(PRESS, "press")
    somebody.visit("/thu-tuc/trung-bay-tranh-anh/", "two-agencies")
    somebody.visit(f"{TARIFF}giay-to/", "checklist")
    somebody.page.goto("/thu-tuc/thu/")
    somebody.look("retired")
