"""Mail goes to confirmed addresses: any other is asked once, neutrally, and the desk reads whom no mail reaches."""

from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.models import MailAddress, User
from dossiers.background import relay
from dossiers.models import Dossier, InboxItem, OutboxEntry
from dossiers.notices import addresses
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests import golden
from tests.dossiers.browsing import Visitor, read

pytestmark = [pytest.mark.django_db, pytest.mark.at(datetime(2026, 1, 5, 9, tzinfo=LOCAL))]
MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
LATER = MONDAY + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _nobody_has_confirmed() -> None:
    MailAddress.objects.all().delete()


def filed(username: str = "alice", at: datetime = MONDAY) -> Dossier:
    dossier = story.file(username, at=at)
    relay.run(at + timedelta(minutes=1))
    return dossier


def link_of(letter: mail.EmailMessage) -> str:
    """Return the path of the link to confirm in the first language of a request."""
    [url] = {word for word in letter.body.split() if "/thong-bao/dia-chi/" in word}
    return url[url.index("/thong-bao/") :]


def test_an_unconfirmed_address_gets_one_neutral_request_and_the_notice_waits() -> None:
    dossier = filed()
    filed(at=MONDAY + timedelta(hours=30))

    [letter] = mail.outbox
    assert letter.to == ["alice@example.vn"]
    link, shown = link_of(letter), "/thong-bao/dia-chi/…/"
    text = f"Subject: {letter.subject}\n\n{letter.body.replace(link, shown)}"
    golden.assert_mail_matches("confirm", text, letter.message(), replaced={link: shown})
    assert not {word for word in ("An", "Nguyễn", dossier.code) if word in letter.body.split()}
    assert InboxItem.objects.of(dossier.applicant_id).count() == 2
    assert {*OutboxEntry.objects.filter(kind="filed").values_list("error", flat=True)} == {addresses.NOT_CONFIRMED}


def test_the_link_alone_confirms_nothing_and_the_button_lets_the_next_notice_through() -> None:
    filed()
    link, browser = link_of(mail.outbox[0]), Visitor()

    asked = browser.get(link)
    assert MailAddress.objects.get().confirmed_at is None
    done = browser.send(asked, link, follow=True)

    assert "alice@example.vn is confirmed" in read(done).text
    filed(at=LATER)
    assert [letter.subject.startswith("Hồ sơ") for letter in mail.outbox] == [False, True]


@pytest.mark.parametrize("token", ["x", "1:2:3", "a" * 500])
def test_a_link_that_no_request_carries_is_none(token: str) -> None:
    assert Visitor().get(f"/thong-bao/dia-chi/{token}/").status_code == 404


def test_one_address_is_asked_once_in_a_day_whoever_gives_it() -> None:
    User.objects.filter(username="viet-an").update(email="alice@example.vn")

    filed()
    filed("viet-an")
    assert len(mail.outbox) == 1
    filed("viet-an", at=MONDAY + timedelta(days=2))

    assert len(mail.outbox) == 2
    assert [row.person.username for row in MailAddress.objects.order_by("pk")] == ["alice", "viet-an"]


def test_an_address_that_was_confirmed_when_signing_up_need_not_be_confirmed_again() -> None:
    EmailAddress.objects.create(user=story.person("alice"), email="Alice@example.vn", verified=True)

    filed()

    assert [letter.subject.startswith("Hồ sơ") for letter in mail.outbox] == [True]


def test_a_confirmation_is_of_one_person_alone() -> None:
    made = {"asked_at": MONDAY - timedelta(days=9), "confirmed_at": MONDAY}
    MailAddress.objects.create(person=story.person("mallory"), address="alice@example.vn", **made)

    filed()

    assert [letter.subject for letter in mail.outbox] == ["Xác nhận địa chỉ thư điện tử"]


def test_a_request_that_fails_is_tried_again_and_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_message: mail.EmailMessage) -> int:
        raise OSError("away")

    monkeypatch.setattr(mail.EmailMessage, "send", away)
    filed()
    assert not MailAddress.objects.exists()

    monkeypatch.undo()
    relay.run(MONDAY + timedelta(hours=3))

    assert len(mail.outbox) == MailAddress.objects.count() == 1


def test_the_desk_reads_whom_no_mail_reaches_until_the_address_is_confirmed() -> None:
    dossier, bob = filed(), Visitor("bob")
    page = f"/mot-cua/{dossier.code}/"
    assert "No mail reaches the applicant: the address is not confirmed." in read(bob.get(page)).text

    Visitor().post(link_of(mail.outbox[0]))

    assert "No mail reaches" not in read(bob.get(page)).text


@pytest.mark.parametrize(
    ("remark", "sentence"),
    [(addresses.NO_ADDRESS, "there is no address"), (addresses.REFUSED, "refuses the address"), ("", "")],
)
def test_the_desk_reads_why(remark: str, sentence: str) -> None:
    dossier = filed()
    OutboxEntry.objects.filter(kind="filed").update(error=remark)

    text = read(Visitor("bob").get(f"/mot-cua/{dossier.code}/")).text

    assert ("No mail reaches" in text) is bool(remark)
    assert sentence in text


@pytest.mark.parametrize("address", ["an@bưu-điện.vn", "an@xn--bu-in-lya4t.vn"])
def test_an_address_with_another_alphabet_in_its_domain_is_written_to(address: str) -> None:
    alice = story.person("alice")
    MailAddress.objects.create(person=alice, address=address, asked_at=MONDAY, confirmed_at=MONDAY)
    dossier = story.file(at=MONDAY)
    dossier.events.get().payload.__class__.objects.filter(event__dossier=dossier).erase(at=MONDAY)
    User.objects.filter(pk=alice.pk).update(email=address)

    relay.run(LATER)

    [letter] = mail.outbox
    assert letter.to == [address]
    assert letter.message()["To"].isascii()
