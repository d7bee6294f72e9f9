"""Whom a note can name: proposed while a name is typed, listed without scripts, and nobody who may not see the dossier."""

from datetime import date

import pytest

from accounts.roles import Role
from dossiers.commands import notes
from dossiers.lists.people import people
from dossiers.models import Dossier
from portal.demo import story
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.officers import officer

NOW = local("2026-01-06 09:00")
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def called(
    username: str, name: str, role: Role = Role.SPECIALIST, unit: str = "bao-chi-xuat-ban", **when: date
) -> None:
    user = officer(username, role, unit, **when)
    type(user).objects.filter(pk=user.pk).update(full_name=name)


def proposed(typed: str, dossier: Dossier, who: str = "bob") -> list[str]:
    answer = Visitor(who, language="vi").get(f"/mot-cua/{dossier.code}/nhac-ten/", {"q": typed})
    assert answer.status_code == 200
    return [one["name"] for one in answer.json()["people"]]


@pytest.mark.parametrize("typed", ["h", "Hoa", "hoa", "phạm", "PHAM THI", "thị hoa", " hoa "])
def test_a_name_is_proposed_by_the_beginning_of_any_of_its_words(typed: str) -> None:
    assert "Phạm Thị Hoa" in proposed(typed, dossier_at("tham-dinh").dossier)


@pytest.mark.parametrize("typed", ["oa", "hoà bình", "alice", "zz", "\x00", "%", "x" * 5000])
def test_what_begins_no_name_proposes_nobody(typed: str) -> None:
    assert proposed(typed, dossier_at("tham-dinh").dossier) == []


def test_nobody_is_proposed_who_may_not_see_the_dossier_or_has_left() -> None:
    dossier = dossier_at("tham-dinh").dossier
    called("a1", "Đỗ Trong Phòng")
    called("a2", "Đỗ Phòng Khác", unit="buu-chinh-vien-thong")
    called("a3", "Đỗ Đã Thôi", until=date(2026, 1, 5))
    called("a4", "Đỗ Quản Lý", Role.MANAGER, "so-tttt")
    called("a5", "Đỗ Quản Trị", Role.ADMINISTRATOR, "so-tttt")

    assert proposed("do", dossier) == ["Đỗ Quản Lý", "Đỗ Trong Phòng"]
    assert "Trần Văn Bình" not in proposed("", dossier), "nobody names oneself"


def test_the_applicant_is_not_proposed_whatever_seat_that_person_has() -> None:
    dossier = dossier_at("tham-dinh").dossier
    desk = story.person("bob").memberships.get()
    story.person("alice").memberships.create(unit=desk.unit, role=desk.role)

    assert proposed("nguyễn thị an", dossier) == []


def test_two_of_one_name_are_told_apart_by_their_user_names_and_whoever_is_proposed_can_be_named() -> None:
    dossier = dossier_at("tham-dinh").dossier
    called("thu1", "Lê Thu")
    called("thu2", "Lê Thu")

    names = [*proposed("thu", dossier), *proposed("b", dossier), *proposed("h", dossier)]

    assert {"thu1", "thu2"} < set(names)
    for name in names:
        assert len(notes.named_in(f"Nhờ @{name} xem giúp", dossier.agency_id, NOW.date())) == 1, name


def test_no_more_are_proposed_than_one_reads_and_a_role_tells_who_they_are() -> None:
    dossier = dossier_at("tham-dinh").dossier
    for n in range(12):
        called(f"n{n}", f"Ngô Số {n:02}")

    answer = Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/nhac-ten/", {"q": "ngo"})

    assert len(answer.json()["people"]) == 8
    assert answer.json()["people"][0] == {"name": "Ngô Cẩm Châu", "role": "Người quản lý"}
    assert answer["Cache-Control"] == "private, no-store"


def test_whom_a_note_can_name_stands_in_a_fold_of_it() -> None:
    dossier = dossier_at("tham-dinh").dossier

    page = Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/").content.decode()

    fold = page.partition('<details class="further"><summary>Những người có thể nhắc tới')[2].partition("</details>")[0]
    assert "<li>@Phạm Thị Hoa</li>" in fold
    assert "Trần Văn Bình" not in fold
    assert "nhac-ten" not in Visitor("alice").get(f"/ho-so/{dossier.code}/").content.decode()


def test_a_name_that_was_corrected_is_proposed_at_once_and_the_former_one_no_more() -> None:
    dossier, hoa = dossier_at("tham-dinh").dossier, story.person("hoa")
    assert proposed("thi hoa", dossier) == ["Phạm Thị Hoa"]

    typed = {"full_name": "Phạm Thị Huệ", "email": hoa.email}
    Visitor("admin").post(f"/van-hanh/nguoi/{hoa.pk}/sua/", typed)

    assert proposed("thi hoa", dossier) == []
    assert proposed("huệ", dossier) == ["Phạm Thị Huệ"]
    assert people(NOW.date()).names[hoa.pk] == "Phạm Thị Huệ", "the lists of people have it too"


def test_it_is_proposed_as_the_press_knows_it_where_another_process_has_corrected_it() -> None:
    dossier, hoa = dossier_at("tham-dinh").dossier, story.person("hoa")
    assert proposed("thi hoa", dossier) == ["Phạm Thị Hoa"]

    type(hoa).objects.filter(pk=hoa.pk).update(full_name="Phạm Thị Huệ")

    assert proposed("pham", dossier) == ["Phạm Thị Huệ"]
