"""What is folded away is as accessible as the rest: axe looks at pages on which every part is opened, in each theme and language."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from dossiers import commands, turns
from dossiers.background import looking
from dossiers.filing import arriving
from dossiers.models import Draft, Letter
from dossiers.papers import registry
from dossiers.papers.receipt import receipt_of
from dossiers.papers.signed.statement import with_statement
from portal.demo import story
from procedures.machine import Paper
from procedures.time.calendar import local
from tests.dossiers import counter
from tests.dossiers.viewing import made, signing
from tests.journeys.people import FILING, Someone, assert_accessible, go

Opener = Callable[..., Page]
OPEN = """() => document.querySelectorAll("details").forEach(part => {
    part.removeAttribute("name");
    part.open = true;
})"""
"""Opens each part of a page, those too of which only one is open at a time."""
BOTH = pytest.mark.parametrize(("theme", "language"), [("light", "vi"), ("dark", "en")])


@pytest.fixture
def authority(settings: Settings, tmp_path: Path) -> signing.Authority:
    """Trust one authority."""
    trusted = signing.Authority("VNPT-CA thử")
    settings.SIGNATURE_ROOTS = tmp_path / "roots"
    settings.SIGNATURE_ROOTS.mkdir()
    (settings.SIGNATURE_ROOTS / "ca.pem").write_bytes(signing.pem(trusted))
    return trusted


def signed_papers(draft: Draft, trusted: signing.Authority, component: str) -> None:
    """Put PDFs into a draft whose signatures are trusted, of an authority that nobody knows, and broken; have them read."""
    fine, now = trusted.person().signed(made.of_text("don de nghi")), timezone.now()
    papers = {
        "tin-cay.pdf": fine,
        "la.pdf": signing.Authority("CA lạ").person("Trần B").signed(made.of_text("giay khac")),
        "hong.pdf": signing.with_one_byte_changed(fine, b"(pypdf)", b"(pypdg)"),
    }
    for name, content in papers.items():
        arriving.add_file(draft, component, story.upload(name, content), by=draft.owner, at=now)
    turns.take(looking.RUN, looking.Looking(now))


def reader(new_page: Opener, theme: str, language: str) -> Someone:
    someone = Someone(new_page(color_scheme=theme), lambda _page, _name: None)
    someone.page.goto("/")
    if language == "en":
        go(someone.page.locator("button[name=language][value=en]"))
    return someone


def look_into(someone: Someone, path: str, *, signatures: int = 0) -> None:
    """Open a page and each of its parts, and hold it against axe."""
    someone.page.goto(path)
    assert someone.page.locator("details").count(), path
    someone.page.evaluate(OPEN)
    assert someone.page.locator("details.signed li:visible").count() >= signatures * 2, path
    assert_accessible(someone.page)


@BOTH
def test_the_signatures_of_a_file_are_opened_wherever_they_are_read(
    new_page: Opener, authority: signing.Authority, theme: str, language: str
) -> None:
    reading = reader(new_page, theme, language)
    draft = story.draft_of("alice", timezone.now())
    signed_papers(draft, authority, "ban-thao")
    reading.signed_in("alice")

    for path in (FILING, f"{FILING}kiem-tra/"):
        look_into(reading, path, signatures=3)
    expect(reading.page.locator("html")).to_have_attribute("lang", language)
    dossier = commands.submit(draft.key, owner=draft.owner, at=timezone.now())
    look_into(reading, f"/ho-so/{dossier.code}/", signatures=3)
    reading.page.context.clear_cookies(name="sessionid")
    reading.signed_in("bob")
    look_into(reading, f"/mot-cua/{dossier.code}/", signatures=3)
    file = dossier.attachments.get(name="hong.pdf")
    reading.page.goto(f"/mot-cua/{dossier.code}/tep/{file.pk}/")
    assert_accessible(reading.page)


@BOTH
def test_help_and_what_lies_behind_is_opened_on_the_pages_of_each_desk(
    new_page: Opener, theme: str, language: str
) -> None:
    reading = reader(new_page, theme, language)
    entered = counter.begun(at=timezone.now())
    look_into(reading, f"/thu-tuc/{story.SLUG}/")
    for username, paths in {
        "bob": ("/mot-cua/", f"/mot-cua/quay/{entered.pk}/"),
        "hoa": ("/mot-cua/phong/",),
        "carol": ("/quan-ly/",),
    }.items():
        reading.page.context.clear_cookies(name="sessionid")
        reading.signed_in(username)
        for path in paths:
            look_into(reading, path)


def stated() -> tuple[Letter, str]:
    walk = story.dossier_in("accepted", at=timezone.now())
    letter = registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at)
    receipt = receipt_of(letter.event, letter.number, letter.token)
    on = local(letter.event.at).date()
    return letter, with_statement(receipt, "01", letter.number, on=on, token=letter.token).address.partition("#")[2]


@BOTH
@pytest.mark.parametrize("is_true", [True, False])
def test_what_the_code_of_a_paper_says_by_itself_is_accessible(
    new_page: Opener, theme: str, language: str, *, is_true: bool
) -> None:
    reading = reader(new_page, theme, language)
    letter, digits = stated()
    digits = digits if is_true else digits[:-1] + str((int(digits[-1]) + 1) % 10)

    reading.page.goto(f"/xac-minh/{letter.token}/#{digits}")

    expect(reading.page.locator(f"[data-state={'true' if is_true else 'forged'}]:visible").first).to_be_visible()
    reading.page.evaluate(OPEN)
    assert_accessible(reading.page)
