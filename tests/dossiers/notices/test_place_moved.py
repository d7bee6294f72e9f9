"""A receiving point moves before the day of return: who holds a receipt with the old place is told, or stands in a list."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import caches

from dossiers import outbox, turns
from dossiers.background import moving, relay
from dossiers.background.moving import Moving
from dossiers.models import Dossier, OutboxEntry
from dossiers.notices.contents.moved_place import SENT_THERE
from portal.demo import story
from procedures.machine import Text
from procedures.time.agencies.book import Agency, AgencyKind
from procedures.time.agencies.stored import add, take_back
from tests import golden
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import dossier_at, local
from tests.procedures.time.agencies.rows import agency

NAME = Text("Bộ phận Tiếp nhận và Trả kết quả", "One-stop desk")
HERE, THERE = "185 Giảng Võ, Đống Đa, Hà Nội", "Số 1 phố Mới, Phường Láng, Hà Nội"
START, ENTERED = local("2026-01-05 08:30"), local("2026-01-06 10:00")

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-06T10:30:00+07:00")]


def desk(since: str, address: str) -> Agency:
    return agency("mot-cua", since, NAME, kind=AgencyKind.DESK, part_of="so-tttt", address=address)


@pytest.fixture(autouse=True)
def _here(committed_db: None) -> None:
    add([desk("2025-01-01", HERE)], at=START - timedelta(days=90), used_through=lambda: None)
    caches["process"].clear()


def moves(since: str = "2026-01-12", address: str = THERE, *, at: datetime = ENTERED) -> Agency:
    row = desk(since, address)
    add([row], at=at, used_through=lambda: None)
    return row


def accepted(username: str = "alice") -> Dossier:
    dossier = dossier_at("tham-dinh", at=START).dossier
    relay.run(START + timedelta(minutes=30))
    mail.outbox.clear()
    return dossier


def phoned() -> Dossier:
    more = {"applicant_phone": "0912345678", "applicant_email": ""}
    dossier = counter.entered(at=START, more=more).dossier
    relay.run(START + timedelta(minutes=30))
    mail.outbox.clear()
    return dossier


def told(at: datetime) -> list[mail.EmailMessage]:
    """Return the mails of one run, and of the relay behind it."""
    mail.outbox.clear()
    assert not turns.take(moving.RUN, Moving(at))
    relay.run(at)
    caches["process"].clear()
    return [message for message in mail.outbox if "nơi nhận kết quả thay đổi" in message.subject]


LATER = ENTERED + timedelta(minutes=10)


def test_who_holds_a_receipt_with_the_old_place_gets_mail_once() -> None:
    accepted()
    moves()

    [message] = told(LATER)

    golden.assert_mail_matches("place-moved", f"{message.subject}\n\n{message.body}", message.message())
    assert told(LATER + timedelta(minutes=10)) == []


def test_a_row_that_is_put_right_at_once_is_told_as_the_right_one_alone() -> None:
    accepted()
    wrong = moves(address="Số 11 phố Mới")
    add([desk("2026-01-12", THERE)], at=ENTERED + timedelta(minutes=2), used_through=lambda: None, instead=wrong)

    assert told(ENTERED + timedelta(minutes=4)) == []
    [message] = told(LATER)

    assert THERE in message.body
    assert "Số 11" not in message.body


def test_what_moves_behind_the_day_of_return_or_was_known_at_the_acceptance_is_told_to_nobody() -> None:
    moves("2026-01-12", at=START - timedelta(days=1))
    accepted()
    moves("2026-06-01", "Số 9 phố Cuối")

    assert told(LATER) == []
    assert not OutboxEntry.objects.filter(kind=outbox.PLACE_MOVED).exists()


def test_who_was_told_and_whose_place_stays_after_all_is_told_that_too() -> None:
    accepted()
    row = moves()
    told(LATER)
    take_back(row, at=LATER + timedelta(hours=1), used_through=lambda: None, by=story.person("carol"))

    [message] = told(LATER + timedelta(hours=2))

    assert f"Nơi nhận: {NAME.vi}, {HERE}." in message.body
    assert "đã thay đổi so với thông báo gửi Ông/Bà ngày 06/01/2026." in message.body


LATE = local("2026-01-20 10:00")
"""A day after the one on which the result of ``accepted`` was promised."""


@pytest.mark.parametrize("state", ["tham-dinh", "result-ready"])
def test_who_comes_after_the_day_of_return_is_told_before_a_move_behind_it(state: str) -> None:
    dossier_at(state, at=START)
    relay.run(LATE)
    moves("2026-01-22", at=LATE)

    [message] = told(LATE + timedelta(minutes=10))

    assert f"{HERE} (đến hết ngày 21/01/2026; từ ngày 22/01/2026: {THERE})" in message.body
    assert told(LATE + timedelta(hours=1)) == []


def test_who_becomes_late_between_the_entry_and_the_move_is_told_then_and_not_weeks_before() -> None:
    accepted()
    moves("2026-02-10")

    assert told(LATER) == [], "promised before the move, and not late"
    assert told(LATE) == [], "three weeks are left to come to the old place"
    [message] = told(local("2026-02-02 10:00"))
    assert THERE in message.body


def test_who_comes_when_the_desk_has_moved_already_is_told_that_it_has() -> None:
    accepted()
    moves("2026-01-20", at=local("2026-01-19 16:55"))

    [message] = told(local("2026-01-20 08:00"))

    assert THERE in message.body


@pytest.mark.at("2026-12-01T10:30:00+07:00")
def test_whose_result_is_posted_is_not_told() -> None:
    accepted_at, entered_at = local("2026-11-30 08:30"), local("2026-12-01 10:00")
    dossier_at("tham-dinh", at=accepted_at).take("change-receiving", "alice")
    moves("2026-12-07", at=entered_at)

    assert told(entered_at + timedelta(minutes=10)) == []
    assert OutboxEntry.objects.get(kind=outbox.PLACE_MOVED).error == SENT_THERE


def test_whom_no_mail_reaches_stands_in_the_list_of_the_desk() -> None:
    code = phoned().code
    accepted()
    moves()
    told(LATER)

    page = Visitor("bob", language="vi").get("/mot-cua/bao-ngay-moi/").content.decode()

    assert page.count('<a class="code"') == 1
    assert code in page
    assert f"<b>{NAME.vi}, {THERE} (từ ngày 12/01/2026; đến hết ngày 11/01/2026: {HERE})</b>" in page
    assert "0912 345 678" in page or "tel:0912345678" in page


def test_a_worker_that_was_killed_loses_nobody_and_tells_nobody_twice() -> None:
    for _one in range(3):
        accepted()
    moves()

    assert turns.take(moving.RUN, Moving(LATER), seconds=0), "its time is up at once"
    assert len(told(LATER)) == 3
    assert len(told(LATER + timedelta(hours=1))) == 0


def test_the_administrator_reads_how_many_are_told() -> None:
    accepted()
    visitor = Visitor("admin", language="en")

    typed = {
        "key": "mot-cua", "kind": "desk", "since": "2026-01-12", "name_vi": NAME.vi, "name_en": NAME.en,
        "part_of": "so-tttt", "address": THERE, "source": "QĐ 2",
    }  # fmt: skip
    answer = visitor.post("/van-hanh/co-quan/", typed, follow=True)

    assert "1 dossier was promised for that day or later, is late or not collected, or is still to" in (
        answer.content.decode()
    )
