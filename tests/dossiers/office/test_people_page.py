"""The administrator's list of people: officers and citizens apart, found by unit, role, seat and words."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from accounts.people import locking
from accounts.roles import Role
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.officers import officer
from tests.dossiers.sight import another_agency

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
PAGE = "/van-hanh/nguoi/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def found(query: str = "") -> list[str]:
    answer = Visitor("admin").get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return [row.person.username for row in answer.context["rows"]]


def unit(slug: str) -> int:
    return Membership.objects.filter(unit__slug=slug)[0].unit_id


def test_officers_and_citizens_are_kept_apart() -> None:
    another_agency()
    officer("khac", Role.ONE_STOP_OFFICER, "mot-cua-khac")

    assert set(found()) == {"bob", "hoa", "dung", "lan", "tam", "carol", "admin", "van"}, "khac is of another agency"
    assert set(found("?loai=nguoi-dan")) == {"alice", "viet-an", "mallory"}


def test_who_decides_in_the_provincial_office_is_found_by_its_unit_and_role() -> None:
    assert found(f"?unit={unit('ubnd')}") == ["van"]
    assert found("?role=provincial_office") == ["van"]


def test_people_of_the_office_come_in_the_order_of_the_vietnamese_alphabet() -> None:
    names = [User.objects.get(username=one).full_name for one in found()]

    assert names == ["Bùi Thanh Tâm", "Đặng Thuý Vân", "Đinh Quang Trị", "Hoàng Tiến Dũng", "Ngô Cẩm Châu", "Phạm Thị Hoa", "Trần Văn Bình", "Vũ Ngọc Lan"]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=chau", ["carol"]),
        ("?q=Châu", ["carol"]),
        ("?q=châu+ngô", ["carol"]),
        ("?q=carol", ["carol"]),
        ("?q=BOB@example", ["bob"]),
        ("?q=%25", []),
        ("?q=<b>", []),
        ("?role=case", None),
        ("?role=specialist", ["dung"]),
        ("?state=closed", []),
        ("?state=ended", []),
    ],
)
def test_people_are_found_by_words_and_role(query: str, expected: list[str] | None) -> None:
    if expected is None:
        assert Visitor("admin").get(f"{PAGE}{query}").status_code == 422
    else:
        assert found(query) == expected


def test_people_are_found_by_unit_and_by_whether_the_seat_is_in_force() -> None:
    desk = unit("mot-cua")
    Membership.objects.filter(user__username="bob").update(until=date(2026, 1, 5))
    officer("moi", Role.ONE_STOP_OFFICER, "mot-cua", since=date(2026, 1, 6))
    User.objects.filter(username="hoa").update(is_active=False)

    assert set(found(f"?unit={desk}")) == {"bob", "moi"}
    assert found(f"?unit={desk}&state=now") == ["moi"]
    assert found(f"?unit={desk}&state=ended") == ["bob"]
    assert found("?state=closed") == ["hoa"]
    assert "(01/01/2016–05/01/2026)" in read(Visitor("admin").get(f"{PAGE}?state=ended")).words()


def test_an_account_that_is_closed_and_a_sign_in_that_is_locked_are_two_things() -> None:
    closed, shut = (User.objects.get(username=name) for name in ("hoa", "dung"))
    locking.lock(shut, "Mất điện thoại", by=User.objects.get(username="admin"), at=NOW)
    User.objects.filter(pk=closed.pk).update(is_active=False)

    assert found("?state=closed") == ["hoa"]
    assert found("?state=locked") == ["dung"]
    assert "dung" in found("?state=now"), "the seat runs, and files wait by it"
    assert "hoa" not in found("?state=now")
    for page, names in ((f"{PAGE}?state=closed", "hoa"), (f"{PAGE}?state=locked", "dung")):
        words = read(Visitor("admin", language="en").get(page)).words().partition("Last sign-in")[2]
        assert ("Account closed" in words, "Sign-in locked" in words) == (names == "hoa", names == "dung")
    division = f"/van-hanh/don-vi/{unit('bao-chi-xuat-ban')}/"
    there = read(Visitor("admin", language="en").get(division)).words()
    assert f"{closed.get_full_name()} Account closed" in there
    assert f"{shut.get_full_name()} Sign-in locked" in there


def test_who_was_served_at_a_counter_alone_has_no_account() -> None:
    person = User(username="quay-1", full_name="Không Tài Khoản")
    person.set_unusable_password()
    person.save()

    assert "quay-1" not in found("?loai=nguoi-dan")
    assert Visitor("admin").get(f"{PAGE}{person.pk}/").status_code == 404


def test_pages_hold_fifty_and_lead_on_and_back() -> None:
    for number in range(60):
        officer(f"o{number:02}", Role.CLERK, "van-phong")
    first = Visitor("admin").get(PAGE)
    second = Visitor("admin").get(f"{PAGE}{first.context['page'].next_url}")

    names = [row.person.username for page in (first, second) for row in page.context["rows"]]
    assert len(names) == len(set(names)) == 68
    assert second.context["page"].next_url == ""
    back = Visitor("admin").get(f"{PAGE}{second.context['page'].previous_url}")
    assert [row.person.pk for row in back.context["rows"]] == [row.person.pk for row in first.context["rows"]]
    for after in ("9" * 17, "x", "-1", "%00"):
        assert Visitor("admin").get(f"{PAGE}?after={after}").status_code == 200


def test_a_longer_list_asks_no_more_of_the_database() -> None:
    admin = Visitor("admin")
    admin.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        admin.get(PAGE)
    for number in range(20):
        officer(f"o{number:02}", Role.CLERK, "van-phong")
    with CaptureQueriesContext(connection) as many:
        admin.get(PAGE)

    assert len(many) == len(few)


def test_markup_in_a_name_is_shown_as_it_is() -> None:
    User.objects.filter(username="bob").update(full_name="<script>alert(1)</script>")

    assert b"<script>alert(1)" not in Visitor("admin").get(PAGE).content


@pytest.mark.parametrize("username", ["alice", "bob", "carol", "lan", ""])
def test_the_list_is_the_administrator_s_alone(username: str) -> None:
    assert Visitor(username).get(PAGE).status_code == (404 if username else 302)


def test_an_administrator_whose_seat_has_ended_sees_nothing() -> None:
    Membership.objects.filter(user__username="admin").update(until=NOW.date() - timedelta(days=1))

    assert Visitor("admin").get(PAGE).status_code == 404
    assert story.person("admin").is_staff
