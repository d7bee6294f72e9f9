"""An administrator in a browser, with and without scripts: a job is cancelled and run again, a dead letter is sent."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Error, Page, expect

from accounts.models import Membership
from dossiers.models import Dossier, Job, JobState, OutboxEntry
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.journeys.conftest import Worker
from tests.journeys.people import Someone, go

DECISION = "77/QĐ-UBND"


@pytest.fixture
def meet(new_page: Callable[..., Page], picture: Callable[[Page, str], None]) -> Callable[..., Someone]:
    """Meet a person of the demo, signed in at a browser of one's own."""

    def met(username: str, *, javascript: bool = True) -> Someone:
        return Someone(new_page(javascript=javascript), picture, javascript).sign_in(username)

    return met


def said_by_cells(page: Page, width: int) -> set[str]:
    """Return what the cells of a table that are in sight say before their own words, on a screen of a width."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 740})
    said: list[str] = page.locator("main td:visible").evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell, '::before').content).filter(said => said !== 'none')"
    )
    if before:
        page.set_viewport_size(before)
    return {words.replace('"', "") for words in said}


def begin_preview(carol: Someone, code: str) -> None:
    """Send a day off on which a dossier is due, and come to the preview."""
    due_on = Dossier.objects.get(code=code).due_at.astimezone(LOCAL).date()
    carol.visit("/quan-ly/lich/ngay-nghi/")
    for name, value in (("on", due_on.isoformat()), ("name", "Nghỉ tránh bão"), ("decision", DECISION)):
        carol.page.fill(f"[name={name}]", value)
    carol.page.fill("[name=decided_on]", timezone.localdate().isoformat())
    go(carol.page.locator("main form button[type=submit]").first)


def assert_left_in_peace(page: Page) -> None:
    """Wait until a page has renewed itself; fail if that took the keyboard away from where it was."""
    tab = page.locator("main .tabs a").last
    tab.focus()
    for _time in range(2):
        with page.expect_response(page.url):
            pass
    expect(tab).to_be_focused()


def anew(page: Page) -> None:
    """Load a page again, which with scripts may be doing so itself, more than once: then again, until nobody comes between."""
    for _time in range(30):
        with suppress(Error):
            page.reload()
            return
        page.wait_for_timeout(500)
    page.reload()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_job_is_cancelled_run_again_and_watched_to_its_end(
    meet: Callable[..., Someone], worker: Worker, monkeypatch: pytest.MonkeyPatch, *, javascript: bool
) -> None:
    monkeypatch.setattr("dossiers.manager.correction.WAIT_SECONDS", 0.0)
    alice, bob = meet("alice"), meet("bob")
    code = alice.file()
    bob.act(f"/mot-cua/{code}/", "accept")
    worker.kill()
    carol, admin = meet("carol", javascript=javascript), meet("admin", javascript=javascript)

    begin_preview(carol, code)
    carol.look("preview-waiting")
    admin.visit("/van-hanh/", "jobs-waiting")
    go(admin.page.locator("main table a").first)
    admin.look("job-waiting")
    if javascript:
        assert_left_in_peace(admin.page)
    go(admin.page.locator("button[name=cancel]"))
    admin.look("job-cancel-asked")
    worker.start()
    worker.wait(lambda: Job.objects.get().state == JobState.CANCELLED, seconds=90)
    anew(admin.page)
    admin.look("job-cancelled")
    anew(carol.page)
    carol.look("preview-cancelled")
    expect(carol.page.locator("button[name=apply]")).to_have_count(0)

    go(admin.page.locator("button[name=again]"))
    worker.wait(lambda: Job.objects.get().state == JobState.DONE, seconds=90)

    # The page has asked by itself.
    expect(admin.page.locator("main")).to_contain_text(code, timeout=20_000)
    admin.look("job-done")
    admin.visit("/van-hanh/?state=done", "jobs-done")
    anew(carol.page)
    expect(carol.page.locator("button[name=apply]")).to_be_visible()
    carol.look("preview-done")
    assert said_by_cells(carol.page, 360) == {"Người đang xử lý: "}
    assert said_by_cells(admin.page, 360) == {"Số mục: ", "Tạo lúc: ", "Người tạo: "}


def test_a_dead_letter_is_sent_at_a_press(meet: Callable[..., Someone], worker: Worker) -> None:
    alice, admin = meet("alice"), meet("admin")
    worker.kill()
    code = alice.file()
    later = timezone.now() + timedelta(hours=1)
    OutboxEntry.objects.filter(kind="filed").update(
        attempts=12, due_at=later, error="ConnectionRefusedError: [Errno 111] Connection refused"
    )
    admin.visit("/van-hanh/tien-trinh/", "runs")
    assert said_by_cells(admin.page, 1366) == set()
    assert said_by_cells(admin.page, 360) == {"Lần chạy gần nhất: ", "Chu kỳ: "}
    admin.visit("/van-hanh/chua-gui/", "undelivered")
    expect(admin.page.locator("main")).to_contain_text(code)
    assert said_by_cells(admin.page, 360) == {"Mã số hồ sơ: ", "Lỗi gần nhất: "}
    worker.start()

    go(admin.page.locator("button[name=entry]").first)

    worker.wait(lambda: OutboxEntry.objects.get(kind="filed").done_at is not None)
    admin.visit("/van-hanh/chua-gui/", "everything-sent")
    expect(admin.page.locator("button[name=entry]")).to_have_count(0)
    # Who had it tried again, and what it had failed of, is read afterwards.
    pressed = admin.page.get_by_role("row").filter(has_text=code)
    expect(pressed).to_contain_text("Connection refused")


def test_a_case_officer_who_has_left_is_shown_to_the_head_who_gives_the_dossier_to_another(
    meet: Callable[..., Someone],
) -> None:
    code = story.dossier_in("tham-dinh", at=timezone.now()).dossier.code
    Membership.objects.filter(user__username="dung").update(until=timezone.localdate() - timedelta(days=1))
    hoa, admin = meet("hoa"), meet("admin")

    admin.visit("/van-hanh/con-thieu/", "gaps")
    expect(admin.page.locator("main")).to_contain_text(code)
    assert said_by_cells(admin.page, 360), "a cell says on a phone what its column does on a desk"
    hoa.visit("/mot-cua/", "gaps-of-a-head")
    hoa.page.locator("main details.note > summary").first.click()
    go(hoa.page.locator("main .note a.code").first)

    expect(hoa.page.locator("h1")).to_contain_text(code)
