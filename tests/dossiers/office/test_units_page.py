"""The administrator's pages of units: names, sectors, and the end of a division that leaves nothing behind."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from accounts.models import AccountChange, ChangeKind, Membership, Unit
from accounts.roles import Role
from dossiers.models import Dossier
from dossiers.office.units import kept
from dossiers.office.units.sectors import sector_names
from portal.demo import story
from procedures.models import UnitSector
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
PAGE = "/van-hanh/don-vi/"
NEW = {"name_vi": "Phòng Chuyển đổi số", "name_en": "Digital Division", "address": "", "phone": ""}

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def unit(slug: str) -> Unit:
    return Unit.objects.get(slug=slug)


def page_of(slug: str) -> str:
    return f"{PAGE}{unit(slug).pk}/"


def send(slug: str, **typed: str) -> HttpResponse:
    found = unit(slug)
    given = {name: getattr(found, name) for name in ("name_vi", "name_en", "address", "phone")}
    return Visitor("admin", language="en").post(page_of(slug), {**given, "until": "", **typed})


def enter(**typed: str) -> HttpResponse:
    agency = str(unit("so-tttt").pk)
    return Visitor("admin", language="en").post(f"{PAGE}moi/", {"agency": agency, **NEW, **typed})


def test_the_list_has_the_units_of_the_agency_with_people_and_sectors() -> None:
    words = read(Visitor("admin", language="vi").get(PAGE)).words()

    assert "Phòng Báo chí - Xuất bản" in words
    assert "Văn phòng UBND Thành phố Hà Nội" not in words
    rows = {row.unit.slug: row for row in Visitor("admin").get(PAGE).context["rows"]}
    assert (rows["mot-cua"].people, len(rows["bao-chi-xuat-ban"].sectors)) == (1, 2)


def test_a_division_is_entered_with_a_key_of_its_name() -> None:
    assert enter().status_code == 302

    found = unit("phong-chuyen-doi-so")
    assert (found.kind, found.parent) == ("division", unit("so-tttt"))
    assert AccountChange.objects.get().kind == ChangeKind.UNIT_ENTERED
    assert "There is a unit of this name already." in read(enter()).words()
    assert enter(name_vi="N" * 255).status_code == 422
    assert enter(agency=str(unit("ubnd").pk)).status_code == 422
    assert enter(name_vi="李").status_code == 302


def test_a_unit_is_renamed_and_the_page_says_what_it_was_called() -> None:
    assert send("van-phong", name_vi="Văn phòng", phone="024 1234").status_code == 302

    words = read(Visitor("admin", language="vi").get(page_of("van-phong"))).words()
    assert "Tên tiếng Việt: Văn phòng Sở → Văn phòng" in words
    assert send("van-phong").status_code == 302
    assert AccountChange.objects.count() == 1


def test_a_division_ends_when_it_has_no_seats_no_sectors_and_no_open_dossiers() -> None:
    dossier = story.dossier_in("tham-dinh", at=NOW).dossier
    press = "bao-chi-xuat-ban"

    assert "Seats in this unit last longer: 2" in read(send(press, until="31/01/2026")).words()
    Membership.objects.filter(unit=unit(press)).update(until=date(2026, 1, 31))
    assert "This division serves 2 sectors" in read(send(press, until="31/01/2026")).words()
    UnitSector.objects.filter(unit=unit(press)).delete()
    assert "1 open dossier lies in this division" in read(send(press, until="31/01/2026")).words()
    Dossier.objects.filter(pk=dossier.pk).update(holder="")
    assert unit(press).until is None

    assert send(press, until="31/01/2026").status_code == 302

    assert unit(press).until == date(2026, 1, 31)


def test_the_dossiers_that_keep_a_division_are_named_and_open_for_whoever_may_see_them() -> None:
    press, codes = "bao-chi-xuat-ban", [story.dossier_in("tham-dinh", at=NOW).dossier.code for _n in range(2)]
    Membership.objects.filter(unit=unit(press)).update(until=date(2026, 1, 31))
    UnitSector.objects.filter(unit=unit(press)).delete()

    words = read(refused := send(press, until="31/01/2026")).words()

    assert "2 open dossiers lie in this division" in words
    for code in codes:
        assert f"{code}: Hoàng Tiến Dũng" in words
        assert f"/mot-cua/{code}/" not in refused.content.decode()
    Membership.objects.create(user=story.person("admin"), role=Role.MANAGER, unit=unit("so-tttt"))
    assert f'<a href="/mot-cua/{codes[0]}/">{codes[0]}</a>' in send(press, until="31/01/2026").content.decode()


def test_of_many_the_first_are_named_and_the_others_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    for _n in range(2):
        story.dossier_in("tham-dinh", at=NOW)
    monkeypatch.setattr(kept, "MOST", 1)

    words = read(send("bao-chi-xuat-ban", until="31/01/2026")).words()

    assert "And 1 more: they show here once these have ended or gone elsewhere." in words


def test_of_other_kinds_none_ends_here() -> None:
    assert send("mot-cua", until="31/01/2026").status_code == 302
    assert unit("mot-cua").until is None


def test_a_sector_that_nobody_else_serves_is_not_taken_away() -> None:
    sector = UnitSector.objects.filter(unit=unit("bao-chi-xuat-ban")).order_by("sector")[0].sector
    admin = Visitor("admin", language="en")

    words = read(admin.post(page_of("bao-chi-xuat-ban"), {"take": sector}, follow=True)).words()
    assert "No division serves the sector" in words
    assert "Nothing was taken away: another division has to serve this sector before." in words
    assert UnitSector.objects.filter(unit=unit("bao-chi-xuat-ban"), sector=sector).exists()
    assert not AccountChange.objects.exists()

    admin.post(page_of("cong-nghe-thong-tin"), {"sector": sector, "doubted": sector})
    admin.post(page_of("bao-chi-xuat-ban"), {"take": sector})

    assert [row.unit.slug for row in UnitSector.objects.filter(sector=sector).select_related("unit")] == ["cong-nghe-thong-tin"]  # fmt: skip
    kinds = AccountChange.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [ChangeKind.SECTOR_GIVEN, ChangeKind.SECTOR_TAKEN]
    name, history = sector_names()[sector].en, read(admin.get("/van-hanh/lich-su/")).words()
    assert f"Sector: {name}" in history
    assert sector not in history


def test_a_sector_that_another_division_serves_is_given_at_the_second_press() -> None:
    served = UnitSector.objects.filter(unit=unit("bao-chi-xuat-ban")).order_by("sector")
    sector, other = (row.sector for row in served[:2])
    admin, path = Visitor("admin", language="en"), page_of("cong-nghe-thong-tin")

    asked = admin.post(path, {"sector": sector})

    assert asked.status_code == 422
    assert f"{unit('bao-chi-xuat-ban').name_en} serves this sector already" in read(asked).errors["id_sector"]
    assert not AccountChange.objects.exists()
    form = next(one for one in read(asked).forms if "sector" in one.values)
    assert (form.values["sector"], form.values["doubted"]) == (sector, sector)
    assert admin.post(path, form.values | {"sector": other}).status_code == 422, "the answer was of the other sector"
    assert not AccountChange.objects.exists()

    assert admin.post(path, form.values).status_code == 302

    units = UnitSector.objects.filter(sector=sector).values_list("unit__slug", flat=True)
    assert set(units) == {"bao-chi-xuat-ban", "cong-nghe-thong-tin"}


def test_one_that_no_division_or_the_same_serves_is_not_asked_about() -> None:
    row = UnitSector.objects.filter(unit=unit("bao-chi-xuat-ban")).order_by("sector")[0]
    admin = Visitor("admin", language="en")

    words = read(admin.post(page_of("bao-chi-xuat-ban"), {"sector": row.sector}, follow=True)).words()
    row.delete()
    given = admin.post(page_of("cong-nghe-thong-tin"), {"sector": row.sector})

    assert "The division serves this sector already." in words
    assert given.status_code == 302
    assert UnitSector.objects.filter(sector=row.sector, unit=unit("cong-nghe-thong-tin")).exists()


@pytest.mark.parametrize(
    "typed", [{"take": "khong-co"}, {"take": ""}, {"take": "\0"}, {"sector": "khong-co"}, {"sector": ""}]
)
def test_a_sector_that_there_is_not_changes_nothing(typed: dict[str, str]) -> None:
    before = set(UnitSector.objects.values_list("unit", "sector"))

    assert Visitor("admin").post(page_of("bao-chi-xuat-ban"), typed).status_code in (302, 400, 422)
    assert Visitor("admin").post(page_of("mot-cua"), typed).status_code in (302, 400, 422)

    assert set(UnitSector.objects.values_list("unit", "sector")) == before
    assert not AccountChange.objects.exists()


def test_a_unit_in_a_circle_is_refused_under_admin_too() -> None:
    agency, division = unit("so-tttt"), unit("bao-chi-xuat-ban")
    agency.parent = division

    with pytest.raises(ValidationError, match="trực thuộc chính nó"):
        agency.full_clean()
    division.parent = division
    with pytest.raises(ValidationError):
        division.full_clean()


@pytest.mark.parametrize("username", ["alice", "bob", "carol", "lan"])
def test_nobody_else_has_these_pages(username: str) -> None:
    visitor = Visitor(username)
    for address in (PAGE, f"{PAGE}moi/", page_of("mot-cua")):
        assert visitor.get(address).status_code == 404
    assert visitor.post(page_of("mot-cua"), {"name_vi": "X", "name_en": "X"}).status_code == 404


def test_the_unit_of_another_agency_is_not_there() -> None:
    assert Visitor("admin").get(page_of("ubnd")).status_code == 404


@pytest.mark.parametrize("phone", ["abc", "12", "024x37366617"])
def test_what_nobody_can_call_is_no_phone_of_a_unit(phone: str) -> None:
    answer = send("mot-cua", phone=phone)

    assert "This is no telephone number" in read(answer).errors["id_phone"]
    assert unit("mot-cua").phone != phone


def test_a_phone_is_kept_as_it_is_grouped_for_it_is_printed_so() -> None:
    send("mot-cua", phone="(024) 3736 6617")

    assert unit("mot-cua").phone == "(024) 3736 6617"
