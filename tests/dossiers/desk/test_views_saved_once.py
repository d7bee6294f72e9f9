"""A view is saved once: by its name, however that is written, and by what it shows."""

import pytest

from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.test_saved_views import NOW, PAGE, SAVE, beside, do, links_of, save

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.mark.parametrize("name", ["chờ KÝ", "Chờ  ký", " CHỜ ký "])
def test_a_name_that_differs_in_capitals_or_spaces_alone_is_refused_and_says_which_there_is(name: str) -> None:
    save("bob", "Chờ ký")
    other = save("bob", "B")
    bob = Visitor("bob")

    saved = bob.post(f"{SAVE}?list=open&step=tham-dinh", {"name": name})
    renamed = bob.post(f"{PAGE}{other.pk}/", {"do": "rename", "name": name})

    for answer in (saved, renamed):
        assert answer.status_code == 422
        assert "There is a view “Chờ ký” already" in " ".join(read(answer).errors.values())
        assert f'value="{name.strip()}"' in answer.content.decode() or f'value="{name}"' in answer.content.decode()
    assert beside("bob") == ["Chờ ký", "B"]
    # One's own name is written in another way at will.
    assert do("bob", other, "rename", name="b") == 302


def test_a_list_that_is_saved_already_is_not_saved_twice_and_can_be_opened() -> None:
    view = save("bob", "Chờ ký", query="list=open&step=tham-dinh")
    bob, address = Visitor("bob"), f"{SAVE}?list=open&step=tham-dinh"

    shown = bob.get(address)
    answer = bob.post(address, {"name": "Tên khác"})

    for page in (shown, answer):
        assert "This list is saved already, as “Chờ ký”." in read(page).words() + read(page).summary
        assert f"{PAGE}{view.pk}/" in links_of(page)
    assert answer.status_code == 422
    assert 'value="Tên khác"' in answer.content.decode()
    assert beside("bob") == ["Chờ ký"]
    # Other columns of it are another view, and so is the same one of somebody else.
    save("bob", "Cột khác", query="list=open&step=tham-dinh&cols=filed")
    save("lan", "Chờ ký", query="list=open&step=tham-dinh")
