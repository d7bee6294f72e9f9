"""Once a browser has our face, a page is shown in it and in no other: bold as well as regular."""

from playwright.sync_api import Page

from portal.demo import story
from tests.journeys.people import FILING, Someone

PLACES = ("h1", "h2", "main p", "label", ".btn-primary", ".brand")
PAGES = ("/", "/thu-tuc/", f"/thu-tuc/{story.SLUG}/", FILING)


def families(page: Page) -> set[tuple[str, bool]]:
    """Return the families in which a page is drawn, each with whether it is one that came with it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    found: set[tuple[str, bool]] = set()
    for place in PLACES:
        for node in devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": place})["nodeIds"][:3]:
            fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
            found |= {(font["familyName"], font["isCustomFont"]) for font in fonts}
    return found


def test_a_page_that_is_cached_is_drawn_in_one_family(page: Page, picture: object) -> None:
    Someone(page, picture).signed_in("alice")  # type: ignore[arg-type] # nothing is pictured
    for path in PAGES:
        page.goto(path, wait_until="networkidle")

    for path in PAGES:
        page.goto(path)
        assert families(page) == {("Be Vietnam Pro", True)}, path
