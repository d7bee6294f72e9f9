"""What nobody serves or holds is not published: told in words, with titles of steps and names of units."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import Membership, Unit, User
from accounts.roles import Role
from procedures.language.compiler import DefinitionErrors
from procedures.machine import Text
from procedures.models import Procedure, UnitSector
from procedures.publication import publish
from procedures.publication.organisation import organisation_on
from tests.procedures.decided import APPRAISAL, DECIDED, SIGNATURE, decided
from tests.procedures.shipped import changed

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 2, tzinfo=UTC)
PRESS = "bao-chi-xuat-ban"
SEALED = "“Vào số, đóng dấu, chuyển Bộ phận Một cửa”"
ASSIGN, REVIEW = "“Phân công thụ lý hồ sơ”", "“Xem xét, ký nháy dự thảo kết quả”"
GIVE = "người quản trị giao vai trò đó cho một người ở đơn vị ấy, hoặc giao bước cho vai trò khác"
ONE = "phải có đúng một đơn vị loại đó: người quản trị ghi ở mục đơn vị, hoặc giao bước cho vai trò khác"


def written(folder: Path, *edits: tuple[str, str]) -> Path:
    path = folder / "v1.toml"
    path.write_text(changed(*edits, text=DECIDED), encoding="utf-8")
    return path


def refused(path: Path) -> list[str]:
    with pytest.raises(DefinitionErrors) as caught:
        publish([path], at=AT)
    assert not Procedure.objects.filter(slug="thu-tuc-thu").exists()
    return [str(error).replace(error.file, path.name, 1) for error in caught.value.errors]


def nobody_is(role: Role) -> None:
    """Let every seat of a role have ended the day before."""
    Membership.objects.filter(role=role).update(until=date(2026, 1, 4))


def no_unit(slug: str) -> None:
    unit = Unit.objects.get(slug=slug)
    unit.memberships.all().delete()
    unit.delete()


def nobody_at_all() -> None:
    Membership.objects.all().delete()
    Unit.objects.exclude(parent=None).delete()
    Unit.objects.all().delete()


MISSING: list[tuple[str, Callable[[], object], str]] = [
    (
        "a role whose holder's seat has ended",
        lambda: nobody_is(Role.CLERK),
        f"steps.van-thu.role: ở Văn phòng Sở không ai giữ vai trò “Văn thư” để làm: {SEALED}; {GIVE}",
    ),
    (
        "a role whose holder cannot sign in",
        lambda: User.objects.filter(username="tam").update(is_active=False),
        f"steps.van-thu.role: ở Văn phòng Sở không ai giữ vai trò “Văn thư” để làm: {SEALED}; {GIVE}",
    ),
    (
        "a role that is held in the wrong unit",
        lambda: Membership.objects.filter(role=Role.CLERK).update(unit=Unit.objects.get(slug="mot-cua")),
        f"steps.van-thu.role: ở Văn phòng Sở không ai giữ vai trò “Văn thư” để làm: {SEALED}; {GIVE}",
    ),
    (
        "a deciding role that nobody holds",
        lambda: nobody_is(Role.DEPARTMENT_LEADER),
        "steps.phe-duyet.role: ở Sở Thông tin và Truyền thông Hà Nội không ai giữ vai trò “Lãnh đạo Sở” để làm: "
        f"“Phê duyệt, ký kết quả”; {GIVE}",
    ),
    (
        "a division without a head",
        lambda: Membership.objects.filter(role=Role.DIVISION_HEAD, unit__slug=PRESS).delete(),
        "steps.phan-cong.role: ở Phòng Báo chí - Xuất bản không ai giữ vai trò “Lãnh đạo phòng” để làm: "
        f"{ASSIGN}, {REVIEW}, “Đổi người thụ lý”; {GIVE}",
    ),
    (
        "a second division that serves the sector without a case officer",
        lambda: (
            UnitSector.objects.create(unit=Unit.objects.get(slug="buu-chinh-vien-thong"), sector="bao-chi"),
            Membership.objects.filter(role=Role.SPECIALIST, unit__slug="buu-chinh-vien-thong").delete(),
        ),
        "steps.tham-dinh.role: ở Phòng Bưu chính - Viễn thông không ai giữ vai trò “Chuyên viên thụ lý” để làm: "
        f"“Thẩm định hồ sơ, dự thảo kết quả”; {GIVE}",
    ),
    (
        "no unit for a role",
        lambda: no_unit("van-phong"),
        f"steps.van-thu.role: không có đơn vị loại “Bộ phận văn thư” cho vai trò “Văn thư” để làm: {SEALED}; {ONE}",
    ),
    (
        "two units for a role",
        lambda: Unit.objects.create(
            slug="van-phong-2", kind="office", name_vi="Hai", name_en="Two", parent=Unit.objects.get(slug="so-tttt")
        ),
        f"steps.van-thu.role: có 2 đơn vị loại “Bộ phận văn thư” cho vai trò “Văn thư” để làm: {SEALED}; {ONE}",
    ),
    (
        "an agency of another code",
        lambda: Unit.objects.filter(slug="so-tttt").update(agency_code="H99"),
        "agency: không đơn vị nào có mã cơ quan H26.NN; người quản trị ghi cơ quan với mã đó ở mục đơn vị",
    ),
    (
        "nobody and nothing",
        nobody_at_all,
        "sector: chưa có đơn vị nào; ghi đơn vị, phòng và người vào hệ thống trước",
    ),
]


@pytest.mark.parametrize(("lose", "told"), [case[1:] for case in MISSING], ids=[case[0] for case in MISSING])
def test_what_the_organisation_lacks_is_told_once(lose: Callable[[], object], told: str, tmp_path: Path) -> None:
    lose()

    assert refused(written(tmp_path)) == [f"v1.toml: {told}"]


def test_a_sector_with_one_wrong_letter_is_told_with_those_that_are_served(tmp_path: Path) -> None:
    assert refused(written(tmp_path, ('sector = "bao-chi"', 'sector = "bao-chii"'))) == [
        "v1.toml: sector: không phòng nào giải quyết lĩnh vực Báo chí (“bao-chii”); viết giống hệt một lĩnh vực đã có phòng: "
        "bao-chi, buu-chinh, phat-thanh-truyen-hinh-ttdt, xuat-ban-in-phat-hanh; lĩnh vực mới thì người quản trị ghi phòng "
        "ở mục lĩnh vực của đơn vị"
    ]


def test_who_decides_at_once_must_be_there(tmp_path: Path) -> None:
    at_once = ("immediate_result = false", 'immediate_result = "provincial_office"')
    nobody_is(Role.PROVINCIAL_OFFICE)

    (error,) = refused(written(tmp_path, at_once))

    assert error.startswith(
        "v1.toml: immediate_result: ở Văn phòng UBND Thành phố Hà Nội không ai giữ vai trò “Văn phòng UBND thành phố” "
        "để làm: “Quyết định, có kết quả ngay”"
    )


def both_by(role: Role) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the edits by which a role both proposes and decides."""
    return (
        (f"{APPRAISAL}proposes = true\n", APPRAISAL.replace("specialist", role) + "proposes = true\n"),
        (f"{SIGNATURE}decides = true\n", SIGNATURE.replace("department_leader", role) + "decides = true\n"),
    )


def another(username: str, role: Role, unit: str) -> None:
    person = User.objects.create(username=username, full_name="Lý Văn Minh")
    Membership.objects.create(user=person, unit=Unit.objects.get(slug=unit), role=role)


@pytest.mark.parametrize(
    ("role", "called"), [(Role.SPECIALIST, "Chuyên viên thụ lý"), (Role.DIVISION_HEAD, "Lãnh đạo phòng")]
)
def test_nobody_decides_where_one_person_alone_proposes_and_decides(role: Role, called: str, tmp_path: Path) -> None:
    path = written(tmp_path, *both_by(role), *NAMED_BEFORE[role])

    assert refused(path) == [
        "v1.toml: steps.phe-duyet.role: ở Phòng Báo chí - Xuất bản người trình không được tự quyết định, mà chỉ có một người "
        f"giữ vai trò “{called}” để làm: “Thẩm định hồ sơ, dự thảo kết quả”, “Phê duyệt, ký kết quả”; người quản trị giao "
        "vai trò đó cho thêm một người ở đơn vị ấy, hoặc giao bước quyết định cho vai trò khác, hoặc ghi "
        "proposer_may_decide = true nếu quy định cho người trình tự quyết định"
    ]


NAMED_BEFORE: dict[Role, list[tuple[str, str]]] = {
    Role.SPECIALIST: [],
    Role.DIVISION_HEAD: [('asks = ["assignee"]\n', "")],  # no case officer is named where none has a step
}


def test_a_second_holder_may_decide_what_the_first_proposes(tmp_path: Path) -> None:
    another("minh", Role.SPECIALIST, PRESS)

    assert publish([written(tmp_path, *both_by(Role.SPECIALIST))], at=AT).published


def test_one_person_alone_may_do_both_where_the_procedure_says_so(tmp_path: Path) -> None:
    may = ("immediate_result = false\n", "immediate_result = false\nproposer_may_decide = true\n")

    assert publish([written(tmp_path, *both_by(Role.SPECIALIST), may)], at=AT).published


def test_one_person_who_alone_holds_both_roles_cannot_decide(tmp_path: Path) -> None:
    lan = Membership.objects.get(role=Role.DEPARTMENT_LEADER).user
    Membership.objects.filter(role=Role.SPECIALIST, unit__slug=PRESS).update(user=lan)

    (error,) = refused(written(tmp_path))

    assert "chỉ có một người giữ vai trò “Chuyên viên thụ lý”, “Lãnh đạo Sở” để làm" in error


def test_where_everything_is_served_and_held_it_is_published(tmp_path: Path) -> None:
    assert publish([written(tmp_path)], at=AT).published == ("thu-tuc-thu v1",)
    assert list(organisation_on(date(2026, 1, 5)).gaps(decided())) == []


def test_a_gap_is_told_in_both_languages_whatever_the_reader_s_is() -> None:
    nobody_is(Role.CLERK)

    (gap,) = organisation_on(date(2026, 1, 5)).gaps(decided())

    assert gap.wrong == Text(
        f"ở Văn phòng Sở không ai giữ vai trò “Văn thư” để làm: {SEALED}",
        "nobody in Department Office has the role “Records clerk” to do: “Register, seal, pass to the one-stop desk”",
    )
    assert gap.unit_id == Unit.objects.get(slug="van-phong").pk


def test_a_check_where_there_are_no_units_says_what_it_could_not_ask(tmp_path: Path) -> None:
    nobody_at_all()
    out, err = StringIO(), StringIO()

    call_command("publish_procedures", str(written(tmp_path)), "--check", stdout=out, stderr=err)

    assert out.getvalue() == "thu-tuc-thu v1: would be published\n"
    assert err.getvalue() == (
        "Not checked, for there is no unit yet: who serves the sector, and who holds the roles.\n"
    )


def test_what_is_published_already_is_not_asked_again() -> None:
    nobody_is(Role.CLERK)
    out = StringIO()

    call_command("publish_procedures", stdout=out)

    assert out.getvalue().endswith("unchanged\n")


def test_the_organisation_is_loaded_in_three_queries(django_assert_num_queries) -> None:
    with django_assert_num_queries(3):
        organisation = organisation_on(date(2026, 1, 5))
        assert list(organisation.gaps(decided())) == []
