"""What a search leads to besides what it finds: dossiers of one's own, and lists that are narrowed to a procedure."""

from datetime import timedelta

import pytest

from dossiers import search
from dossiers.models import Dossier
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.officers import CONTACT

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY.astimezone(LOCAL) + timedelta(days=1))]

OWN = "hồ sơ của chính bạn"


def own_of(who: str) -> Dossier:
    return story.file(who, at=MONDAY, answers=story.ANSWERS | CONTACT | {"material_name": "Sổ tay Hồ Gươm"})


def searched(who: str, text: str) -> str:
    return read(Visitor(who, language="vi").get("/mot-cua/", {"q": text})).words()


@pytest.mark.parametrize("typed", ["{code}", "{end}", "so tay ho guom", "Hồ Gươm", "http://x.vn/mot-cua/{code}/"])
def test_who_searches_a_dossier_of_ones_own_is_led_to_it(typed: str) -> None:
    dossier = own_of("bob")
    text = typed.format(code=dossier.code, end=dossier.code.rpartition("-")[2])

    page = Visitor("bob", language="vi").get("/mot-cua/", {"q": text})

    assert OWN in read(page).words()
    assert 'href="/ho-so/?q=' in page.content.decode()
    # It is no file of this desk.
    assert f'href="/mot-cua/{dossier.code}/' not in page.content.decode()


@pytest.mark.parametrize("who", ["bob", "hoa", "dung", "lan"])
def test_nobody_is_led_to_somebody_else_s(who: str) -> None:
    dossier = own_of("alice")

    for text in (dossier.code, "so tay ho guom"):
        assert OWN not in Visitor(who, language="vi").get("/mot-cua/", {"q": text}, follow=True).content.decode()


def test_words_that_do_not_fit_ones_own_lead_nowhere() -> None:
    own_of("bob")

    assert OWN not in searched("bob", "xyz khongcogi")
    assert OWN not in searched("bob", "(((")


@pytest.mark.parametrize("typed", ["giay phep xuat ban", "Cấp giấy phép xuất bản", "tai lieu khong kinh doanh"])
def test_words_of_a_procedure_s_name_offer_its_list(typed: str) -> None:
    page = Visitor("bob", language="vi").get("/mot-cua/", {"q": typed, "list": "open"})

    assert "Lọc theo thủ tục:" in read(page).words()
    assert f'href="/mot-cua/?list=open&amp;procedure={story.SLUG}"' in page.content.decode()


@pytest.mark.parametrize("typed", ["giay", "0912 345 678", "nguyen thi anh"])
def test_one_word_or_a_name_offers_none(typed: str) -> None:
    assert "Lọc theo thủ tục:" not in searched("bob", typed)


def test_a_branch_is_found_by_its_tax_code_however_it_is_written() -> None:
    for typed in ("0199999991-001", "0199999991001", "0199999991 001"):
        assert search.Query(typed).company == "0199999991"
        assert "0199999991001" in search.Query(typed).words(begun=False)
