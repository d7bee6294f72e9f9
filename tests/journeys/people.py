"""The people of a journey: each has a browser of one's own and does what that person would do."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from portal.checks import DEMO_PASSWORD
from portal.demo import story
from tests.visiting import session_of

FILING = f"/ho-so/nop/{story.SLUG}/"
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # What nobody reads is not worked out: where all is well, and style sheets, which none of these rules asks for.
    "resultTypes": ["violations"],
    "preload": {"assets": ["media"]},
}
SHOWN = """() => [
    matchMedia("(prefers-color-scheme: dark)").matches,
    innerWidth,
    document.documentElement.outerHTML,
    ...[...document.querySelectorAll("input, select, textarea")].map(field => field.value),
].join("\\n")"""
"""All that axe can find something in: the theme, the width, the markup, what is typed."""
NEVER_THE_SAME = re.compile(r"[A-Za-z0-9]{64}|\d+[:/.-]\d[\d:/.-]*")
"""Tokens of forms, numbers of dossiers, times: with others it is the same page."""
_clean: set[str] = set()


def pdf(name: str) -> dict[str, Any]:
    """Return a small PDF as a file that a person chooses."""
    return {"name": name, "mimeType": "application/pdf", "buffer": story.pdf()}


def large_pdf(name: str, size: int) -> dict[str, Any]:
    """Return one of about so many bytes, most of them a remark that cannot be packed."""
    head, rest = story.pdf().split(b"\n", 1)
    content = b"%b\n%%%b\n%b" % (head, os.urandom(size // 2).hex().encode(), rest)
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def go(place: Locator) -> None:
    """Click what opens a page, and wait until that page is there: a click alone may return before it."""
    with place.page.expect_navigation():
        place.click()


def assert_accessible(page: Page) -> None:
    """Fail with what axe finds on the page, in its present language and theme; not again on one that was clean before."""
    shown = NEVER_THE_SAME.sub("", page.evaluate(SHOWN))
    if shown in _clean:
        return
    found = Axe().run(page, options=AXE_OPTIONS)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    _clean.add(shown)


@dataclass
class Someone:
    """A person at a browser."""

    page: Page
    picture: Callable[[Page, str], None]
    has_javascript: bool = True

    def sign_in(self, username: str) -> "Someone":
        """Sign in with the demo's password."""
        self.visit("/tai-khoan/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", DEMO_PASSWORD)
        go(self.page.locator("main button[type=submit]"))
        expect(self.page).not_to_have_url("/tai-khoan/login/")
        return self

    def signed_in(self, username: str) -> "Someone":
        """Come with a session that is signed in already."""
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(username)}
        self.page.context.add_cookies([{**cookie, "domain": "127.0.0.1", "path": "/"}])
        return self

    def visit(self, path: str, picture: str = "") -> Page:
        """Open a page; check it with axe; keep its picture if it has a name."""
        response = self.page.goto(path)
        assert response is not None
        assert response.ok, f"{path}: {response.status}"
        self.look(picture)
        return self.page

    def look(self, picture: str = "") -> None:
        """Check the page that is open with axe, where it can run; keep its picture if it has a name."""
        if self.has_javascript:
            assert_accessible(self.page)
        if picture:
            self.picture(self.page, picture)

    def file(self, answers: Mapping[str, str] = story.ANSWERS) -> str:
        """File the model procedure from its own page to the confirmation; return the dossier's number."""
        self.visit(f"/thu-tuc/{story.SLUG}/", "procedure")
        go(self.page.locator(f"main a[href^='{FILING}']").first)
        self.fill_in(answers)
        self.page.set_input_files("input[name=component-ban-thao]", pdf("Bản thảo kỷ yếu.pdf"))
        self.look("filing")
        go(self.page.locator("button[name=do][value=check]"))
        expect(self.page).to_have_url(f"{FILING}kiem-tra/")
        self.look("check")
        go(self.page.locator("main button[name=do][value=submit]"))
        expect(self.page).to_have_url(re.compile("/da-nop/$"))
        self.look("submitted")
        return self.page.url.split("/ho-so/")[1].split("/")[0]

    def fill_in(self, answers: Mapping[str, str]) -> None:
        """Type the answers of the filing form, as far as its version asks them."""
        for name, value in answers.items():
            field = self.page.locator(f"main [name='{name}']")
            if not field.count():
                continue
            if field.first.evaluate("node => node.tagName") == "SELECT":
                field.select_option(value)
            elif field.first.get_attribute("type") == "radio":
                self.page.check(f"main [name='{name}'][value='{value}']")
            else:
                field.fill(value)

    def act(self, path: str, action: str, picture: str = "", **given: Any) -> None:
        """Open a dossier, open the form of an action, give what it asks, take it; check both pages with axe."""
        self.visit(path, picture)
        self._take(action, given)
        self.look()

    def press(self, path: str, action: str, **given: Any) -> None:
        """Do the same where axe has seen such pages already."""
        self.page.goto(path)
        self._take(action, given)

    def _take(self, action: str, given: Mapping[str, Any]) -> None:
        form = self.open_action(action)
        for name, value in given.items():
            give(form, name.replace("__", "-"), value)
        go(form.locator("button.btn").last)
        refused = self.page.locator("[role=alert], .has-error").all_inner_texts()
        assert not refused, refused

    def open_action(self, action: str) -> Locator:
        """Open the form of an action on the dossier's page."""
        panel = self.page.locator(f"#action-{action}")
        if panel.get_attribute("open") is None:
            panel.locator("> summary").click()
        return panel.locator("form")

    def answer(self, code: str, picture: str = "", **given: Any) -> None:
        """Answer a request for a supplement from its form to the confirmation; check each page with axe."""
        self.visit(f"/ho-so/{code}/bo-sung/", picture)
        for name, value in given.items():
            give(self.page.locator("form[data-autosave]"), name.replace("__", "-"), value)
        go(self.page.locator("button[name=do][value=check]"))
        self.look(f"{picture}-check" if picture else "")
        go(self.page.locator("main button[name=do][value=send]"))
        expect(self.page).to_have_url(re.compile("/bo-sung/da-gui/$"))
        self.look(f"{picture}-sent" if picture else "")

    def actions(self) -> set[str]:
        """Return the names of the actions that the page offers."""
        ids = self.page.locator("[id^=action-]").evaluate_all("nodes => nodes.map(node => node.id)")
        return {identity.removeprefix("action-") for identity in ids}


def come_to(page: Page, name: str) -> None:
    """Open the part of the filing form in which a field stands, where one part is shown at a time."""
    part = page.locator(f".form-section:has([name='{name}'])").first
    if part.is_visible():
        return
    if not page.locator("#tasks").is_visible():
        keep(page)
    page.click(f"#task-{part.get_attribute('id')}")
    expect(part).to_be_visible()


def keep(page: Page) -> None:
    """Save the filing form by the button that is shown: that of a part, or that of all."""
    go(page.locator("main button:is([value=save], [value='save:list']):not(.default-button)").locator("visible=true"))


def give(form: Locator, name: str, value: Any) -> None:
    """Fill one field of a form, whatever its kind."""
    field = form.locator(f"[name={name}]")
    field.evaluate("node => { for (let one = node; (one = one.parentElement?.closest('details')); ) one.open = true; }")
    if isinstance(value, (dict, list)):
        field.set_input_files(value)
    elif field.evaluate("node => node.tagName") == "SELECT":
        field.select_option(label=value)
    else:
        field.fill(value)
