"""A preview that was applied: what its page says afterwards, and pressing the button once more."""

import threading
import time

import pytest
from django.db import connection, transaction

from accounts.models import Unit, User
from dossiers.calendars import changes
from procedures import locks
from procedures.locks import Lock
from procedures.models import CalendarChange
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local
from tests.dossiers.manager.test_calendar import DECIDED, NOW, STORM, WEEK, applied, looked

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at(local(NOW))]

WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"


def wait_until_behind(lock: Lock, processes: int) -> None:
    """Wait until so many connections wait for a lock."""
    for _time in range(200):
        with connection.cursor() as cursor:
            cursor.execute(WAITING, [lock.value])
            if cursor.fetchone() == (processes,):
                return
        time.sleep(0.05)
    pytest.fail("nobody waits for the lock")


@pytest.mark.parametrize(
    ("kind", "typed", "brought"),
    [
        ("ngay-nghi", STORM, "Thứ năm, 15/01/2026Nghỉ bão"),
        ("bo-ngay", {"on": "02/09/2026", **DECIDED}, "Thứ tư, 02/09/2026bỏ"),
        ("gio-lam", {**WEEK, **DECIDED, "day_4": "08:00-11:30"}, "Thứ sáu08:00–11:30"),
    ],
)
def test_a_preview_that_was_applied_leads_to_its_change_and_says_no_less_of_itself(
    kind: str, typed: dict[str, str], brought: str
) -> None:
    carol, lan = Visitor("carol", language="vi"), Visitor("lan", language="vi")
    shown = looked(carol, kind, typed)
    change = applied(carol, shown).url

    opened = lan.get(shown.request["PATH_INFO"])

    page = read(opened)
    who = User.objects.get(username="carol").get_full_name()
    assert f"Đã áp dụng lúc 09:00 13/01/2026, {who} – xem thay đổi" in page.words()
    assert f'href="{change}"' in opened.content.decode()
    assert "Lịch đã thay đổi sau" not in page.words()
    assert brought in page.words()
    assert {button for form in page.forms for button in form.buttons} & {("apply", "1"), ("edit", "1")} == set()


def test_a_preview_of_a_unit_that_follows_again_names_the_unit_after_it_was_applied() -> None:
    unit = Unit.objects.get(slug="bao-chi-xuat-ban")
    carol = Visitor("carol", language="vi")
    applied(carol, looked(carol, "ngay-nghi", {**STORM, "unit": str(unit.pk)}))
    changes.run(local(NOW))
    shown = looked(carol, "theo-chung", {"unit": str(unit.pk), **DECIDED})
    applied(carol, shown)

    words = read(carol.get(shown.request["PATH_INFO"])).words()

    assert f"Lịch của{unit.name_vi}" in words


def test_applied_in_a_second_tab_it_leads_to_the_change_that_was_made() -> None:
    carol = Visitor("carol", language="vi")
    shown = looked(carol, "ngay-nghi", STORM)
    first = applied(carol, shown)

    second = applied(carol, shown)

    assert second.url == first.url
    assert "đã được áp dụng trước đó" in read(carol.get(second.url)).words()
    assert CalendarChange.objects.count() == 1


def test_applied_by_two_at_the_same_moment_it_leads_both_to_one_change() -> None:
    shown = looked(Visitor("carol"), "ngay-nghi", STORM)
    visitors = [Visitor("carol"), Visitor("lan")]
    led: list[str] = []

    def press(visitor: Visitor) -> None:
        led.append(visitor.post(shown.request["PATH_INFO"], {"apply": "1"}).url)
        connection.close()

    threads = [threading.Thread(target=press, args=(visitor,)) for visitor in visitors]
    with transaction.atomic():
        locks.take(Lock.CALENDARS)
        for thread in threads:
            thread.start()
        wait_until_behind(Lock.CALENDARS, len(threads))
    for thread in threads:
        thread.join(10)

    change = CalendarChange.objects.get()
    assert led == [f"/quan-ly/lich/thay-doi/{change.pk}/"] * 2
