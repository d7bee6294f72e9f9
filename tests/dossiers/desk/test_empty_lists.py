"""A list that has nothing in it says what is true of that list; a search that finds nothing, what was searched."""

import pytest

from dossiers import queries
from dossiers.desk.lists.tabs import of_nothing
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, person

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_each_list_has_words_of_its_own() -> None:
    bob = Visitor("bob", language="vi")
    names = queries.list_names(person("bob").seats)

    said = {name: read(bob.get(f"/mot-cua/?list={name}")).words() for name in names}

    titles = {name: of_nothing(name)[0] for name in names}
    assert len(set(titles.values())) == len(names)
    assert "Không có hồ sơ nào đang chờ bạn" in said["mine"]
    assert all(("Không có hồ sơ nào đang chờ bạn" in words) == (name == "mine") for name, words in said.items())
    assert "Chưa có hồ sơ nào kết thúc" in said["done"]
    assert "Không có hồ sơ nào quá hạn" in said["late"]


def test_a_search_in_vain_says_what_was_searched_and_leads_the_desk_to_the_receipt_book() -> None:
    pages = {who: Visitor(who, language="vi").get("/mot-cua/?q=khongcogi").content.decode() for who in ("bob", "hoa")}

    assert all("số biên lai" in page for page in pages.values())
    assert ["Xem Sổ biên lai" in page for page in pages.values()] == [True, False]
