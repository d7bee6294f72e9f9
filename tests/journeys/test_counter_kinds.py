"""Whole visits to the counter by keyboard alone: a messenger of an organisation, three dossiers of one person, a letter, a return."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers.filing.counter import intake
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Channel, Dossier, Draft
from portal.demo.story import Walk
from procedures.machine import Status
from procedures.results import Originals
from procedures.time.calendar import local
from tests.dossiers import counter
from tests.journeys.people import Someone, assert_accessible
from tests.journeys.test_counter_entry import CARD, CODE, FOCUSED, PHONE, Keyboard, filled

Meet = Callable[[str], Someone]
Look = Callable[[Page, str], None]
ORGANISATION, PAPER = "Hội Khuyến học Hà Nội", "Giấy uỷ quyền số 05/UQ-HKH"


def come(keys: Keyboard, shown: str = CARD) -> None:
    """Let somebody stand at the counter, and go on with whom the card names."""
    keys.page.goto("/mot-cua/quay/")
    keys.write(shown)
    keys.enter()
    expect(keys.page.locator("#id_phone")).to_be_focused()
    keys.write(PHONE)
    keys.enter()


def choose(keys: Keyboard, code: str = CODE, *, by_post: bool = False) -> Draft:
    """Begin the procedure of a code, at the counter or by post."""
    expect(keys.page.locator("#id_q")).to_be_focused()
    if by_post:
        keys.press("Tab")
        keys.press("ArrowDown")
        keys.page.keyboard.press("Shift+Tab")
    keys.write(code)
    keys.enter()
    return Draft.objects.order_by("-created_at")[0]


def complete(draft: Draft, **more: str) -> dict[str, str]:
    """Return what makes an application complete, but the address that the person has already."""
    typed = counter.pressed(draft, timezone.now(), **more)
    return {name: text for name, text in typed.items() if name != "applicant_address"}


def end_at(keys: Keyboard, value: str) -> None:
    """Press the button of a value, wherever the cursor stands."""
    filled(keys, {}, until=value)
    keys.enter()


def test_a_messenger_of_an_organisation_whose_power_of_attorney_has_ended_and_then_holds(
    meet: Meet, picture: Look
) -> None:
    keys = Keyboard(meet("bob").page)
    come(keys)
    draft = choose(keys)
    today = local(timezone.now()).date()
    ended, holds = (f"{today + timedelta(days=days):%d/%m/%Y}" for days in (-1, 30))
    authority = {intake.FOR_ANOTHER: ORGANISATION, intake.AUTHORITY: PAPER, intake.AUTHORISED_UNTIL: ended}
    filled(keys, {**complete(draft), **authority}, until="accept")
    keys.enter()

    fault = keys.page.locator(f"#id_{intake.AUTHORISED_UNTIL}_error")
    expect(fault).to_contain_text("Giấy uỷ quyền hoặc giấy giới thiệu đã hết hạn")
    expect(keys.page.locator("#error-summary")).to_be_focused()
    picture(keys.page, "ended")
    assert_accessible(keys.page)
    assert not Dossier.objects.exists()
    # The summary leads to the field.
    keys.press("Tab")
    keys.press("Enter")
    expect(keys.page.locator(f"#id_{intake.AUTHORISED_UNTIL}")).to_be_focused()
    keys.press("ControlOrMeta+a")
    keys.write(holds)
    end_at(keys, "accept")

    dossier = Dossier.objects.get()
    expect(keys.page.locator("h1")).to_have_text(dossier.code)
    words = words_of(dossier.events.select_related("payload").get(sequence=1).payload)
    assert (dossier.organisation, words.authority, words.authorised_until) == (
        ORGANISATION, PAPER, today + timedelta(days=30),
    )  # fmt: skip


def test_three_dossiers_of_one_person_in_one_go(meet: Meet, picture: Look) -> None:
    keys = Keyboard(meet("bob").page)
    come(keys)
    for nth in range(3):
        filled(keys, complete(choose(keys), material_name=f"Lịch tay, tập {nth + 1}"), until="accept")
        keys.enter()
        expect(keys.page.locator("h1")).to_have_text(Dossier.objects.order_by("-pk")[0].code)
        if nth < 2:
            more = keys.page.get_by_role("link", name="Nộp thêm một hồ sơ cho người này")
            while not more.evaluate("node => node === document.activeElement"):
                keys.press("Tab")
            keys.enter()
            expect(keys.page.locator("h1")).to_have_text(counter.NAME)

    picture(keys.page, "third")
    assert {*Dossier.objects.values_list("applicant_name", "status")} == {(counter.NAME, Status.ACCEPTED)}
    assert len({*Dossier.objects.values_list("applicant", flat=True)}) == 1
    assert Dossier.objects.count() == 3


def test_a_letter_is_entered_with_its_envelope(meet: Meet, picture: Look) -> None:
    keys = Keyboard(meet("bob").page)
    come(keys)
    draft = choose(keys, by_post=True)
    assert draft.channel == Channel.POST
    filled(keys, complete(draft, result_way="in_person"), until="accept")
    keys.enter()

    dossier = Dossier.objects.get()
    expect(keys.page.locator("h1")).to_have_text(dossier.code)
    picture(keys.page, "posted")
    first = dossier.events.select_related("payload").get(sequence=1)
    assert (dossier.channel, dossier.status) == ("post", Status.ACCEPTED)
    assert facts_of(first).posted_on == local(timezone.now()).date()
    assert words_of(first.payload).post_number == "EB123456785VN"


def test_an_original_is_given_back_with_the_result(meet: Meet, picture: Look) -> None:
    now = timezone.now()
    dossier = (
        Walk(counter.entered(at=now - timedelta(days=1)).dossier, now - timedelta(days=1)).until("result-ready").dossier
    )
    page = meet("bob").page
    keys = Keyboard(page)
    page.goto("/mot-cua/")
    search = page.locator("input[type=search]").first
    while not search.evaluate("node => node === document.activeElement"):
        keys.press("Tab")
    # As a scanner types the number of form 01.
    keys.write(dossier.code)
    keys.enter()
    expect(page).to_have_url(re.compile(f"/mot-cua/{re.escape(dossier.code)}/"))
    form = page.locator("#action-return form")
    while not form.evaluate("node => node.contains(document.activeElement)"):
        if page.locator("#action-return > summary").evaluate("node => node === document.activeElement"):
            keys.press("Enter")
        keys.press("Tab")
    expect(form).to_contain_text("Bản chính Bộ phận Một cửa đã nhận")
    typed = {"handover_identity": "CCCD …4321", "handover_originals": Originals.GIVEN_BACK.value}
    while page.evaluate(FOCUSED)[1] != "submit":
        name, kind, value, _print = page.evaluate(FOCUSED)
        wanted = typed.pop(name, "")
        if wanted and kind == "select-one":
            while page.evaluate("() => document.activeElement.value") != wanted:
                keys.press("ArrowDown")
        elif wanted and value != wanted:
            keys.write(wanted)
        keys.press("Tab")
    keys.enter()

    dossier.refresh_from_db()
    last = dossier.events.select_related("payload").get(action="return")
    assert dossier.status == Status.RETURNED
    assert facts_of(last).originals == Originals.GIVEN_BACK
    assert words_of(last.payload).identity == "CCCD …4321"
    page.goto("/mot-cua/so-tra-ket-qua/")
    expect(page.locator("main")).to_contain_text(dossier.code)
    assert_accessible(page)
    picture(page, "returns")
