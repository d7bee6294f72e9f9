"""The camera of a telephone reads the code of a paper that lies before it, without network."""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from dossiers.papers import registry
from portal.demo import story
from procedures.machine import Paper
from tests.dossiers.lifecycle import MONDAY
from tests.journeys.conftest import CHROMIUM, FLAGS, PHONE
from tests.journeys.test_off_line_check import CHECK, TRUE


@pytest.fixture
def with_camera(site: str, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Open a browser whose camera looks at the head of the paper, as a hand holds a telephone over it."""
    film = tmp_path / "giay.mjpeg"
    walk = story.dossier_in("accepted", at=MONDAY)
    with registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at).file.open("rb") as file:
        page = pypdfium2.PdfDocument(file.read())[0].render(scale=6).to_pil().convert("RGB")
    sight = Image.new("RGB", (1280, 960), "white")
    sight.paste(page.crop((0, 200, 1280, 1160)), (0, 0))
    frame = io.BytesIO()
    sight.save(frame, "JPEG", quality=95)
    film.write_bytes(frame.getvalue() * 10)
    flags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    flags.append(f"--use-file-for-fake-video-capture={film}")
    started = browser.browser_type.launch(executable_path=CHROMIUM, headless=True, args=[*FLAGS, *flags])
    context = started.new_context(locale="vi-VN", viewport=PHONE, permissions=["camera"], service_workers="block")
    yield context.new_page()
    started.close()


def test_the_camera_reads_the_code_without_network(site: str, with_camera: Page) -> None:
    page = with_camera
    page.goto(f"{site}{CHECK}")
    page.context.set_offline(True)

    page.get_by_role("button", name="Dùng máy ảnh").click()

    expect(page.get_by_text(TRUE)).to_be_visible()
    expect(page.locator("video")).to_be_hidden()
