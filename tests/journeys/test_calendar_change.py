"""A manager corrects the calendar in a browser; a real worker counts again; the citizen sees the new date and why."""

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import expect

from dossiers.models import Dossier, Notice
from dossiers.proof.audit import check_all
from procedures.models import CalendarChange
from procedures.time.calendar import LOCAL
from procedures.time.calendars import current_calendar
from tests.journeys.conftest import Worker
from tests.journeys.people import Someone, assert_accessible, go

DECISION = "77/QĐ-UBND"


def test_a_corrected_day_moves_a_citizens_return_date(meet: Callable[[str], Someone], worker: Worker) -> None:
    alice, bob, carol = map(meet, ("alice", "bob", "carol"))
    code = alice.file()
    bob.act(f"/mot-cua/{code}/", "accept")
    before = Dossier.objects.get(code=code)
    due_on = before.due_at.astimezone(LOCAL).date()
    expected = current_calendar().add_working_days(due_on, 1)

    carol.visit("/quan-ly/lich/", "calendar")
    assert_accessible(carol.page)
    go(carol.page.locator("a[href$='/quan-ly/lich/ngay-nghi/']").first)
    carol.page.fill("[name=on]", due_on.isoformat())
    carol.page.fill("[name=name]", "Nghỉ tránh bão")
    carol.page.fill("[name=decided_on]", timezone.localdate().isoformat())
    go(carol.page.locator("main form button[type=submit]").first)
    expect(carol.page.locator(".error-summary")).to_be_visible()
    expect(carol.page.locator("[name=name]")).to_have_value("Nghỉ tránh bão")
    expect(carol.page.locator("[name=on]")).to_have_value(due_on.isoformat())
    carol.look("form-refused")
    assert_accessible(carol.page)

    carol.page.fill("[name=decision]", DECISION)
    go(carol.page.locator("main form button[type=submit]").first)
    preview = carol.page.locator("main")
    for words in (code, f"17:00 {due_on:%d/%m/%Y}", f"17:00 {expected:%d/%m/%Y}"):
        expect(preview).to_contain_text(words)
    carol.look("preview")
    assert_accessible(carol.page)
    assert Dossier.objects.get(code=code).due_at == before.due_at

    go(carol.page.locator("button[name=apply]"))
    worker.wait(lambda: CalendarChange.objects.filter(finished_at__isnull=False).exists())
    carol.page.reload()
    expect(carol.page.locator("main")).to_contain_text(DECISION)
    carol.look("applied")
    assert_accessible(carol.page)

    alice.visit(f"/ho-so/{code}/", "moved")
    expect(alice.page.locator("main")).to_contain_text(f"17:00 {expected:%d/%m/%Y}")
    expect(alice.page.locator("main")).to_contain_text(DECISION)
    bob.visit(f"/mot-cua/{code}/", "moved-at-the-desk")
    expect(bob.page.locator("#log")).to_contain_text(f"17:00 {due_on:%d/%m/%Y} → 17:00 {expected:%d/%m/%Y}")
    worker.wait(lambda: Notice.objects.filter(dossier__code=code, kind="recounted").exists())
    after = Dossier.objects.get(code=code)
    assert (after.due_at.astimezone(LOCAL).date(), after.first_due_at) == (expected, before.first_due_at)
    assert check_all().differences == []


def test_an_unfinished_change_is_gone_on_with_after_the_worker_was_killed(
    meet: Callable[[str], Someone], worker: Worker
) -> None:
    alice, bob, carol = map(meet, ("alice", "bob", "carol"))
    code = alice.file()
    bob.act(f"/mot-cua/{code}/", "accept")
    worker.kill()
    due_on = Dossier.objects.get(code=code).due_at.astimezone(LOCAL).date()
    carol.visit("/quan-ly/lich/ngay-nghi/")
    for name, value in (("on", due_on.isoformat()), ("name", "Nghỉ"), ("decision", DECISION)):
        carol.page.fill(f"[name={name}]", value)
    carol.page.fill("[name=decided_on]", timezone.localdate().isoformat())
    go(carol.page.locator("main form button[type=submit]").first)
    go(carol.page.locator("button[name=apply]"))
    carol.look("waiting")
    assert CalendarChange.objects.get().finished_at is None

    worker.start()
    worker.wait(lambda: CalendarChange.objects.filter(finished_at__isnull=False).exists(), seconds=90)
    assert Dossier.objects.get(code=code).due_at.astimezone(LOCAL).date() > due_on
