"""An account has another address: the former one learns of it if it was confirmed, the new one is asked to confirm itself."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from http import HTTPStatus

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from accounts.models import MailAddress, Unit, User
from accounts.people import persons
from accounts.people.persons import NewPerson, NewSeat
from accounts.people.seating import Terms
from accounts.roles import Role
from dossiers.notices.channels.returns.keys import HEADER, is_of
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests import golden
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
SUBJECT = "Địa chỉ thư điện tử của tài khoản vừa được thay đổi"
ASKED = "Xác nhận địa chỉ thư điện tử"
NEW, NEXT = "moi@example.vn", "sau@example.vn"
OWN, MAILS = "/tai-khoan/cua-toi/", "/tai-khoan/email/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

type Committed = Callable[[], AbstractContextManager[object]]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]) -> Committed:
    """Let what is done inside be committed: nothing is mailed before."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def correct(username: str, address: str, name: str = "") -> str:
    """Let the administrator write an officer's address on the page; return what is said then."""
    person = User.objects.get(username=username)
    typed = {"full_name": name or person.full_name, "email": address}
    answer = Visitor("admin").post(f"/van-hanh/nguoi/{person.pk}/sua/", typed, follow=True)
    assert answer.status_code == HTTPStatus.OK
    return read(answer).words()


def sent() -> list[tuple[str, str]]:
    """Return the mails of until now by subject and recipient, in their order, and forget them."""
    found = [(one.subject, *one.to) for one in mail.outbox]
    mail.outbox.clear()
    return found


def confirm(message: EmailMessage) -> None:
    """Press “Confirm” on the page to which a request leads."""
    path = re.search(r"https?://[^/]+(/\S+)", str(message.body))[1]
    browser = Visitor()
    browser.send(browser.get(path), path)


def test_a_citizen_s_former_address_is_told_without_the_new_one_or_whose_it_is(committed: Committed) -> None:
    dossier = story.file("alice", at=NOW)
    Visitor("alice").post(OWN, {"do": "mail", "email": NEW})
    [request] = mail.outbox
    mail.outbox.clear()

    with committed():
        confirm(request)

    [notice] = mail.outbox
    assert (notice.to, User.objects.get(username="alice").email) == (["alice@example.vn"], NEW)
    text = f"Subject: {notice.subject}\n\n{notice.body}"
    golden.assert_matches("accounts/mail-changed.txt", text)
    assert not [word for word in (NEW, "moi@", dossier.code, "Nguyễn", "alice") if word in text]
    assert is_of(notice.extra_headers["Message-ID"], notice.extra_headers[HEADER])


def test_each_confirmed_address_is_told_where_it_is_changed_twice(committed: Committed) -> None:
    alice = Visitor("alice")
    made = {"asked_at": NOW, "confirmed_at": NOW}
    MailAddress.objects.create(person=story.person("alice"), address=NEW, **made)

    for address in (NEW, "alice@example.vn", "alice@example.vn"):
        with committed():
            alice.post(OWN, {"do": "mail", "email": address})

    assert sent() == [(SUBJECT, "alice@example.vn"), (SUBJECT, NEW)]


@pytest.mark.parametrize("has_row", [True, False])
def test_what_is_chosen_or_confirmed_on_the_page_of_addresses_tells_the_former_too(
    committed: Committed, *, has_row: bool
) -> None:
    person = story.person("alice")
    if has_row:
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    alice = Visitor("alice", language="vi")
    with committed():
        alice.post(MAILS, {"email": NEW, "action_add": ""})
        [request] = mail.outbox
        assert sent() == [(ASKED, NEW)]

    with committed():
        confirm(request)
        alice.post(MAILS, {"email": NEW, "action_primary": ""})

    assert User.objects.get(username="alice").email == NEW
    assert sent() == [(SUBJECT, "alice@example.vn")]


def test_an_officer_s_former_address_is_told_and_the_new_one_asked(committed: Committed) -> None:
    with committed():
        correct("bob", NEW)

    assert sorted(sent()) == sorted([(SUBJECT, "bob@example.vn"), (ASKED, NEW)])


def test_the_request_to_an_officer_names_nobody_and_is_answered_by_a_press(committed: Committed) -> None:
    with committed():
        correct("bob", NEW)
    [request] = [one for one in mail.outbox if one.to == [NEW]]
    assert not [word for word in ("bob", "Trần", "Bình") if word in str(request.body)]

    confirm(request)

    assert EmailAddress.objects.get(email=NEW).verified
    mail.outbox.clear()
    with committed():
        correct("bob", NEXT)
    assert sorted(sent()) == sorted([(SUBJECT, NEW), (ASKED, NEXT)])


def test_an_address_that_nobody_has_confirmed_learns_of_nothing(committed: Committed) -> None:
    MailAddress.objects.filter(person=story.person("bob")).delete()

    with committed():
        correct("bob", NEW)
    with committed():
        correct("bob", NEXT)

    assert sent() == [(ASKED, NEW), (ASKED, NEXT)]


def test_one_that_its_person_calls_wrong_learns_of_nothing(committed: Committed) -> None:
    MailAddress.objects.filter(person=story.person("bob")).update(instead=NEXT)

    with committed():
        correct("bob", NEW)

    assert sent() == [(ASKED, NEW)]


@pytest.mark.parametrize("address", ["bob@example.vn", "Bob@example.vn"])
def test_where_it_is_the_same_nobody_is_told_though_the_name_is_another(committed: Committed, address: str) -> None:
    with committed():
        correct("bob", address, "Trần Văn Bình An")

    assert sent() == []


def test_who_is_still_to_sign_in_first_is_asked_by_that_link_alone(committed: Committed) -> None:
    by = story.person("admin")
    seat = NewSeat(Unit.objects.get(slug="van-phong"), Role.CLERK, Terms(NOW.date(), None))
    person = persons.enter(NewPerson("Nguyễn Thị Mới", NEW), [seat], by=by, at=NOW)
    with committed():
        correct(person.username, NEXT)

    assert sent() == []


def test_a_change_that_is_taken_back_tells_nobody(committed: Committed) -> None:
    with committed(), transaction.atomic():
        persons.correct(story.person("bob"), "Trần Văn Bình", NEW, by=story.person("admin"), at=NOW)
        transaction.set_rollback(True)

    assert sent() == []


def test_a_mail_server_that_does_not_answer_keeps_no_change_back(
    committed: Committed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    with committed():
        words = correct("bob", NEW)

    assert User.objects.get(username="bob").email == NEW
    assert "The new address was not asked to confirm itself" in words


def test_what_is_changed_under_admin_tells_the_former_address_too(committed: Committed) -> None:
    person, boss = story.person("bob"), story.person("admin")
    User.objects.filter(pk=boss.pk).update(is_staff=True, is_superuser=True)
    admin = Visitor("admin")
    path = f"/admin/accounts/user/{person.pk}/change/"
    form = next(one for one in read(admin.get(path)).forms if "email" in one.values)

    with committed():
        answer = admin.post(path, {**form.values, "email": NEW})

    assert answer.status_code == HTTPStatus.FOUND
    assert sent() == [(SUBJECT, "bob@example.vn")]
