"""The desk alone is closed when a result is promised: whose paper does not say so gets a mail, or is phoned; nobody else is."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import caches

from accounts.models import Unit
from dossiers import outbox, turns
from dossiers.background import moving, relay
from dossiers.background.moving import Moving
from dossiers.calendars import changes
from dossiers.models import Dossier, Notice, OutboxEntry
from dossiers.notices.contents.closed_then import AS_TOLD, SENT_THERE, STILL_CLOSED
from dossiers.notices.contents.moved_place import AS_TOLD as NOT_MOVED
from procedures.time.agencies.stored import add
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests import golden
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.test_effects import day_off
from tests.dossiers.calendars.test_untold import close_the_desk
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.notices.test_place_moved import HERE, THERE, desk, moves

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-13T09:00:00+07:00")]

START, CLOSED = local("2026-01-05 09:00"), "2026-01-13 08:00"
PAGE = "/mot-cua/bao-ngay-moi/"
PHONE = {"applicant_phone": "0912345678", "applicant_email": ""}
SAID = "the place is closed then and opens again at 08:00 20/01/2026"


def accepted() -> Dossier:
    dossier = dossier_at("tham-dinh", at=START).dossier
    relay.run(START + timedelta(minutes=30))
    mail.outbox.clear()
    return Dossier.objects.get(pk=dossier.pk)


def told() -> list[mail.EmailMessage]:
    return [message for message in mail.outbox if "đóng cửa lúc hẹn trả" in message.subject]


def of_places() -> list[mail.EmailMessage]:
    return [message for message in mail.outbox if "nơi nhận kết quả" in message.subject]


def again(at: str) -> None:
    """Run once more, and the relay behind it."""
    mail.outbox.clear()
    assert not turns.take(moving.RUN, Moving(local(at)))
    relay.run(local(at) + outbox.GATHERING)
    caches["process"].clear()


def words() -> str:
    return read(Visitor("bob").get(PAGE)).words()


def test_who_has_an_address_gets_mail_and_a_notice_once_and_is_not_phoned() -> None:
    dossier = accepted()

    close_the_desk(dossier, 19, CLOSED)

    [message] = told()
    golden.assert_mail_matches("place-closed", f"{message.subject}\n\n{message.body}", message.message())
    assert Notice.objects.filter(kind=outbox.PLACE_CLOSED, channel="site", dossier=dossier).count() == 1
    assert dossier.code not in words()
    again("2026-01-13 08:30")
    assert told() == []


def test_who_has_none_is_phoned_but_not_whose_paper_says_it() -> None:
    before = counter.entered(at=START, more=PHONE).dossier
    close_the_desk(before, 19, CLOSED)
    since = counter.entered(at=local("2026-01-13 08:20"), more=PHONE).dossier
    Dossier.objects.filter(pk=since.pk).update(due_at=before.due_at)
    again("2026-01-13 08:30")

    page = words()
    assert (before.code in page, since.code in page) == (True, False)
    assert SAID in page
    assert not OutboxEntry.objects.filter(kind=outbox.PLACE_CLOSED, event__dossier=since.pk).exists()


def test_a_desk_that_has_moved_and_is_closed_is_one_row() -> None:
    add([desk("2025-01-01", HERE)], at=START - timedelta(days=90), used_through=lambda: None)
    dossier = counter.entered(at=START, more=PHONE).dossier
    close_the_desk(dossier, 19, CLOSED)
    moves("2026-01-16", at=local("2026-01-13 08:10"))
    again("2026-01-13 08:30")

    page = Visitor("bob").get(PAGE).content.decode()
    assert page.count('<a class="code"') == 1
    assert THERE in page
    assert SAID in " ".join(page.split())


@pytest.mark.at("2026-01-13T08:06:00+07:00")
def test_a_move_entered_before_the_notices_is_said_in_the_call_and_no_second_one_is_asked_for() -> None:
    add([desk("2025-01-01", HERE)], at=START - timedelta(days=90), used_through=lambda: None)
    dossier = counter.entered(at=START, more=PHONE).dossier
    closes(desk_of(dossier), 19, "2026-01-13 08:00")
    assert not turns.take(moving.RUN, Moving(local("2026-01-13 08:00")))
    moves("2026-01-16", at=local("2026-01-13 08:03"))
    relay.run(local("2026-01-13 08:05"))
    bob = Visitor("bob")

    assert THERE in words(), "the move is told with the closing"
    called(bob, "Đã báo anh Thử")
    again("2026-01-13 08:30")

    left, _heading, done = bob.get(PAGE).content.decode().partition("Phoned already")
    assert (dossier.code in left, "Đã báo anh Thử" in done) == (False, True)


@pytest.mark.at("2026-01-13T08:06:00+07:00")
def test_what_comes_after_a_call_is_new_and_the_call_is_kept() -> None:
    add([desk("2025-01-01", HERE)], at=START - timedelta(days=90), used_through=lambda: None)
    dossier = counter.entered(at=START, more=PHONE).dossier
    close_the_desk(dossier, 19, CLOSED)
    bob = Visitor("bob")
    called(bob, "Đã báo anh Thử")
    moves("2026-01-16", at=local("2026-01-13 08:20"))
    again("2026-01-13 08:30")

    left = " ".join(bob.get(PAGE).content.decode().partition("Phoned already")[0].split())
    assert left.count('<a class="code"') == 1
    assert "Phoned at 08:06 13/01/2026 by Trần Văn Bình: Đã báo anh Thử. <b>New since that call: the place.</b>" in left
    called(bob, "Đã báo nơi mới")
    done = bob.get(PAGE).content.decode().partition("Phoned already")[2]
    assert ("Đã báo anh Thử" in done, "Đã báo nơi mới" in done) == (True, True)


@pytest.mark.at("2026-01-13T08:06:00+07:00")
def test_who_was_told_in_a_call_that_the_place_is_closed_is_told_when_it_opens_alone() -> None:
    dossier = counter.entered(at=START, more=PHONE).dossier
    close_the_desk(dossier, 19, CLOSED)
    bob = Visitor("bob")
    called(bob, "Đã báo anh Thử")
    close_the_desk(dossier, 20, "2026-01-13 08:20")

    left = " ".join(bob.get(PAGE).content.decode().partition("Phoned already")[0].split())
    assert "opens again at 08:00 21/01/2026" in left
    assert "<b>New since that call: when the place opens again.</b>" in left


def called(bob: Visitor, note: str) -> None:
    [form] = [one for one in read(bob.get(PAGE)).forms if "about" in one.values]
    bob.post(PAGE, {**form.values, "outcome": "reached", "note": note}, follow=True)


def test_what_is_posted_is_told_to_nobody() -> None:
    posted = counter.entered(at=START, more={"result_way": "by_post"}).dossier

    close_the_desk(posted, 19, CLOSED)

    assert OutboxEntry.objects.get(kind=outbox.PLACE_CLOSED).error == SENT_THERE
    assert posted.code not in words()


def test_a_closing_that_is_taken_back_at_once_is_told_to_nobody() -> None:
    unit = desk_of(accepted())
    for minutes, correction in (
        (0, Correction(unit_id=unit, put=(day_off(19),))),
        (2, Correction(unit_id=unit, removed=(date(2026, 1, 19),))),
    ):
        at = local(CLOSED) + timedelta(minutes=minutes)
        changes.apply(plan(correction), decision="9/QĐ", decided_on=None, by=None, at=at)
        changes.run(at)
        assert not turns.take(moving.RUN, Moving(at))
    relay.run(local(CLOSED) + outbox.GATHERING)

    assert told() == []
    assert OutboxEntry.objects.get(kind=outbox.PLACE_CLOSED).error == AS_TOLD


def test_a_move_that_is_entered_before_the_closing_is_told_goes_with_it_in_one_mail() -> None:
    add([desk("2025-01-01", HERE)], at=START - timedelta(days=90), used_through=lambda: None)
    dossier = accepted()
    closes(desk_of(dossier), 19, "2026-01-13 08:00")
    assert not turns.take(moving.RUN, Moving(local("2026-01-13 08:00")))
    moves("2026-01-16", at=local("2026-01-13 08:03"))
    relay.run(local("2026-01-13 08:05"))

    [message] = of_places()
    assert message.subject.endswith("nơi nhận kết quả thay đổi, đóng cửa lúc hẹn trả")
    assert "đã thay đổi, và đóng cửa vào lúc hẹn trả; giấy tiếp nhận hồ sơ" in message.body
    assert THERE in message.body
    again("2026-01-13 08:10")
    assert of_places() == []
    assert OutboxEntry.objects.get(kind=outbox.PLACE_MOVED).error == NOT_MOVED


def test_whose_paper_says_the_closing_is_told_what_is_another_now() -> None:
    desk = Unit.objects.get(kind="desk", parent__agency_code="H26.NN").pk
    closes(desk, 19, "2026-01-04 08:00")
    accepted()
    closes(desk, 20, "2026-01-13 08:00")
    again("2026-01-13 08:00")

    [message] = of_places()
    assert message.subject.endswith("nơi nhận kết quả mở cửa lại vào lúc khác")
    assert "như giấy tiếp nhận hồ sơ và hẹn trả kết quả mà Ông/Bà đang giữ đã ghi, nhưng mở cửa lại lúc 08 giờ 00" in (
        message.body
    )
    assert "ngày 21/01/2026, không phải lúc 08 giờ 00 ngày 20/01/2026." in message.body
    assert "chưa ghi" not in message.body


def closes(unit: int, day: int, at: str) -> None:
    changes.apply(
        plan(Correction(unit_id=unit, put=(day_off(day),))), decision="9/QĐ", decided_on=None, by=None, at=local(at)
    )
    changes.run(local(at))


def desk_of(dossier: Dossier) -> int:
    return Unit.objects.get(kind="desk", parent=dossier.agency_id).pk


def reopened() -> list[mail.EmailMessage]:
    return [message for message in mail.outbox if "vẫn mở cửa lúc hẹn trả" in message.subject]


def open_the_desk(dossier: Dossier, day: int, at: str) -> None:
    """Take a day off of the desk back, and have it told."""
    back = Correction(unit_id=desk_of(dossier), removed=(date(2026, 1, day),))
    changes.apply(plan(back), decision="10/QĐ", decided_on=None, by=None, at=local(at))
    changes.run(local(at))
    again(at)


def test_who_was_told_of_a_closing_is_told_once_that_it_was_taken_back() -> None:
    dossier = accepted()
    close_the_desk(dossier, 19, CLOSED)

    open_the_desk(dossier, 19, "2026-01-13 09:30")

    [message] = reopened()
    golden.assert_mail_matches("place-open", f"{message.subject}\n\n{message.body}", message.message())
    assert Notice.objects.filter(kind=outbox.PLACE_OPEN, channel="site", dossier=dossier).count() == 1
    again("2026-01-13 10:30")
    assert reopened() == []
    # Closed again, it is told again: what was said last is that it is open.
    close_the_desk(dossier, 19, "2026-01-13 14:00")
    assert len(told()) == 1


def test_who_was_phoned_of_it_is_phoned_again_and_who_was_told_by_nobody_is_not() -> None:
    phoned, quiet = (counter.entered(at=START, more=PHONE).dossier for _n in range(2))
    close_the_desk(phoned, 19, CLOSED)
    bob = Visitor("bob")
    about = f"closed {phoned.due_at.astimezone(START.tzinfo):%Y-%m-%d %H:%M} 2026-01-20 08:00"
    press = {"dossier": str(phoned.pk), "about": about, "outcome": "reached", "note": "Đã báo"}
    assert bob.post(PAGE, press).status_code == 302

    open_the_desk(phoned, 19, "2026-01-13 09:30")

    page = words()
    assert (phoned.code in page, quiet.code in page) == (True, False)
    assert "the place is open then after all, as the paper says" in page
    assert not OutboxEntry.objects.filter(kind=outbox.PLACE_OPEN, event__dossier=quiet.pk).exists()
    # Closed again before that was told, nothing is to be told any more.
    close_the_desk(phoned, 19, "2026-01-13 10:00")
    assert "after all" not in words()


def test_a_closing_that_comes_back_before_the_mail_goes_out_is_told_as_it_stands() -> None:
    dossier = accepted()
    close_the_desk(dossier, 19, CLOSED)
    at = "2026-01-13 09:30"
    back = Correction(unit_id=desk_of(dossier), removed=(date(2026, 1, 19),))
    changes.apply(plan(back), decision="10/QĐ", decided_on=None, by=None, at=local(at))
    changes.run(local(at))
    assert not turns.take(moving.RUN, Moving(local(at)))

    close_the_desk(dossier, 19, "2026-01-13 09:32")

    assert reopened() == []
    assert OutboxEntry.objects.get(kind=outbox.PLACE_OPEN).error == STILL_CLOSED


@pytest.mark.at("2026-01-13T08:20:00+07:00")
def test_a_closing_whose_notice_is_still_to_go_out_is_said_in_the_call_about_a_move() -> None:
    add([desk("2025-01-01", HERE)], at=START - timedelta(days=90), used_through=lambda: None)
    dossier = counter.entered(at=START, more=PHONE).dossier
    moves("2026-01-16", at=local("2026-01-13 08:00"))
    again("2026-01-13 08:10")
    bob = Visitor("bob")
    [before] = [one for one in read(bob.get(PAGE)).forms if "about" in one.values]
    closes(desk_of(dossier), 19, "2026-01-13 08:18")
    caches["process"].clear()

    assert SAID in words(), "nobody is phoned about half of what is known"
    # What the page did not show when it was opened counts as told by no call.
    assert "Nothing was noted" in read(bob.post(PAGE, {**before.values, "outcome": "reached"}, follow=True)).words()
    called(bob, "Đã báo cả hai")
    again("2026-01-13 08:40")
    left, _heading, done = bob.get(PAGE).content.decode().partition("Phoned already")
    assert (dossier.code in left, "Đã báo cả hai" in done) == (False, True)


@pytest.mark.at("2026-01-13T08:20:00+07:00")
def test_a_closing_after_a_call_about_a_move_is_new_before_its_notice_went_out() -> None:
    add([desk("2025-01-01", HERE)], at=START - timedelta(days=90), used_through=lambda: None)
    dossier = counter.entered(at=START, more=PHONE).dossier
    moves("2026-01-16", at=local("2026-01-13 08:00"))
    again("2026-01-13 08:10")
    bob = Visitor("bob")
    called(bob, "Đã báo nơi mới")
    closes(desk_of(dossier), 19, "2026-01-13 08:22")
    caches["process"].clear()

    left = " ".join(bob.get(PAGE).content.decode().partition("Phoned already")[0].split())
    assert dossier.code in left
    assert "New since that call: that the place is closed then, and when it opens again." in left
