"""Whose address for mail is not confirmed reads it wherever mail would be promised, and has the request sent once more."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from time_machine import Traveller

from accounts.models import MailAddress, User
from dossiers.background import relay
from dossiers.display.formats import vn_datetime
from dossiers.models import Dossier, EventPayload
from dossiers.notices import addresses
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 1, 5, 9, tzinfo=LOCAL)
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
ASK = "/thong-bao/dia-chi/"
MISSING = "alice@example.vn is not confirmed yet"
PROMISED = "At each change that concerns you an e-mail goes to alice@example.vn."


@pytest.fixture(autouse=True)
def _nobody_has_confirmed() -> None:
    MailAddress.objects.all().delete()


@pytest.fixture
def dossier() -> Dossier:
    made = story.file("alice", at=NOW - timedelta(minutes=30))
    relay.run(NOW - timedelta(minutes=29))
    return made


def pages_of(dossier: Dossier) -> list[str]:
    return [f"/ho-so/{dossier.code}/da-nop/", f"/ho-so/{dossier.code}/", "/thong-bao/", "/thong-bao/tuy-chon/"]


def test_each_page_that_would_promise_mail_says_that_the_address_is_to_be_confirmed(dossier: Dossier) -> None:
    alice = Visitor("alice")

    for address in pages_of(dossier):
        words = read(alice.get(address)).words()
        assert MISSING in words, address
        assert "Send the mail again" in words, address
        assert PROMISED not in words

    addresses.confirm(MailAddress.objects.get(), at=NOW)

    assert [address for address in pages_of(dossier) if MISSING in read(alice.get(address)).words()] == []
    assert PROMISED in read(alice.get(pages_of(dossier)[0])).words()


def test_the_first_mail_goes_out_by_itself_and_is_spoken_of_only_once_it_has_gone() -> None:
    alice, draft = Visitor("alice"), story.draft_of("alice", NOW)
    check = f"/ho-so/nop/{story.SLUG}/kiem-tra/"

    filed = alice.send(alice.get(check), check, {"do": "submit"}, follow=True)
    page = filed.request["PATH_INFO"]
    before = read(filed).words()
    relay.run(NOW + timedelta(minutes=1))
    after = read(alice.get(page)).words()

    assert Dossier.objects.get().draft_key == draft.key
    assert [letter.subject for letter in mail.outbox] == ["Xác nhận địa chỉ thư điện tử"]
    sent = ["that went there, look in the folder for spam too", "Send the mail again"]
    assert MISSING in before
    assert "goes there within minutes" in before
    assert [words in before for words in sent] == [False, False]
    assert [words in after for words in sent] == [True, True]
    assert "goes there within minutes" not in after


def test_who_has_pressed_before_the_worker_came_gets_one_mail(dossier: Dossier) -> None:
    MailAddress.objects.all().delete()
    mail.outbox.clear()
    page = f"/ho-so/{story.file('alice', at=NOW).code}/"
    alice = Visitor("alice")

    done = alice.send(alice.get(page), ASK, follow=True)
    relay.run(NOW + timedelta(minutes=1))

    assert "Send the mail again" in read(done).words()
    assert len(mail.outbox) == 1


def test_the_page_of_the_notices_does_not_lead_to_itself(dossier: Dossier) -> None:
    alice = Visitor("alice")
    leading = 'what the office tells you under <a href="/thong-bao/">Notices</a>'

    assert leading in alice.get(f"/ho-so/{dossier.code}/").content.decode()
    content = alice.get("/thong-bao/").content.decode()
    assert leading not in content
    assert "Until then look here for what the office tells you." in content


def test_the_button_sends_the_same_neutral_mail_and_comes_back(dossier: Dossier) -> None:
    alice, page = Visitor("alice"), f"/ho-so/{dossier.code}/"

    done = alice.send(alice.get(page), ASK, follow=True)

    assert done.redirect_chain == [(page, 302)]
    assert "The mail is on its way to alice@example.vn" in read(done).words()
    first, again = mail.outbox
    assert (again.to, again.body) == (first.to, first.body)
    assert again.extra_headers["Message-ID"] != first.extra_headers["Message-ID"]


def test_the_mail_is_not_sent_again_within_minutes_nor_often_in_a_day(dossier: Dossier, clock: Traveller) -> None:
    alice, page = Visitor("alice"), f"/ho-so/{dossier.code}/"
    asked = alice.get(page)
    for minutes in (0, 5, 20, 40, 60, 80):
        clock.move_to(NOW + timedelta(minutes=minutes))
        said = read(alice.send(asked, ASK, follow=True)).words()
        assert ("No mail was sent now: alice@example.vn was asked at" in said) is (minutes == 5), minutes
        assert ("No mail was sent now: as many as can go to alice@example.vn" in said) is (minutes > 40), minutes

    assert len(mail.outbox) == 1 + 3


def test_by_the_minute_that_is_named_the_mail_is_sent_again(dossier: Dossier, clock: Traveller) -> None:
    alice, page = Visitor("alice"), f"/ho-so/{dossier.code}/"
    asked, first = alice.get(page), NOW + timedelta(hours=1, seconds=7)
    clock.move_to(first)
    alice.send(asked, ASK, follow=True)

    clock.move_to(first + timedelta(minutes=2))
    said = read(alice.send(asked, ASK, follow=True)).words()
    named = vn_datetime(first + timedelta(minutes=11))
    clock.move_to(first.replace(second=0) + timedelta(minutes=11))
    then = read(alice.send(asked, ASK, follow=True)).words()

    assert f"was asked at {vn_datetime(first)} already" in said
    assert f"press again from {named} on" in said
    assert "The mail is on its way to alice@example.vn" in then


def test_nobody_has_mail_sent_to_an_address_that_is_not_theirs(dossier: Dossier) -> None:
    mallory = Visitor("mallory")

    for typed in ({"code": dossier.code}, {"address": "alice@example.vn"}, {"address": ""}, {}):
        assert mallory.post(ASK, typed).status_code == 404

    assert len(mail.outbox) == 1
    assert (
        Visitor("alice").post(ASK, {"address": "alice@example.vn", "next": "//elsewhere.vn/"})["Location"]
        == "/thong-bao/"
    )


def test_a_mail_server_that_is_away_is_said_and_costs_no_try(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_message: mail.EmailMessage) -> int:
        raise OSError("away")

    alice, page = Visitor("alice"), f"/ho-so/{dossier.code}/"
    with monkeypatch.context() as patched:
        patched.setattr(mail.EmailMessage, "send", away)
        for _press in range(4):
            said = read(alice.send(alice.get(page), ASK, follow=True)).words()
            assert "The mail server does not answer." in said

    assert "is on its way" in read(alice.send(alice.get(page), ASK, follow=True)).words()


def test_an_account_without_any_address_reads_where_its_notices_are(dossier: Dossier) -> None:
    User.objects.filter(username="alice").update(email="")
    EventPayload.objects.filter(event__dossier=dossier).erase(at=NOW)

    assert "No e-mail address was given" in read(Visitor("alice").get(f"/ho-so/{dossier.code}/")).words()


def test_no_words_of_the_account_s_own_promise_mail(dossier: Dossier) -> None:
    words = read(Visitor("alice").get(f"/ho-so/{dossier.code}/")).words()

    assert "the answer is shown here, and you get a notice of it." in words
    assert "by mail" not in words


def test_the_confirmed_page_leads_to_the_dossiers_and_says_that_nothing_is_mailed_again(dossier: Dossier) -> None:
    link = f"/thong-bao/dia-chi/{addresses.token_of(MailAddress.objects.get())}/"
    browser = Visitor()

    done = browser.send(browser.get(link), link, follow=True)
    relay.run(NOW + timedelta(hours=1))

    assert "What was told before that is not mailed again" in read(done).words()
    assert 'href="/ho-so/"' in done.content.decode()
    assert len(mail.outbox) == 1


def test_whoever_has_no_account_is_led_to_where_none_is_needed() -> None:
    dossier = counter.entered(at=NOW - timedelta(minutes=30), more={"applicant_email": "dan@example.vn"}).dossier
    relay.run(NOW - timedelta(minutes=29))
    link, browser = f"/thong-bao/dia-chi/{addresses.token_of(MailAddress.objects.get())}/", Visitor()

    done = browser.send(browser.get(link), link, follow=True)

    content = done.content.decode().partition("<main")[2].partition("</main>")[0]
    assert "dan@example.vn is confirmed" in content
    assert "ask the one-stop desk for it, with the dossier number" in content
    assert 'href="/tra-cuu/"' in content
    assert 'href="/ho-so/"' not in content
    assert 'href="/thong-bao/"' not in content
    assert dossier.code not in content, "the mail may have come to a stranger"
    assert "http://127.0.0.1:8000/tra-cuu/" in mail.outbox[0].body


def test_whose_dossier_of_the_counter_is_joined_with_an_account_is_led_there() -> None:
    dossier = counter.entered(at=NOW - timedelta(minutes=30), more={"applicant_email": "dan@example.vn"}).dossier
    relay.run(NOW - timedelta(minutes=29))
    counter.joined(dossier, story.person("alice"), at=NOW - timedelta(minutes=20))
    link, browser = f"/thong-bao/dia-chi/{addresses.token_of(MailAddress.objects.get())}/", Visitor()

    done = browser.send(browser.get(link), link, follow=True)

    assert 'href="/thong-bao/"' in done.content.decode().partition("<main")[2]


def test_an_instant_of_filing_within_a_minute_is_shown_beside_its_limit_to_the_second() -> None:
    dossier = story.file("alice", at=datetime(2026, 1, 5, 8, 33, 20, tzinfo=LOCAL))

    for page in (f"/ho-so/{dossier.code}/da-nop/", f"/ho-so/{dossier.code}/"):
        words = read(Visitor("alice").get(page)).words()
        assert "08:33:20 05/01/2026" in words
        assert "08:34 06/01/2026" in words
