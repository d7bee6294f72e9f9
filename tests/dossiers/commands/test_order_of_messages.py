"""What an applicant is told comes in the order of the acts, whichever of them goes out at once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from pytest_django import Settings

from dossiers import acts
from dossiers.background import relay
from dossiers.commands import Fee
from tests.dossiers.commands.test_fee_guards import at_the_guard
from tests.dossiers.lifecycle import act, dossier_at

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


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
