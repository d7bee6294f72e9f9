"""Whoever holds a paper as a file compares it with the record: in the page itself, or by sending it where no script runs."""

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dossiers.models import Letter
from dossiers.papers import registry
from portal.demo import story
from procedures.machine import Paper
from tests.dossiers.lifecycle import MONDAY

SAME, OTHER = "Tệp này đúng là giấy đã cấp", "Tệp này là tệp khác hoặc đã bị sửa"


@pytest.fixture
def paper(site: str, tmp_path: Path) -> tuple[Letter, Path, Path]:
    """Return a receipt with its file as its applicant has it, and with one that somebody has changed."""
    walk = story.dossier_in("accepted", at=MONDAY)
    letter = registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at)
    right, changed = tmp_path / "giấy.pdf", tmp_path / "sửa.pdf"
    with letter.file.open("rb") as file:
        content = file.read()
    right.write_bytes(content)
    changed.write_bytes(content.replace(b"%PDF-1.7", b"%PDF-1.6"))
    return letter, right, changed


@pytest.mark.parametrize("javascript", [True, False])
def test_a_file_is_compared(
    javascript: bool, paper: tuple[Letter, Path, Path], new_page: Callable[..., Page], site: str
) -> None:
    letter, right, changed = paper
    page = new_page(javascript=javascript)
    page.goto(f"{site}/xac-minh/{letter.token}/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))

    for file, answer, other in ((right, SAME, OTHER), (changed, OTHER, SAME)):
        page.get_by_label("Tệp PDF bạn nhận được").set_input_files(file)
        if not javascript:
            page.get_by_role("button", name="Đối chiếu").click()
        expect(page.get_by_text(answer)).to_be_visible()
        expect(page.get_by_text(other)).to_be_hidden()
        # What stands at the head is of the file, as soon as it is another one.
        expect(page.get_by_role("heading", name="Tệp của bạn không phải văn bản này")).to_be_visible(
            visible=answer == OTHER
        )
        expect(page.get_by_role("heading", name="Cơ quan có phát hành một văn bản mang mã này")).to_be_visible(
            visible=answer == SAME
        )

    # Where a script runs, the file stays on the device.
    assert ("POST" in sent) is not javascript


DROP = """(form, [name, content]) => {
    const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
    const dropped = new DataTransfer();
    dropped.items.add(new File([bytes], name, { type: "application/pdf" }));
    for (const kind of ["dragover", "drop"]) {
        form.dispatchEvent(new DragEvent(kind, { dataTransfer: dropped, bubbles: true, cancelable: true }));
    }
}"""
"""Drops a file on the form, as a hand does that brings it from another window."""


def test_a_file_that_is_dropped_on_the_page_is_compared(
    paper: tuple[Letter, Path, Path], new_page: Callable[..., Page], site: str
) -> None:
    letter, right, changed = paper
    page = new_page()
    page.goto(f"{site}/xac-minh/{letter.token}/")
    form = page.locator("form", has=page.get_by_label("Tệp PDF bạn nhận được"))

    for file, answer, other in ((right, SAME, OTHER), (changed, OTHER, SAME)):
        form.evaluate(DROP, [file.name, b64encode(file.read_bytes()).decode()])
        expect(page.get_by_text(answer)).to_be_visible()
        expect(page.get_by_text(other)).to_be_hidden()

    assert page.url.endswith(f"/xac-minh/{letter.token}/"), "the browser did not open the file"
