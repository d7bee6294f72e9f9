"""What the organisation lacks since it was published: shown to the administrator, and to the head whose dossiers stand still."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.cache import caches
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, Unit, User
from accounts.roles import Role
from dossiers.models import Dossier
from portal.demo import story
from procedures.models import ProcedureVersion
from procedures.publication import publish
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.procedures.decided import DECIDED, SIGNATURE
from tests.procedures.shipped import changed

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=LOCAL)
PAGE = "/van-hanh/con-thieu/"
PRESS = "bao-chi-xuat-ban"
BY_CASE_OFFICERS = (
    f"{SIGNATURE}decides = true\n",
    SIGNATURE.replace("department_leader", "specialist") + "decides = true\n",
)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def dossier() -> Dossier:
    """A dossier that dung appraises in the division of the press, which hoa heads."""
    return story.dossier_in("tham-dinh", at=NOW - timedelta(days=3)).dossier


def ends(username: str, on: date | None, *, unit: str = PRESS) -> None:
    """Let somebody's seat in a unit end with a day."""
    assert Membership.objects.filter(user__username=username, unit__slug=unit).update(until=on) == 1


def seen_by(who: str, language: str = "vi") -> str:
    caches["process"].clear()
    return read(Visitor(who, language=language).get(PAGE if who == "admin" else "/mot-cua/")).words()


def another_case_officer() -> User:
    person = User.objects.create(username="minh", full_name="Lý Văn Minh")
    Membership.objects.create(user=person, unit=Unit.objects.get(slug=PRESS), role=Role.SPECIALIST)
    return person


def test_where_nothing_is_missing_the_page_says_so_and_the_work_list_says_nothing(dossier: Dossier) -> None:
    assert "Không thiếu gì" in seen_by("admin")
    assert "Có việc đang dừng" not in seen_by("hoa")


@pytest.mark.parametrize(("who", "is_told"), [("admin", True), ("hoa", True), ("lan", True), ("bob", False)])
def test_a_role_without_a_holder_is_told_to_those_who_have_to_see_to_it(who: str, is_told: bool) -> None:
    ends("tam", date(2026, 1, 4), unit="van-phong")

    words = seen_by(who)

    assert ("Ở Văn phòng Sở không ai giữ vai trò “Văn thư”" in words) is is_told


def test_it_is_told_once_with_the_procedures_that_it_stops() -> None:
    ends("tam", date(2026, 1, 4), unit="van-phong")

    words = seen_by("admin", "en")

    assert words.count("Nobody in Department Office has the role “Records clerk” now") == 1
    stopped = {version.machine.name for version in ProcedureVersion.objects.published()}
    assert f"and {len(stopped) - 3} more" in words


def test_a_seat_that_ends_within_a_week_is_told_before(dossier: Dossier) -> None:
    ends("dung", date(2026, 1, 9))

    for who in ("admin", "hoa"):
        words = seen_by(who)
        assert "không ai giữ vai trò “Chuyên viên thụ lý”" in words
        assert "trong 7 ngày tới" in words
        assert dossier.code in words
        assert "09/01/2026" in words


def test_a_seat_that_ends_within_two_weeks_is_told_as_what_is_to_come(dossier: Dossier) -> None:
    ends("dung", date(2026, 1, 12))

    words = seen_by("admin")
    assert "không ai giữ vai trò" not in words
    assert "Từ 13/01/2026: 1 hồ sơ" in words


def test_a_seat_that_ends_later_is_not_told_yet(dossier: Dossier) -> None:
    ends("dung", date(2026, 1, 26))

    words = seen_by("admin")
    assert "Không thiếu gì" in words
    assert "26/01/2026" not in words


@pytest.mark.parametrize("how", ["seat", "account", "seat removed"])
def test_a_dossier_whose_case_officer_has_left_is_named_until_somebody_else_has_it(dossier: Dossier, how: str) -> None:
    minh = another_case_officer()
    match how:
        case "seat":
            ends("dung", date(2026, 1, 4))
        case "account":
            User.objects.filter(username="dung").update(is_active=False)
        case _:
            Membership.objects.filter(user__username="dung").delete()

    assert f"{dossier.code} Hoàng Tiến Dũng đã thôi" in seen_by("admin")
    assert "Hoàng Tiến Dũng, đã thôi" in seen_by("hoa")
    story.Walk(dossier, NOW).take("reassign", "hoa", assignee=minh)

    assert dossier.code not in seen_by("admin")
    assert "đã thôi" not in seen_by("hoa")


def test_when_the_last_one_who_could_decide_what_another_proposes_leaves_it_is_told(tmp_path: Path) -> None:
    another_case_officer()
    path = tmp_path / "v1.toml"
    path.write_text(changed(BY_CASE_OFFICERS, text=DECIDED), encoding="utf-8")
    publish([path], at=NOW)
    assert "chỉ có một người" not in seen_by("admin")

    ends("minh", date(2026, 1, 4))

    for who in ("admin", "hoa"):
        assert (
            "Ở Phòng Báo chí - Xuất bản người trình không được tự quyết định, mà chỉ có một người giữ vai trò "
            "“Chuyên viên thụ lý”" in seen_by(who)
        )


def test_the_head_opens_the_dossier_from_the_note_and_the_administrator_does_not(dossier: Dossier) -> None:
    ends("dung", date(2026, 1, 4))
    link = f'<a class="code" href="/mot-cua/{dossier.code}/">'.encode()

    note = Visitor("hoa").get("/mot-cua/?list=done").content

    assert link in note
    assert link not in Visitor("admin").get(PAGE).content


def test_a_dossier_that_waits_for_its_applicant_is_named_when_it_comes_back(dossier: Dossier) -> None:
    another_case_officer()
    walk = story.Walk(dossier, NOW)
    walk.take("ask-payment", "dung")
    ends("dung", date(2026, 1, 4))
    assert dossier.code not in seen_by("admin")

    walk.take("confirm-payment", "bob")

    assert f"{dossier.code} Hoàng Tiến Dũng đã thôi" in seen_by("admin")


def test_what_another_division_lacks_is_not_shown_to_a_head(dossier: Dossier) -> None:
    Membership.objects.filter(user__username="hoa").exclude(unit__slug=PRESS).delete()
    Membership.objects.filter(user__username="dung", unit__slug="buu-chinh-vien-thong").delete()

    assert "Phòng Bưu chính - Viễn thông không ai giữ" in seen_by("admin")
    assert "Có việc đang dừng" not in seen_by("hoa")


def test_a_dossier_of_another_agency_is_not_the_administrators(dossier: Dossier) -> None:
    ends("dung", date(2026, 1, 4))
    other = Unit.objects.create(slug="so-khac", kind="agency", agency_code="H26.99", name_vi="Khác", name_en="Other")
    Membership.objects.filter(user__username="admin").update(unit=other)

    assert dossier.code not in seen_by("admin")


def test_a_day_is_the_office_s_own(dossier: Dossier) -> None:
    ends("dung", date(2026, 1, 12))

    with time_machine.travel(datetime(2026, 1, 6, 0, 10, tzinfo=LOCAL), tick=False):
        assert dossier.code in seen_by("admin")


def test_the_pages_ask_little(dossier: Dossier, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    ends("dung", date(2026, 1, 4))
    admin, hoa = Visitor("admin"), Visitor("hoa")
    admin.get(PAGE)
    hoa.get("/mot-cua/")

    with django_assert_max_num_queries(13):
        admin.get(PAGE)
    with django_assert_max_num_queries(8):
        hoa.get("/mot-cua/")


def test_a_dossier_that_nobody_has_had_yet_is_not_called_left(dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(assignee=None)

    administrator, head = seen_by("admin"), seen_by("hoa")

    assert f"{dossier.code} chưa có ai" in administrator
    assert f"{dossier.code} : chưa có ai thụ lý" in head.replace(f"{dossier.code}:", f"{dossier.code} :")
    assert "đã thôi " not in administrator.partition(dossier.code)[2]
    assert ", đã thôi" not in head


@pytest.mark.parametrize("page", ["/van-hanh/", "/van-hanh/chua-gui/", "/van-hanh/tien-trinh/", PAGE])
def test_the_tab_says_how_much_is_missing(dossier: Dossier, page: str) -> None:
    def tab() -> str:
        caches["process"].clear()
        return read(Visitor("admin", language="vi").get(page)).words().partition("Chưa gửi được")[2]

    before = tab()
    ends("dung", date(2026, 1, 4))
    ends("tam", date(2026, 1, 4), unit="van-phong")

    after = tab()

    assert "Còn thiếu Từ tìm kiếm" in before
    assert "Còn thiếu 3 Từ tìm kiếm" in after, "two roles and a dossier"


def test_the_first_page_of_the_administration_says_what_is_missing(dossier: Dossier) -> None:
    def first() -> str:
        return Visitor("admin", language="vi").get("/admin/").content.decode()

    before = first()
    ends("dung", date(2026, 1, 4))

    assert PAGE not in before
    assert f'<a href="{PAGE}">Cơ cấu đang thiếu hoặc sẽ thiếu trong 7 ngày: 2</a>' in first()
    assert Visitor("bob").get("/admin/").status_code == 302


def test_whoever_ends_a_seat_is_warned_at_once_of_what_is_missing_then(dossier: Dossier) -> None:
    dung = User.objects.get(username="dung")
    seats = list(dung.memberships.order_by("pk"))
    form = {"username": "dung", "full_name": dung.full_name, "email": dung.email, "is_active": "on"}
    form |= {"memberships-TOTAL_FORMS": str(len(seats)), "memberships-INITIAL_FORMS": str(len(seats))}
    for row, seat in enumerate(seats):
        given = {"id": seat.pk, "user": dung.pk, "unit": seat.unit_id, "role": seat.role, "since": "01/01/2016"}
        form |= {f"memberships-{row}-{name}": str(value) for name, value in given.items()}
    press = [f"memberships-{row}-until" for row, seat in enumerate(seats) if seat.unit.slug == PRESS]

    def saved(typed: dict[str, str]) -> str:
        answer = Visitor("admin", language="vi").post(f"/admin/accounts/user/{dung.pk}/change/", typed, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()

    nothing, refused = saved(form), saved({**form, **dict.fromkeys(press, "04/01/2026")})
    after = saved({**form, **dict.fromkeys(press, "06/01/2026")})

    assert "con-thieu" not in nothing
    assert "1 hồ sơ đang giao đích danh" in refused
    assert "không ai giữ vai trò “Chuyên viên thụ lý”" in after
    assert "hồ sơ không có người thụ lý ổn định: 1" in after
    assert f'<a href="{PAGE}">' in after


@pytest.mark.parametrize(("who", "page"), [("lan", "/mot-cua/"), ("carol", "/mot-cua/"), ("carol", "/quan-ly/")])
def test_who_answers_for_the_agency_sees_what_stands_still(who: str, page: str) -> None:
    def seen() -> str:
        caches["process"].clear()
        return read(Visitor(who, language="vi").get(page)).words()

    ends("tam", date(2026, 1, 9), unit="van-phong")
    ahead = seen()
    ends("tam", date(2026, 1, 4), unit="van-phong")

    assert "Có thủ tục đang dừng" not in ahead, "nothing stands still yet"
    assert "Có thủ tục đang dừng" in seen()
    stopped = {version.machine.name for version in ProcedureVersion.objects.published()}
    assert f"số thủ tục đang dừng: {len(stopped)}" in seen()


def test_a_list_of_case_officers_without_anybody_says_why(dossier: Dossier) -> None:
    page = f"/mot-cua/{dossier.code}/"
    why = "Phòng hiện không có ai giữ vai trò chuyên viên thụ lý"
    assert why not in read(Visitor("hoa", language="vi").get(page)).words()
    Membership.objects.filter(role=Role.SPECIALIST).update(until=date(2026, 1, 4))

    assert why in read(Visitor("hoa", language="vi").get(page)).words()
