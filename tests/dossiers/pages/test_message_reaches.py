"""Whoever writes to an applicant reads how that one gets it, before and after, by the rule that the notices go by."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils.translation import override

from accounts.models import MailAddress, Phone, User
from dossiers import acts
from dossiers.background import relay
from dossiers.log.answers import standing_of
from dossiers.models import Dossier, MailChoice, Notice, TextMessage
from dossiers.notices.channels.going import How, ways_of
from dossiers.pages.acting.undoing import no_mail
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local

NOW = local("2026-01-06 09:00")
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

MAILED = "Người nộp nhận qua thư điện tử và trả lời được ở trang hồ sơ."
OFF = "Người nộp không nhận thư về tin nhắn nên không có thư hay SMS nào gửi đi"
DAILY = "Người nộp nhận trong thư gộp mỗi ngày"
NOT_CONFIRMED = "Không có thư nào gửi đi vì địa chỉ thư của người nộp chưa được xác nhận"
CALL = "Việc gấp xin gọi 0912 345 678."


def chosen(**what: object) -> None:
    MailChoice.objects.update_or_create(person=story.person("alice"), defaults={"off": [], **what})


def off() -> None:
    chosen(off=["messages"], texts="sms")


def daily() -> None:
    chosen(daily=True)


def unconfirmed() -> None:
    MailAddress.objects.all().delete()


def written(dossier: Dossier) -> tuple[str, str]:
    """Return what the page says before, and after the message was sent, without what the box says of the next one."""
    bob = Visitor("bob", language="vi")
    page = bob.get(f"/mot-cua/{dossier.code}/")
    sent = bob.send(page, f"/{acts.TO_APPLICANT}/", {"message": "Mời bà mang bản gốc."}, follow=True)
    [flash] = sent.context["messages"]
    return read(page).words(), str(flash)


@pytest.mark.parametrize(
    ("given", "said", "mails"),
    [
        (lambda: None, MAILED, 1),
        (off, OFF, 0),
        (daily, DAILY, 0),
        (unconfirmed, NOT_CONFIRMED, 0),
    ],
)
def test_the_box_says_how_it_is_had_and_so_does_the_answer(given, said: str, mails: int) -> None:
    User.objects.filter(username="alice").update(phone="+84912345678")
    given()
    dossier = dossier_at("tham-dinh").dossier

    before, after = written(dossier)
    relay.run(NOW + timedelta(minutes=10))

    assert said in before
    assert (MAILED in before) == bool(mails)
    assert (said in after) == (not mails)
    assert (CALL in before, CALL in after) == (not mails, not mails)
    assert Notice.objects.filter(kind="message", channel="mail").count() == mails
    assert len([one for one in mail.outbox if "gửi tin nhắn cho Ông/Bà" in one.subject]) == mails


@pytest.mark.parametrize(
    ("given", "texts", "said"),
    [
        (True, 1, "SMS báo ngay cho người nộp là có tin mới."),
        (False, 0, CALL),
    ],
)
def test_a_text_message_that_goes_at_once_is_said_beside_the_mail_of_the_day(
    given: bool, texts: int, said: str
) -> None:
    alice = story.person("alice")
    User.objects.filter(pk=alice.pk).update(phone="+84912345678")
    chosen(daily=True, texts="sms")
    Phone.objects.create(
        person=alice, number="+84912345678", asked_at=NOW, first_at=NOW, confirmed_at=NOW if given else None
    )
    dossier = dossier_at("tham-dinh").dossier

    before, after = written(dossier)
    relay.run(NOW + timedelta(minutes=10))

    assert TextMessage.objects.filter(kind="message").count() == texts
    for words in (before, after):
        assert DAILY in words
        assert [one in words for one in (said, "SMS", CALL)] == [True, given, not given]


@pytest.mark.parametrize(
    ("given", "label"),
    [
        (lambda: None, "người nộp nhận: thư thông báo"),
        (off, "người nộp nhận: thư thông báo"),
        (unconfirmed, "người nộp nhận: thông báo trên trang hồ sơ, không có thư"),
    ],
)
def test_an_act_promises_a_mail_only_where_one_can_reach_somebody(given, label: str) -> None:
    dossier = dossier_at("result-ready").dossier
    given()

    words = read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()

    assert label in words
    assert words.count("người nộp nhận: thư thông báo") == (0 if given is unconfirmed else words.count(label))


def test_without_any_address_it_is_said_that_there_is_none() -> None:
    dossier = dossier_at("tham-dinh").dossier
    User.objects.filter(pk=dossier.applicant_id).update(email="")
    dossier = Dossier.objects.get(pk=dossier.pk)

    ways = ways_of(dossier, {})

    assert {ways.of(kind) for kind in ("message", "accepted", "paid")} == {How.NO_ADDRESS}
    with override("vi"):
        assert no_mail(How.NO_ADDRESS) == "Không có thư điện tử gửi đi: hồ sơ không có địa chỉ thư điện tử."


def test_what_a_law_asks_for_goes_out_whatever_is_chosen_and_the_rest_as_it_was_chosen() -> None:
    dossier = dossier_at("tham-dinh").dossier
    chosen(off=["messages"], daily=True)

    ways = ways_of(dossier, standing_of(dossier))

    found = {kind: ways.of(kind) for kind in ("accepted", "message", "paid")}
    assert found == {"accepted": How.MAILED, "message": How.UNWANTED, "paid": How.DAILY}
