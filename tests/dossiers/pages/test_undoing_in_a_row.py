"""Several acts one after the other: each stays at hand until it goes out, and of two on one dossier the last comes first."""

from datetime import timedelta

import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.officers import officer
from tests.dossiers.pages.test_undoing_pages import LIST, MONDAY, NOW, SECOND, desk, pytestmark, words
from tests.dossiers.proof.records import nothing_written

__all__ = ["pytestmark"]


def in_a_row(bob: Visitor, count: int) -> list[Walk]:
    """Return dossiers that were accepted one after the other, each from its page and with a look at the list behind it."""
    walks = [dossier_in("filed", at=MONDAY) for _n in range(count)]
    for walk in walks:
        bob.send(bob.get(desk(walk)), "accept/")
        bob.get(LIST)
    return walks


def offered(page: HttpResponse) -> list[str]:
    """Return the addresses to which what is offered to be taken back is sent."""
    return [form.action for form in read(page).forms if form.action.endswith("take-back/")]


def test_of_several_acts_each_stays_at_hand_and_all_but_the_newest_are_folded() -> None:
    bob = Visitor("bob", language="vi")
    walks = in_a_row(bob, 3)
    first, second, third = map(desk, walks)

    for _page in range(2):
        page = bob.get(LIST)
        bar, _fold, earlier = (
            page.content.decode().partition('class="messages"')[2].partition('<details class="further"')
        )
        assert offered(page) == [f"{path}take-back/" for path in (third, second, first)]
        assert third in bar
        assert second in earlier
        assert second not in bar

    answer = bob.send(bob.get(LIST), f"{first}take-back/", follow=True)
    assert "Đã rút lại" in words(answer)
    assert offered(bob.get(LIST)) == [f"{path}take-back/" for path in (third, second)]


def test_what_was_just_done_stands_before_an_earlier_act_on_another_dossier_that_still_waits() -> None:
    first, second = (dossier_in(state, at=NOW - timedelta(hours=1)).dossier for state in ("filed", "accepted"))
    bob = Visitor("bob", language="vi")
    bob.send(bob.get(f"/mot-cua/{first.code}/"), "accept/", follow=True)

    landed = bob.send(bob.get(f"/mot-cua/{second.code}/"), "transfer/", follow=True)

    bar = landed.content.decode().split('class="messages"')[1].split("</main>")[0]
    told = [f"Tiếp nhận hồ sơ – {first.code}", f"Chuyển phòng chuyên môn – {second.code}"]
    assert all(one in bar for one in told)
    assert bar.index(told[1]) < bar.index(told[0])


def test_the_file_of_an_earlier_act_offers_it_once_at_its_own_place() -> None:
    bob = Visitor("bob", language="vi")
    first, second = in_a_row(bob, 2)

    page = bob.get(desk(first))

    assert offered(page) == [f"{desk(second)}take-back/", f"{desk(first)}take-back/"]
    assert '<details class="further"><summary>Thao tác trước đó' not in page.content.decode()


def test_each_goes_when_its_minute_is_over(clock: time_machine.Traveller) -> None:
    bob = Visitor("bob", language="vi")
    in_a_row(bob, 1)
    clock.shift(30)
    [second] = in_a_row(bob, 1)

    clock.shift(31)

    assert offered(bob.get(LIST)) == [f"{desk(second)}take-back/"]


def test_an_earlier_act_on_which_a_colleague_acted_is_offered_no_more_and_a_press_reads_why() -> None:
    bob = Visitor("bob", language="vi")
    first, second = in_a_row(bob, 2)
    page = bob.get(LIST)
    officer("cuc", Role.ONE_STOP_OFFICER, "mot-cua")
    story.take(first.dossier, "transfer", "cuc", at=NOW + SECOND)

    assert offered(bob.get(LIST)) == [f"{desk(second)}take-back/"]
    with nothing_written():
        answer = bob.send(page, f"{desk(first)}take-back/")
    assert answer.status_code == 409
    assert "Chuyển phòng chuyên môn" in words(answer)


def test_of_two_acts_on_one_dossier_the_first_is_offered_once_the_second_is_taken_back() -> None:
    bob = Visitor("bob", language="vi")
    first, second = in_a_row(bob, 2)
    bob.send(bob.get(desk(first)), "transfer/")
    bob.get(LIST)

    page = bob.get(LIST)
    assert offered(page) == [f"{desk(second)}take-back/", f"{desk(first)}take-back/"]
    assert "Trước hết hãy rút lại" in words(page)
    bob.send(page, f"{desk(first)}take-back/")

    page = bob.get(LIST)
    assert [form.values["undoes"] for form in read(page).forms if form.action.endswith("take-back/")] == ["2", "2"]
    assert "Trước hết hãy rút lại" not in words(bob.get(LIST))


def test_several_cost_the_list_no_more_than_one_and_fit_the_cookie() -> None:
    bob = Visitor("bob", language="vi")
    in_a_row(bob, 1)
    with CaptureQueriesContext(connection) as one:
        bob.get(LIST)
    in_a_row(bob, 5)
    with CaptureQueriesContext(connection) as several:
        page = bob.get(LIST)

    assert len(offered(page)) == 5
    assert len(several) == len(one)
    assert "_messages" not in bob.session


def test_whoever_signs_in_next_at_the_same_place_is_not_told() -> None:
    walk, bob = dossier_in("filed", at=MONDAY), Visitor("bob", language="vi")
    bob.send(bob.get(desk(walk)), "accept/")
    bob.get("/mot-cua/")

    bob.force_login(story.person("carol"))

    assert "08:51:00" not in words(bob.get("/quan-ly/"))
