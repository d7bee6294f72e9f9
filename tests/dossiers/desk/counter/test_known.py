"""Who is known at the counter is offered beside what the card says now: the card holds, and another name is asked about first."""

import re
from datetime import datetime

import pytest
from django.http import HttpResponse

from accounts.models import User
from dossiers.filing.counter import people
from dossiers.filing.counter.card import ADDRESS_CUT, NAME_ALONE
from dossiers.models import CounterPerson
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
DESK = "/mot-cua/quay/"
NEW_ADDRESS = "Số 9 phố Mới, phường Hoàn Kiếm, Hà Nội"
DIFFERS = "Thông tin đã lưu khác với giấy tờ đang xuất trình"
ASKED = "Cùng một người, hay là người khác?"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


def card_of(name: str = counter.NAME, address: str = counter.SHOWN.address, number: str = counter.NUMBER) -> str:
    return f"{number}||{name}|15051988|Nữ|{address}|01072021"


def scanned(bob: Visitor, card: str) -> HttpResponse:
    return bob.post(DESK, {"shown": card})


def offered(page: HttpResponse) -> dict[str, str]:
    """Return what the button sends that Enter presses."""
    form = next(one for one in read(page).forms if any(name == "same_as" for name, _value in one.buttons))
    return {**form.values, **dict(form.buttons)}


@pytest.mark.parametrize(
    ("card", "differing"),
    [
        (card_of(address=NEW_ADDRESS), (counter.SHOWN.address, NEW_ADDRESS)),
        (card_of(name="TRẦN THỊ MÁI"), (counter.NAME, "TRẦN THỊ MÁI")),
    ],
)
def test_a_newer_address_or_spelling_stands_beside_the_old_one_and_enter_puts_it_right(
    bob: Visitor, card: str, differing: tuple[str, str]
) -> None:
    person = counter.mai(MONDAY)

    page = scanned(bob, card)

    words = read(page).words()
    assert DIFFERS in words
    assert all(said in words for said in differing)
    answer = bob.post(DESK, offered(page))
    assert answer.headers["Location"] == f"{DESK}nguoi/{person.pk}/"
    user = User.objects.get(pk=person.pk)
    assert differing[1] in (user.full_name, user.address)
    assert CounterPerson.objects.get().born_on is not None, "what the row had not is filled"


def test_where_nothing_differs_nothing_is_said(bob: Visitor) -> None:
    counter.mai(MONDAY)

    assert DIFFERS not in read(scanned(bob, card_of())).words()


def test_another_name_on_the_card_is_asked_about_before_anything(bob: Visitor) -> None:
    person = counter.mai(MONDAY)

    page = scanned(bob, card_of(name="Trần Văn Khác"))

    words = read(page).words()
    assert ASKED in words
    assert "Đúng người này" not in words
    assert all(name in words for name in (counter.NAME, "Trần Văn Khác"))
    form = next(one for one in read(page).forms if "number" in one.values)
    assert form.buttons[0][0] == "again", "Enter in a field decides nothing"
    assert bob.post(DESK, form.values).status_code == 409
    assert CounterPerson.objects.get().user.full_name == counter.NAME

    bob.post(DESK, {**form.values, "same_as": str(person.pk)})
    assert CounterPerson.objects.get().user.full_name == "Trần Văn Khác"


def test_who_has_the_same_number_and_another_name_is_noted_beside(bob: Visitor) -> None:
    counter.mai(MONDAY)
    form = next(one for one in read(scanned(bob, card_of(name="Trần Văn Khác"))).forms if "number" in one.values)

    bob.post(DESK, {**form.values, "is_another": "1"})

    assert {one.user.full_name for one in CounterPerson.objects.all()} == {counter.NAME, "Trần Văn Khác"}
    # Now that both are known, each card leads to its own person.
    assert [one.name for one in scanned(bob, card_of(name="Trần Văn Khác")).context["found"]] == ["Trần Văn Khác"]


def test_who_was_known_by_the_number_of_an_older_card_goes_on_under_the_new_one(bob: Visitor) -> None:
    person = counter.mai(MONDAY, number="012345678")

    page = scanned(bob, card_of().replace("||", "|012345678|"))
    assert "012345678" in read(page).words()
    bob.post(DESK, offered(page))

    found = CounterPerson.objects.select_related("user").get()
    assert (found.pk, found.number, found.former) == (person.pk, counter.NUMBER, "012345678")
    assert found.user.personal_id == counter.NUMBER


@pytest.mark.parametrize("is_known", [False, True])
def test_a_code_that_is_cut_within_the_address_is_said_and_is_kept_by_no_enter(bob: Visitor, *, is_known: bool) -> None:
    if is_known:
        counter.mai(MONDAY)

    page = scanned(bob, f"{counter.NUMBER}||{counter.NAME}|15051988|Nữ|12 Láng H")

    assert ADDRESS_CUT.vi in read(page).words()
    if is_known:
        bob.post(DESK, offered(page))
        assert CounterPerson.objects.get().user.address == counter.SHOWN.address
    else:
        focused = [part for part in page.content.decode().split("<") if " autofocus" in part]
        assert [part for part in focused if 'name="address"' in part] == focused


def test_a_name_alone_is_carried_into_the_form_with_a_sentence(bob: Visitor) -> None:
    page = scanned(bob, "  Nguyễn  Văn An ")

    assert NAME_ALONE.vi in read(page).words()
    form = next(one for one in read(page).forms if "number" in one.values)
    assert (form.values["number"], form.values["name"]) == ("", "Nguyễn Văn An")


def test_who_is_known_by_the_older_number_of_both_cards_is_asked_about_by_that_number(bob: Visitor) -> None:
    counter.mai(MONDAY, former="012345678")

    words = read(scanned(bob, card_of("Lê Thị Châu", number="001188009999").replace("||", "|012345678|"))).words()

    assert f"Với số cũ 012345678, cũng ghi trên thẻ này, quầy đã biết “{counter.NAME}”" in words
    assert "Đã biết theo số cũ 012345678" in words
    assert "Cùng một người, sửa tên và số theo giấy tờ" in words


@pytest.mark.parametrize("card", ["001090054321|012345678|Phạm Quang H", "001090054321|012345678|"])
def test_of_a_cut_card_nobody_is_taken_for_whoever_has_the_older_number_and_the_cursor_waits_for_the_scan(
    bob: Visitor, card: str
) -> None:
    counter.mai(MONDAY, former="012345678")

    page = scanned(bob, card)

    assert "Mã QR bị ngắt" in read(page).words()
    assert page.context["found"] == []
    focused = [part for part in page.content.decode().split("<") if " autofocus" in part]
    assert [part for part in focused if 'name="shown"' in part] == focused != []
    # Whatever is pressed, nobody has the number without a name that was read.
    for form in read(page).forms:
        for name, value in form.buttons:
            bob.post(DESK, {**form.values, name: value})
    assert [(one.number, one.user.full_name) for one in CounterPerson.objects.select_related("user")] == [
        (counter.NUMBER, counter.NAME)
    ]


def test_of_a_cut_card_who_has_its_own_number_is_offered(bob: Visitor) -> None:
    counter.mai(MONDAY)

    page = scanned(bob, f"{counter.NUMBER}||Trần Th")

    assert [one.name for one in page.context["found"]] == [counter.NAME]


@pytest.mark.parametrize("typed", [counter.NUMBER, "0912345678", card_of()])
def test_where_two_have_one_number_enter_takes_neither_and_the_page_says_that_there_are_two(
    bob: Visitor, typed: str
) -> None:
    counter.mai(MONDAY, phone="+84912345678")
    other = people.Shown(counter.NUMBER, "Phạm Thu Hà", "9 Hàng Bài, Hà Nội", phone="+84912345678")
    people.note(other, by=story.person("bob"), at=MONDAY, is_another=True)

    page = scanned(bob, typed)

    offered_names = {one.name for one in page.context["found"]}
    is_card = "|" in typed
    assert offered_names == ({counter.NAME} if is_card else {counter.NAME, "Phạm Thu Hà"})
    [focused] = [tag for tag in re.findall("<[^>]*>", page.content.decode()) if " autofocus" in tag]
    assert focused.startswith("<button" if is_card else "<h2")
    assert ("Có nhiều người cùng số này" in read(page).words()) is not is_card
