"""What a change of the calendar does to a dossier in every situation, and to whom it is told."""

import threading
from datetime import date

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Unit
from dossiers import outbox, turns
from dossiers.acts import DUE_SOON, OVERDUE, RECOUNT
from dossiers.background import relay, sweeps
from dossiers.calendars import changes
from dossiers.display.promises import promises
from dossiers.display.ribbon import Sign
from dossiers.log import columns
from dossiers.log.moment import Moment
from dossiers.models import Dossier, Notice
from dossiers.pages.moment import time_context
from dossiers.proof import audit
from dossiers.reports import statistics
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from portal.demo.story import Walk
from procedures import steady
from procedures.machine import Text
from procedures.time.calendar import OFFICE_WEEK, DayException, DayKind
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.officers import each_at_once

pytestmark = pytest.mark.usefixtures("committed_db")

START, NOW = "2026-01-05 08:30", "2026-01-13 09:00"
DECISION = "77/QĐ-UBND"


def day_off(day: int, month: int = 1, *, official: bool = True) -> DayException:
    return DayException(date(2026, month, day), DayKind.HOLIDAY, Text("Nghỉ bão", "Storm"), DECISION, official)


def changed(correction: Correction, at: str = NOW) -> None:
    changes.apply(plan(correction), decision=DECISION, decided_on=None, by=None, at=local(at))
    assert changes.run(local(at)) is False


def off(*days: int, at: str = NOW) -> None:
    changed(Correction(put=tuple(day_off(day) for day in days)), at)


def moment(walk: Walk, at: str) -> Moment:
    walk.dossier.refresh_from_db()
    log = list(walk.dossier.events.order_by("sequence"))
    return Moment.latest(walk.dossier, log, local(at), steady.now())


def signs(now: Moment) -> dict[str, str]:
    ribbon = time_context(now, for_applicant=False)["ribbon"]
    return {key.sign.name: key.label for key in ribbon.keys if key.sign}


def test_a_result_that_is_handed_over_after_a_change_keeps_the_dates_of_its_end() -> None:
    walk = dossier_at("result-ready", at=local(START))
    before = columns.columns_of(walk.dossier)
    off(13, 14, 15, at="2026-01-06 09:00")

    act(walk, "return", "bob", "2026-01-06 10:00")

    after = columns.columns_of(walk.dossier)
    assert (after.due_at, after.lawful_due_at, after.verdict) == (before.due_at, before.lawful_due_at, before.verdict)
    assert before.resolved_at
    assert before.resolved_at < local("2026-01-06 09:00")
    assert moment(walk, "2026-01-07 09:00").dates == (before.lawful_due_at, before.due_at)
    assert not audit.check_all().differences


def test_the_date_on_the_receipt_stands_on_every_page_and_in_the_record() -> None:
    walk = dossier_at("tham-dinh", at=local(START))
    off(15)

    now = moment(walk, "2026-01-13 10:00")

    receipt, moved = local("2026-01-19 17:00"), local("2026-01-20 17:00")
    assert now.reading is not None
    assert (now.reading.first_due_at, now.reading.due_at) == (receipt, moved)
    event = walk.dossier.events.get(action=RECOUNT)
    assert event.reading["first_due_at"] == walk.dossier.events.get(action="accept").reading["first_due_at"]
    assert "17:00 19/01/2026" in signs(now)[Sign.FIRST.name]
    done = act(walk, "finish-tham-dinh", "dung", "2026-01-13 11:00")
    assert done.reading["first_due_at"] == event.reading["first_due_at"]
    assert audit.check_all().differences == []


def test_a_new_appointment_moves_off_a_day_that_is_declared_off() -> None:
    walk = dossier_at("tham-dinh", at=local(START))
    act(walk, "reappoint", "lan", "2026-01-12 09:00", date=date(2026, 1, 28))

    off(28)

    walk.dossier.refresh_from_db()
    assert walk.dossier.due_at == local("2026-01-29 17:00")
    assert walk.dossier.lawful_due_at == local("2026-01-19 17:00")
    assert walk.dossier.events.filter(action=RECOUNT).count() == 1
    assert audit.check_all().differences == []


def test_the_date_in_force_is_explained_by_what_moved_it_and_by_that_once() -> None:
    walk = dossier_at("tham-dinh", at=local(START))
    off(7, at="2026-01-06 09:00")
    act(walk, "reappoint", "lan", "2026-01-12 09:00", date=date(2026, 1, 28))
    off(28)
    off(29)

    [in_force, lawful, receipt] = promises(moment(walk, "2026-01-13 10:00"))

    assert (in_force.at, lawful.at, receipt.at) == tuple(local(f"2026-01-{day} 17:00") for day in (30, 20, 19))
    assert in_force.why is not None
    assert in_force.why.en == (
        "re-appointed at 09:00 12/01/2026; counted again on a new working calendar at 09:00 13/01/2026"
    )
    assert lawful.why is not None
    assert lawful.why.en == "counted again on a new working calendar at 09:00 06/01/2026"


def test_what_was_late_before_a_payment_is_not_late_any_more_once_its_date_lies_behind_the_request() -> None:
    walk = dossier_at("tham-dinh", at=local(START))
    sweeps.run(local("2026-01-20 00:01"))
    act(walk, "ask-payment", "dung", "2026-01-20 09:00")
    off(15, 16, at="2026-01-20 11:00")

    sweeps.run(local("2026-01-20 12:01"))

    walk.dossier.refresh_from_db()
    assert (walk.dossier.due_at, walk.dossier.late_at) == (local("2026-01-21 17:00"), None)
    assert walk.dossier.events.filter(action=OVERDUE).count() == 1
    own = Selection((walk.dossier.agency_id,)).dossiers
    period = Period(date(2026, 1, 1), date(2026, 1, 20))
    assert statistics.figures(own, period, local("2026-01-20 13:00")).pending_overdue == 0
    assert audit.check_all().differences == []


def test_a_deadline_that_a_calendar_moves_away_and_back_is_recorded_once() -> None:
    walk = dossier_at("tham-dinh", at=local(START))
    sweeps.run(local("2026-01-16 08:00"))
    sweeps.run(local("2026-01-20 00:01"))
    off(15, at="2026-01-20 08:00")
    sweeps.run(local("2026-01-20 08:01"))
    changed(Correction(removed=(date(2026, 1, 15),)), "2026-01-20 09:00")

    sweeps.run(local("2026-01-20 09:01"))
    sweeps.run(local("2026-01-21 09:01"))

    remarks = [e.action for e in walk.dossier.events.order_by("sequence") if e.action in (OVERDUE, DUE_SOON)]
    assert remarks == [DUE_SOON, OVERDUE, DUE_SOON]
    assert audit.check_all().differences == []


def test_what_stays_late_in_a_payment_says_so_and_why_it_waits() -> None:
    walk = dossier_at("tham-dinh", at=local(START))
    act(walk, "ask-payment", "dung", "2026-01-21 09:00")

    now = moment(walk, "2026-01-21 10:00")

    assert now.reading is not None
    assert not now.is_undated
    summary = time_context(now, for_applicant=True)["ribbon"].summary
    assert "Quá hạn: hẹn trả 17:00 19/01/2026. Tạm dừng chờ nộp phí, lệ phí." in summary
    assert Sign.DUE.name in signs(now)


def test_on_the_day_of_the_request_a_payment_is_called_a_payment() -> None:
    walk = dossier_at("tham-dinh", at=local(START))
    act(walk, "ask-payment", "dung", "2026-01-07 09:00")
    for at in ("2026-01-07 10:00", "2026-01-08 10:00"):
        summary = time_context(moment(walk, at), for_applicant=True)["ribbon"].summary
        assert "chờ nộp phí, lệ phí" in summary
        assert "bổ sung" not in summary


def test_a_day_that_becomes_official_leaves_no_doubt_on_any_open_dossier() -> None:
    walk = dossier_at("tham-dinh", at=local(START))
    changed(Correction(put=(day_off(15, official=False),)))
    doubtful = moment(walk, "2026-01-13 10:00").reading
    changed(Correction(put=(day_off(15),)), "2026-01-13 11:00")

    certain = moment(walk, "2026-01-13 12:00").reading

    assert doubtful is not None
    assert certain is not None
    assert (doubtful.provisional, certain.provisional) == (True, False)
    assert walk.dossier.events.filter(action=RECOUNT).count() == 1


def test_no_later_calendar_of_a_unit_repaints_a_closed_dossier() -> None:
    walk = dossier_at("tham-dinh", at=local(START))
    walk.until("result-ready")
    before = moment(walk, "2026-02-01 09:00").whole.parts
    division = Unit.objects.get(slug="bao-chi-xuat-ban")
    own = (OFFICE_WEEK[0][:1], *OFFICE_WEEK[1:])

    changed(Correction(unit_id=division.pk, week=own), "2026-02-02 09:00")
    changed(Correction(put=(day_off(6),)), "2026-02-03 09:00")

    assert moment(walk, "2026-02-04 09:00").whole.parts == before


# Who is told


def told(walk: Walk) -> dict[str, str]:
    """Let all mail of the last change go out; return its kinds with whom each was sent to."""
    relay.run(timezone.now() + outbox.GATHERING)
    return dict(Notice.objects.filter(channel="mail", event__action=RECOUNT).values_list("kind", "recipient"))


def test_the_applicant_and_the_holder_are_told_of_a_moved_return_date() -> None:
    walk = dossier_at("tham-dinh", at=local(START))
    each_at_once()
    off(15)
    assert told(walk) == {"recounted": "alice@example.vn", "moved": "dung@example.vn"}
    [to_holder] = [
        message for message in mail.outbox if message.to == ["dung@example.vn"] and "hạn thay đổi" in message.subject
    ]
    assert "Hạn mới: 17:00 ngày 20/01/2026" in to_holder.body


def test_many_dossiers_that_move_are_one_mail_to_who_holds_them() -> None:
    walks = [dossier_at("ky-duyet", at=local(START)) for _ in range(3)]
    relay.run(timezone.now())
    mail.outbox.clear()
    each_at_once()
    off(15)
    told(walks[0])
    to_leader = [message for message in mail.outbox if message.to == ["lan@example.vn"]]
    assert [message.subject for message in to_leader] == ["3 hồ sơ có hạn thay đổi theo lịch làm việc"]


def test_in_a_pause_nobody_is_told_a_return_date_but_the_applicants_own_time(settings) -> None:
    settings.APPLICANT_WORKING_DAYS = 5
    walk = dossier_at("tham-dinh", at=local(START))
    act(walk, "propose-supplement", "dung", "2026-01-12 09:00")
    act(walk, "issue-supplement", "bob", "2026-01-12 10:00")

    off(15)

    assert told(walk) == {"supply-recounted": "alice@example.vn"}
    [message] = [message for message in mail.outbox if "hạn bổ sung mới" in message.subject]
    assert "Hạn bổ sung trước đây: 17:00 ngày 19/01/2026" in message.body
    assert "Hạn bổ sung mới: 17:00 ngày 20/01/2026" in message.body
    assert "không phải làm gì thêm" not in message.body


def test_in_a_payment_nobody_is_told_anything() -> None:
    walk = dossier_at("tham-dinh", at=local(START))
    act(walk, "ask-payment", "dung", "2026-01-12 09:00")
    off(15)
    assert walk.dossier.events.filter(action=RECOUNT).count() == 1
    assert told(walk) == {}


def test_the_desk_is_told_that_its_answer_is_due_later() -> None:
    walk = dossier_at("filed", at=local("2026-01-14 15:00"))
    each_at_once()
    off(15, at="2026-01-14 15:30")
    assert told(walk) == {"moved": "bob@example.vn"}


def test_a_dossier_that_somebody_keeps_writing_is_come_back_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LOCK_WAIT", "200ms")
    walk = dossier_at("tham-dinh", at=local(START))
    correction = plan(Correction(put=(day_off(15),)))
    changes.apply(correction, decision=DECISION, decided_on=None, by=None, at=local(NOW))
    left: list[bool] = []

    def count() -> None:
        left.append(changes.run(local(NOW)))
        connection.close()

    thread = threading.Thread(target=count)
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=walk.dossier.pk)
        thread.start()
        thread.join(10)
    assert left == [True]

    assert changes.run(local(NOW)) is False
    assert walk.dossier.events.filter(action=RECOUNT).count() == 1
