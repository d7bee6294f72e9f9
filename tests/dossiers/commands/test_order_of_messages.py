"""What an applicant is told comes in the order of the acts, whichever of them goes out at once."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail
from pytest_django import Settings

from dossiers import acts
from dossiers.background import relay
from dossiers.commands import Fee
from dossiers.models import Letter
from procedures.machine import Paper
from tests.dossiers.commands.test_fee_guards import at_the_guard
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.undoing import take_back

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
WHY = "Chờ ý kiến của cơ quan chủ quản."


def subjects() -> list[str]:
    return [one.subject.partition(": ")[2] for one in mail.outbox if one.to == ["alice@example.vn"]]


@pytest.fixture
def minute(settings: Settings) -> None:
    settings.TAKE_BACK_SECONDS = 60


def test_what_waits_of_an_earlier_act_goes_out_before_what_goes_out_at_once(minute: None) -> None:
    walk = dossier_at("tham-dinh.payment-due")
    relay.run(walk.at + MINUTE)
    mail.outbox.clear()
    act(walk, "confirm-payment", "bob", "2026-01-12 09:00:00", fee=Fee(walk.dossier.owed or 0, "cash"))
    act(walk, "propose-supplement", "dung", "2026-01-12 09:00:10")
    act(walk, "issue-supplement", "bob", "2026-01-12 09:00:20", at_counter=True)

    relay.run(walk.at)

    first, last = subjects()
    assert first.startswith("tiếp tục giải quyết")
    assert last.startswith("cần Ông/Bà bổ sung")


def test_a_promise_at_once_comes_behind_the_letter_that_still_waited(minute: None) -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    relay.run(walk.at + MINUTE)
    mail.outbox.clear()
    act(walk, "reappoint", "lan", "2026-01-13 09:00:00", date=date(2026, 1, 22), reason=WHY)
    act(walk, acts.PROMISE_LATE, "lan", "2026-01-13 09:00:30", date=date(2026, 1, 23), reason=WHY)

    for _run in range(3):
        relay.run(walk.at)

    first, last = subjects()
    assert "22/01/2026" in mail.outbox[0].body
    assert "22/01/2026" not in first, "its day does not stand any more"
    assert "23/01/2026" in last
    letters = Letter.objects.filter(dossier=walk.dossier, kind=Paper.APOLOGY).order_by("event__sequence")
    earlier, later = (one.number for one in letters)
    assert int(earlier.partition("/")[0]) < int(later.partition("/")[0])


def test_a_note_and_a_message_leave_what_waits_to_be_taken_back(minute: None) -> None:
    walk = dossier_at("tham-dinh.payment-due")
    act(walk, "confirm-payment", "bob", "2026-01-12 09:00:00", fee=Fee(walk.dossier.owed or 0, "cash"))
    paid = walk.dossier.sequence
    act(walk, acts.TO_APPLICANT, "dung", "2026-01-12 09:00:10", message="Xin xem lại bản vẽ.")

    take_back(walk.dossier, "bob", at=local("2026-01-12 09:00:30"), undoes=paid)

    assert walk.dossier.events.last().action == acts.TAKE_BACK


def test_what_is_told_of_a_waiting_act_goes_out_by_itself_else(minute: None) -> None:
    walk = dossier_at("tham-dinh.payment-due")
    relay.run(walk.at + MINUTE)
    mail.outbox.clear()
    act(walk, "confirm-payment", "bob", "2026-01-12 09:00:00", fee=Fee(walk.dossier.owed or 0, "cash"))

    relay.run(walk.at + MINUTE - timedelta(seconds=1))
    assert subjects() == []
    relay.run(walk.at + MINUTE)
    assert len(subjects()) == 1


def test_the_result_that_does_not_wait_for_a_fee_says_so_in_the_mail(tmp_path: Path) -> None:
    walk, _action, _who = at_the_guard(tmp_path, "return")
    act(walk, acts.LET_PASS, "lan", f"{walk.at + MINUTE:%Y-%m-%d %H:%M}", reason="Hồ sơ gấp.")
    mail.outbox.clear()

    for _run in range(3):
        relay.run(walk.at + MINUTE)

    [message] = [one for one in mail.outbox if "đã có kết quả" in one.subject]
    assert "kết quả không phải chờ khoản này" in message.body
    assert "còn phải nộp khi nhận kết quả" not in message.body
