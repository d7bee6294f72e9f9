"""Whose people an administrator looks after: those of the own agency, and of a provincial office that has none."""

from accounts.models import AccountChange, ChangeKind, User
from accounts.roles import Role
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.office.test_person_page import change, page_of, pytestmark, seat_of
from tests.dossiers.officers import officer
from tests.dossiers.sight import another_agency

__all__ = ["pytestmark"]


def test_the_people_and_seats_of_another_agency_are_not_there() -> None:
    another_agency()
    officer("khac", Role.ONE_STOP_OFFICER, "mot-cua-khac")
    admin, seat = Visitor("admin"), seat_of("khac")
    assert admin.get(page_of("khac")).status_code == 404
    assert admin.post(page_of("khac"), {"do": "close"}).status_code == 404
    assert admin.get(f"/mot-cua/ban-giao/{seat.user_id}/").status_code == 404
    assert admin.get(page_of("bob", f"vi-tri/{seat.pk}/")).status_code == 404
    assert admin.get("/van-hanh/nguoi/0/").status_code == 404


def test_the_officer_of_the_provincial_office_is_looked_after_here() -> None:
    admin, seat = Visitor("admin"), seat_of("van")

    page = read(admin.get(page_of("van"))).words()
    changed = change("van", title="Chuyên viên")
    refused = read(admin.post(page_of("van"), {"do": "close"}, follow=True)).words()
    leaving = admin.get(f"/mot-cua/ban-giao/{seat.user_id}/")

    assert "Office of the Hanoi People's Committee" in page
    assert changed.status_code == 302
    assert seat_of("van").title == "Chuyên viên"
    assert User.objects.get(username="van").is_active, refused
    assert "Provincial office, Office of the Hanoi People's Committee" in refused
    assert "Nobody else is there who could get it. First give that seat to somebody" in read(leaving).words()


def test_a_second_officer_of_the_provincial_office_is_entered_and_stands_in_for_the_first() -> None:
    own = Visitor("van")
    assert (
        "Nobody of your agency can stand in yet: ask the administrator" in read(own.get("/tai-khoan/vang-mat/")).words()
    )
    typed = {
        "full_name": "Lý Thị Hai",
        "email": "hai@example.vn",
        "place_1": f"provincial_office:{seat_of('van').unit_id}",
        "since_1": "06/01/2026",
    }

    assert Visitor("admin").post("/van-hanh/nguoi/moi/", typed).status_code == 302

    page = read(own.get("/tai-khoan/vang-mat/")).words()
    assert "Lý Thị Hai" in page
    assert "ask the administrator to give somebody a seat there" not in page
    assert AccountChange.objects.filter(kind=ChangeKind.SEAT_GIVEN).exists()
    assert "Lý Thị Hai" in read(Visitor("admin").get("/van-hanh/lich-su/")).words()
