"""The filing form with every kind of question: on a phone without JavaScript, on a desk with it, in both languages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from dossiers.models import Dossier, Draft
from tests.dossiers import every_kind
from tests.dossiers.every_kind import BA_DINH, CHECK, FORM, SAI_GON
from tests.journeys.conftest import PHONE
from tests.journeys.people import Someone, come_to, go, pdf

Opener = Callable[..., Page]
Look = Callable[[Page, str], None]

TYPED = {
    "title": "Triển lãm ảnh",
    "cost": "1.000.000",
    "signed_on": "05/01/2026",
    "held_at": "16:30 24/11/2027",
    "born_on": "02/09/1985",
    "person_id": "001185012345",
    "firm_code": "0100109106",
    "pages": "120",
    "venue.line": "Số 2 Hùng Vương",
}
CHOSEN = {"place": "hanoi", "form": "print", "sex": "female"}


@pytest.fixture(autouse=True)
def _published(site: str, tmp_path: Path) -> None:
    every_kind.published(tmp_path)


def at(name: str) -> str:
    """Return where a field is, by the name under which it is sent."""
    return f"main [name='{name}']"


def fill_in(page: Page) -> None:
    for name, value in CHOSEN.items():
        come_to(page, name)
        page.select_option(at(name), value)
    for name, value in TYPED.items():
        come_to(page, name)
        page.fill(at(name), value)
    come_to(page, "aims.announce")
    page.check(at("aims.announce"))
    come_to(page, "is_agent")
    page.check(f"{at('is_agent')}[value=no]")


def press(page: Page, button: str) -> None:
    page.click(f"main button[name=do][value='{button}']")


def fits(page: Page) -> bool:
    """Say whether nothing is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_citizen_files_everything_on_a_phone_without_javascript(new_page: Opener, picture: Look) -> None:
    page = new_page(javascript=False, viewport=PHONE)
    alice = Someone(page, picture, has_javascript=False).signed_in("alice")
    alice.visit(FORM, "empty")
    assert fits(page)
    come_to(page, "pages")
    expect(page.locator("#id_pages_condition")).to_contain_text("“Hình thức thể hiện”")
    assert fits(page)

    fill_in(page)
    come_to(page, "venue.province")
    page.select_option(at("venue.province"), "79")
    press(page, "refresh:venue")
    expect(page).to_have_url(f"{FORM}#div_id_venue")
    page.select_option(at("venue.commune"), SAI_GON)
    come_to(page, "machines.0.model")
    for row, model in enumerate(("SM-74", "Bizhub", "Thừa")):
        if row:
            press(page, "add-row:machines")
            expect(page).to_have_url(f"{FORM}#row_machines.{row}")
        page.fill(at(f"machines.{row}.model"), model)
        page.fill(at(f"machines.{row}.number"), "1")
    press(page, "remove-row:machines:2")
    expect(page).to_have_url(f"{FORM}#div_id_machines")
    come_to(page, "component-ban-do")
    page.set_input_files(at("component-ban-do"), pdf("bản đồ.pdf"))
    alice.look("filled-in")
    assert fits(page)

    press(page, "check:part")
    expect(page).to_have_url(CHECK)
    expect(page.locator("main")).to_contain_text("Số 2 Hùng Vương, Phường Sài Gòn, Thành phố Hồ Chí Minh")
    alice.look("check")
    assert fits(page)
    # A table has the width of the page there too: each value stands beside its label, not letter below letter.
    boxes = [value.bounding_box() for value in page.locator("main .answers-table td > span").all()]
    assert boxes
    assert all(box and box["width"] >= 100 for box in boxes)
    press(page, "submit")
    page.wait_for_url("**/da-nop/")
    words = Dossier.objects.get().events.get().payload.content
    assert words["answers"]["machines"] == [{"model": "SM-74", "number": 1}, {"model": "Bizhub", "number": 1}]


def test_a_script_shows_what_is_asked_fetches_communes_and_grows_tables(page: Page, picture: Look) -> None:
    alice = Someone(page, picture).signed_in("alice")
    alice.visit(FORM, "empty")
    pages, button = page.locator(at("pages")), page.locator("main button[value='refresh:venue']")
    expect(pages).to_be_hidden()
    expect(button).to_be_hidden()
    expect(page.locator("[data-only-if]")).to_have_count(0)

    page.select_option(at("form"), "print")
    expect(pages).to_be_visible()
    assert not pages.get_attribute("aria-describedby")
    page.select_option(at("form"), "electronic")
    expect(pages).to_be_hidden()
    expect(page.locator(at("licence"))).to_be_visible()
    fill_in(page)

    page.select_option(at("venue.province"), "79")
    page.select_option(at("venue.commune"), SAI_GON)
    page.select_option(at("venue.province"), "01")
    page.select_option(at("venue.commune"), BA_DINH)
    page.fill(at("signed_on"), "05012026")
    page.fill(at("machines.0.model"), "SM-74")
    expect(page.locator(at("signed_on"))).to_have_value("05/01/2026")
    page.fill(at("machines.0.number"), "1")
    press(page, "add-row:machines")
    expect(page.locator(at("machines.1.model"))).to_be_focused()
    page.fill(at("machines.1.model"), "Bizhub")
    press(page, "remove-row:machines:0")
    expect(page.locator(at("machines.0.model"))).to_have_value("Bizhub")
    expect(page.locator(at("machines.1.model"))).to_have_count(0)
    expect(page).to_have_url(FORM)
    page.fill(at("machines.0.number"), "3")
    page.set_input_files(at("component-ban-do"), pdf("bản đồ.pdf"))
    expect(page.locator("main")).to_contain_text("bản đồ.pdf")
    alice.look("filled-in")

    press(page, "check")
    expect(page).to_have_url(CHECK)
    alice.look("check")
    assert Draft.objects.get().answers["title"] == TYPED["title"]


def test_a_commune_that_is_chosen_while_the_list_is_on_its_way_stays(page: Page, picture: Look) -> None:
    Someone(page, picture).signed_in("alice").visit(FORM)
    page.select_option(at("venue.province"), "01")
    page.select_option(at("venue.commune"), BA_DINH)
    held: list[Route] = []
    page.route("**/ho-so/dia-chi/xa/**", lambda route: held.append(route))  # noqa: PLW0108 - Playwright counts parameters

    page.select_option(at("venue.province"), "01")
    expect(page.locator(at("venue.commune"))).to_have_attribute("aria-busy", "true")
    page.select_option(at("venue.commune"), BA_DINH)
    held[0].continue_()
    expect(page.locator(at("venue.commune"))).not_to_have_attribute("aria-busy", "true")

    expect(page.locator(at("venue.commune"))).to_have_value(BA_DINH)
    page.unroute("**/ho-so/dia-chi/xa/**")
    page.select_option(at("venue.province"), "79")
    expect(page.locator(at("venue.commune"))).to_have_value("")


def test_an_old_name_leaves_in_the_list_what_it_belongs_to_now(page: Page, picture: Look) -> None:
    Someone(page, picture).signed_in("alice").visit(FORM)
    page.select_option(at("venue.province"), "01")
    box, places = page.locator("input[aria-controls='id_venue.commune']"), page.locator(at("venue.commune"))
    expect(places).not_to_have_attribute("aria-busy", "true")

    box.fill("Trung Hoà, Cầu Giấy")

    expect(page.locator("main")).to_contain_text(
        "Phường Trung Hoà, Quận Cầu Giấy → Phường Yên Hòa, Phường Thanh Xuân, Phường Đại Mỗ"
    )
    expect(places.locator("option")).to_have_count(1 + 3)
    expect(places).to_have_value("")
    places.select_option(label="Phường Yên Hòa")
    chosen = places.input_value()
    box.fill("")
    expect(places).to_have_value(chosen)


def test_no_ward_is_chosen_for_whoever_types_an_old_one_that_was_parted_and_one_that_was_not_leads_to_its_own(
    page: Page, picture: Look
) -> None:
    alice = Someone(page, picture).signed_in("alice")
    alice.visit(FORM)
    page.select_option(at("venue.province"), "01")
    box, places = page.locator("input[aria-controls='id_venue.commune']"), page.locator(at("venue.commune"))
    expect(places).not_to_have_attribute("aria-busy", "true")

    for typed in ("phường Kim Mã, quận Ba Đình", "phường Điện Biên, quận Ba Đình"):
        box.fill("")
        box.fill(typed)
        expect(page.locator("main")).to_contain_text("→ Phường Ba Đình,")
        expect(page.locator("main")).to_contain_text(". Xin chọn một nơi.")
        expect(places).to_have_value("")
    # Halfway it is the beginning of another ward's name, Kim Liên.
    box.fill("")
    box.press_sequentially("Kim M", delay=20)
    expect(page.locator("main")).to_contain_text("Phường Kim Mã, Quận Ba Đình →")
    expect(places).to_have_value("")
    expect(places.locator("option")).to_have_count(1 + 3)
    alice.look("old-ward")

    box.fill("phường Láng Thượng, quận Đống Đa")
    expect(places.locator("option:checked")).to_have_text("Phường Láng")
    box.fill("Kim Mã")
    expect(places).to_have_value("")
    places.select_option(label="Phường Ngọc Hà")
    box.fill("phường Điện Biên, quận Ba Đình")
    expect(page.locator("main")).to_contain_text("Phường Điện Biên, Quận Ba Đình →")
    expect(places.locator("option:checked")).to_have_text("Phường Ngọc Hà")
    page.reload()
    expect(places.locator("option:checked")).to_have_text("Phường Ngọc Hà")


def test_a_table_that_is_asked_in_some_cases_only_grows_and_is_described_by_nothing_that_is_gone(
    page: Page, picture: Look, tmp_path: Path
) -> None:
    label = 'label = { vi = "Khách mời", en = "Guests" }\n'
    condition = 'shown_when = { question = "form", is = "print" }\n'
    every_kind.published(tmp_path, ("\nversion = 1\n", "\nversion = 2\n"), (label, label + condition))
    alice = Someone(page, picture).signed_in("alice")
    alice.visit(FORM)
    table = page.locator("#div_id_guests")
    expect(table).to_be_hidden()
    page.select_option(at("form"), "print")
    page.fill(at("guests.0.guest"), "Bà Tư")

    press(page, "add-row:guests")

    expect(page.locator(at("guests.1.guest"))).to_be_focused()
    expect(page.locator(at("guests.0.guest"))).to_have_value("Bà Tư")
    assert not table.get_attribute("aria-describedby")
    page.route(f"**{FORM}", lambda route: route.abort())
    press(page, "add-row:guests")
    expect(page.locator("main button[value='add-row:guests']")).to_be_focused()
    page.fill(at("guests.1.guest"), "Ông Ba")
    expect(page.locator(at("guests.1.guest"))).to_have_value("Ông Ba")


def test_a_paper_appears_when_the_answers_ask_for_it_and_an_agent_elsewhere_is_told_at_once(
    page: Page, picture: Look
) -> None:
    alice = Someone(page, picture).signed_in("alice")
    alice.visit(FORM)
    paper, told = page.locator(at("component-uy-quyen")), page.get_by_text("Việc ở nước ngoài do Bộ giải quyết")
    expect(paper).to_be_hidden()
    expect(told).to_be_hidden()

    page.check(f"{at('is_agent')}[value=yes]")
    page.select_option(at("place"), "abroad")
    expect(paper).to_be_visible()
    expect(told).to_be_visible()
    alice.look("elsewhere")
    paper.set_input_files(pdf("giấy uỷ quyền.pdf"))
    expect(page.locator("main")).to_contain_text("giấy uỷ quyền.pdf")
    page.check(f"{at('is_agent')}[value=no]")

    expect(paper).to_be_visible()
    page.select_option(at("place"), "hanoi")
    expect(told).to_be_hidden()


@pytest.mark.parametrize(("theme", "language"), [("light", "vi"), ("dark", "en")])
def test_axe_finds_nothing_in_a_form_with_every_kind_of_fault(
    new_page: Opener, picture: Look, language: str, theme: str
) -> None:
    page = new_page(color_scheme=theme)
    alice = Someone(page, picture).signed_in("alice")
    page.goto("/")
    if language == "en":
        go(page.locator("button[name=language][value=en]"))
    alice.visit(FORM)
    page.select_option(at("form"), "print")
    page.select_option(at("place"), "abroad")
    page.check(at("aims.other"))
    page.fill(at("machines.0.model"), "x" * 50)
    go(page.locator("main button[name=do][value=check]"))

    expect(page.locator("html")).to_have_attribute("lang", language)
    assert page.locator(".has-error").count() >= 15
    alice.look("faults")


def test_what_was_typed_is_kept_when_the_language_is_changed(new_page: Opener, picture: Look) -> None:
    page = new_page()
    alice = Someone(page, picture).signed_in("alice")
    alice.visit(FORM)

    switch = page.locator("button[name=language]")
    other = switch.get_attribute("value") or ""
    page.fill(at("title"), "Triển lãm gõ dở")

    switch.click()

    expect(page.locator("html")).to_have_attribute("lang", other)
    expect(page.locator(at("title"))).to_have_value("Triển lãm gõ dở")
    assert Draft.objects.get().answers["title"] == "Triển lãm gõ dở"
