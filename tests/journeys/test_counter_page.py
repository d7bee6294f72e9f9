"""The counter's page as it is looked at and pressed: questions on one line under their parts, a scan that is waited for."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers import turns
from dossiers.background import looking
from dossiers.filing.counter import entries
from dossiers.models import CounterPerson, Dossier
from portal.demo import story
from tests.dossiers import counter
from tests.journeys.people import Someone, assert_accessible

Meet = Callable[[str], Someone]
Look = Callable[[Page, str], None]
PLACES = """() => [...document.querySelectorAll("form.counter > section > .cells > div")].map((cell) => ({
    heading: cell.querySelector(":scope > .counter-part")?.getBoundingClientRect().bottom ?? null,
    top: cell.querySelector(":scope > .counter-question").getBoundingClientRect().top,
    cell: cell.getBoundingClientRect().top,
}))"""


def test_questions_of_a_row_stand_on_one_line_each_part_above_its_first_question(meet: Meet, picture: Look) -> None:
    draft = counter.begun(at=timezone.now())
    page = meet("bob").page
    page.goto(f"/mot-cua/quay/{draft.pk}/")

    places = page.evaluate(PLACES)
    rows: dict[float, set[int]] = {}
    for one in places:
        rows.setdefault(one["cell"], set()).add(round(one["top"]))

    picture(page, "parts")
    assert_accessible(page)
    assert any(one["heading"] for one in places)
    assert all(one["heading"] <= one["top"] + 1 for one in places if one["heading"])
    assert any(len([1 for one in places if one["cell"] == top]) > 1 for top in rows), (
        "some questions stand side by side"
    )
    assert all(len(tops) == 1 for tops in rows.values())


def test_a_scan_that_is_still_looked_at_is_waited_for_and_the_filing_goes_on_by_itself(
    meet: Meet, picture: Look, settings: LazySettings
) -> None:
    settings.GLANCE_SECONDS = 0.0
    now = timezone.now()
    draft = counter.begun(at=now)
    entries.save(draft, counter.pressed(draft, now), at=now)
    page = meet("bob").page
    page.goto(f"/mot-cua/quay/{draft.pk}/")
    page.set_input_files(
        "#id_component-ban-thao", [{"name": "quet.pdf", "mimeType": "application/pdf", "buffer": story.pdf(2)}]
    )
    page.locator("button[value=accept]").click()

    expect(page.locator("#unjudged")).to_contain_text("quet.pdf")
    picture(page, "waiting")
    assert_accessible(page)
    assert not Dossier.objects.exists()
    assert not turns.take(looking.RUN, looking.Looking(timezone.now()))
    expect(page.locator("h1.counter-number")).to_be_visible(timeout=30_000)

    assert page.locator("h1").inner_text() == Dossier.objects.get().code


def scan(page: Page, text: str) -> None:
    """Type as a scanner does, into whatever has the focus, and press Enter."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("focused", ["button.btn-primary >> nth=0", "main a >> nth=0", "#id_phone"])
def test_a_scan_looks_up_wherever_the_cursor_stands(meet: Meet, focused: str) -> None:
    person = counter.mai(timezone.now())
    page = meet("bob").page
    page.goto("/mot-cua/quay/")
    scan(page, "001090054321||Phạm Quang Hải|01021990|Nam|Số 5 phố Huế, Hà Nội|01072021")
    expect(page.locator("#id_name")).to_have_value("Phạm Quang Hải")
    page.locator(focused).focus()

    scan(page, f"{counter.NUMBER}||{counter.NAME}|15051988|Nữ|{counter.SHOWN.address}|01072021")

    expect(page.locator("main")).to_contain_text(counter.NAME)
    assert page.url.endswith("/mot-cua/quay/")
    assert [*CounterPerson.objects.values_list("pk", flat=True)] == [person.pk]


def test_after_a_scan_that_was_cut_the_next_one_presses_nothing(meet: Meet) -> None:
    person = counter.mai(timezone.now(), former="012345678")
    page = meet("bob").page
    page.goto("/mot-cua/quay/")
    scan(page, "001090054321|012345678|Phạm Quang H")
    expect(page.locator("main")).to_contain_text("Mã QR bị ngắt")

    scan(page, "001090054321|012345678|Phạm Quang Hải|01021990|Nam|Số 5 phố Huế, Hà Nội|01072021")

    expect(page.locator("#id_name")).to_have_value("Phạm Quang Hải")
    assert [*CounterPerson.objects.values_list("number", flat=True)] == [person.number]
