"""Numbers that end while people hold one, and one that was called by mistake."""

from datetime import timedelta
from http import HTTPStatus

import pytest

from dossiers.filing.counter import tickets
from dossiers.models import Ticket, TicketState
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.counter.day.test_queue import NOW, given, on, pytestmark

__all__ = ["pytestmark"]


@pytest.mark.django_db
def test_where_numbers_end_screen_and_machine_say_so_and_come_back_by_themselves() -> None:
    point, wall = on(), Visitor("", language="vi")
    given(2)
    on(is_on=False)
    screen, machine = f"/cho/{point.point}/", f"/lay-so/{point.secret}/"

    for address in (screen, machine):
        page = wall.get(address)
        assert "không cấp số" in read(page).words().lower()
        assert page.headers["Refresh"]
    assert wall.post(machine, {"kind": "0"}).status_code == HTTPStatus.CONFLICT
    assert Ticket.objects.count() == 2
    on()
    assert "Tiếp theo: 1, 2" in read(wall.get(screen)).words()
    assert wall.post(machine, {"kind": "0"}).status_code == HTTPStatus.FOUND
    assert wall.get("/cho/khong-co/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
def test_who_holds_a_number_reads_that_numbers_are_off_and_where_to_go() -> None:
    point, visitor = on(), Visitor("", language="vi")
    given(2)
    slip = f"/lay-so/{point.secret}/2/"
    assert "Mời chờ đến khi số của bạn được gọi" in read(visitor.get(slip)).words()

    on(is_on=False)

    words = read(visitor.get(slip)).words()
    assert "Mời chờ" not in words
    assert "Số người chờ trước bạn" not in words
    assert "Hôm nay nơi này đã ngừng gọi số, số này không được gọi nữa. Mời bạn đến thẳng quầy." in words
    on()
    assert "Mời chờ đến khi số của bạn được gọi" in read(visitor.get(slip)).words()


@pytest.mark.django_db
def test_who_ends_the_numbers_reads_first_how_many_hold_one() -> None:
    point, admin = on(), Visitor("admin", language="vi")
    given(2)
    off = {"point": point.point, "kinds": ""}

    asked = admin.post("/van-hanh/so-thu-tu/", off)
    assert "2 người đang giữ số" in read(asked).words()
    assert tickets.are_on(point.point)
    admin.post("/van-hanh/so-thu-tu/", {**off, "sure": "on"})

    assert not tickets.are_on(point.point)


@pytest.mark.django_db
def test_a_number_that_was_called_by_mistake_waits_again_once_the_one_before_is_called_back() -> None:
    point, bob = on(), story.person("bob")
    given(4)
    tickets.call_next(point.point, "Quầy 1", seen=0, by=bob, at=NOW)
    tickets.call_next(point.point, "Quầy 1", seen=1, by=bob, at=NOW + timedelta(minutes=1))

    again = tickets.call_back(1, point.point, "Quầy 1", seen=2, by=bob, at=NOW + timedelta(minutes=2))

    assert again == Ticket.objects.get(number=2)
    assert [one.number for one in tickets.waiting(point.point, NOW.date())] == [2, 3, 4]
    # Who has stood there for long, or for whom something was begun, was served.
    tickets.call_next(point.point, "Quầy 1", seen=1, by=bob, at=NOW + timedelta(minutes=3))
    assert tickets.call_back(1, point.point, "Quầy 1", seen=2, by=bob, at=NOW + timedelta(minutes=6)) is None
    assert Ticket.objects.get(number=2).state == TicketState.DONE
