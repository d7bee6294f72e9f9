"""A mail as HTML in a browser: axe finds nothing in light or dark, and nothing is wider than a telephone."""

import pytest
from playwright.sync_api import Browser

from dossiers.notices.channels.markup import Section, page
from tests import golden
from tests.journeys.people import assert_accessible

NOTICES = ("accepted", "morning-bob", "escalated", "supplement")
SITE = "http://127.0.0.1:8000"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", NOTICES)
def test_a_mail_is_read_in_either_theme_on_a_telephone(browser: Browser, theme: str, name: str) -> None:
    body = (golden.FOLDER / "notices" / f"{name}.txt").read_text().partition("\n\n")[2]
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=theme)
    shown = context.new_page()
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))

    shown.set_content(page([Section("vi", "Hồ sơ H26.NN-1", body)], f"{SITE}/ho-so/", site=SITE))

    assert_accessible(shown)
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert asked == []
    context.close()
