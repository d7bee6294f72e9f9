"""Two people of one name are told apart wherever somebody is chosen, and Đ stands behind D, not behind Z."""

import re

import pytest

from accounts.models import User
from accounts.roles import Role
from dossiers.lists.names import by_name, called
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, some
from tests.dossiers.officers import officer

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

UNIT = "bao-chi-xuat-ban"


def called_so(username: str, name: str, role: Role = Role.SPECIALIST) -> User:
    person = officer(username, role, UNIT)
    person.full_name = name
    person.save(update_fields=["full_name"])
    return person


def options(page: str, name: str) -> list[str]:
    """Return the words of a choice, in order."""
    found = re.search(rf'<select[^>]* name="{name}".*?</select>', page, re.DOTALL)
    assert found, name
    return [" ".join(text.split()) for text in re.findall(r"<option[^>]*>(.*?)</option>", found[0], re.DOTALL)]


def test_names_stand_in_the_order_of_the_alphabet_and_shared_ones_with_the_user_name() -> None:
    people = [
        User(pk=pk, username=username, full_name=name)
        for pk, username, name in (
            (1, "v", "Vũ An"),
            (2, "d2", "Đỗ An"),
            (3, "e", "Em An"),
            (4, "d1", "ĐỖ AN"),
            (5, "d", "Dương An"),
        )
    ]

    names = called(people)

    assert [names[one.pk] for one in by_name(people)] == ["Dương An", "ĐỖ AN (d1)", "Đỗ An (d2)", "Em An", "Vũ An"]


def test_the_head_tells_two_of_one_name_apart_in_the_table_and_in_the_choice() -> None:
    called_so("dung.hai", "Hoàng Tiến Dũng")
    called_so("duc", "Đặng Văn Đức")
    called_so("vinh", "Vũ Vinh")
    some(1, "tham-dinh")

    page = Visitor("hoa").get(f"/mot-cua/phong/?who={story.person('dung').pk}").content.decode()

    rows = [" ".join(text.split()) for text in re.findall(r'<th scope="row">([^<]*)', page)]
    assert rows[:4] == ["Đặng Văn Đức", "Hoàng Tiến Dũng (dung)", "Hoàng Tiến Dũng (dung.hai)", "Vũ Vinh"]
    chosen = [one.rpartition(" (")[0] for one in options(page, "assignee") if "(" in one]
    assert chosen == rows[:4]


def test_so_does_whoever_gives_one_file_enters_an_absence_or_filters_a_list() -> None:
    called_so("dung.hai", "Hoàng Tiến Dũng")
    called_so("duc", "Đặng Văn Đức")
    [dossier] = some(1, "tham-dinh")
    hoa = Visitor("hoa")
    both = ["Hoàng Tiến Dũng (dung)", "Hoàng Tiến Dũng (dung.hai)"]

    filters = options(hoa.get("/mot-cua/?list=open&filters=open").content.decode(), "holder")
    assert [one for one in filters if "Dũng" in one] == both
    stand_ins = options(hoa.get("/tai-khoan/vang-mat/").content.decode(), "substitute")
    assert [one.partition(" · ")[0] for one in stand_ins if "Dũng" in one] == both
    colleagues = read(hoa.get("/tai-khoan/vang-mat/")).words()
    assert colleagues.index("Đặng Văn Đức") < colleagues.index(both[0]) < colleagues.index(both[1])
    leavers = read(Visitor("admin").get("/mot-cua/ban-giao/")).words()
    assert leavers.index("Đặng Văn Đức") < leavers.index("Hoàng Tiến Dũng") < leavers.index("Vũ Ngọc Lan")
    assert both[1] not in leavers, "seats tell them apart"
    one_file = options(hoa.get(f"/mot-cua/{dossier.code}/").content.decode(), "assignee")
    assert [one for one in one_file if "Dũng" in one] == both[1:]
    called_so("dung.ba", "Hoàng Tiến Dũng")
    leavers = read(Visitor("admin").get("/mot-cua/ban-giao/")).words()
    assert leavers.index("Hoàng Tiến Dũng (dung.ba)") < leavers.index("Hoàng Tiến Dũng (dung.hai)")


def test_the_administrator_chooses_whom_to_tell_by_the_same_names() -> None:
    called_so("hoa.hai", "Phạm Thị Hoa", Role.DIVISION_HEAD)

    page = Visitor("admin").get("/van-hanh/bao-tin/").content.decode()

    assert [one for one in options(page, "whom") if "Hoa" in one] == ["Phạm Thị Hoa (hoa)", "Phạm Thị Hoa (hoa.hai)"]
