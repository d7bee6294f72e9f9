"""The model department and the people of the demo: one for each role that a procedure knows."""

from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from accounts.models import MailAddress, Membership, Unit, UnitKind, User
from accounts.roles import Role
from portal.checks import DEMO_PASSWORD
from procedures.models import UnitSector


class Place(NamedTuple):
    """A unit of the demo."""

    slug: str
    kind: UnitKind
    name_vi: str
    name_en: str
    parent: str = ""
    address: str = ""
    sectors: tuple[str, ...] = ()


class Person(NamedTuple):
    """A person of the demo, and the seat that the person has."""

    username: str
    full_name: str
    role: Role | None = None
    unit: str = ""
    personal_id: str = ""
    phone: str = ""
    address: str = ""
    organisation: str = ""
    title: str = ""
    """Below a signature."""
    also: tuple[str, ...] = ()
    """Other units in which the person has the same role."""


OTHER_DIVISIONS = ("buu-chinh-vien-thong", "cong-nghe-thong-tin")
"""In the demo one head and one specialist serve every division, so that every procedure can be walked."""

PLACES = (
    Place("so-tttt", UnitKind.AGENCY, "Sở Thông tin và Truyền thông Hà Nội", "Hanoi Department of Information and Communications"),
    Place("mot-cua", UnitKind.DESK, "Bộ phận Tiếp nhận và Trả kết quả", "One-stop Desk", "so-tttt", "185 Giảng Võ, Đống Đa, Hà Nội"),
    Place("bao-chi-xuat-ban", UnitKind.DIVISION, "Phòng Báo chí - Xuất bản", "Press and Publishing Division", "so-tttt", "", ("xuat-ban-in-phat-hanh", "bao-chi")),
    Place("buu-chinh-vien-thong", UnitKind.DIVISION, "Phòng Bưu chính - Viễn thông", "Post and Telecommunications Division", "so-tttt", "", ("buu-chinh",)),
    Place("cong-nghe-thong-tin", UnitKind.DIVISION, "Phòng Công nghệ thông tin", "Information Technology Division", "so-tttt", "", ("phat-thanh-truyen-hinh-ttdt",)),
    Place("van-phong", UnitKind.OFFICE, "Văn phòng Sở", "Department Office", "so-tttt"),
    Place("ubnd", UnitKind.PROVINCE, "Văn phòng UBND Thành phố Hà Nội", "Office of the Hanoi People's Committee"),
)  # fmt: skip
PROVINCE_CODE = "H26"
"""Identifier of the People's Committee (QĐ 2918/QĐ-UBND, 17/08/2022)."""

PEOPLE = (
    Person("alice", "Nguyễn Thị An", personal_id="001185012345", phone="+84912345678", address="Số 12 ngõ 34 Hoàng Cầu, phường Đống Đa, Hà Nội"),
    Person("viet-an", "Lê Việt Anh", personal_id="001080123456", phone="+84987654321", address="Số 56 phố Láng Hạ, phường Láng, Hà Nội", organisation="Công ty TNHH Việt An"),
    Person("mallory", "Đỗ Mai Ly", personal_id="001195234567", phone="+84909876543", address="Số 7 phố Huế, phường Hai Bà Trưng, Hà Nội"),
    Person("bob", "Trần Văn Bình", Role.ONE_STOP_OFFICER, "mot-cua"),
    Person("hoa", "Phạm Thị Hoa", Role.DIVISION_HEAD, "bao-chi-xuat-ban", also=OTHER_DIVISIONS),
    Person("dung", "Hoàng Tiến Dũng", Role.SPECIALIST, "bao-chi-xuat-ban", also=OTHER_DIVISIONS),
    Person("lan", "Vũ Ngọc Lan", Role.DEPARTMENT_LEADER, "so-tttt", title="Phó Giám đốc"),
    Person("tam", "Bùi Thanh Tâm", Role.CLERK, "van-phong"),
    Person("van", "Đặng Thuý Vân", Role.PROVINCIAL_OFFICE, "ubnd"),
    Person("carol", "Ngô Cẩm Châu", Role.MANAGER, "so-tttt"),
    Person("admin", "Đinh Quang Trị", Role.ADMINISTRATOR, "so-tttt"),
)  # fmt: skip


def load() -> None:
    """Make the units, people and seats that are not there yet; change nothing of those that are."""
    units: dict[str, Unit] = {}
    for place in PLACES:
        code = {UnitKind.AGENCY: settings.AGENCY_CODE, UnitKind.PROVINCE: PROVINCE_CODE}.get(place.kind, "")
        unit, _new = Unit.objects.get_or_create(
            slug=place.slug,
            defaults={
                "kind": place.kind,
                "name_vi": place.name_vi,
                "name_en": place.name_en,
                "parent": units.get(place.parent),
                "address": place.address,
                "agency_code": code,
            },
        )
        units[place.slug] = unit
        for sector in place.sectors:
            UnitSector.objects.get_or_create(unit=unit, sector=sector)
    for person in PEOPLE:
        _load_person(person, units)


def _load_person(person: Person, units: dict[str, Unit]) -> None:
    user = User.objects.filter(username=person.username).first() or _new_user(person)
    # Nobody of the demo has to confirm an address that the demo itself has made up.
    now = timezone.now()
    made = {"asked_at": now, "confirmed_at": now}
    MailAddress.objects.get_or_create(person=user, address=user.email, defaults=made)
    for slug in filter(None, (person.unit, *person.also)):
        Membership.objects.get_or_create(
            user=user, unit=units[slug], role=person.role, defaults={"title": person.title}
        )


def _new_user(person: Person) -> User:
    is_admin = person.role is Role.ADMINISTRATOR
    user = User(
        username=person.username,
        full_name=person.full_name,
        email=f"{person.username}@example.vn",
        personal_id=person.personal_id,
        phone=person.phone,
        address=person.address,
        organisation=person.organisation,
        is_staff=is_admin,
        is_superuser=is_admin,
    )
    user.set_password(DEMO_PASSWORD)
    user.save()
    return user
