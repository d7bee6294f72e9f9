"""The administrator's page of sign-ins, and that of what was changed: searched by person and day, narrowed to one's own people."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AccountChange, ChangeKind, SignInOutcome, SignInRecord, Unit, User
from accounts.people import changes, persons
from accounts.roles import Role
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.officers import officer
from tests.dossiers.sight import another_agency

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
SIGN_INS = "/van-hanh/dang-nhap/"
HISTORY = "/van-hanh/lich-su/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def who(username: str) -> User:
    return User.objects.get(username=username)


def came(username: str, outcome: SignInOutcome = SignInOutcome.IN, *, days: int = 0) -> None:
    SignInRecord.objects.create(
        person=who(username), at=NOW - timedelta(days=days), outcome=outcome, network="203.0.113.0/24"
    )


def found(page: str, query: str = "") -> list[str]:
    answer = Visitor("admin").get(f"{page}{query}")
    assert answer.status_code == 200
    rows = answer.context["rows"]
    return [row.person.username if page == SIGN_INS else row.change.kind for row in rows]


def test_sign_ins_are_found_by_person_outcome_and_day() -> None:
    came("bob", days=2)
    came("alice", days=1)
    came("carol", SignInOutcome.FAILED)
    another_agency()
    officer("khac", Role.ONE_STOP_OFFICER, "mot-cua-khac")
    came("khac")

    assert found(SIGN_INS) == ["carol", "alice", "bob"]
    came("van")
    assert found(SIGN_INS) == ["van", "carol", "alice", "bob"], "whose people nobody else looks after"
    SignInRecord.objects.filter(person__username="van").delete()
    assert found(SIGN_INS, "?who=chau") == ["carol"]
    assert found(SIGN_INS, f"?outcome={SignInOutcome.IN}") == ["alice", "bob"]
    assert found(SIGN_INS, "?since=05/01/2026&until=05/01/2026") == ["alice"]
    assert "203.0.113.0/24" in read(Visitor("admin").get(SIGN_INS)).words()


@pytest.mark.parametrize("page", [SIGN_INS, HISTORY])
@pytest.mark.parametrize("query", ["?since=06/01/2026&until=05/01/2026", "?since=x", "?outcome=99&kind=99", "?who=%00"])
def test_what_cannot_be_looked_for_is_told(page: str, query: str) -> None:
    answer = Visitor("admin").get(f"{page}{query}")

    assert answer.status_code in (400, 422)
    assert answer.status_code == 400 or read(answer).errors


def test_at_whose_account_several_passwords_were_tried_stands_on_top() -> None:
    for _time in range(3):
        came("bob", SignInOutcome.FAILED)
    came("carol", SignInOutcome.FAILED)
    for _time in range(5):
        came("lan", SignInOutcome.FAILED, days=2)

    words = read(Visitor("admin", language="en").get(SIGN_INS)).words()

    assert "Trần Văn Bình: 3 tries, the last at 09:00 06/01/2026" in words
    assert "Ngô Cẩm Châu:" not in words
    assert "Vũ Ngọc Lan:" not in words


def test_changes_are_found_by_person_by_who_made_them_by_unit_kind_and_day() -> None:
    persons.correct(who("bob"), "Trần Văn Bình An", "bob@example.vn", by=who("admin"), at=NOW - timedelta(days=2))
    persons.end_sessions(who("carol"), by=who("admin"), at=NOW)
    office, province = (Unit.objects.get(slug=slug) for slug in ("van-phong", "ubnd"))
    changes.note(
        ChangeKind.UNIT_CHANGED, by=who("admin"), at=NOW, unit=office, before={"phone": "1"}, after={"phone": "2"}
    )
    changes.note(
        ChangeKind.UNIT_CHANGED, by=who("van"), at=NOW, unit=province, before={"phone": "1"}, after={"phone": "2"}
    )

    assert found(HISTORY) == ["unit-changed", "sessions", "corrected"]
    assert found(HISTORY, "?who=binh+an") == ["corrected"]
    assert found(HISTORY, "?by=tri&kind=sessions") == ["sessions"]
    assert found(HISTORY, "?by=bob") == []
    assert found(HISTORY, f"?unit={office.pk}") == ["unit-changed"]
    assert found(HISTORY, "?until=05/01/2026") == ["corrected"]
    words = read(Visitor("admin", language="vi").get(HISTORY)).words()
    assert "Số điện thoại: 1 → 2" in words
    assert "Họ và tên: Trần Văn Bình → Trần Văn Bình An" in words


def test_two_people_of_one_name_are_told_apart_in_the_history() -> None:
    for username in ("moi", "moi2"):
        User.objects.filter(pk=officer(username, Role.CLERK, "van-phong").pk).update(full_name="Nguyễn Thị Mới")
        persons.end_sessions(who(username), by=who("admin"), at=NOW)

    words = read(Visitor("admin").get(HISTORY)).words()

    assert "Nguyễn Thị Mới (moi)" in words
    assert "Nguyễn Thị Mới (moi2)" in words


@pytest.mark.parametrize("page", [SIGN_INS, HISTORY])
def test_more_lines_ask_no_more_of_the_database(page: str) -> None:
    admin = Visitor("admin")
    came("bob")
    persons.end_sessions(who("bob"), by=who("admin"), at=NOW)
    admin.get(page)
    with CaptureQueriesContext(connection) as few:
        admin.get(page)
    for username in ("carol", "lan", "tam", "hoa"):
        came(username)
        persons.end_sessions(who(username), by=who("admin"), at=NOW)
    with CaptureQueriesContext(connection) as many:
        admin.get(page)

    assert len(many) == len(few)


@pytest.mark.parametrize("page", [SIGN_INS, HISTORY])
@pytest.mark.parametrize("username", ["alice", "bob", "carol", "lan"])
def test_these_pages_are_the_administrator_s_alone(username: str, page: str) -> None:
    assert Visitor(username).get(page).status_code == 404


def test_nothing_of_a_citizen_s_numbers_is_on_these_pages() -> None:
    came("alice")
    persons.end_sessions(who("alice"), by=who("admin"), at=NOW)

    for page in (SIGN_INS, HISTORY, f"/van-hanh/nguoi/{who('alice').pk}/", "/van-hanh/nguoi/?loai=nguoi-dan"):
        assert "001185012345" not in Visitor("admin").get(page).content.decode()
    assert AccountChange.objects.count() == 1
