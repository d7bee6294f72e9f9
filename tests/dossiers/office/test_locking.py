"""A sign-in is locked at once, whatever hangs on its person, and opened again; who, when and why stays in the history."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from accounts.models import AccountChange, ChangeKind, Membership, User
from accounts.roles import Role
from dossiers.models import Dossier
from dossiers.reports.alerts.stranded import Staff
from portal.checks import DEMO_PASSWORD
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.office.test_person_page import NOW, TODAY, page_of, press, pytestmark, seat_of, words_of
from tests.dossiers.officers import officer

__all__ = ["pytestmark"]


def lock(username: str, why: str = "Mật khẩu bị lộ", *, ticked: bool = True) -> str:
    """Press it as the page offers it, with what it asks to be ticked."""
    admin = Visitor("admin", language="en")
    page = admin.get(page_of(username)).content.decode()
    asked = re.search(r'name="meant" value="([^"]+)" required', page)
    sent = {"do": "lock", "why": why} | ({"meant": asked[1]} if asked and ticked else {})
    return read(admin.post(page_of(username), sent, follow=True)).words()


@pytest.mark.parametrize(
    ("do", "subject", "said"),
    [
        ("lock", "Sign-in with your account is locked", "is locked since 09:00 06/01/2026"),
        ("close", "Your account is closed", "This account is closed"),
    ],
)
def test_whose_account_opens_no_more_and_asks_for_a_password_reads_that_and_not_that_there_is_none(
    do: str, subject: str, said: str
) -> None:
    officer("khoa", Role.SPECIALIST, seat_of("dung").unit.slug)
    whose = User.objects.get(username="khoa")
    lock("khoa") if do == "lock" else press("khoa", "close")
    whose.refresh_from_db()
    assert not whose.is_active
    mail.outbox.clear()

    Visitor("", language="en").post("/tai-khoan/password/reset/", {"email": whose.email})

    [sent] = mail.outbox
    assert (sent.to, sent.subject) == ([whose.email], subject)
    assert said in sent.body.replace("\n", " ")
    assert "Ask the administrator of your agency" in sent.body
    assert "signup" not in sent.body


def test_a_citizen_whose_account_opens_no_more_is_sent_to_the_desk() -> None:
    User.objects.filter(username="alice").update(is_active=False)
    mail.outbox.clear()

    Visitor("", language="vi").post("/tai-khoan/password/reset/", {"email": story.person("alice").email})

    [sent] = mail.outbox
    assert "Tài khoản này đã đóng" in sent.body
    assert "Xin hỏi Bộ phận Một cửa." in sent.body
    assert "quản trị viên" not in sent.body


def test_a_sign_in_is_locked_at_once_whatever_hangs_on_the_person_and_opened_again() -> None:
    dossier = story.dossier_in("tham-dinh", at=NOW).dossier
    seats = list(Membership.objects.filter(user__username="dung").values_list("pk", "until"))
    dung = Visitor("dung", language="en")
    assert dung.get("/mot-cua/").status_code == 200

    assert "Say why" in lock("dung", " ")
    assert "The sign-in is locked, and every session is over." in lock("dung")

    # Whoever is in is out, and whoever knows the password reads why nobody comes in.
    assert dung.get("/mot-cua/").status_code == 302
    door = Visitor("", language="en").post(
        "/tai-khoan/login/", {"login": "dung", "password": DEMO_PASSWORD}, follow=True
    )
    assert "Sign-in with this account is locked since 09:00 06/01/2026. Ask the administrator" in read(door).words()
    wrong = Visitor("", language="en").post("/tai-khoan/login/", {"login": "dung", "password": "x"}, follow=True)
    assert "is locked since" not in read(wrong).words()
    # What is in that person's name stays there, and is said to be handed over.
    dossier.refresh_from_db()
    assert dossier.assignee == story.person("dung")
    assert list(Membership.objects.filter(user__username="dung").values_list("pk", "until")) == seats
    said = words_of("dung")
    assert "Sign-in is locked since 09:00 06/01/2026, by Đinh Quang Trị: Mật khẩu bị lộ." in said
    assert "1 file waits for this person by name: hand it over" in said
    hoa = Visitor("hoa", language="en")
    assert (
        "Open dossiers that this case officer has: 1."
        in read(hoa.get(f"/mot-cua/ban-giao/{dossier.assignee_id}/")).words()
    )
    assert "Hoàng Tiến Dũng" in read(hoa.get("/mot-cua/ban-giao/")).words()
    assert Staff.on(TODAY).lacks(Role.SPECIALIST, dossier.unit_id, dossier.assignee_id)
    [change] = AccountChange.objects.filter(kind=ChangeKind.LOCKED)
    assert (change.by.username, change.at, change.after) == ("admin", NOW, {"reason": "Mật khẩu bị lộ"})

    assert "The sign-in is open again." in press("dung", "open")
    assert AccountChange.objects.filter(kind=ChangeKind.UNLOCKED).count() == 1
    assert Visitor("dung").get("/mot-cua/").status_code == 200
    assert "Sign-in locked" not in words_of("dung").split("History")[0]


def test_a_locked_account_is_closed_for_good_once_nothing_hangs_on_it() -> None:
    officer("minh", Role.CLERK, "van-phong")
    lock("minh")

    assert "The account is closed" in press("minh", "close")

    assert "Account closed" in words_of("minh")
    assert "The account is open again" in press("minh", "open")


def test_nobody_locks_the_own_account_and_the_second_press_says_so() -> None:
    assert "Nobody locks the own account" in lock("admin")
    lock("tam")
    assert "Nobody could come in by this account any more." in lock("tam")
    assert AccountChange.objects.filter(kind=ChangeKind.LOCKED).count() == 1


def test_who_is_left_with_nothing_is_said_with_the_lock() -> None:
    seats = Membership.objects.filter(role=Role.ONE_STOP_OFFICER)
    seats.exclude(user__username="bob").update(until=TODAY - timedelta(days=1))

    said = lock("bob").partition("Seats and files stay as they are.")[2].partition("Full name")[0]

    assert "One-stop" in said


SOLE = [
    ("bob", "One-stop officer", "One-stop Desk"),
    ("tam", "Records clerk", "Department Office"),
    ("lan", "Department leader", "Hanoi Department of Information and Communications"),
    ("hoa", "Division head", "Press and Publishing Division"),
]


@pytest.mark.parametrize(("username", "role", "unit"), SOLE)
def test_what_nobody_does_any_more_is_read_before_a_sign_in_is_locked_and_confirmed(
    username: str, role: str, unit: str
) -> None:
    Membership.objects.filter(role=seat_of(username).role).exclude(user__username=username).delete()
    Dossier.objects.filter(pk=story.dossier_in("tham-dinh", at=NOW).dossier.pk).update(
        holder=seat_of(username).role, unit=seat_of(username).unit
    )
    said = f"Nobody has the role “{role}” in {unit} any more: 1 file waits there."

    assert said in words_of(username).split("Close the account")[0]
    refused = lock(username, ticked=False)
    assert "Nothing was locked: tick that it is meant, and press again." in refused
    assert story.person(username).is_active
    assert "The sign-in is locked" in lock(username)
    assert said in words_of(username).partition("Now that this person does not come in:")[2]


def test_a_tick_for_other_seats_locks_nothing_and_where_others_do_all_of_it_nothing_is_asked() -> None:
    admin = Visitor("admin", language="en")
    admin.post(page_of("tam"), {"do": "lock", "why": "Mất máy", "meant": "0"})
    assert story.person("tam").is_active

    officer("minh", Role.CLERK, "van-phong")

    assert "Lock it all the same" not in words_of("tam")
    assert "The sign-in is locked" in lock("tam")
