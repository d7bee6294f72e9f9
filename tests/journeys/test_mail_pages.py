"""Every mail as HTML in a browser: axe finds nothing in light or dark, nothing is wider than a telephone, and links are found by a finger."""

import re

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


PAGES = sorted((golden.FOLDER / "notices").glob("*.html"))
WORDS = re.compile(r'\s(?:href|lang)="[^"]*"')
LEAST_LINK = 24
FOUND = """
() => ({
  wide: document.documentElement.scrollWidth > innerWidth,
  outside: [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 0.5 || box.left < -0.5);
  }).length,
  low: [...document.links].filter(
    (link) => Math.min(...[...link.getClientRects()].map((box) => box.height)) < LEAST || !link.textContent.trim()
  ).length,
  links: document.links.length,
})
""".replace("LEAST", str(LEAST_LINK))


@pytest.mark.parametrize("width", [360, 700])
def test_no_mail_is_wider_than_its_window_and_each_link_is_high_enough(browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    shown, wrong = context.new_page(), dict[str, object]()
    for path in PAGES:
        shown.set_content(path.read_text())
        found = shown.evaluate(FOUND)
        if found["wide"] or found["outside"] or found["low"] or not found["links"]:
            wrong[path.name] = found
    context.close()

    assert len(PAGES) > 100
    assert wrong == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_any_kind_of_mail(browser: Browser, theme: str) -> None:
    """Mails that are built of the same parts differ by words alone: one of each such kind, the longest, stands for them."""
    of_kind = dict[frozenset[str], str]()
    for path in PAGES:
        html = path.read_text()
        parts = frozenset(WORDS.sub("", part) for part in re.findall(r"<[a-z][^>]*>", html))
        of_kind[parts] = max(of_kind.get(parts, ""), html, key=len)
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=theme)
    shown = context.new_page()

    for html in of_kind.values():
        shown.set_content(html)
        assert_accessible(shown)
    context.close()

    assert len(of_kind) > 3
