"""The head's page of the unit's work, by keys alone and by drawing; who leaves with thirty files hands them over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import Role
from dossiers.background import jobs as background
from dossiers.models import Dossier, Job
from dossiers.proof.audit import check_all
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.officers import officer
from tests.journeys.conftest import PHONE
from tests.journeys.people import Someone
from tests.journeys.test_absence import tab_to

pytestmark = pytest.mark.usefixtures("site")

type Meet = Callable[[str], Someone]
TEAM = "/mot-cua/phong/"


def handled_by(username: str, count: int) -> list[Dossier]:
    """Return so many dossiers that a case officer has."""
    filed = timezone.now() - timedelta(hours=2)
    found = []
    for _number in range(count):
        walk = Walk(story.file("alice", at=filed), filed, timedelta(minutes=1)).until("phan-cong")
        action = next(
            one.name for one in walk.dossier.machine.actions_from("phan-cong") if one.name.startswith("finish")
        )
        found.append(walk.take(action, "hoa", assignee=story.person(username)).dossier)
    return found


def choose(page: Page, words: str) -> None:
    """Choose by the arrows in the list that has the focus."""
    chosen = "document.activeElement.selectedOptions[0].textContent"
    while words not in page.evaluate(chosen):
        before = page.evaluate(chosen)
        page.keyboard.press("ArrowDown")
        assert page.evaluate(chosen) != before, f"{words} is not offered"


def press(page: Page, selector: str) -> None:
    """Come to a button by Tab and press it."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_files_are_given_by_keys_alone(meet: Meet) -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    first, second = handled_by("dung", 2)
    hoa = meet("hoa")
    page = hoa.visit(TEAM, "team")
    press(page, f"a[href='?who={story.person('dung').pk}#files']")
    page.keyboard.press("j")
    page.keyboard.press("x")
    tab_to(page, "[name=assignee]")
    choose(page, "nga")
    press(page, "[name=do][value=move]")

    expect(page.locator("main, body").first).to_contain_text("nga đã nhận 1 hồ sơ")
    assert sorted(Dossier.objects.get(pk=one.pk).assignee.username for one in (first, second)) == ["dung", "nga"]
    hoa.look("team-given")


def test_a_row_is_drawn_onto_somebody(meet: Meet) -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    [file] = handled_by("dung", 1)
    page = meet("hoa").visit(f"{TEAM}?who={story.person('dung').pk}")

    with page.expect_navigation():
        page.locator("[data-key-list] tbody tr").drag_to(page.locator(f"[data-person='{story.person('nga').pk}']"))

    assert Dossier.objects.get(pk=file.pk).assignee.username == "nga"


def test_a_row_without_a_box_is_neither_ticked_by_its_key_nor_drawn(meet: Meet) -> None:
    filed = timezone.now() - timedelta(hours=2)
    initialled = Walk(story.file("alice", at=filed), filed, timedelta(minutes=1)).until("xem-xet").dossier
    given_out = Walk(story.file("alice", at=filed), filed, timedelta(minutes=1)).until("phan-cong").dossier
    page = meet("hoa").visit(TEAM)
    rows = {code: page.locator("[data-key-list] tbody tr", has_text=code) for code in (initialled.code, given_out.code)}

    rows[initialled.code].locator("th a").focus()
    page.keyboard.press("x")
    expect(page.locator("[name=chosen]:checked")).to_have_count(0)
    rows[given_out.code].locator("th a").focus()
    page.keyboard.press("x")

    expect(page.locator("[name=chosen]:checked")).to_have_count(1)
    assert [rows[one.code].evaluate("row => row.draggable") for one in (initialled, given_out)] == [False, True]


def test_who_leaves_with_thirty_files_hands_them_over_and_is_closed(meet: Meet) -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    officer("thu", Role.SPECIALIST, "bao-chi-xuat-ban")
    handled_by("nga", 30)
    path = f"/mot-cua/ban-giao/{story.person('nga').pk}/"
    hoa, admin = meet("hoa"), meet("admin")
    page = hoa.visit(path, "leaving")

    press(page, "[name=do][value=propose]")
    hoa.look("proposal")
    expect(page.locator("select[name^='to-']")).to_have_count(30)
    press(page, "[name=do][value=move]")
    # What a busy machine has not done within the second in which the page waits, a worker does.
    for job in Job.objects.filter(finished_at=None):
        background.go_on(job.pk, now=timezone.now(), seconds=60)

    assert not Dossier.objects.filter(assignee__username="nga").exists()
    page = admin.visit(path, "nothing-left")
    expect(page.locator("[name=do][value=close]")).to_be_hidden()
    tab_to(page, "main details:has([value=close]) summary")
    page.keyboard.press("Enter")
    press(page, "[name=do][value=close]")
    expect(page.locator("main")).to_contain_text("Tài khoản này đã đóng")
    assert not story.person("nga").is_active
    assert check_all().differences == []


def test_an_interest_is_declared_by_keys_alone_and_the_file_is_shut(meet: Meet) -> None:
    [file] = handled_by("dung", 1)
    dung = meet("dung")
    page = dung.visit(f"/mot-cua/{file.code}/lien-quan/", "interest")
    tab_to(page, "[name=kind]")
    page.keyboard.press("Space")
    tab_to(page, "[name=reason]")
    page.keyboard.type("Anh ruột tôi nộp.")
    press(page, "main form button.btn-danger")

    page.goto(f"/mot-cua/{file.code}/")
    expect(page.locator("main")).to_contain_text("Bạn đã khai có liên quan với hồ sơ này")
    hoa = meet("hoa")
    hoa.visit(TEAM, "declared")
    expect(hoa.page.locator("main")).to_contain_text("Anh ruột tôi nộp.")


@pytest.mark.parametrize("has_javascript", [True, False])
def test_the_pages_fit_a_phone_and_work_without_scripts(
    new_page: Callable[..., Page], picture: Callable[[Page, str], None], *, has_javascript: bool
) -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    [file] = handled_by("dung", 1)
    page = new_page(javascript=has_javascript, viewport=PHONE)
    hoa = Someone(page, picture, has_javascript).signed_in("hoa")
    for path in (TEAM, f"{TEAM}?who={story.person('dung').pk}", f"/mot-cua/ban-giao/{story.person('dung').pk}/"):
        hoa.visit(path)
        assert not has_javascript or page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    page.goto(f"{TEAM}?who={story.person('dung').pk}")
    page.locator("[name=chosen]").check()
    page.locator("[name=assignee]").select_option(str(story.person("nga").pk))
    page.locator("[name=do][value=move]").click()
    expect(page.locator("body")).to_contain_text("nga đã nhận 1 hồ sơ")
    assert Dossier.objects.get(pk=file.pk).assignee.username == "nga"
