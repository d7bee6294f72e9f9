"""What is read at the counter's box: a card that is odd, our own code, the end of a number."""

from datetime import timedelta

import pytest

from dossiers.background import relay
from dossiers.models import CounterPerson, Dossier, Letter
from portal.demo import story
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.counter.test_pages import CARD, MONDAY, bob, looked_up

__all__ = ["bob"]

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]

VNI = "Nguye64n Va8n Bi2nh"


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("1101700203450|THA|SOMCHAI|02031988|M|BANGKOK|01072021", "không phải mã QR trên thẻ căn cước của Việt Nam"),
        (CARD[:20], "Mã QR bị ngắt, chưa có"),
        (CARD.replace(counter.NAME, "Traanf Thij Mai"), "Máy quét gõ theo kiểu Telex"),
        (CARD.replace(counter.NAME, VNI), "Họ tên quét ra không đọc được"),
    ],
    ids=["of another country", "cut in half", "Telex", "VNI"],
)
def test_what_is_odd_of_a_card_is_said_on_the_page_and_nobody_is_noted(bob: Visitor, shown: str, said: str) -> None:
    page = looked_up(bob, shown)

    assert page.status_code == 200
    assert said in read(page).words()
    assert page.context["doubts"]
    assert page.context["found"] == []
    assert not CounterPerson.objects.exists()


def test_our_own_code_and_the_end_of_a_number_lead_to_a_dossier_as_the_list_does(bob: Visitor) -> None:
    dossier = counter.entered(at=MONDAY).dossier
    relay.run(MONDAY + timedelta(minutes=10))
    token = Letter.objects.filter(dossier=dossier).values_list("token", flat=True).first()
    address = f"http://mot-cua.example/xac-minh/{token}/"
    day, number = dossier.code.split("-")[-2:]

    for typed in (address, f"{address}#123", f"{day}-{number}", number):
        page = looked_up(bob, typed)
        assert [one.name for one in page.context["found"]] == [counter.NAME], typed
        assert f'href="/mot-cua/{dossier.code}/' in page.content.decode()
    for typed in ("http://mot-cua.example/xac-minh/khong-co/", "https://example.com/"):
        assert "không phải mã QR trên thẻ căn cước" in read(looked_up(bob, typed)).words()


def test_our_own_code_in_which_an_input_method_changed_letters_is_no_card_that_fails(bob: Visitor) -> None:
    dossier = counter.entered(at=MONDAY).dossier
    relay.run(MONDAY + timedelta(minutes=10))
    token = Letter.objects.filter(dossier=dossier).values_list("token", flat=True).first()

    found = looked_up(bob, f"http://mot-cua.example/xác-minh/{token}/")
    lost = read(looked_up(bob, "http://mot-cua.example/xac-minh/khôngco/")).words()

    assert [one.name for one in found.context["found"]] == [counter.NAME], "its letters stand there all the same"
    assert "bộ gõ tiếng Việt đã đổi chữ trong mã" in lost
    assert "thẻ căn cước của Việt Nam" not in lost
    assert "không phải mã QR trên thẻ căn cước" in read(looked_up(bob, "https://ví-dụ.example/")).words()


def test_an_end_that_several_numbers_have_gives_a_list_without_anybodys_data(bob: Visitor) -> None:
    dossier = counter.entered(at=MONDAY).dossier
    number = dossier.code.split("-")[-1]
    other = story.dossier_in("tham-dinh", at=MONDAY - timedelta(days=3)).dossier
    Dossier.objects.filter(pk=other.pk).update(code=f"H26.14-261204-{number}")

    page = looked_up(bob, number)

    assert [one.code for one in page.context["choice"]] == [dossier.code, f"H26.14-261204-{number}"]
    assert "Có nhiều hồ sơ có số cuối như vậy" in read(page).words()
    for theirs in (counter.NAME, counter.NUMBER, other.applicant_name):
        assert theirs not in page.content.decode()
    assert "Tiếp tục với người này" not in read(page).words()

    chosen = looked_up(bob, dossier.code)
    assert [one.name for one in chosen.context["found"]] == [counter.NAME]
