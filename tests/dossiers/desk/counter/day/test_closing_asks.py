"""What a closing asks about it asks at once, those who wait too; what is locked or refused is said before the press."""

import pytest
import time_machine

from accounts.models import Unit
from accounts.roles import Role
from dossiers.commands.money import cash, shifts
from dossiers.commands.money.cash import Count
from dossiers.models import ShiftAct, ShiftEntry
from portal.demo import story
from tests.dossiers.browsing import Page, Visitor, read
from tests.dossiers.desk.counter.day.test_counter_day import PAGE
from tests.dossiers.desk.counter.day.test_queue import QUEUE, at_counter, given, on
from tests.dossiers.lifecycle import local
from tests.dossiers.officers import officer

NOW = local("2026-12-07 08:30")

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


def closing(page: Page, **typed: str) -> dict[str, str]:
    """Return the form in which a counter is closed, with what is typed over it."""
    values = next(form.values for form in page.forms if "shift" in form.values)
    return {**values, "do": "close", **typed}


def is_closed() -> bool:
    return ShiftEntry.objects.filter(act=ShiftAct.CLOSED).exists()


def test_who_is_there_and_a_difference_are_asked_about_in_one_answer(bob: Visitor) -> None:
    on()
    at_counter()
    given()
    bob.post(QUEUE, {"do": "next", "seen": "0"})

    asked = bob.post(PAGE, closing(read(bob.get(PAGE)), counted="5.000"))

    words = read(asked).words()
    assert asked.status_code == 422
    assert "Số 1 còn đang ở Quầy 1" in words
    assert "thừa 5.000 đ" in words
    done = bob.post(PAGE, closing(read(asked), counted="5.000", sure="on", reason="Tiền lẻ của ai để lại."))
    assert done.status_code == 302
    assert is_closed()
    assert "Chênh lệch: 5.000 đ. Đã lưu lý do: Tiền lẻ của ai để lại." in read(bob.get(PAGE)).words()
    assert "Lý do: Tiền lẻ của ai để lại." in read(bob.get(f"{PAGE}tong-hop/")).words()


def test_the_last_open_counter_is_not_closed_unasked_while_numbers_wait(bob: Visitor) -> None:
    officer("quy", Role.ONE_STOP_OFFICER, "mot-cua")
    on()
    at_counter()
    at_counter("quy", "Quầy 2")
    given(3)
    evening = local("2026-12-07 17:30")

    with time_machine.travel(evening, tick=False):
        quy = Visitor("quy", language="vi")
        asked = quy.post(PAGE, closing(read(quy.get(PAGE)), counted="0"))
        first = quy.post(PAGE, closing(read(asked), counted="0", sure="on"))
        last = bob.post(PAGE, closing(read(bob.get(PAGE)), counted="0"))

        assert "số đang chờ" not in read(asked).words(), "another one is open"
        assert first.status_code == 302
        assert last.status_code == 422
        assert "Còn 3 số đang chờ" in read(last).words()
        assert bob.post(PAGE, closing(read(last), counted="0", sure="on")).status_code == 302


def test_a_counter_that_was_closed_is_not_proposed_again(bob: Visitor) -> None:
    at_counter()
    shift = ShiftEntry.objects.get()
    shifts.close_counter(shift, Count(0, 0, ""), {}, by=shift.by, at=NOW)

    opening = next(form for form in read(bob.get(PAGE)).forms if "point" in form.values)

    assert opening.values["counter"] == ""
    with time_machine.travel(local("2026-12-08 08:00"), tick=False):
        opening = next(form for form in read(Visitor("bob").get(PAGE)).forms if "point" in form.values)
        assert opening.values["counter"] == "Quầy 1"


def test_after_the_cash_of_the_day_was_locked_its_page_says_that_no_cash_is_taken(bob: Visitor) -> None:
    agency = Unit.objects.get(slug="so-tttt").pk
    assert "khoá quỹ" not in read(bob.get(PAGE)).words()
    cash.close_day(agency, NOW.date(), Count(0, 0, ""), by=story.person("bob"), at=NOW)

    assert "hôm nay không thu, không trả" in read(bob.get(PAGE)).words()


def test_a_count_that_is_right_is_asked_about_after_the_hours_too_as_the_counter_stays_closed(bob: Visitor) -> None:
    at_counter()
    with time_machine.travel(local("2026-12-07 19:20"), tick=False):
        asked = bob.post(PAGE, closing(read(bob.get(PAGE)), counted="0"))

        assert asked.status_code == 422
        assert "đóng rồi thì trong ngày không mở lại: phiếu tổng hợp ngày" in read(asked).words()
        assert not is_closed()
        assert bob.post(PAGE, closing(read(asked), counted="0", sure="on")).status_code == 302
        assert is_closed()


def test_a_counter_of_a_former_day_is_closed_unasked(bob: Visitor) -> None:
    at_counter()
    with time_machine.travel(local("2026-12-08 08:00"), tick=False):
        late = f"{PAGE}?ngay=2026-12-07"

        assert Visitor("bob").post(late, closing(read(Visitor("bob").get(late)), counted="0")).status_code == 302
        assert is_closed()


def test_the_cursor_stands_where_the_day_is_opened_and_closed(bob: Visitor) -> None:
    def focused() -> list[str]:
        parts = [part.partition(">")[0] for part in bob.get(PAGE).content.decode().split("<")]
        return [part.partition('name="')[2].partition('"')[0] for part in parts if " autofocus" in part]

    assert focused() == ["counter"]
    at_counter()
    assert focused() == ["counted"]


def test_a_call_says_which_number_counts_as_served_by_it(bob: Visitor) -> None:
    on()
    given(2)
    at_counter()

    first = bob.post(QUEUE, {"seen": "0", "do": "next"}, follow=True)
    second = bob.post(QUEUE, {"seen": "1", "do": "next"}, follow=True)

    assert "Đã gọi số 1." in read(first).words()
    assert "Đã gọi số 2; số 1 được tính là đã phục vụ." in read(second).words()
    assert "Ra quầy phục vụ số này" in read(second).words()
