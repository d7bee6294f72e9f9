"""Scans and photos come to the counter: by a telephone that nobody signs in at, and dragged onto the row of a paper."""

import io
from collections.abc import Callable

import zxingcpp
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from dossiers.models import Draft
from portal.demo import story
from tests.dossiers import counter
from tests.journeys.people import Someone, assert_accessible, go, pdf

Meet = Callable[[str], Someone]
Look = Callable[[Page, str], None]
PHONE = {"width": 360, "height": 740}
DROP = """(row, names) => {
    const carried = new DataTransfer();
    for (const name of names) carried.items.add(new File(["%PDF-1.4"], name, { type: "application/pdf" }));
    for (const kind of ["dragover", "drop"]) {
        row.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
    }
}"""


def begun() -> tuple[Draft, str]:
    """Return what bob has begun, and its first paper that can be scanned."""
    draft = counter.begun(at=timezone.now())
    return draft, next(one.name for one in draft.version.machine.components if one.is_uploaded)


def test_a_telephone_scans_the_code_and_its_photos_appear_at_the_counter(
    meet: Meet, new_page: Callable[..., Page], picture: Look
) -> None:
    draft, paper = begun()
    page = meet("bob").page
    page.goto(f"/mot-cua/quay/{draft.pk}/")
    go(page.locator(f"button[value='phone:{paper}']"))
    code = page.locator(".counter-phone img")
    expect(page.locator("#phone-title")).to_be_focused()
    assert_accessible(page)
    picture(page, "code")
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(code.screenshot())))
    scanned = found.text.partition("/chup-giay-to/")

    phone = new_page(viewport=PHONE)
    with phone.expect_navigation():
        phone.goto(f"{scanned[1]}{scanned[2]}")
    expect(phone.locator("#id_files")).to_be_visible()
    assert scanned[2].lstrip("#") not in phone.url
    assert_accessible(phone)
    picture(phone, "phone")
    phone.set_input_files("#id_files", [pdf("trang-1.pdf")])
    phone.set_input_files("#id_files", [pdf("trang-2.pdf")])
    expect(phone.locator("[data-chosen] li")).to_have_count(2)
    go(phone.locator("button[value=send]"))
    expect(phone.locator("main")).to_contain_text("trang-2.pdf")
    assert_accessible(phone)

    expect(page.locator(".counter-phone [role=status]")).to_contain_text("trang-1.pdf", timeout=10_000)
    go(page.get_by_role("button", name="Hiện cùng các giấy tờ"))
    expect(page.locator(".counter-papers")).to_contain_text("trang-2.pdf")
    assert draft.attachments.filter(component=paper).count() == 2


def test_several_files_are_dragged_onto_the_row_of_a_paper(meet: Meet) -> None:
    draft, paper = begun()
    page = meet("bob").page
    page.goto(f"/mot-cua/quay/{draft.pk}/")
    row = page.locator(f"tr:has([name='component-{paper}'])")
    chosen = page.locator(f"[name='component-{paper}']")

    row.evaluate(DROP, ["mot.pdf", "hai.pdf"])
    row.evaluate(DROP, ["ba.pdf"])

    names = chosen.evaluate("node => [...node.files].map(file => file.name)")
    assert names == ["mot.pdf", "hai.pdf", "ba.pdf"]
    assert page.url.endswith(f"/mot-cua/quay/{draft.pk}/")


def test_a_dragged_file_is_taken_with_the_next_press(meet: Meet) -> None:
    draft, paper = begun()
    page = meet("bob").page
    page.goto(f"/mot-cua/quay/{draft.pk}/")
    content = list(story.pdf())
    page.locator(f"tr:has([name='component-{paper}'])").evaluate(
        """(row, bytes) => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(bytes)], "keo-tha.pdf", { type: "application/pdf" }));
            row.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        }""",
        content,
    )

    go(page.locator("button[value=record]"))

    expect(page.locator(".counter-papers")).to_contain_text("keo-tha.pdf")
    assert [one.name for one in draft.attachments.all()] == ["keo-tha.pdf"]
