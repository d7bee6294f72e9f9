"""A row says what remains of its nearest deadline in working time, and the list of what is due soon what soon means."""

import re
from datetime import datetime

import pytest
import time_machine

from dossiers.models import Dossier
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local

pytestmark = pytest.mark.django_db

SOON = "hôm nay hoặc ngày làm việc kế tiếp"
LEFT = re.compile(r"badge-due[^\n]*?, <i>([^<]*)</i>")


def left(who: str, list_: str, at: datetime, language: str = "vi") -> list[str]:
    """Return what the rows of a list say of what remains."""
    with time_machine.travel(at, tick=False):
        page = Visitor(who, language=language).get(f"/mot-cua/?list={list_}").content.decode()
    return LEFT.findall(page)


@pytest.mark.parametrize(
    ("at", "words", "english"),
    [
        ("2026-01-06 08:00", "còn 10 ngày LV", "10 working days left"),
        # From Friday on a weekend lies between.
        ("2026-01-16 09:00", "còn 15 giờ LV", "15 working hours left"),
        ("2026-01-19 08:00", "còn 8 giờ LV", "8 working hours left"),
        ("2026-01-19 15:10", "còn 1 giờ LV", "1 working hour left"),
        ("2026-01-19 16:10", "còn dưới 1 giờ LV", "less than 1 working hour left"),
        ("2026-01-19 23:00", "còn dưới 1 giờ LV", "less than 1 working hour left"),
    ],
)
def test_a_row_says_what_is_left_of_the_whole(at: str, words: str, english: str) -> None:
    walk = dossier_at("van-thu", at=local("2026-01-05 08:30"))
    Dossier.objects.filter(pk=walk.dossier.pk).update(step_due_at=None, nearest_at=walk.dossier.deadline_at)

    assert left("tam", "mine", local(at)) == [words]
    assert left("tam", "mine", local(at), "en") == [english]


def test_of_the_step_where_that_is_due_first_and_of_the_answer_before_acceptance() -> None:
    step, _answer = dossier_at("tham-dinh").dossier, dossier_at("filed")
    assert step.nearest_at == step.step_due_at
    now = local("2026-01-05 10:00")

    [of_step] = left("dung", "mine", now)
    [of_answer] = left("bob", "mine", now)

    assert of_step.startswith("còn")
    assert of_step != left("dung", "mine", local("2026-01-06 15:00"))[0]
    assert of_answer == "còn 6 giờ LV"


def test_where_the_step_is_late_it_is_said_of_the_whole_that_is_near() -> None:
    dossier = dossier_at("tham-dinh", at=local("2026-01-05 08:30")).dossier
    now = local("2026-01-19 10:00")
    assert dossier.step_due_at is not None
    assert dossier.step_due_at < now

    assert left("dung", "soon", now) == ["còn 6 giờ LV"]


@pytest.mark.parametrize("state", ["tham-dinh.payment-due", "tham-dinh.supplement-asked", "returned", "result-ready"])
def test_of_what_rests_or_is_over_nothing_is_left(state: str) -> None:
    dossier_at(state)

    lists = ("open", "done", "ready")
    assert [words for name in lists for words in left("bob", name, local("2026-01-06 10:00"))] == []


def test_of_what_is_late_nothing_is_left() -> None:
    dossier_at("tham-dinh")

    assert left("bob", "open", local("2026-02-02 10:00")) == []


def test_the_list_of_what_is_due_soon_says_within_which_time() -> None:
    dossier_at("tham-dinh", at=local("2026-01-05 08:30"))

    for at, rows in (("2026-01-15 16:00", 0), ("2026-01-16 08:30", 1)):
        with time_machine.travel(local(at), tick=False):
            page = Visitor("dung", language="vi").get("/mot-cua/?list=soon")
        assert page.content.decode().count("<tr data-seen=") == rows
        assert SOON in read(page).words()
    with time_machine.travel(local("2026-01-16 08:30"), tick=False):
        page = Visitor("dung", language="vi").get("/mot-cua/")
    # At its tab alone where another list is open.
    assert SOON not in read(page).words()
    assert re.search(rf'href="[^"]*list=soon" title="[^"]*{SOON}', page.content.decode())


def test_rows_ask_no_more_for_it(django_assert_num_queries) -> None:
    dung = Visitor("dung")
    for _time in range(3):
        dossier_at("tham-dinh")
        with time_machine.travel(local("2026-01-06 10:00"), tick=False):
            dung.get("/mot-cua/?list=open")
            with django_assert_num_queries(4):
                dung.get("/mot-cua/?list=open")


def test_the_tab_of_what_is_due_soon_says_that_results_are_meant() -> None:
    dossier_at("tham-dinh")

    words = {language: read(Visitor("bob", language=language).get("/mot-cua/")).words() for language in ("vi", "en")}

    assert "Sắp đến hạn trả" in words["vi"]
    assert "Result due soon" in words["en"]
