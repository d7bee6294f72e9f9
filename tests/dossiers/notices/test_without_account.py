"""Who filed at the counter and has no account: no mail leads to a page behind the sign-in, and each way that it names can be gone."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from accounts.models import MailAddress, User
from dossiers.background import relay
from dossiers.display.links import absolute
from dossiers.filing.counter import joining
from dossiers.models import CounterPerson, InboxItem
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.notices.test_applicants import BEHIND_THE_SIGN_IN

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(days=1))]


def asked_to_pay() -> Walk:
    entered = counter.entered(at=MONDAY, more={"applicant_email": "mai@example.vn"})
    confirmed = {"asked_at": MONDAY, "confirmed_at": MONDAY}
    MailAddress.objects.create(person=counter.applicant(entered), address="mai@example.vn", **confirmed)
    return Walk(entered.dossier, MONDAY).until("tham-dinh").take("ask-payment", "dung")


def told(walk: Walk) -> dict[str, mail.EmailMessage]:
    """Return the mails to the applicant by their kind."""
    relay.run(walk.at + timedelta(minutes=5))
    sent = [one for one in mail.outbox if one.to == ["mai@example.vn"]]
    return {one.extra_headers["Message-ID"].split(".")[-1].split("@")[0]: one for one in sent}


def test_a_mail_names_what_everybody_may_look_up_and_ways_that_need_no_page() -> None:
    walk = asked_to_pay()

    found = told(walk)

    assert found.keys() >= {"accepted", "payment"}
    for one in found.values():
        assert BEHIND_THE_SIGN_IN.findall(one.body) == [], one.body
        assert f"Tra cứu hồ sơ: {absolute('lookup')}?code={walk.dossier.code}\n" in one.body
        assert "Sở Thông tin và Truyền thông Hà Nội\n185 Giảng Võ, Đống Đa, Hà Nội\n" in one.body, (
            "where to go, whatever it says"
        )
        page = one.message().get_body(("html",))
        assert page is not None
        assert "/ho-so/" not in page.get_content(), "nor does its button"
    assert "trực tiếp trong giờ làm việc tại Bộ phận Tiếp nhận và Trả kết quả" in found["payment"].body


def test_a_page_of_the_dossier_is_named_once_an_account_is_joined() -> None:
    walk = asked_to_pay()
    counter.joined(walk.dossier, story.person("alice"), at=MONDAY + timedelta(hours=1))

    relay.run(walk.at + timedelta(minutes=5))

    demand = InboxItem.objects.get(person=story.person("alice"), kind="payment")
    assert f"Xem hồ sơ: {absolute('dossier', walk.dossier.code)}\n" in demand.body_vi


def test_mail_goes_on_to_the_address_that_was_confirmed_when_an_account_of_another_is_joined_and_parted() -> None:
    walk, alice = asked_to_pay(), story.person("alice")
    assert alice.email != "mai@example.vn"
    relay.run(walk.at + timedelta(minutes=5))
    person = CounterPerson.objects.get(pk=walk.dossier.applicant_id)
    User.objects.filter(pk=alice.pk).update(full_name=person.user.full_name, personal_id="")
    code = joining.make_code(User.objects.get(pk=alice.pk), at=walk.at)
    joining.join(person, code, by=story.person("bob"), visitor="1", at=walk.at + timedelta(minutes=6))
    mail.outbox.clear()
    walk.at += timedelta(minutes=10)

    joined = told(walk.take("withdraw-demand", "dung", reason="Ghi nhầm."))
    counter.parted(walk.dossier, at=walk.at + timedelta(minutes=10))
    walk.at += timedelta(minutes=20)
    mail.outbox.clear()
    parted = told(walk.take("ask-payment", "dung"))

    assert list(joined) == ["demand-withdrawn"]
    assert "/ho-so/" in joined["demand-withdrawn"].body
    assert list(parted) == ["payment"]
    assert "/ho-so/" not in parted["payment"].body
    assert not MailAddress.objects.filter(person=alice, address="mai@example.vn").exists(), "it is somebody else's"
