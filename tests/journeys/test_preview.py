"""A definition before it is final, in a browser: it opens from a folder, needs no script, and fits any screen."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.dossiers import every_kind
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.people import assert_accessible
from tests.procedures import second
from tests.procedures.shipped import named

type Opener = Callable[..., Page]
type Look = Callable[[Page, str], None]

TEXTS = {"second": second.second_text(), "every-kind": named(every_kind.TEXT)}


def made(folder: Path, text: str, language: str = "vi") -> str:
    """Preview a definition; return the address of the file."""
    file, out = folder / "v99.toml", folder / "xem.html"
    soon = timezone.localdate() + timedelta(days=7)  # the command looks at the clock: neither past nor far ahead
    file.write_text(text.replace("effective_on = 2026-12-28", f"effective_on = {soon}"), encoding="utf-8")
    options = ("--check", "--preview", str(out), "--language", language, str(file))
    call_command("publish_procedures", *options, stdout=StringIO())
    return out.as_uri()


@pytest.mark.parametrize("name", TEXTS)
def test_it_opens_from_a_folder_without_scripts_and_fetches_nothing(
    new_page: Opener, picture: Look, tmp_path: Path, name: str
) -> None:
    page, asked = new_page(javascript=False), []
    address = made(tmp_path, TEXTS[name])
    page.on("request", lambda request: asked.append(request.url))

    page.goto(address)

    expect(page.locator("h1").first).to_be_visible()
    expect(page.frame_locator("iframe").locator("h1")).to_contain_text("GIẤY TIẾP NHẬN HỒ SƠ")
    assert [url for url in asked if not url.startswith(("data:", "about:"))] == [address]
    picture(page, name)


@pytest.mark.parametrize(("theme", "language"), [("light", "vi"), ("dark", "en")])
@pytest.mark.parametrize("name", TEXTS)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    new_page: Opener, tmp_path: Path, name: str, theme: str, language: str
) -> None:
    page = new_page(color_scheme=theme)

    page.goto(made(tmp_path, TEXTS[name], language))

    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert_accessible(page)
