"""Numbers of those who wait: given once each, called in their order, shown to everybody, and saying of nobody who it is."""

import re
import threading
from datetime import date, timedelta
from http import HTTPStatus

import pytest
from django.conf import LazySettings
from django.db import connection
from django.http import HttpResponse

from accounts.roles import Role
from dossiers.commands.money import shifts
from dossiers.commands.money.shifts import Place
from dossiers.filing.counter import tickets
from dossiers.filing.counter.tickets import ANYTHING, Kind
from dossiers.models import Draft, ShiftEntry, Ticket, TicketPoint, TicketState
from dossiers.refusals.receiving import (
    NobodyWaits,
    NoNumberCalled,
    NoNumbers,
    NumbersSwitchedOff,
    NumbersTooFast,
    OfficeClosed,
    TooManyWait,
)
from portal.demo import story
from procedures.time.calendar import local as local_of
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.counter.test_pages import begun
from tests.dossiers.lifecycle import local
from tests.dossiers.officers import officer

NOW = local("2026-12-07 08:30")
DESK = "mot-cua"
QUEUE = "/mot-cua/hang-cho/"
KINDS = (Kind("Nộp hồ sơ", "File a dossier"), Kind("Nhận kết quả", "Collect a result"))

pytestmark = [pytest.mark.at(NOW)]


def on(*kinds: Kind, is_on: bool = True) -> TicketPoint:
    return tickets.set_up(DESK, kinds, is_on=is_on, by=story.person("admin"), at=NOW)


def given(count: int = 1, at=NOW) -> list[int]:
    point = TicketPoint.objects.get()
    return [tickets.give(point, ANYTHING, at=at + timedelta(seconds=4 * number)).number for number in range(count)]


def at_counter(who: str = "bob", counter: str = "Quầy 1") -> None:
    agency = story.person(who).memberships.get().unit.agency_id
    shifts.open_counter(Place(agency, DESK, counter), 0, by=story.person(who), at=NOW)


def said_in_english(page: HttpResponse) -> set[str]:
    """Return what is marked as English on a page, by its sentences and parts."""
    marked = re.findall(r'<(p|span)[^>]* lang="en">(.*?)</\1>', page.content.decode(), re.DOTALL)
    return {part.strip() for _tag, text in marked for part in re.split(r" · |(?<=\.) ", text)}


@pytest.mark.django_db
def test_a_machine_gives_numbers_from_one_each_day_without_a_sign_in() -> None:
    address = f"/lay-so/{on(*KINDS).secret}/"
    nobody = Visitor("", language="vi")

    offered = nobody.get(address)
    answer = nobody.post(address, {"kind": "1"}, follow=True)

    assert "Nộp hồ sơ" in read(offered).words()
    assert "Số của bạn" in read(answer).words() or "Số thứ tự của bạn" in read(answer).words()
    assert {"Your number: 1", "Waiting before you: 0", "Please wait until your number is called."} <= said_in_english(
        answer
    )
    assert said_in_english(Visitor("", language="en").get(f"{address}1/")) == {"Collect a result"}, "nothing twice"
    assert answer.headers["Refresh"].endswith(address)
    ticket = Ticket.objects.get()
    assert (ticket.number, ticket.kind_vi, ticket.on) == (1, "Nhận kết quả", date(2026, 12, 7))
    assert given(2, at=NOW + timedelta(minutes=1)) == [2, 3]
    assert given(1, at=NOW + timedelta(days=1)) == [1]


@pytest.mark.django_db
def test_an_address_that_is_not_the_machine_s_leads_nowhere(settings: LazySettings) -> None:
    point = on()
    nobody = Visitor("")
    tickets.set_up(DESK, (), is_on=True, renews=True, by=story.person("admin"), at=NOW)

    assert nobody.get(f"/lay-so/{point.secret}/").status_code == HTTPStatus.NOT_FOUND
    address = f"/lay-so/{TicketPoint.objects.get().secret}/"
    assert nobody.get(address).status_code == HTTPStatus.OK
    assert nobody.get(f"{address}7/").status_code == HTTPStatus.NOT_FOUND
    settings.QUEUE_TICKETS = False
    assert nobody.get(address).status_code == HTTPStatus.NOT_FOUND
    assert nobody.get(f"/cho/{DESK}/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "opens"),
    [("2026-12-05 09:00", "07/12/2026"), ("2026-12-07 12:30", "13:00"), ("2026-12-07 17:00", "08/12/2026")],
    ids=["a Saturday", "noon", "the evening"],
)
def test_no_number_is_given_while_the_office_is_closed(at: str, opens: str) -> None:
    point = on()

    with pytest.raises(OfficeClosed, match=opens):
        tickets.give(point, ANYTHING, at=local(at))

    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_the_machine_says_so_in_a_sentence_and_gives_none() -> None:
    address = f"/lay-so/{on().secret}/"
    given(tickets.MOST_AT_ONCE - 6, at=NOW - timedelta(seconds=50))
    given(6, at=NOW - timedelta(seconds=20))
    Ticket.objects.update(taken_at=NOW)

    answer = Visitor("", language="vi").post(address, {"kind": "0"})

    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    said = read(answer).words()
    assert "Không có số nào được cấp" in said
    assert said.count("No number was given.") == 1, "the buttons are in both languages too"
    in_english = read(Visitor("", language="en").post(address, {"kind": "0"})).words()
    assert in_english.count("No number was given.") == 1


@pytest.mark.django_db
def test_whoever_presses_a_thousand_times_gets_no_more_than_may_wait() -> None:
    point = on()
    refused: list[type[NoNumbers]] = []

    for number in range(1000):
        try:
            tickets.give(point, ANYTHING, at=NOW + timedelta(seconds=2 * number))
        except NoNumbers as refusal:
            refused.append(type(refusal))

    assert Ticket.objects.count() == tickets.MOST_WAITING
    assert set(refused) == {NumbersTooFast, TooManyWait}


@pytest.mark.django_db
def test_a_point_that_is_switched_off_gives_none() -> None:
    point = on()
    on(is_on=False)

    with pytest.raises(NumbersSwitchedOff):
        tickets.give(point, ANYTHING, at=NOW)


@pytest.mark.usefixtures("committed_db")
def test_no_number_is_given_twice_to_those_who_press_at_once() -> None:
    point = on()
    numbers: list[int] = []

    def press() -> None:
        try:
            numbers.extend(tickets.give(point, ANYTHING, at=NOW).number for _turn in range(3))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _one in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == list(range(1, 16))


@pytest.mark.usefixtures("committed_db")
def test_two_officers_who_call_at_once_never_call_one_number() -> None:
    officer("quy", Role.ONE_STOP_OFFICER, DESK)
    on()
    given(8)
    called: list[int] = []

    def call(who: str) -> None:
        person, seen = story.person(who), 0
        try:
            for _turn in range(4):
                seen = tickets.call_next(DESK, who, seen=seen, by=person, at=NOW).number
                called.append(seen)
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=(who,)) for who in ("bob", "quy")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(called) == list(range(1, 9))


@pytest.mark.django_db
def test_numbers_are_called_in_their_order_and_a_second_press_calls_nobody_else() -> None:
    on()
    given(2)
    bob = story.person("bob")

    first = tickets.call_next(DESK, "Quầy 1", seen=0, by=bob, at=NOW)
    again = tickets.call_next(DESK, "Quầy 1", seen=0, by=bob, at=NOW)
    second = tickets.call_next(DESK, "Quầy 1", seen=1, by=bob, at=NOW)
    with pytest.raises(NobodyWaits):
        tickets.call_next(DESK, "Quầy 1", seen=2, by=bob, at=NOW)

    first.refresh_from_db()
    assert (first.number, again.number, second.number, first.state) == (1, 1, 2, TicketState.DONE)
    assert tickets.called_by(bob, NOW.date()) == second


@pytest.mark.django_db
def test_who_was_called_is_called_again_served_or_did_not_come() -> None:
    on()
    given(2)
    bob = story.person("bob")
    tickets.call_next(DESK, "Quầy 1", seen=0, by=bob, at=NOW)

    tickets.call_again(1, by=bob, at=NOW)
    with pytest.raises(NoNumberCalled):
        tickets.end(2, TicketState.ABSENT, by=bob, at=NOW)
    tickets.end(1, TicketState.ABSENT, by=bob, at=NOW)
    with pytest.raises(NoNumberCalled):
        tickets.call_again(1, by=bob, at=NOW)

    counts = tickets.counts([DESK], NOW.date())
    assert counts == tickets.Counts(given=2, served=0, absent=1, waiting=1)
    assert Ticket.objects.get(number=1).calls == 2


@pytest.mark.django_db
def test_a_counter_is_closed_with_somebody_there_only_if_that_is_meant_and_the_screen_sends_nobody_to_it() -> None:
    on()
    given(2)
    at_counter()
    bob, nobody = Visitor("bob", language="vi"), Visitor("", language="vi")
    bob.post(QUEUE, {"seen": "0", "do": "next"})
    press = {"do": "close", "shift": str(ShiftEntry.objects.get().pk), "counted": "5.000", "reason": "Trả nhầm."}

    asked = bob.post("/mot-cua/ngay/", press)
    still = Ticket.objects.get(number=1).state
    done = bob.post("/mot-cua/ngay/", {**press, "difference": "5000", "sure": "on"}, follow=True)

    assert "Số 1 còn đang ở Quầy 1" in read(asked).words()
    assert still == TicketState.CALLED
    assert "Đã đóng Quầy 1" in read(done).words() or "Quầy 1 đã đóng" in read(done).words()
    assert Ticket.objects.get(number=1).state == TicketState.DONE
    assert "Quầy 1" not in read(nobody.get(f"/cho/{DESK}/")).words()
    assert "Đang phục vụ số" not in read(bob.get("/mot-cua/quay/")).words()


@pytest.mark.django_db
def test_what_became_a_dossier_is_not_called_begun_any_more() -> None:
    on()
    given()
    at_counter()
    bob = Visitor("bob", language="vi")
    bob.post(QUEUE, {"seen": "0", "do": "next"})
    dossier = counter.entered(at=NOW).dossier
    tickets.tie(dossier.draft_key, by=story.person("bob"), at=NOW)

    page = bob.get(QUEUE)

    assert f"Hồ sơ đã nộp cho số này: {dossier.code}" in read(page).words()
    assert "Hồ sơ đang nhập cho số này" not in read(page).words()
    assert f"/mot-cua/quay/{dossier.code}/" in page.content.decode()


@pytest.mark.django_db
def test_who_is_at_a_counter_is_not_counted_as_served_yet() -> None:
    on()
    given(3)
    bob = story.person("bob")
    tickets.call_next(DESK, "Quầy 1", seen=0, by=bob, at=NOW)
    tickets.call_next(DESK, "Quầy 1", seen=1, by=bob, at=NOW)

    assert tickets.counts([DESK], NOW.date()) == tickets.Counts(given=3, served=1, absent=0, waiting=1, called=1)
    sheet = read(Visitor("bob", language="vi").get("/mot-cua/ngay/tong-hop/")).words()
    assert "đã phục vụ: 1; đang ở quầy: 1; không có mặt: 0; đang chờ: 1" in sheet


@pytest.mark.django_db
@pytest.mark.parametrize("pressed", ["absent", "done"])
def test_who_was_pressed_away_is_listed_and_called_again(pressed: str) -> None:
    on()
    given(2)
    at_counter()
    bob = Visitor("bob", language="vi")
    bob.post(QUEUE, {"seen": "0", "do": "next"})

    page = read(bob.post(QUEUE, {"seen": "1", "do": pressed}, follow=True))
    form = next(one for one in page.forms if one.values.get("do") == "back")
    back = bob.post(QUEUE, {**form.values, "number": "1"}, follow=True)

    assert ("Số 1 không có mặt" if pressed == "absent" else "Số 1 đã phục vụ xong") in page.words()
    assert "Đã gọi lại số 1." in read(back).words()
    ticket = Ticket.objects.get(number=1)
    assert (ticket.state, ticket.calls, ticket.ended_at, ticket.counter) == (TicketState.CALLED, 2, None, "Quầy 1")


@pytest.mark.django_db
def test_nobody_calls_back_whom_a_colleague_has_served_or_from_a_page_of_before() -> None:
    officer("quy", Role.ONE_STOP_OFFICER, DESK)
    on()
    given(3)
    bob, quy = story.person("bob"), story.person("quy")
    tickets.call_next(DESK, "Quầy 1", seen=0, by=bob, at=NOW)
    tickets.end(1, TicketState.DONE, by=bob, at=NOW)
    tickets.call_next(DESK, "Quầy 1", seen=0, by=bob, at=NOW)
    tickets.end(2, TicketState.ABSENT, by=bob, at=NOW)

    for number, seen, by in ((1, 0, quy), (3, 0, bob), (2, 7, bob)):
        with pytest.raises(NoNumberCalled):
            tickets.call_back(number, DESK, "Quầy 2", seen=seen, by=by, at=NOW)
    tickets.call_back(2, DESK, "Quầy 2", seen=0, by=quy, at=NOW)

    assert Ticket.objects.get(number=2).counter == "Quầy 2"
    assert Ticket.objects.get(number=1).state == TicketState.DONE


@pytest.mark.django_db
def test_the_counter_s_page_calls_by_one_key_and_the_screen_shows_it() -> None:
    on(*KINDS)
    given(2)
    bob, nobody = Visitor("bob", language="vi"), Visitor("", language="vi")
    assert "Mở quầy trước" in read(bob.get(QUEUE)).words()
    at_counter()

    page = bob.get(QUEUE)
    form = next(one for one in read(page).forms if "seen" in one.values)
    # The button that Enter presses is the first one, and has the focus.
    assert re.search(r'<button[^>]*value="next"[^>]*autofocus', page.content.decode())
    called = bob.post(QUEUE, {**form.values, "do": "next"}, follow=True)
    screen = nobody.get(f"/cho/{DESK}/")

    assert "Đã gọi số 1." in read(called).words()
    assert re.search(r'<th scope="row">1</th><td>Quầy 1</td>', screen.content.decode())
    assert screen.headers["Refresh"] == "5"
    assert "Tiếp theo: 2 · 08:30" in read(screen).words()
    assert "Lê Văn" not in screen.content.decode()


@pytest.mark.django_db
def test_what_is_entered_first_is_tied_to_the_number_and_found_from_it() -> None:
    on()
    given()
    at_counter()
    bob = Visitor("bob", language="vi")
    bob.post(QUEUE, {"seen": "0", "do": "next"})

    assert "Đang phục vụ số 1" in read(bob.get("/mot-cua/quay/")).words()
    begun(bob)

    draft = Draft.objects.get()
    assert Ticket.objects.get().entry == draft.pk
    assert f"/mot-cua/quay/{draft.pk}/" in bob.get(QUEUE).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", [{"do": "x", "seen": "0"}, {"do": "next", "seen": "x"}, {"do": "back", "seen": "0"}, {}]
)
def test_a_press_that_means_nothing_is_not_there(typed: dict[str, str]) -> None:
    on()
    at_counter()

    assert Visitor("bob").post(QUEUE, typed).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
def test_the_administrator_switches_a_point_on_and_gives_its_machine_another_address() -> None:
    admin = Visitor("admin", language="vi")
    page = "/van-hanh/so-thu-tu/"
    assert admin.post(page, {"point": "khong-co"}).status_code == HTTPStatus.NOT_FOUND
    wrong = admin.post(page, {"point": DESK, "is_on": "on", "kinds": "Nộp hồ sơ"})
    assert wrong.status_code == 422
    admin.post(page, {"point": DESK, "is_on": "on", "kinds": "Nộp hồ sơ | File\nNhận kết quả | Collect"})
    first = TicketPoint.objects.get()

    shown = read(admin.get(page)).words()
    admin.post(page, {"point": DESK, "is_on": "on", "kinds": "", "do": "renew"})

    assert first.kinds == [["Nộp hồ sơ", "File"], ["Nhận kết quả", "Collect"]]
    assert first.secret in shown
    assert TicketPoint.objects.get().secret != first.secret
    assert tickets.kinds_of(TicketPoint.objects.get()) == [ANYTHING]
    assert local_of(first.at).date() == NOW.date()
