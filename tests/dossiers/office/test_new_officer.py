"""A new officer on one page: person, mail and seats at once, with the link of the first sign-in."""

import re
from datetime import date, datetime

import pytest
from django.core.mail import EmailMessage
from django.http import HttpResponse

from accounts.models import AccountChange, ChangeKind, FirstSignIn, Membership, Unit, User
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
PAGE = "/van-hanh/nguoi/moi/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def seat(role: str, unit: str) -> str:
    return f"{role}:{Unit.objects.get(slug=unit).pk}"


def enter(**typed: str) -> HttpResponse:
    given = {
        "full_name": "Nguyễn Thị Mới",
        "email": "moi@example.vn",
        "username": "",
        "place_1": seat("one_stop_officer", "mot-cua"),
        "since_1": "06/01/2026",
    }
    return Visitor("admin", language="en").post(PAGE, {**given, **typed}, follow=True)


def test_person_mail_and_seats_are_entered_at_once_and_the_link_is_mailed(mailoutbox: list[EmailMessage]) -> None:
    answer = enter(place_2=seat("clerk", "van-phong"), since_2="07/01/2026", until_2="30/06/2026")

    person = User.objects.get(email="moi@example.vn")
    assert answer.redirect_chain == [(f"/van-hanh/nguoi/{person.pk}/", 302)]
    words = read(answer).words()
    assert "Nguyễn Thị Mới is entered, with the user name moi.nguyen." in words
    assert "A link for the first sign-in was mailed to moi@example.vn." in words
    assert Membership.objects.filter(user=person).count() == 2
    [mail] = mailoutbox
    [path] = {*re.findall(r"/tai-khoan/lan-dau/[\w-]+/", mail.body)}
    chosen = {"password1": "hai-con-vit-vang", "password2": "hai-con-vit-vang"}
    assert Visitor().post(path, chosen, follow=True).redirect_chain == [("/mot-cua/", 302)]
    assert "password" not in [name for form in read(Visitor("admin").get(PAGE)).forms for name in form.values]


def test_each_seat_begins_today_unless_another_day_is_typed() -> None:
    [form] = [one for one in read(Visitor("admin").get(PAGE)).forms if "since_1" in one.values]

    assert [form.values[f"since_{n}"] for n in (1, 2, 3)] == [form.values["since_1"]] * 3
    assert form.values["since_1"]


def test_a_first_day_that_has_passed_is_asked_about_before_the_account_is_made(mailoutbox: list[EmailMessage]) -> None:
    asked = enter(since_1="06/01/2020")

    assert asked.status_code == 422
    assert "The first day, 06/01/2020, has passed" in read(asked).words()
    assert not User.objects.filter(email="moi@example.vn").exists()
    assert not mailoutbox
    [form] = [one for one in read(asked).forms if "since_1" in one.values]
    assert enter(since_1="05/01/2020", meant="2020-01-06").status_code == 422, "the answer is of one day alone"
    answer = Visitor("admin", language="en").post(PAGE, {**form.values, "meant": "2020-01-06"}, follow=True)
    assert "is entered, with the user name" in read(answer).words()
    assert Membership.objects.get(user__email="moi@example.vn").since == date(2020, 1, 6)


def test_so_is_that_of_a_seat_that_somebody_of_the_office_is_given() -> None:
    path = f"/van-hanh/nguoi/{User.objects.get(username='bob').pk}/vi-tri/"
    typed = {"place": seat("clerk", "van-phong"), "since": "05/01/2026", "until": "", "title": ""}
    admin = Visitor("admin", language="en")

    asked = admin.post(path, typed)

    assert asked.status_code == 422
    assert "The first day, 05/01/2026, has passed" in read(asked).words()
    assert not Membership.objects.filter(user__username="bob", role="clerk").exists()
    assert admin.post(path, {**typed, "meant": "2026-01-05"}).status_code == 302
    assert Membership.objects.get(user__username="bob", role="clerk").since == date(2026, 1, 5)


def test_an_address_that_looks_mistyped_is_asked_about_once(mailoutbox: list[EmailMessage]) -> None:
    asked = enter(email="moi.luu@gmail.con")
    assert asked.status_code == 422
    assert "Is it “moi.luu@gmail.com”?" in read(asked).errors["id_email"]
    assert not User.objects.filter(email="moi.luu@gmail.con").exists()
    assert 'name="doubted" value="moi.luu@gmail.con"' in asked.content.decode()
    assert mailoutbox == []

    enter(email="moi.luu@gmail.con", doubted="moi.luu@gmail.con")

    assert User.objects.filter(email="moi.luu@gmail.con").exists()


def test_the_link_is_mailed_in_vietnamese_to_whom_it_is_for_whoever_sends_it(mailoutbox: list[EmailMessage]) -> None:
    enter()

    [mail] = mailoutbox
    assert mail.to == ["moi@example.vn"]
    assert mail.subject == "Tài khoản của Ông/Bà tại Một Cửa"
    assert "Nguyễn Thị Mới" in mail.body
    assert "48 giờ" in mail.body
    assert AccountChange.objects.filter(kind=ChangeKind.LINK).get().after == {"email": "moi@example.vn"}


def test_a_corrected_address_before_the_first_sign_in_says_that_the_link_at_the_former_one_is_void() -> None:
    enter()
    person = User.objects.get(email="moi@example.vn")
    path = f"/van-hanh/nguoi/{person.pk}/"
    void = "The link for the first sign-in that was mailed to moi@example.vn opens nothing any more"
    admin = Visitor("admin", language="en")

    name = read(admin.post(f"{path}sua/", {"full_name": "Nguyễn Thị Mới Hơn", "email": "moi@example.vn"}, follow=True))
    address = {"full_name": "Nguyễn Thị Mới Hơn", "email": "moi.hon@example.vn"}
    corrected = read(admin.post(f"{path}sua/", address, follow=True))
    again = read(admin.post(f"{path}sua/", {**address, "email": "moi.nua@example.vn"}, follow=True))

    assert void not in name.words()
    assert void in corrected.words()
    assert "opens nothing any more" not in again.words(), "no link went to that address"


def test_who_begins_later_and_the_administrator_read_until_when_the_link_opens(mailoutbox: list[EmailMessage]) -> None:
    words = read(enter(since_1="15/01/2026")).words()

    assert (
        "The first seat begins on 15/01/2026: these hours count from then on, and the link opens until 00:00 17/01/2026."
        in words
    )
    assert "The last link opens until 00:00 17/01/2026. The first seat begins on 15/01/2026." in words
    [mail] = mailoutbox
    assert "Vai trò của Ông/Bà tại cơ quan bắt đầu từ 15/01/2026." in mail.body
    assert "đến 00:00 17/01/2026" in mail.body


def test_of_a_seat_that_is_far_off_another_link_is_asked_for_in_time() -> None:
    words = read(enter(since_1="15/03/2026")).words()

    assert (
        "The first seat begins on 15/03/2026, and the link opens until 09:00 08/01/2026 only: mail another one" in words
    )


def test_the_mail_greets_once(mailoutbox: list[EmailMessage]) -> None:
    enter()

    assert mailoutbox[0].body.count("Kính gửi") == 1
    assert mailoutbox[0].body.startswith("Kính gửi Ông/Bà Nguyễn Thị Mới,")


def test_a_mail_server_that_is_away_is_told_and_the_link_is_sent_again(
    monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMessage]
) -> None:
    def away(_mail: EmailMessage, **_options: object) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", away)
        answer = enter()
    assert "could not be sent now" in read(answer).words()
    person = User.objects.get(email="moi@example.vn")
    page, told = f"/van-hanh/nguoi/{person.pk}/", "could not be mailed to moi@example.vn"
    admin = Visitor("admin", language="en")
    shown = read(admin.get(page)).words()
    assert told in shown
    assert "Link for the first sign-in could not be mailed" in shown
    assert "The last link opens until" not in shown
    assert person.get_full_name() in read(admin.get("/van-hanh/chua-gui/")).words()
    assert "Everything was sent" not in read(admin.get("/van-hanh/chua-gui/")).words()
    assert "/van-hanh/chua-gui/#links" in admin.get("/van-hanh/quan-tri/").content.decode()

    again = admin.post(page, {"do": "send-link"}, follow=True)

    assert told not in read(again).words()
    assert "Everything was sent" in read(admin.get("/van-hanh/chua-gui/")).words()
    assert "#links" not in admin.get("/van-hanh/quan-tri/").content.decode()
    assert "A link for the first sign-in was mailed" in read(again).words()
    assert len(mailoutbox) == 1
    assert FirstSignIn.objects.filter(person=person).count() == 2


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"full_name": "N" * 255}, "id_full_name"),
        ({"email": "bob@example.vn"}, "id_email"),
        ({"email": "bob"}, "id_email"),
        ({"username": "bob"}, "id_username"),
        ({"username": "có dấu"}, "id_username"),
        ({"username": "moi@example.vn"}, "id_username"),
        ({"place_1": ""}, "id_place_1"),
        ({"place_1": "x"}, "id_place_1"),
        ({"since_1": ""}, "id_since_1"),
        ({"until_1": "05/01/2026"}, "id_until_1"),
        ({"since_1": "01/01/1990"}, "id_since_1"),
        ({"place_2": "same", "since_2": "06/01/2026"}, "id_place_2"),
        ({"place_2": "other"}, "id_since_2"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nobody_is_entered(
    typed: dict[str, str], field: str, mailoutbox: list[EmailMessage]
) -> None:
    places = {"same": seat("one_stop_officer", "mot-cua"), "other": seat("clerk", "van-phong")}
    answer = enter(**{name: places.get(text, text) for name, text in typed.items()})

    assert answer.status_code == 422
    assert field in read(answer).errors
    assert not User.objects.filter(full_name="Nguyễn Thị Mới").exists()
    assert not AccountChange.objects.exists()
    assert mailoutbox == []


def test_markup_in_a_name_is_shown_as_it_is(mailoutbox: list[EmailMessage]) -> None:
    answer = enter(full_name="<b>An</b>")

    assert answer.status_code == 200
    assert b"<b>An</b>" not in answer.content
    assert "<b>An</b>" in read(answer).words()


@pytest.mark.parametrize("username", ["alice", "bob", "carol", "lan"])
def test_the_page_is_the_administrator_s_alone(username: str) -> None:
    assert Visitor(username).get(PAGE).status_code == 404
    assert Visitor(username).post(PAGE, {"full_name": "An"}).status_code == 404
