"""A sign-in is locked at once, whatever hangs on its person, and opened again; who, when and why stays in the history."""

from datetime import timedelta

from accounts.models import AccountChange, ChangeKind, Membership
from accounts.roles import Role
from dossiers.reports.alerts.stranded import Staff
from portal.checks import DEMO_PASSWORD
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.office.test_person_page import NOW, TODAY, page_of, press, pytestmark, words_of
from tests.dossiers.officers import officer

__all__ = ["pytestmark"]


def lock(username: str, why: str = "Mật khẩu bị lộ") -> str:
    sent = {"do": "lock", "why": why}
    return read(Visitor("admin", language="en").post(page_of(username), sent, follow=True)).words()


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
