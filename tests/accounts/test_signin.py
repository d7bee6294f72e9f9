"""Coming in, going out, coming in for the first time."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.http import HttpResponse

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier
from dossiers.notices.addresses import is_confirmed
from portal.checks import DEMO_PASSWORD
from portal.demo import story
from portal.demo.people import PEOPLE
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.officers import officer

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
LOGIN = "/tai-khoan/login/"
SIGNUP = "/tai-khoan/signup/"
RESET = "/tai-khoan/password/reset"
FORM = f"/ho-so/nop/{story.SLUG}/"
NEW = {"username": "binh", "email": "binh@example.vn", "password1": "hai-con-vit-vang", "password2": "hai-con-vit-vang"}
WRONG = "The username and/or password you specified are not correct."


pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


def sign_in(visitor: Visitor, login: str, password: str = DEMO_PASSWORD, back: str = "") -> HttpResponse:
    page = visitor.get(LOGIN, {"next": back} if back else {})
    return visitor.send(page, LOGIN, {"login": login, "password": password}, follow=True)


@pytest.mark.parametrize("login", ["alice", "alice@example.vn", "ALICE@example.vn"])
def test_a_person_signs_in_by_name_or_mail(login: str) -> None:
    visitor = Visitor()

    page = sign_in(visitor, login)

    assert page.redirect_chain == [("/ho-so/", 302)]
    assert "Nguyễn Thị An" in read(page).words()
    assert visitor.get("/ho-so/").status_code == 200


BEGINS_AT = dict.fromkeys(("bob", "hoa", "dung", "lan", "tam", "van"), "/mot-cua/") | {"carol": "/quan-ly/", "admin": "/van-hanh/quan-tri/"}  # fmt: skip


@pytest.mark.parametrize("username", [person.username for person in PEOPLE])
def test_everybody_of_the_demo_begins_where_the_work_is(username: str) -> None:
    page = sign_in(Visitor(), username)

    assert page.redirect_chain == [(BEGINS_AT.get(username, "/ho-so/"), 302)]
    assert page.status_code == 200


def test_whose_seat_has_ended_begins_at_the_own_dossiers() -> None:
    User.objects.get(username="carol").memberships.update(until=TUESDAY.date() - timedelta(days=1))

    assert sign_in(Visitor(), "carol").redirect_chain == [("/ho-so/", 302)]


def test_whoever_asked_for_a_page_gets_it_and_not_the_work_list() -> None:
    assert sign_in(Visitor(), "bob", back="/ho-so/").redirect_chain == [("/ho-so/", 302)]


@pytest.mark.parametrize(
    ("login", "password"), [("alice", "wrong"), ("nobody", DEMO_PASSWORD), ("alice", "' OR 1=1 --"), ("<b>x</b>", "x")]
)
def test_a_wrong_name_or_password_is_refused_without_saying_which(login: str, password: str) -> None:
    page = sign_in(Visitor(), login, password)

    assert page.status_code == 200
    assert WRONG in read(page).summary
    kept = form_of(page, LOGIN).values
    assert kept["login"] == login
    assert kept["password"] == ""


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        ({"login": "", "password": ""}, {"id_login", "id_password"}),
        ({"login": "al\x00ice", "password": "x"}, {"id_login"}),
        ({"login": "x" * 100_000, "password": "x" * 100_000}, set()),
    ],
    ids=["empty", "nul", "long"],
)
def test_a_bad_sign_in_is_a_page_not_a_crash(typed: dict[str, str], faults: set[str]) -> None:
    page = Visitor().post(LOGIN, typed)

    assert page.status_code == 200
    assert set(read(page).errors) == faults


def test_an_account_that_was_closed_opens_nothing() -> None:
    User.objects.filter(username="alice").update(is_active=False)
    visitor = Visitor()

    sign_in(visitor, "alice")

    assert visitor.get("/ho-so/").status_code == 302


PAGES = ["/ho-so/", FORM, f"{FORM}kiem-tra/", "/ho-so/H26.NN-260105-0001/", "/mot-cua/", "/mot-cua/?list=late&q=a%26b", "/mot-cua/H26.NN-260105-0001/", "/quan-ly/?start=2026-01-01&end=2026-01-31", "/quan-ly/received/"]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_who_is_not_signed_in_is_sent_to_sign_in_and_comes_back(address: str) -> None:
    visitor = Visitor()

    page = visitor.get(address, follow=True)
    answer = visitor.send(page, LOGIN, {"login": "lan", "password": DEMO_PASSWORD})

    assert page.redirect_chain[0][0].startswith(f"{LOGIN}?next=/")
    assert (answer.status_code, answer["Location"]) == (302, address)


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "http:evil.example"],
)
def test_nobody_is_led_away_from_the_site(address: str) -> None:
    visitor = Visitor("alice")

    assert sign_in(Visitor(), "alice", back=address).redirect_chain == [("/ho-so/", 302)]
    assert visitor.get(LOGIN, {"next": address})["Location"] == "/ho-so/"
    assert visitor.post("/tai-khoan/logout/", {"next": address})["Location"] == "/"
    assert visitor.post("/i18n/setlang/", {"language": "en", "next": address})["Location"] == "/"
    assert f'href="{address}' not in Visitor().get(LOGIN, {"next": address}).content.decode()


def test_who_has_no_account_yet_comes_back_too_after_making_one() -> None:
    page = Visitor().get(FORM, follow=True)

    assert f'href="{SIGNUP}?next={FORM.replace("/", "%2F")}"' in page.content.decode()


def test_who_signs_out_is_out() -> None:
    visitor = Visitor("alice")
    page = visitor.get("/ho-so/")

    answer = visitor.send(page, "/logout/")

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert visitor.get("/ho-so/").status_code == 302


def test_a_link_does_not_sign_anybody_out() -> None:
    visitor = Visitor("alice")

    assert visitor.get("/tai-khoan/logout/").status_code == 200
    assert visitor.get("/ho-so/").status_code == 200


def test_a_new_citizen_makes_an_account_and_files_at_once() -> None:
    visitor = Visitor()
    page = visitor.get(SIGNUP, {"next": FORM})

    page = visitor.send(page, SIGNUP, NEW, follow=True)

    assert page.redirect_chain == [(FORM, 302)]
    assert form_of(page, FORM).values["applicant_email"] == "binh@example.vn"
    papers = {f"component-{name}": story.upload(f"{name}.pdf") for name in ("don-de-nghi", "ban-thao")}
    person = {"applicant_name": "Lý Bình", "applicant_id": "001190000001", "applicant_address": "Hà Nội", "applicant_phone": "0912 000 001"}  # fmt: skip
    page = visitor.send(page, FORM, {**story.ANSWERS, **person, **papers, "do": "check"}, follow=True)
    visitor.send(page, "/kiem-tra/", {"do": "submit"})
    dossier = Dossier.objects.get()
    assert (dossier.applicant.username, dossier.applicant_name) == ("binh", "Lý Bình")
    assert visitor.get("/mot-cua/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"username": ""}, "id_username"),
        ({"username": "alice"}, "id_username"),
        ({"username": "<b>"}, "id_username"),
        ({"email": "binh"}, "id_email"),
        ({"password1": "12345678", "password2": "12345678"}, "id_password1"),
        ({"password2": "khac-han"}, "id_password2"),
        ({"username": "Lý Bình"}, "id_username"),
    ],
)
def test_a_bad_sign_up_is_told_at_its_field_with_the_rest_kept(typed: dict[str, str], field: str) -> None:
    before = User.objects.count()
    visitor = Visitor()

    page = visitor.send(visitor.get(SIGNUP), SIGNUP, {**NEW, **typed})

    assert set(read(page).errors) == {field}
    kept = form_of(page, SIGNUP).values
    assert {name: kept[name] for name in ("username", "email")} == {
        name: {**NEW, **typed}[name] for name in ("username", "email")
    }
    assert User.objects.count() == before


def test_two_faults_of_a_password_are_told_at_once() -> None:
    visitor = Visitor()

    page = visitor.send(visitor.get(SIGNUP), SIGNUP, {**NEW, "password1": "12345678", "password2": "87654321"})

    assert set(read(page).errors) == {"id_password1", "id_password2"}


def test_what_a_user_name_is_stands_under_its_field() -> None:
    assert "One word to sign in with, without blanks: an.nguyen." in read(Visitor().get(SIGNUP)).words()


@pytest.mark.parametrize(("language", "agency"), [("en", "Hanoi Department of Information and Communications"), ("vi", "Sở Thông tin và Truyền thông Hà Nội")])  # fmt: skip
def test_mail_about_an_account_is_signed_by_the_office(
    language: str, agency: str, mailoutbox: list[EmailMessage]
) -> None:
    Visitor(language=language).post(f"{RESET}/", {"email": "alice@example.vn"})

    [mail] = mailoutbox
    words = re.sub(r"https?://\S+", "", str(mail.body))
    assert words.rstrip().endswith(agency)
    assert "testserver" not in words


def test_a_forgotten_password_is_set_anew_by_a_link_in_the_mail(mailoutbox: list[EmailMessage]) -> None:
    visitor = Visitor()
    page = visitor.get(f"{RESET}/")
    page = visitor.send(page, f"{RESET}/", {"email": "alice@example.vn"}, follow=True)
    assert page.redirect_chain == [(f"{RESET}/done/", 302)]
    [mail] = mailoutbox
    link = re.search(rf"https?://[^/]+({RESET}/key/\S+)", str(mail.body))[1]

    page = visitor.get(link, follow=True)
    page = visitor.send(
        page, "-set-password/", {"password1": NEW["password1"], "password2": NEW["password1"]}, follow=True
    )

    assert page.redirect_chain[-1] == (f"{RESET}/key/done/", 302)
    assert sign_in(Visitor(), "alice", NEW["password1"]).redirect_chain == [("/ho-so/", 302)]
    assert WRONG in read(sign_in(Visitor(), "alice")).summary


@pytest.mark.parametrize("email", ["nobody@example.vn", "alice@example.vn"])
def test_the_answer_does_not_tell_who_has_an_account(email: str) -> None:
    page = Visitor().post(f"{RESET}/", {"email": email})

    assert (page.status_code, page["Location"]) == (302, f"{RESET}/done/")


@pytest.mark.parametrize(
    "address",
    [
        "password/reset/key/zzzzzzzzzzzzz-x/",
        "password/reset/key/1-%00/",
        "password/reset/key/-/",
        "confirm-email/x/",
        "khong-co/",
    ],
)
def test_a_link_that_is_not_ours_leads_to_a_page(address: str) -> None:
    assert Visitor().get(f"/tai-khoan/{address}", follow=True).status_code in (200, 404)


@pytest.mark.parametrize(("language", "heading"), [("vi", "Đăng nhập"), ("en", "Sign in")])
def test_the_sign_in_page_speaks_the_reader_s_language(language: str, heading: str) -> None:
    assert f"<h1>{heading}</h1>" in Visitor(language=language).get(LOGIN).content.decode()


def test_the_language_is_changed_by_a_button_and_remembered() -> None:
    visitor = Visitor("alice", language="vi")

    page = visitor.send(visitor.get("/ho-so/"), "/setlang/", {"language": "en"}, follow=True)

    assert page.redirect_chain == [("/ho-so/", 302)]
    assert '<html lang="en">' in page.content.decode()
    assert '<html lang="en">' in visitor.get("/").content.decode()


@pytest.mark.parametrize("address", ["//[::1", "http://[evil", "https://evil.example/", "//evil.example"])
def test_nobody_is_sent_on_to_an_address_that_is_not_ours(address: str):
    response = Visitor("alice").post(f"/tai-khoan/logout/?next={address}", {"next": address})

    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "heading"),
    [
        ({"login": "alice", "password": "wrong"}, "Chưa thực hiện được"),
        ({"login": "alice", "password": ""}, "Xin sửa các mục sau"),
    ],
)
def test_a_summary_asks_to_correct_only_where_a_field_is_wrong(typed: dict[str, str], heading: str):
    page = Visitor(language="vi").post("/tai-khoan/login/", typed)

    assert f"<h2>{heading}</h2>" in page.content.decode()


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (date(2016, 1, 1), date(2026, 1, 5), "Your role at the office ended after 05/01/2026. Ask the administrator."),
        (date(2026, 1, 7), None, "Your role at the office begins on 07/01/2026: until then"),
        (date(2016, 1, 1), None, ""),
    ],
    ids=["ended", "to-come", "in-force"],
)
def test_who_has_no_seat_today_is_told_at_the_door_which_it_is(since: date, until: date | None, told: str) -> None:
    user = officer("khac", Role.CLERK, "van-phong", since=since, until=until)
    User.objects.filter(pk=user.pk).update(password=User.objects.get(username="bob").password)
    page = sign_in(Visitor(), "khac")

    words = read(page).words()
    assert told in words
    assert ("Your role at the office" in words) is bool(told)


def test_a_citizen_is_told_nothing_of_roles() -> None:
    assert "Your role" not in read(sign_in(Visitor(), "alice")).words()


def test_one_types_at_once_and_comes_from_the_name_to_the_password() -> None:
    page = Visitor().get(LOGIN).content.decode()

    assert re.search(r'<input[^>]*name="login"[^>]*autofocus', page)
    assert page.index('name="login"') < page.index('name="password"') < page.index(f'href="{RESET}')


def test_a_new_account_is_asked_at_once_to_confirm_its_address_in_words_of_ours_alone(
    mailoutbox: list[EmailMessage],
) -> None:
    visitor = Visitor()
    visitor.send(visitor.get(SIGNUP), SIGNUP, {**NEW, "username": "KEO-NGON-mien-phi"}, follow=True)

    [mail] = mailoutbox
    link = re.search(r"https?://[^/]+(/tai-khoan/confirm-email/\S+)", str(mail.body))[1]
    asked = visitor.get(link)
    done = visitor.send(asked, link, follow=True)

    assert (mail.to, mail.subject) == ([NEW["email"]], "Confirm your e-mail address")
    assert "KEO-NGON" not in str(mail.body) + read(Visitor().get(link)).words()
    assert done.redirect_chain == [("/ho-so/", 302)]
    assert is_confirmed(User.objects.get(username="KEO-NGON-mien-phi"), NEW["email"])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Nguyễn Văn Ân", "A user name cannot hold: a blank. How about: an.nguyen"),
        ("an#hoa!", "cannot hold: “#”, “!”."),
    ],
)
def test_what_is_wrong_with_a_user_name_is_named_and_another_proposed(typed: str, said: str) -> None:
    visitor = Visitor()

    page = visitor.send(visitor.get(SIGNUP), SIGNUP, {**NEW, "username": typed})

    assert said in read(page).words()
    assert set(read(page).errors) == {"id_username"}


def test_an_address_that_looks_mistyped_is_asked_about_once() -> None:
    visitor, typed = Visitor(), {**NEW, "email": "binh@gmail.con"}

    asked = visitor.send(visitor.get(SIGNUP), SIGNUP, typed)
    assert set(read(asked).errors) == {"id_email"}
    assert "Is it “binh@gmail.com”? If it is right as it is, press the button again." in read(asked).words()

    visitor.send(asked, SIGNUP, {"password1": NEW["password1"], "password2": NEW["password2"]})
    assert User.objects.get(username="binh").email == "binh@gmail.con"
