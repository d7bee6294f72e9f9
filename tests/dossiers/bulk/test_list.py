"""What is chosen at a list: a box in each row, a bar below them, without scripts."""

import pytest

from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, some

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

OFFERED = {
    "bob": ["accept", "transfer", "return", "remind"],
    "hoa": ["assign", "decide", "remind"],
    "dung": [],
    "lan": ["decide", "remind"],
    "tam": [],
    "van": ["decide"],
    "carol": ["remind"],
}


@pytest.mark.parametrize("who", OFFERED)
def test_each_is_offered_what_is_for_many_of_that_seat(who: str) -> None:
    some(1, "phan-cong")

    page = read(Visitor(who).get("/mot-cua/?list=open"))

    bar = [form for form in page.forms if form.action == "/mot-cua/hang-loat/"]
    assert [value for form in bar for _name, value in form.buttons] == (OFFERED[who] if who != "van" else [])


def test_a_row_sends_its_number_and_the_sequence_that_is_shown() -> None:
    [dossier] = some(1)

    page = Visitor("bob").get("/mot-cua/?list=mine").content.decode()

    assert f'name="chosen" value="{dossier.code}:{dossier.sequence}"' in page


def test_the_bar_keeps_the_list_s_filters() -> None:
    some(1)

    page = read(Visitor("bob").get("/mot-cua/?list=open&sort=-filed"))

    [bar] = [form for form in page.forms if form.action == "/mot-cua/hang-loat/"]
    assert bar.values["list"] == "open"
