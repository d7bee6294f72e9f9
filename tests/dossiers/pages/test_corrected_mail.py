"""Who filed with a mistyped address for mail gives the right one; what was filed stays as it was filed."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.http import HttpResponse

from accounts.models import MailAddress, User
from dossiers.background import relay
from dossiers.log.answers import standing_of
from dossiers.models import Dossier
from dossiers.notices import addresses
from dossiers.notices.channels import going
from dossiers.pages.inbox import confirming
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 1, 5, 9, tzinfo=LOCAL)
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
PAGE = "/thong-bao/dia-chi/sua/"
WRONG, RIGHT = "an@gmial.com", "an@gmail.com"


@pytest.fixture
def dossier() -> Dossier:
    """Filed with an address that there is not, which the neutral request went to."""
    made = story.file("alice", at=NOW - timedelta(minutes=30), answers={**story.ANSWERS, "applicant_email": WRONG})
    relay.run(NOW - timedelta(minutes=29))
    mail.outbox.clear()
    return made


def alice() -> User:
    return User.objects.get(username="alice")


def correct(dossier: Dossier, typed: str, **rest: str) -> HttpResponse:
    return Visitor("alice").post(PAGE, {"code": dossier.code, "email": typed, **rest}, follow=True)


def told_of(dossier: Dossier) -> list[list[str]]:
    """Return whom the mails of the next act reach."""
    mail.outbox.clear()
    story.take(dossier, "accept", "bob", at=NOW + timedelta(hours=1))
    relay.run(NOW + timedelta(hours=2))
    return [one.to for one in mail.outbox if one.to != ["bob@example.vn"]]


def test_where_the_address_is_called_unconfirmed_one_corrects_it(dossier: Dossier) -> None:
    for address in (f"/ho-so/{dossier.code}/da-nop/", f"/ho-so/{dossier.code}/"):
        page = Visitor("alice").get(address).content.decode()
        assert f"{PAGE}?{urlencode({'code': dossier.code})}" in page, address
    page = Visitor("alice").get("/thong-bao/").content.decode()
    assert f"{PAGE}?{urlencode({'address': WRONG})}" in page


def test_the_right_one_is_asked_once_and_notices_go_there_once_it_is_confirmed(dossier: Dossier) -> None:
    said = read(correct(dossier, RIGHT)).words()

    assert f"The mail is on its way to {RIGHT}" in said
    assert [one.to for one in mail.outbox] == [[RIGHT]]
    assert f"{RIGHT} is not confirmed yet" in said
    assert WRONG not in said.partition("Notices")[0]

    addresses.confirm(MailAddress.objects.get(address=RIGHT), at=NOW)

    assert going.mailed([dossier]).keys() == {dossier.pk}
    assert told_of(dossier) == [[RIGHT]]
    assert standing_of(dossier)["applicant_email"] == WRONG


def test_until_then_no_notice_is_mailed(dossier: Dossier) -> None:
    correct(dossier, RIGHT)

    assert not going.mailed([dossier])
    assert told_of(dossier) == []


def test_a_stranger_who_reads_the_wrong_address_confirms_nothing_any_more(dossier: Dossier) -> None:
    link = f"/thong-bao/dia-chi/{addresses.token_of(MailAddress.objects.get(address=WRONG))}/"
    assert Visitor().get(link).status_code == 200

    correct(dossier, RIGHT)

    # The older mail says that there is a newer one, and neither of the two addresses.
    opened = Visitor().get(link)
    assert opened.status_code == Visitor().post(link, {}).status_code == 410
    assert "has been corrected since" in read(opened).words()
    assert WRONG not in opened.content.decode()
    assert RIGHT not in opened.content.decode()
    assert not MailAddress.objects.filter(address=WRONG, confirmed_at__isnull=False)
    # One that was confirmed before the correction gets nothing either.
    MailAddress.objects.filter(address=WRONG).update(confirmed_at=NOW)
    assert not going.mailed([dossier])
    assert told_of(dossier) == []


def test_the_account_s_own_address_takes_its_place_by_one_press(dossier: Dossier) -> None:
    person = Visitor("alice")
    page = person.get(f"{PAGE}?code={dossier.code}")
    own = alice().email
    assert f"Send notices to {own} (confirmed)" in read(page).words()

    done = correct(dossier, own, doubted=own)

    assert f"Notices go to {own} from now on." in read(done).words()
    assert mail.outbox == []
    assert "is not confirmed yet" not in read(done).words()
    assert addresses.unreached(dossier) == ""
    assert told_of(dossier) == [[own]]


def test_an_address_of_the_account_that_is_wrong_is_corrected_there_too() -> None:
    User.objects.filter(username="alice").update(email=WRONG)
    dossier = story.file("alice", at=NOW - timedelta(minutes=30))

    correct(dossier, RIGHT)
    [asked] = [one for one in mail.outbox if one.to == [RIGHT]]
    link = (
        next(word for word in str(asked.body).split() if "/thong-bao/dia-chi/" in word)
        .split("://")[1]
        .partition("/")[2]
    )
    Visitor().post(f"/{link}", {})

    assert alice().email == RIGHT
    assert confirming.mail_of(dossier, dossier.events.all()).is_confirmed


def test_it_is_corrected_twice_and_back(dossier: Dossier) -> None:
    person = alice()
    for at, meant in enumerate(("b@example.org", RIGHT)):
        addresses.replace(person, addresses.standing(person, WRONG).address, meant, is_confirmed=False, at=NOW)
        assert addresses.standing(person, WRONG).address == meant, at

    addresses.replace(person, RIGHT, WRONG, is_confirmed=False, at=NOW)

    assert addresses.standing(person, WRONG).address == WRONG
    assert addresses.standing(person, RIGHT).address == WRONG


def test_one_that_looks_mistyped_again_is_asked_about_once(dossier: Dossier) -> None:
    asked = correct(dossier, "an@gmal.com")

    assert asked.status_code == 422
    assert f"Is it “{RIGHT}”?" in read(asked).words()
    assert mail.outbox == []
    assert "is on its way" in read(correct(dossier, "an@gmal.com", doubted="an@gmal.com")).words()


def test_nobody_corrects_an_address_of_somebody_else(dossier: Dossier) -> None:
    mallory = Visitor("mallory")

    for asked in ({"code": dossier.code}, {"address": WRONG}, {}):
        assert mallory.get(PAGE, asked).status_code == 404
        assert mallory.post(PAGE, {**asked, "email": "mallory@example.vn"}).status_code == 404
    assert addresses.standing(alice(), WRONG).address == WRONG
