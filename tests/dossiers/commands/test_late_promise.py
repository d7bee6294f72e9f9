"""A promise after the date, or for the second time (ADR 0075): it is recorded and told, and moves no date."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import translation

from accounts.models import Unit
from dossiers import outbox, refusals
from dossiers.acts import PROMISE_LATE
from dossiers.background import relay
from dossiers.clock import Verdict, judged_by
from dossiers.models import Dossier, Letter
from dossiers.refusals import appointment
from dossiers.reports import statistics
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from portal.demo.story import Walk
from procedures.machine import Paper
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.proof.records import differences_of, nothing_written
from tests.printed import words_of

pytestmark = pytest.mark.django_db

WHY = "Chờ ý kiến của cơ quan chủ quản."
LATE = "2026-01-20 09:00"


@pytest.fixture
def walk() -> Walk:
    """Return a dossier that is due on Monday 19/01/2026 at 17:00."""
    return dossier_at("tham-dinh", at=local("2026-01-05 08:30"))


def promised(walk: Walk, when: str = LATE, day: date = date(2026, 1, 23)) -> Walk:
    act(walk, PROMISE_LATE, "lan", when, date=day, reason=WHY)
    return walk


def dates_of(dossier: Dossier) -> tuple[object, ...]:
    return dossier.first_due_at, dossier.lawful_due_at, dossier.due_at, dossier.late_at, dossier.reappointed


def test_it_is_recorded_apart_and_moves_no_date_and_no_verdict(walk: Walk) -> None:
    before = dates_of(walk.dossier)

    promised(walk)

    event = walk.events[-1]
    assert event.facts["promised"] == local("2026-01-23 17:00").isoformat()
    assert "new_due_at" not in event.facts
    assert event.payload.content == {"reason": WHY}
    assert dates_of(walk.dossier) == before
    assert (event.source, event.target) == ("tham-dinh", "tham-dinh")
    walk.at = local("2026-01-22 08:00")
    walk.until("result-ready")
    assert walk.dossier.verdict == Verdict.OVERDUE
    assert differences_of(walk.dossier) == []


def test_while_another_date_can_be_given_in_time_that_is_to_be_used(walk: Walk) -> None:
    with nothing_written(), pytest.raises(appointment.StillInTime) as refused:
        promised(walk, "2026-01-16 09:00")

    with translation.override("en"):
        assert "use “" in refused.value.sentence()


@pytest.mark.parametrize("when", ["2026-01-19 08:00", "2026-01-19 18:00", LATE])
def test_on_the_day_itself_and_after_it_is_open(walk: Walk, when: str) -> None:
    promised(walk, when)

    assert walk.events[-1].action == PROMISE_LATE


def test_a_second_time_is_a_promise_after_the_date_that_was_given_in_time(walk: Walk) -> None:
    act(walk, "reappoint", "lan", "2026-01-13 09:00", date=date(2026, 1, 22), reason=WHY)

    with nothing_written(), pytest.raises(appointment.NotLater):
        promised(walk, "2026-01-14 09:00", date(2026, 1, 22))
    promised(walk, "2026-01-14 09:00", date(2026, 1, 26))

    assert walk.dossier.due_at == local("2026-01-22 17:00")


@pytest.mark.parametrize("day", [date(2026, 1, 19), date(2026, 1, 24), date(2026, 2, 17), date(1999, 1, 4)])
def test_the_day_must_be_a_working_day_today_or_later(walk: Walk, day: date) -> None:
    with nothing_written(), pytest.raises(appointment.NotAhead):
        promised(walk, day=day)

    promised(walk, day=date(2026, 1, 20))


def test_a_year_whose_days_off_are_not_known_yet_is_told(walk: Walk) -> None:
    with nothing_written(), pytest.raises(refusals.NotCovered):
        promised(walk, day=date(2028, 1, 4))


@pytest.mark.parametrize("state", ["tham-dinh.supplement-asked", "tham-dinh.payment-due", "result-ready", "withdrawn"])
def test_in_a_pause_and_at_an_end_there_is_nothing_to_promise(state: str) -> None:
    walk = dossier_at(state, at=local("2026-01-05 08:30"))

    with nothing_written(), pytest.raises(refusals.UnknownAction):
        promised(walk)


def test_nobody_but_the_leader_promises(walk: Walk) -> None:
    for who in ("hoa", "dung", "bob"):
        with nothing_written(), pytest.raises(refusals.NotYours):
            act(walk, PROMISE_LATE, who, LATE, date=date(2026, 1, 23), reason=WHY)


def test_letter_and_mail_go_out_at_once_and_say_why_who_and_by_when_and_that_the_date_stays(walk: Walk) -> None:
    promised(walk)

    relay.run(walk.at)

    assert Letter.objects.get(dossier=walk.dossier, kind=Paper.APOLOGY).event == walk.events[-1]
    [message] = [one for one in mail.outbox if "xin lỗi vì không trả đúng hẹn" in one.subject]
    assert len(message.attachments) == 1
    for words in (
        WHY,
        "Phòng Báo chí - Xuất bản",
        "chậm nhất 17:00 ngày 23/01/2026",
        "không đổi hạn theo quy định (19/01/2026): đúng hạn hay quá hạn vẫn tính theo hạn đó",
    ):
        assert words in message.body


@pytest.mark.at(local("2026-01-20 10:00"))
def test_the_applicant_reads_it_the_same_day_and_after_another_promise_the_newest(walk: Walk) -> None:
    relay.run(promised(walk).at)
    alice, address = Visitor("alice", language="vi"), f"/ho-so/{walk.dossier.code}/"

    page = read(alice.get(address)).words()

    assert "không thể trả kết quả đúng hẹn ngày 19/01/2026 và hẹn trả chậm nhất ngày 23/01/2026." in page
    assert judged_by(local("2026-01-19 17:00")).vi in page
    assert f"Lý do: {WHY} Đơn vị chịu trách nhiệm: Phòng Báo chí - Xuất bản." in page
    promised(walk, "2026-01-20 09:30", date(2026, 1, 27))
    assert "hẹn trả chậm nhất ngày 27/01/2026" in read(alice.get(address)).words()


@pytest.mark.at(local("2026-01-26 09:00"))
def test_the_file_says_the_newest_day_and_how_often_and_the_list_that_it_was_not_kept(walk: Walk) -> None:
    promised(walk)
    lan = Visitor("lan", language="vi")
    assert (
        f"Đã xin lỗi, hẹn trả 23/01/2026. {judged_by(local('2026-01-19 17:00')).vi}"
        in read(lan.get(f"/mot-cua/{walk.dossier.code}/")).words()
    )
    assert "đã lỡ ngày hẹn 23/01/2026" in read(lan.get("/mot-cua/?list=open")).words()

    promised(walk, "2026-01-26 08:30", date(2026, 1, 28))

    page = read(lan.get(f"/mot-cua/{walk.dossier.code}/")).words()
    judged = judged_by(local("2026-01-19 17:00")).vi
    assert f"hẹn trả 28/01/2026. {judged} Đã hẹn 2 lần." in page
    assert "đã xin lỗi, hẹn trả 28/01/2026" in read(lan.get("/mot-cua/?list=open")).words()


@pytest.mark.at(local("2026-01-20 09:00"))
def test_the_leader_does_it_on_the_page_and_a_wrong_day_keeps_what_was_typed(walk: Walk) -> None:
    lan, address = Visitor("lan", language="vi"), f"/mot-cua/{walk.dossier.code}/"
    page = lan.get(address)
    assert "không hẹn lại được nữa" in read(page).words()

    wrong = lan.send(page, f"/{PROMISE_LATE}/", {"date": "24/01/2026", "reason": WHY})

    assert "Ngày hẹn trả phải là ngày làm việc, từ hôm nay trở đi." in read(wrong).words()
    assert WHY in wrong.content.decode()
    lan.send(wrong, f"/{PROMISE_LATE}/", {"date": "23/01/2026", "reason": WHY})
    assert walk.dossier.events.filter(action=PROMISE_LATE).count() == 1
    assert "không hẹn lại được nữa" not in read(lan.get(address)).words()


def test_promises_are_counted_apart_from_dates_that_were_moved_and_the_figure_is_its_list(walk: Walk) -> None:
    moved = dossier_at("tham-dinh", at=local("2026-01-05 08:40"))
    act(moved, "reappoint", "lan", "2026-01-13 09:00", date=date(2026, 1, 22), reason=WHY)
    promised(promised(walk), "2026-01-26 09:00", date(2026, 1, 28))
    january, now = Period(date(2026, 1, 1), date(2026, 1, 31)), local("2026-02-01 09:00")
    whole = Selection(tuple(Unit.objects.filter(parent=None).values_list("pk", flat=True)))

    counted = statistics.concerned(whole, january, now)

    lists = {name: list(statistics.list_of(whole.dossiers, name, january, now)) for name in counted}
    assert (lists["promised_late"], lists["reappointed"]) == ([walk.dossier], [moved.dossier])
    assert (counted["promised_late"], counted["reappointed"]) == (1, 1)


@pytest.mark.at(local("2026-01-23 09:00"))
def test_the_managers_list_says_who_promised_when_and_why(walk: Walk) -> None:
    promised(walk)

    page = read(Visitor("carol", language="vi").get("/quan-ly/promised_late/?start=2026-01-01&end=2026-01-31")).words()

    for words in (walk.dossier.code, "Vũ Ngọc Lan", "09:00 20/01/2026", WHY):
        assert words in page


@pytest.mark.at(local("2026-01-16 10:00"))
def test_a_second_apology_before_the_date_calls_nothing_late() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    act(walk, "reappoint", "lan", "2026-01-13 09:00", date=date(2026, 1, 22), reason=WHY)
    relay.run(promised(walk, "2026-01-16 09:00", date(2026, 1, 27)).at)

    page = read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()
    office = read(Visitor("lan", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()
    [body] = [one.body for one in mail.outbox if "27/01/2026" in one.subject]
    with Letter.objects.filter(dossier=walk.dossier).latest("pk").file.open() as file:
        printed = words_of(file.read())

    judged = judged_by(local("2026-01-19 17:00")).vi
    assert "không thể trả kết quả đúng hẹn ngày 22/01/2026 và hẹn trả chậm nhất ngày 27/01/2026." in page
    assert "Đã xin lỗi, hẹn trả 27/01/2026; trước đó đã hẹn lại 22/01/2026." in office
    assert all(judged in said for said in (page, office, body, printed)), "which no appointment ever moved"
    assert "giấy tiếp nhận hồ sơ và hẹn trả" not in printed


@pytest.mark.at(local("2026-01-20 10:00"))
def test_a_further_promise_is_asked_about_and_says_in_letter_and_mail_which_day_it_takes_the_place_of(
    walk: Walk,
) -> None:
    promised(walk)
    lan, typed = Visitor("lan", language="vi"), {"date": "21/01/2026", "reason": WHY}
    page = lan.get(f"/mot-cua/{walk.dossier.code}/")
    assert "Thay cho ngày đã hẹn trước, 23/01/2026." in read(page).words()

    asked = lan.send(page, f"/{PROMISE_LATE}/", typed)

    assert "Đã hẹn trả 23/01/2026; 21/01/2026 sớm hơn và sẽ thay cho ngày đó." in read(asked).words()
    assert WHY in asked.content.decode()
    assert walk.dossier.events.filter(action=PROMISE_LATE).count() == 1
    lan.send(asked, f"/{PROMISE_LATE}/", typed | {"date_meant": "on"})
    relay.run(local("2026-01-20 10:05"))
    [body] = [one.body for one in mail.outbox if "21/01/2026" in one.subject]
    assert "ngày 21/01/2026, thay cho ngày hẹn 23/01/2026." in body
    assert "instead of 23/01/2026 as promised before" in body
    with Letter.objects.filter(dossier=walk.dossier).latest("pk").file.open() as file:
        assert "thay cho ngày hẹn 17 giờ 00 phút, ngày 23 tháng 01 năm 2026" in words_of(file.read())


@pytest.mark.at(local("2026-01-20 10:00"))
def test_a_promised_day_that_is_far_off_is_asked_about_however_far_within_the_calendar(walk: Walk) -> None:
    lan, typed = Visitor("lan", language="vi"), {"date": "30/11/2027", "reason": WHY}

    asked = lan.send(lan.get(f"/mot-cua/{walk.dossier.code}/"), f"/{PROMISE_LATE}/", typed)

    assert "30/11/2027 là 679 ngày nữa: đúng năm chưa?" in read(asked).words()
    assert not walk.dossier.events.filter(action=PROMISE_LATE).exists()
    lan.send(asked, f"/{PROMISE_LATE}/", typed | {"date_meant": "on"})
    assert walk.dossier.events.filter(action=PROMISE_LATE).exists()


@pytest.mark.at(local("2026-01-20 10:00"))
@pytest.mark.parametrize("day", ["19/01/2026", "24/01/2026"], ids=["past", "a Saturday"])
def test_a_further_day_that_is_refused_is_refused_at_once_and_not_asked_about_before(walk: Walk, day: str) -> None:
    promised(walk)
    lan = Visitor("lan", language="vi")

    refused = lan.send(lan.get(f"/mot-cua/{walk.dossier.code}/"), f"/{PROMISE_LATE}/", {"date": day, "reason": WHY})

    words = read(refused).words()
    assert "sẽ thay cho ngày đó" not in words
    with translation.override("vi"):
        assert appointment.NotAhead().sentence() in words
    assert WHY in refused.content.decode()
    assert walk.dossier.events.filter(action=PROMISE_LATE).count() == 1


@pytest.mark.at(local("2026-01-19 11:00"))
def test_the_lists_name_a_day_that_is_promised_before_the_date_has_passed_and_a_new_appointment(walk: Walk) -> None:
    promised(walk, "2026-01-19 10:00", date(2026, 1, 23))
    moved = dossier_at("tham-dinh", at=local("2026-01-05 08:40"))
    act(moved, "reappoint", "lan", "2026-01-13 09:00", date=date(2026, 1, 22), reason=WHY)

    mine = read(Visitor("dung", language="vi").get("/mot-cua/?list=mine")).words()
    soon = read(Visitor("dung", language="vi").get("/mot-cua/?list=soon")).words()

    for words in (mine, soon):
        assert "đã xin lỗi, hẹn trả 23/01/2026" in words
    assert "đã hẹn lại 22/01/2026" in mine


def test_that_the_applicant_was_told_is_said_only_once_the_letter_of_before_has_gone_out(walk: Walk) -> None:
    at, told = local("2026-01-13 09:00"), "Người nộp đã được báo ngày 13/01/2026"
    event = act(walk, "reappoint", "lan", "2026-01-13 09:00", date=date(2026, 1, 22), reason=WHY)
    address = f"/mot-cua/{walk.dossier.code}/"

    with time_machine.travel(at + timedelta(seconds=20), tick=False):
        assert outbox.is_waiting(walk.dossier.pk, event.sequence, at + timedelta(seconds=20))
        waiting = read(Visitor("lan", language="vi").get(address)).words()

    assert told not in waiting
    assert "Thư hẹn lại sắp được gửi, trong đó báo người nộp" in waiting
    relay.run(at + timedelta(minutes=5))
    with time_machine.travel(at + timedelta(minutes=5), tick=False):
        assert told in read(Visitor("lan", language="vi").get(address)).words()
