"""Every door of the site has the same lock, and leaves a line in the log."""

from datetime import date, datetime

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command

from accounts.adapter import login_digest
from accounts.models import User
from accounts.roles import Role
from portal.checks import DEMO_PASSWORD
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.officers import officer

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
LOGIN = "/tai-khoan/login/"
ADMIN = "/admin/"
PASSWORD = "hai-con-vit-vang"


pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


def test_the_administrator_signs_in_at_admin_by_the_door_of_everybody() -> None:
    visitor = Visitor()

    page = visitor.get(ADMIN, follow=True)
    page = visitor.send(page, LOGIN, {"login": "admin", "password": DEMO_PASSWORD}, follow=True)

    assert page.redirect_chain == [(ADMIN, 302)]
    assert page.status_code == 200


def test_wrong_passwords_at_admin_are_counted_like_all_others() -> None:
    form = {"username": "admin", "password": "wrong", "login": "admin"}

    sent = {Visitor().post(f"{ADMIN}login/", form)["Location"].partition("?")[0] for _try in range(60)}

    assert sent == {LOGIN}
    tried = [Visitor().post(f"{LOGIN}?next=/admin/", form).status_code for _try in range(6)]
    assert tried == [200] * 5 + [429]


@pytest.mark.parametrize("username", ["alice", "bob", "carol"])
def test_who_is_no_administrator_reads_so_once(username: str) -> None:
    page = Visitor(username).get(ADMIN, follow=True)

    assert len(page.redirect_chain) == 1
    assert page.status_code == 403
    assert "This is not open to you" in read(page).words()


def test_signing_out_under_admin_is_signing_out() -> None:
    visitor = Visitor("admin")

    assert visitor.post(f"{ADMIN}logout/")["Location"] == "/"
    assert visitor.get(ADMIN).status_code == 302
    assert visitor.get("/ho-so/").status_code == 302


@pytest.fixture
def production(settings) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.SESSION_COOKIE_SECURE = True


@pytest.mark.parametrize("email", ["", "first@example.vn"], ids=["without-address", "unconfirmed"])
def test_the_first_administrator_signs_in_where_addresses_are_confirmed(
    email: str, production: None, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMessage]
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="first", email=email, verbosity=0)
    visitor = Visitor()

    page = visitor.get(ADMIN, follow=True, secure=True)
    page = visitor.post(f"{LOGIN}?next=/admin/", {"login": "first", "password": PASSWORD}, follow=True, secure=True)

    assert page.redirect_chain == [(ADMIN, 302)]
    assert page.status_code == 200
    assert mailoutbox == []


def test_an_officer_whom_the_administrator_entered_signs_in_too(production: None) -> None:
    new = officer("moi", Role.CLERK, "van-phong")
    new.set_password(PASSWORD)
    new.save()

    assert Visitor().post(LOGIN, {"login": "moi", "password": PASSWORD}, secure=True)["Location"] == "/mot-cua/"


def test_who_makes_an_account_alone_confirms_the_address(production: None, mailoutbox: list[EmailMessage]) -> None:
    form = {"username": "binh", "email": "binh@example.vn", "password1": PASSWORD, "password2": PASSWORD}
    Visitor().post("/tai-khoan/signup/", form, secure=True)
    visitor = Visitor()

    page = visitor.post(LOGIN, {"login": "binh", "password": PASSWORD}, secure=True)

    assert page["Location"] == "/tai-khoan/confirm-email/"
    assert visitor.get("/ho-so/", secure=True).status_code == 302
    assert len(mailoutbox) == 1


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    """Return what our log says of doors, without its time and level."""
    said = [record.msg for record in caplog.records if record.name.startswith("accounts.") and isinstance(record.msg, dict)]  # fmt: skip
    return [{name: said[name] for name in said if name not in ("timestamp", "level", "logger")} for said in said]


def test_a_wrong_password_leaves_a_line_that_names_the_account(caplog: pytest.LogCaptureFixture) -> None:
    Visitor().post(LOGIN, {"login": "Alice@example.vn", "password": "wrong-one"})

    alice = User.objects.get(username="alice")
    assert lines(caplog) == [{"event": "sign_in_failed", "users": [alice.pk], "address": "127.0.0.1"}]
    assert "wrong-one" not in caplog.text
    assert "Alice" not in caplog.text


def test_a_password_typed_as_the_name_is_not_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    Visitor().post(LOGIN, {"login": "Mat-Khau-Cua-Toi", "password": "alice"})

    digest = login_digest("mat-khau-cua-toi")
    assert lines(caplog) == [{"event": "sign_in_failed", "login": digest, "address": "127.0.0.1"}]
    assert "khau" not in caplog.text.lower()


def test_a_refused_try_leaves_a_line_that_says_which_limit(caplog: pytest.LogCaptureFixture) -> None:
    for _try in range(6):
        Visitor().post(LOGIN, {"login": "alice", "password": "wrong"})

    said = lines(caplog)
    assert [line["event"] for line in said] == ["sign_in_failed"] * 5 + ["sign_in_refused"]
    assert said[-1]["limit"] == "account"


@pytest.mark.parametrize(("username", "events"), [("bob", ["signed_in", "signed_out"]), ("admin", ["signed_in", "signed_out"]), ("alice", [])])  # fmt: skip
def test_an_officer_who_comes_and_goes_leaves_lines(
    username: str, events: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    visitor = Visitor()
    visitor.post(LOGIN, {"login": username, "password": DEMO_PASSWORD})
    visitor.post("/tai-khoan/logout/")

    said = lines(caplog)
    pk = User.objects.get(username=username).pk
    assert said == [{"event": event, "user": pk, "address": "127.0.0.1"} for event in events]


def test_whose_seat_begins_tomorrow_is_no_officer_at_the_door_yet(caplog: pytest.LogCaptureFixture) -> None:
    new = officer("moi", Role.CLERK, "van-phong", since=date(2026, 1, 7))
    new.set_password(PASSWORD)
    new.save()

    assert Visitor().post(LOGIN, {"login": "moi", "password": PASSWORD})["Location"] == "/ho-so/"
    assert lines(caplog) == []
