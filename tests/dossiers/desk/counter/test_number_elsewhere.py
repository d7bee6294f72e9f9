"""A number that stands in somebody else's dossier, filed on line, is said when a card with it is read; a phone that finds nobody is said too."""

from datetime import timedelta

import pytest

from dossiers.log.answers import standing_of
from dossiers.models import Dossier
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY

DESK = "/mot-cua/quay/"
CARD = "{number}||Trần Thị Ngọc Lan|15031985|Nữ|Số 8, ngõ 25 Láng Hạ, Hà Nội|01072021"
SAID = "xin đối chiếu thẻ với người đang đứng ở quầy"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(hours=1))]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


def card_of(dossier: Dossier) -> str:
    return CARD.format(number=standing_of(dossier)["applicant_id"])


def test_the_number_of_another_name_is_pointed_out(bob: Visitor) -> None:
    dossier = story.file("alice", at=MONDAY)

    words = read(bob.post(DESK, {"shown": card_of(dossier)})).words()

    assert f"Số này đã có trong hồ sơ {dossier.code} của {dossier.applicant_name}: {SAID}" in words
    assert SAID in read(bob.post(DESK, {"shown": card_of(dossier).split("|")[0]})).words()


def test_the_own_name_is_no_question(bob: Visitor) -> None:
    dossier = story.file("alice", at=MONDAY)

    words = read(
        bob.post(DESK, {"shown": card_of(dossier).replace("Trần Thị Ngọc Lan", dossier.applicant_name)})
    ).words()

    assert SAID not in words


def test_a_phone_that_finds_nobody_is_said_and_stands_in_the_form(bob: Visitor) -> None:
    page = bob.post(DESK, {"shown": "0912345678"})

    assert "Không tìm thấy ai có số điện thoại này" in read(page).words()
    form = next(one for one in read(page).forms if "phone" in one.values)
    assert form.values["phone"] == "0912 345 678", "as it is read out"
