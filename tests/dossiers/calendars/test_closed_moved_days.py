"""A mail that gives another day says that the desk is closed then, as far as that is known when it goes out; no second mail follows."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import caches

from accounts.models import Unit
from dossiers import acts, turns
from dossiers.background import moving, relay
from dossiers.background.moving import Moving
from dossiers.calendars import changes
from dossiers.commands import Fee
from dossiers.notices.contents.closed_then import closed_on
from dossiers.papers.parties import office_of
from portal.demo.story import Walk
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests.dossiers import counter
from tests.dossiers.calendars.test_effects import day_off
from tests.dossiers.lifecycle import act, dossier_at, local

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-13T09:00:00+07:00")]

START = local("2026-01-05 09:00")
SHUT = "nơi này đóng cửa; mở cửa lại lúc 08 giờ 00 ngày"


def accepted() -> Walk:
    """Return what is promised for 17:00 on 19/01, its first mails sent."""
    walk = dossier_at("tham-dinh", at=START)
    relay.run(START + timedelta(minutes=30))
    mail.outbox.clear()
    return walk


def goes(correction: Correction, at: str, decision: str = "77/QĐ-UBND") -> None:
    """Change a calendar, and let all be told that is to be told within half an hour."""
    changes.apply(plan(correction), decision=decision, decided_on=None, by=None, at=local(at))
    changes.run(local(at))
    runs(at)


def runs(at: str) -> None:
    for minutes in (1, 12, 24):
        then = local(at) + timedelta(minutes=minutes)
        relay.run(then)
        assert not turns.take(moving.RUN, Moving(then))
    relay.run(local(at) + timedelta(minutes=30))
    caches["process"].clear()


def desk(*days: int, without: tuple[int, ...] = ()) -> Correction:
    """Return days off of the desk alone."""
    unit = Unit.objects.get(kind="desk", parent__slug="so-tttt").pk
    removed = tuple(date(2026, 1, day) for day in without)
    return Correction(unit_id=unit, put=tuple(day_off(day) for day in days), removed=removed)


STORM = Correction(put=(day_off(15),))
NO_STORM = Correction(removed=(date(2026, 1, 15),))


def letters() -> list[tuple[str, str]]:
    """Return the subjects and texts of what went out since."""
    found = [(str(one.subject), " ".join(str(one.body).split())) for one in mail.outbox if "alice" in one.to[0]]
    mail.outbox.clear()
    return found


def test_a_day_that_moves_into_a_closing_is_told_with_it_in_one_mail() -> None:
    accepted()
    goes(desk(20), "2026-01-13 08:00")
    assert letters() == []

    goes(STORM, "2026-01-13 09:00")

    [(subject, body)] = letters()
    assert "ngày hẹn trả mới là 20/01/2026" in subject
    assert f"ngày 20/01/2026 {SHUT} 21/01/2026" in body
    assert "it opens again at 08:00 on 21/01/2026" in body


def test_a_day_that_moves_back_to_a_closing_is_told_with_it_once_more() -> None:
    accepted()
    goes(desk(19), "2026-01-13 08:00")
    [(subject, _body)] = letters()
    assert "đóng cửa lúc hẹn trả" in subject
    goes(STORM, "2026-01-13 09:00")
    [(_subject, body)] = letters()
    assert SHUT not in body

    goes(NO_STORM, "2026-01-13 10:00")

    [(subject, body)] = letters()
    assert "ngày hẹn trả mới là 19/01/2026" in subject
    assert f"ngày 19/01/2026 {SHUT} 20/01/2026" in body


def test_what_is_another_closing_later_is_told_against_what_that_mail_said() -> None:
    accepted()
    goes(desk(20), "2026-01-13 08:00")
    goes(STORM, "2026-01-13 09:00")
    mail.outbox.clear()

    goes(desk(21), "2026-01-13 10:00")

    [(subject, body)] = letters()
    assert "mở cửa lại vào lúc khác" in subject
    assert "đóng cửa vào lúc hẹn trả như thông báo gửi Ông/Bà ngày 13/01/2026 đã ghi" in body


def test_a_closing_that_such_a_mail_has_told_and_that_is_taken_back_is_told_so() -> None:
    accepted()
    goes(desk(20), "2026-01-13 08:00")
    goes(STORM, "2026-01-13 09:00")
    mail.outbox.clear()

    goes(desk(without=(20,)), "2026-01-13 10:00")

    [(subject, _body)] = letters()
    assert "vẫn mở cửa lúc hẹn trả" in subject


def test_what_comes_by_post_is_told_its_day_alone() -> None:
    there, posted = (counter.entered(at=START, more=more).dossier for more in ({}, {"result_way": "by_post"}))
    goes(desk(20), "2026-01-13 08:00")
    day, at = local("2026-01-20 17:00"), local("2026-01-13 09:00")

    found = [closed_on(one, day, office_of(one, at.date()), at) for one in (there, posted)]

    assert found[0] is not None
    assert f"ngày 20/01/2026 {SHUT} 21/01/2026" in found[0].vi
    assert found[1] is None


def test_the_mail_that_goes_on_says_it_of_its_own_day() -> None:
    walk = accepted()
    goes(desk(23), "2026-01-07 08:00")
    act(walk, "propose-supplement", "dung", "2026-01-08 09:00")
    act(walk, "issue-supplement", "bob", "2026-01-08 09:10")
    act(walk, "answer-supplement", "alice", "2026-01-09 08:30")
    runs("2026-01-09 08:30")
    mail.outbox.clear()

    act(walk, "confirm-supplement", "bob", "2026-01-09 10:00")
    runs("2026-01-09 10:00")

    assert walk.dossier.due_at == local("2026-01-23 17:00")
    [(subject, body)] = letters()
    assert "tiếp tục giải quyết" in subject
    assert f"ngày 23/01/2026 {SHUT} 26/01/2026" in body


def test_the_mail_that_a_demand_is_taken_back_says_it_too() -> None:
    walk = accepted()
    goes(desk(20), "2026-01-07 08:00")
    act(walk, "ask-payment", "dung", "2026-01-08 09:00", fee=Fee(1_800_000))
    runs("2026-01-08 09:00")
    mail.outbox.clear()

    act(walk, acts.WITHDRAW_DEMAND, "dung", "2026-01-09 10:00", reason="Nhầm.")
    runs("2026-01-09 10:00")

    assert walk.dossier.due_at == local("2026-01-20 17:00")
    [(_subject, body)] = letters()
    assert "Hẹn trả kết quả: 17:00 ngày 20/01/2026. Nơi nhận kết quả:" in body
    assert f"ngày 20/01/2026 {SHUT} 21/01/2026" in body


def test_an_apology_says_what_was_known_of_its_day_when_its_mail_goes_out() -> None:
    walk = accepted()
    act(walk, "reappoint", "lan", "2026-01-13 09:00", date=date(2026, 1, 21), reason="Chờ ý kiến của Bộ.")

    goes(desk(21), "2026-01-13 09:00")

    [(subject, body)] = letters()
    assert "xin lỗi" in subject
    assert f"ngày 21/01/2026 {SHUT} 22/01/2026" in body
