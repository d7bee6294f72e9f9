"""A person's own data: what the next form begins with, what the last dossier fills in at a press, another address for mail."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.http import HttpResponse

from accounts.models import User
from dossiers.models import Dossier, Draft
from dossiers.notices.addresses import is_confirmed
from portal.demo import story
from procedures.answers.contact import NOT_A_PHONE, OF_A_SWITCHBOARD, WITH_EXTENSION
from procedures.form import Text
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 1, 6, 9, tzinfo=LOCAL)
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
PAGE, FORM = "/tai-khoan/cua-toi/", f"/ho-so/nop/{story.SLUG}/"
PRESS = "take-over:section-applicant"


def press(visitor: Visitor, typed: dict[str, str], **options: Any) -> HttpResponse:
    """Send the form of the page that has the fields which are typed: there are two."""
    [form] = [one for one in read(visitor.get(PAGE)).forms if one.action == PAGE and {*typed} - {"do"} <= {*one.values}]
    return visitor.post(PAGE, {**form.values, **typed}, **options)


@pytest.fixture
def filed() -> Dossier:
    """Somebody's dossier whose account knows nothing but the address, as after a sign-up."""
    dossier = story.file("alice", at=NOW - timedelta(hours=1))
    User.objects.filter(username="alice").update(full_name="", personal_id="", address="", phone="")
    return dossier


def test_the_next_form_is_filled_in_as_the_last_dossier_at_a_press(filed: Dossier) -> None:
    alice = Visitor("alice")
    page = alice.get(FORM)
    assert f"Fill in as in dossier {filed.code}" in read(page).words()

    done = alice.send(page, FORM, {"do": PRESS, "applicant_phone": "0987 654 321"}, follow=True)

    draft = Draft.objects.open().get(owner__username="alice")
    assert (draft.answers["applicant_name"], draft.answers["applicant_id"]) == ("Nguyễn Thị An", "001185012345")
    assert draft.answers["applicant_phone"] == "0987 654 321"
    assert f"Filled in as in dossier {filed.code}" in read(done).words()
    assert "Fill in as in dossier" not in read(done).words()


def test_nothing_is_offered_to_whom_it_is_known_or_who_has_filed_nothing() -> None:
    story.file("alice", at=NOW - timedelta(hours=1))
    User.objects.filter(username="mallory").update(full_name="", personal_id="", address="", phone="")

    for who in ("alice", "mallory"):
        assert "Fill in as in dossier" not in read(Visitor(who).get(FORM)).words()
    done = Visitor("mallory").send(Visitor("mallory").get(FORM), FORM, {"do": PRESS})
    assert done.status_code == 302
    assert not Draft.objects.get(owner__username="mallory").answers.get("applicant_name")


def test_a_citizen_keeps_the_own_data_and_the_next_form_begins_with_it(filed: Dossier) -> None:
    alice = Visitor("alice")
    assert f'href="{PAGE}"' in alice.get("/ho-so/").content.decode()
    typed = {"full_name": "Nguyễn  Thị An", "phone": "0912 345 678", "address": "12 Hoàng Cầu", "organisation": ""}

    done = press(alice, typed, follow=True)

    known = User.objects.get(username="alice")
    assert (known.full_name, known.phone, known.address) == ("Nguyễn Thị An", "+84912345678", "12 Hoàng Cầu")
    assert "The next form you open begins with it." in read(done).words()
    form = alice.get(FORM).content.decode()
    assert 'value="Nguyễn Thị An"' in form
    assert 'value="0912 345 678"' in form


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12", NOT_A_PHONE),
        ("0243 825 4321 máy lẻ 12", WITH_EXTENSION),
        ("1900 6868", OF_A_SWITCHBOARD),
    ],
)
def test_what_is_no_phone_is_told_at_its_field_as_the_form_does(filed: Dossier, typed: str, said: Text) -> None:
    alice = Visitor("alice")

    refused = press(alice, {"full_name": "An", "phone": typed})

    assert refused.status_code == 422
    assert set(read(refused).errors) == {"id_phone"}
    assert said.en in read(refused).words()
    assert User.objects.get(username="alice").full_name == ""


def test_the_office_s_people_have_theirs_with_the_administrator() -> None:
    bob = Visitor("bob")

    assert PAGE not in bob.get("/mot-cua/").content.decode()
    assert bob.get(PAGE).status_code == 404
    assert bob.post(PAGE, {"full_name": "Ai khác"}).status_code == 404
    assert User.objects.get(username="bob").full_name != "Ai khác"


def change(alice: Visitor, address: str) -> str:
    """Ask for another address of the account; return what the page says."""
    return read(press(alice, {"do": "mail", "email": address}, follow=True)).words()


def test_another_address_holds_once_it_is_confirmed(mailoutbox: list[EmailMessage]) -> None:
    alice = Visitor("alice")

    assert "The mail is on its way to an.moi@example.vn" in change(alice, "An.Moi@example.vn")
    [mail] = mailoutbox
    assert (mail.to, User.objects.get(username="alice").email) == (["an.moi@example.vn"], "alice@example.vn")
    assert not {word for word in ("alice", "An", "Nguyễn") if word in str(mail.body).split()}
    link = re.search(r"https?://[^/]+(/thong-bao/dia-chi/\S+)", str(mail.body))[1]
    browser = Visitor()
    assert User.objects.get(username="alice").email == "alice@example.vn"
    browser.send(browser.get(link), link)

    known = User.objects.get(username="alice")
    assert known.email == "an.moi@example.vn"
    assert is_confirmed(known, "an.moi@example.vn")
    assert "an.moi@example.vn is confirmed" in read(browser.get(link)).words()
    assert "an.moi@example.vn · confirmed" in read(alice.get(PAGE)).words()


def test_an_address_that_another_account_has_stays_there(mailoutbox: list[EmailMessage]) -> None:
    alice = Visitor("alice")
    User.objects.filter(username="mallory").update(email="ai.khac@example.vn")
    assert "is on its way" in change(alice, "ai.khac@example.vn")
    link = re.search(r"https?://[^/]+(/thong-bao/dia-chi/\S+)", str(mailoutbox[0].body))[1]

    done = alice.send(alice.get(link), link, follow=True)

    assert "Another account has ai.khac@example.vn" in read(done).words()
    assert User.objects.get(username="alice").email == "alice@example.vn"


def test_what_is_no_address_or_looks_mistyped_is_told_at_its_field() -> None:
    alice = Visitor("alice")

    for typed, said in (("an", "This is not an e-mail address"), ("an@gmail.con", "Is it “an@gmail.com”?")):
        refused = press(alice, {"do": "mail", "email": typed})
        assert refused.status_code == 422
        assert said in read(refused).errors["id_email"]


def test_what_looks_mistyped_and_is_meant_so_goes_on_at_the_second_press(mailoutbox: list[EmailMessage]) -> None:
    alice = Visitor("alice")
    asked = press(alice, {"do": "mail", "email": "an@gmail.con"})
    assert "press the button again" in read(asked).errors["id_email"]
    form = next(one for one in read(asked).forms if "email" in one.values)

    alice.post(PAGE, {**form.values, "do": "mail"})

    assert [mail.to for mail in mailoutbox] == [["an@gmail.con"]]
