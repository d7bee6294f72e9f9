"""A scan at a page that takes none changes nothing there, whatever has the focus: a sheet offers to look it up."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from dossiers.models import Dossier, Draft, UnsentWords
from tests.dossiers import counter
from tests.journeys.people import Someone, assert_accessible
from tests.journeys.test_counter_page import scan
from tests.journeys.test_decision import walked_to

pytestmark = pytest.mark.usefixtures("site")

type Meet = Callable[[str], Someone]
AT_ONCE = """(text) => [...text, "Enter"].forEach((key) =>
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })))"""
"""Presses the keys of a text as a scanner does, with no time between them, whatever else the machine does."""
IN_TIME = """([text, apart]) => {
    const keys = [...text, "Enter"];
    const from = performance.now() - keys.length * apart;
    keys.forEach((key, at) => {
        const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
        Object.defineProperty(event, "timeStamp", { value: from + at * apart });
        document.activeElement.dispatchEvent(event);
    });
}"""
"""Presses them as if so many milliseconds lay between two, whatever the machine takes."""
LINGERS = 1100
"""Milliseconds after a scan in which no sign is a key, and a little more."""
CARD = "001090054321||Phạm Quang Hải|01021990|Nam|Số 5 phố Huế, Hà Nội|01072021"


def sheet_of(page: Page) -> Locator:
    return page.locator("[data-scan-sheet]")


def test_a_card_scanned_while_another_person_is_served_begins_nothing_for_that_one(meet: Meet) -> None:
    person = counter.mai(timezone.now())
    page = meet("bob").page
    page.goto(f"/mot-cua/quay/nguoi/{person.pk}/")
    box = page.locator("main input[name=q]")
    box.fill("họp")

    scan(page, CARD)
    scan(page, CARD)

    expect(sheet_of(page)).to_be_visible()
    expect(page.locator("#scan-shown")).to_have_value(CARD)
    expect(box).to_have_value("họp")
    assert not Draft.objects.exists()
    assert_accessible(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#id_name")).to_have_value("Phạm Quang Hải")


@pytest.mark.parametrize(
    "focused", ["main button >> nth=0", "main select >> nth=0", "main input.form-control >> nth=0"]
)
def test_a_card_scanned_in_a_form_leaves_it_as_it_was(meet: Meet, focused: str) -> None:
    draft = counter.begun(at=timezone.now())
    page = meet("bob").page
    page.goto(f"/mot-cua/quay/{draft.pk}/")
    values = "() => [...document.forms].flatMap((one) => [...new FormData(one)].map(String))"
    here, before = page.url, list(page.evaluate(values))
    page.locator(focused).focus()

    scan(page, CARD)
    expect(page.locator("#scan-shown")).to_have_value(CARD)
    page.locator("[data-scan-sheet] [data-close]").click()

    expect(sheet_of(page)).to_be_hidden()
    assert page.url == here
    assert [one for one in page.evaluate(values) if "001090054321" not in one] == [
        one for one in before if not one.startswith("shown,")
    ]
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("former", ["012345678", "012345678901"])
def test_a_card_with_a_former_number_is_read_whole(meet: Meet, former: str) -> None:
    card = CARD.replace("||", f"|{former}|")
    page = meet("bob").page
    page.goto("/mot-cua/ngay/")

    scan(page, card)

    expect(page.locator("#scan-shown")).to_have_value(card)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#id_name")).to_have_value("Phạm Quang Hải")
    expect(page.get_by_label("Số định danh cá nhân", exact=False)).to_have_value("001090054321")


@pytest.mark.parametrize(
    "text",
    [
        "H26.NN-260105-0001",
        "0101234567 Cong ty TNHH Sach Viet, Bac Ninh xa",
        "http://rxk.example/xac-minh/5xabz/",
    ],
)
@pytest.mark.parametrize("focused", ["", "[data-key-list] tbody th a >> nth=0"])
def test_a_scan_presses_no_key_of_a_list(meet: Meet, text: str, focused: str) -> None:
    dossier = walked_to("accepted")
    page = meet("bob").page
    page.goto("/mot-cua/?list=mine")
    if focused:
        page.locator(focused).focus()

    page.evaluate(AT_ONCE, text)

    expect(page.locator("#scan-shown")).to_have_value(text)
    page.wait_for_timeout(LINGERS)
    expect(page.locator("#scan-shown")).to_have_value(text)
    assert page.url.endswith("/mot-cua/?list=mine")
    assert page.locator("[data-key-list] .tick input:checked").count() == 0
    assert Dossier.objects.get(pk=dossier.pk).state == "accepted"
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("1")


def test_a_scanner_that_stutters_presses_no_key_of_a_list(meet: Meet) -> None:
    dossier = walked_to("accepted")
    page = meet("bob").page
    page.goto("/mot-cua/?list=mine")

    for part in ("0010900543", "21||Pham Quang Hai a", "a"):
        page.evaluate(AT_ONCE.replace('[...text, "Enter"]', "[...text]"), part)
        page.wait_for_timeout(400)

    assert page.url.endswith("/mot-cua/?list=mine")
    assert Dossier.objects.get(pk=dossier.pk).state == "accepted"


def test_the_barcode_of_a_slip_presses_no_key_of_a_list(meet: Meet) -> None:
    code = walked_to("filed").code
    page = meet("bob").page
    page.goto("/mot-cua/?list=open")

    page.evaluate(AT_ONCE, code)

    expect(page.locator("#scan-shown")).to_have_value(code)
    assert page.url.endswith("/mot-cua/?list=open")
    page.keyboard.press("Escape")
    page.wait_for_timeout(LINGERS)
    with page.expect_navigation():
        page.keyboard.press("1")


@pytest.mark.parametrize("text", [CARD, "https://rxk.example/xac-minh/5x"])
def test_a_scan_presses_no_key_of_a_file(meet: Meet, text: str) -> None:
    dossier = walked_to("filed")
    page = meet("bob").page
    page.goto(f"/mot-cua/{dossier.code}/")
    done = "() => document.querySelectorAll('.review-item [aria-pressed=true], details.remark[open]').length"
    before, here = page.evaluate(done), page.url

    for focused in ("#acts", ".review-item button.tick >> nth=0"):
        page.locator(focused).focus()
        scan(page, text)
        expect(page.locator("#scan-shown")).to_have_value(text)
        page.keyboard.press("Escape")
        page.wait_for_timeout(LINGERS)

    expect(page.locator("#notes textarea")).to_have_value("")
    assert (page.evaluate(done), page.url) == (before, here)
    assert not UnsentWords.objects.exists()
    page.keyboard.press("5")
    expect(page.locator("#notes textarea")).to_be_focused()


def test_the_tail_of_a_scan_that_stutters_presses_no_act_of_a_file(meet: Meet) -> None:
    dossier = walked_to("filed")
    page = meet("bob").page
    page.goto(f"/mot-cua/{dossier.code}/?list=mine")
    first, tail = "0101234567 Cong ty TNHH Sach ", "Viet"

    page.evaluate(AT_ONCE.replace('[...text, "Enter"]', "[...text]"), first)
    page.wait_for_timeout(600)
    page.evaluate(AT_ONCE, tail)

    expect(page.locator("#scan-shown")).to_have_value(f"{first}{tail}")
    assert Dossier.objects.get(pk=dossier.pk).state == "filed"


@pytest.mark.parametrize("apart", [60, 70])
def test_a_scanner_by_radio_that_takes_its_time_takes_no_step_of_a_file(meet: Meet, apart: int) -> None:
    dossier = walked_to("accepted")
    page = meet("bob").page
    page.goto(f"/mot-cua/{dossier.code}/?list=mine")
    text = "0101234567 Cong ty TNHH Sach Viet"

    page.evaluate(IN_TIME, [text, apart])

    expect(page.locator("#scan-shown")).to_have_value(text)
    page.wait_for_timeout(LINGERS)
    assert Dossier.objects.get(pk=dossier.pk).state == "accepted"


def test_a_hand_that_types_is_no_scanner(meet: Meet) -> None:
    dossier = walked_to("accepted")
    page = meet("bob").page
    page.goto(f"/mot-cua/{dossier.code}/?list=mine")

    page.evaluate(IN_TIME, ["0101234567 Cong ty", 200])

    expect(sheet_of(page)).to_be_hidden()
    page.keyboard.press("5")
    expect(page.locator("#notes textarea")).to_be_focused()


def test_no_blank_of_a_scan_presses_the_button_that_has_the_focus(meet: Meet) -> None:
    dossier = walked_to("filed")
    page = meet("bob").page
    page.goto(f"/mot-cua/{dossier.code}/?list=mine")
    button = page.locator(".action[open] form > button[type=submit]:not([formaction])").first
    button.focus()

    scan(page, "0101234567 Cong ty TNHH Sach Viet")

    expect(page.locator("#scan-shown")).to_have_value("0101234567 Cong ty TNHH Sach Viet")
    assert Dossier.objects.get(pk=dossier.pk).state == "filed"


def test_what_an_input_method_wrote_of_a_card_goes_to_the_sheet(meet: Meet) -> None:
    person = counter.mai(timezone.now())
    page = meet("bob").page
    page.goto(f"/mot-cua/quay/nguoi/{person.pk}/")
    page.locator("main input[name=q]").fill("họp ")

    page.keyboard.insert_text(CARD)

    expect(page.locator("#scan-shown")).to_have_value(CARD)
    expect(page.locator("main input[name=q]")).to_have_value("họp ")


def test_the_card_of_whoever_collects_is_shortened_and_sends_nothing(meet: Meet) -> None:
    dossier = walked_to("result-ready")
    page = meet("bob").page
    page.goto(f"/mot-cua/{dossier.code}/")
    shown = page.locator("#id_return_handover_identity")
    shown.focus()

    scan(page, "001185012345||Nguyễn Thị An|15051985|Nữ|Số 12 phố Huế, Hà Nội|01072021")

    expect(shown).to_have_value("CCCD 001185012345, Nguyễn Thị An")
    expect(sheet_of(page)).to_be_hidden()
    dossier.refresh_from_db()
    assert dossier.state == "result-ready"

    shown.fill("001185012345|")
    shown.fill("CCCD …2345")
    page.locator("#id_return_handover_recipient").fill("")
    shown.focus()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Enter")
    expect(shown).to_have_value("CCCD …2345")
