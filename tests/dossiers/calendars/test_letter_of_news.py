"""Whom neither mail nor telephone reaches is written to: one letter of all that is new, noted by its item as a call is."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import caches

from accounts.models import Unit
from dossiers import outbox
from dossiers.background import relay
from dossiers.calendars import changes
from dossiers.models import Channel, CollectionReminder, Dossier, ReminderWay
from dossiers.pages.acting.handover.items import used_before
from portal.demo import story
from procedures.time.calendar import local as local_of
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.closings import applied
from tests.dossiers.calendars.test_effects import DECISION, day_off
from tests.dossiers.lifecycle import local

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-13T09:00:00+07:00")]

PAGE, WAITING = "/mot-cua/bao-ngay-moi/", "/mot-cua/giay-cho-gui/"
ITEM, WRONG = "RR123456785VN", "RR123456758VN"
START = local("2026-01-05 09:00")
UNKNOWN = {"applicant_phone": "", "applicant_email": ""}


def storm(*days: int) -> None:
    when = local("2026-01-13 08:00")
    correction = Correction(put=tuple(day_off(day) for day in days))
    changes.apply(plan(correction), decision=DECISION, decided_on=None, by=None, at=when)
    changes.run(when)
    relay.run(when + outbox.GATHERING)
    caches["process"].clear()


def two(**more: str) -> tuple[Dossier, Dossier]:
    """Return two dossiers of one person at the counter whose date a storm moves."""
    person = counter.mai(START, **({"phone": "+84912345678"} if more else {}))
    first, second = (
        counter.entered(at=START + timedelta(minutes=n), person=person, more={**UNKNOWN, **more}).dossier
        for n in (0, 5)
    )
    storm(15)
    return first, second


def letter_of(dossier: Dossier) -> str:
    return f"{PAGE}thu/{dossier.code}/"


def test_who_has_an_address_alone_is_offered_a_letter_which_one_press_notes_for_all_that_is_new() -> None:
    first, second = two()
    bob = Visitor("bob", language="vi")
    page = bob.get(PAGE).content.decode()
    assert f'href="{letter_of(first)}"' in page
    assert f'href="{letter_of(second)}"' in page
    assert not [one for one in read(bob.get(PAGE)).forms if "about" in one.values]

    words = read(bob.get(letter_of(first))).words()
    assert words.count("Hẹn trả kết quả: chậm nhất 17 giờ 00 ngày 20/01/2026") == 2
    assert words.count("thay cho 17 giờ 00 ngày 19/01/2026 đã báo trước đây") == 2
    assert counter.NAME in words
    answer = bob.send(bob.get(letter_of(first)), letter_of(first), {"handover_post_number": ITEM})

    assert answer.status_code == 302
    notes = CollectionReminder.objects.order_by("dossier")
    assert [(one.dossier, one.way, one.number) for one in notes] == [
        (one, ReminderWay.POST, ITEM) for one in (first, second)
    ]
    assert all("17:00 20/01/2026" in one.note for one in notes)
    after = read(Visitor("bob").get(PAGE)).words()
    left, _heading, done = after.partition("Phoned already")
    assert "Nobody has to be phoned." in left
    assert done.count(f"Letter posted {ITEM}") == 2


def test_the_number_of_the_item_is_asked_for_and_an_odd_one_is_asked_about() -> None:
    first, _second = two()
    bob = Visitor("bob", language="vi")

    for typed in ("", WRONG):
        answer = bob.send(bob.get(letter_of(first)), letter_of(first), {"handover_post_number": typed})
        assert answer.status_code == 422

    assert not CollectionReminder.objects.exists()


def test_the_item_of_a_letter_is_known_when_its_number_is_typed_again() -> None:
    first, _second = two()
    bob = Visitor("bob", language="vi")
    bob.send(bob.get(letter_of(first)), letter_of(first), {"handover_post_number": ITEM})

    assert ITEM in used_before(ITEM, None)


def test_one_press_notes_a_call_about_all_that_is_new_to_one_person() -> None:
    two(applicant_phone="0912345678")
    bob = Visitor("bob")
    form = next(one for one in read(bob.get(PAGE)).forms if "about" in one.values)

    bob.post(PAGE, {**form.values, "note": "Đã báo", "all": "1"}, follow=True)

    assert CollectionReminder.objects.filter(way=ReminderWay.PHONE, note="Đã báo").count() == 2
    assert "Nobody has to be phoned." in read(bob.get(PAGE)).words()


def test_a_slip_that_waits_to_be_posted_says_which_day_holds_now_and_leads_to_the_letter() -> None:
    dossier = counter.entered(at=START, channel=Channel.POST, more=UNKNOWN).dossier
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        relay.run(START + timedelta(hours=1))
    said = "The printed day does not stand any more, it is 17:00 20/01/2026 now"
    assert "does not stand any more" not in read(Visitor("bob").get(WAITING)).words()

    storm(15)

    page = Visitor("bob").get(WAITING)
    assert said in read(page).words()
    assert f'href="{letter_of(dossier)}"' in page.content.decode()
    assert "chậm nhất 17 giờ 00 ngày 20/01/2026" in read(Visitor("bob").get(letter_of(dossier))).words()
    assert Visitor("hoa").get(letter_of(dossier)).status_code == 404


def test_the_letter_says_to_whom_it_goes_why_the_day_moved_what_about_and_whom_to_ask() -> None:
    first, _second = two()
    Unit.objects.filter(kind="desk", parent=first.agency_id).update(phone="+842438211234")
    back = changes.apply(
        plan(Correction(put=(day_off(16),))), decision="1240/QĐ-UBND", decided_on=date(2026, 1, 12), by=None,
        at=local("2026-01-13 08:40"),
    )  # fmt: skip
    changes.run(back.created_at)
    relay.run(back.created_at + outbox.GATHERING)
    caches["process"].clear()

    words = read(Visitor("bob", language="en").get(letter_of(first))).words()

    assert f"Kính gửi: Ông/Bà {counter.NAME}" in words
    assert "Đến ngày" not in words
    procedure = first.version.machine.name.vi
    assert words.count(f"Thủ tục: {procedure}") == 2
    assert f"theo {DECISION} (15/01/2026: {day_off(15).name.vi})" in words
    assert f"theo 1240/QĐ-UBND ngày 12/01/2026 (16/01/2026: {day_off(16).name.vi})" in words
    assert "02438211234" in words
    assert words.rstrip().count(story.person("bob").get_full_name()) >= 1


def test_what_was_told_before_is_no_reason_any_more() -> None:
    first, _second = two()
    bob = Visitor("bob", language="vi")
    bob.send(bob.get(letter_of(first)), letter_of(first), {"handover_post_number": ITEM})
    with time_machine.travel(local("2026-01-13 10:00"), tick=False):
        change = changes.apply(
            plan(Correction(put=(day_off(16),))), decision="1240/QĐ-UBND", decided_on=None, by=None,
            at=local("2026-01-13 09:30"),
        )  # fmt: skip
        changes.run(change.created_at)
        relay.run(change.created_at + outbox.GATHERING)
        caches["process"].clear()
        words = read(Visitor("bob").get(letter_of(first))).words()

    assert "1240/QĐ-UBND" in words
    assert DECISION not in words


def test_a_letter_of_a_dossier_that_was_told_before_says_still_that_its_place_is_closed_then() -> None:
    first, _second = two()
    due = local_of(Dossier.objects.get(pk=first.pk).due_at)
    desk = Unit.objects.get(kind="desk", parent=first.agency_id).pk
    applied(Correction(unit_id=desk, put=(day_off(due.day, due.month),)), local("2026-01-13 08:30"))
    bob = Visitor("bob", language="vi")
    bob.send(bob.get(letter_of(first)), letter_of(first), {"handover_post_number": ITEM})
    caches["process"].clear()

    words = read(bob.get(letter_of(first))).words()

    assert f"ngày {due:%d/%m/%Y} nơi này đóng cửa; mở cửa lại lúc" in words
