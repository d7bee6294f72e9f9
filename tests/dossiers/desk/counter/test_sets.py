"""Fewer papers than sets: asked at its place, until the numbers are others or a second press means them."""

from datetime import datetime

import pytest
from django.http import HttpResponse

from dossiers.filing.counter import intake
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Draft
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Form, Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
PLACE = "id_sets"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


def begun(slug: str = "gp-buu-chinh") -> Draft:
    draft = counter.begun(slug, at=MONDAY)
    assert (slug == "gp-buu-chinh") == (draft.version.machine.sets > 1)
    return draft


def pressed(bob: Visitor, draft: Draft, **typed: str) -> HttpResponse:
    given = {**counter.pressed(draft, MONDAY), intake.SETS: str(draft.version.machine.sets), "do": "accept", **typed}
    return bob.post(f"/mot-cua/quay/{draft.key}/", given)


def form(answer: HttpResponse) -> Form:
    return next(one for one in read(answer).forms if ("do", "accept") in one.buttons)


def filing(draft: Draft) -> int:
    return facts_of(Dossier.objects.get(draft_key=draft.pk).events.get(sequence=1)).sets


def test_one_of_each_and_three_sets_is_a_question_that_names_the_papers_and_a_second_press_means_it(
    bob: Visitor,
) -> None:
    draft = begun()

    asked = pressed(bob, draft)
    assert not Dossier.objects.exists()
    done = bob.post(f"/mot-cua/quay/{draft.key}/", {**form(asked).values, "do": "accept"})

    first = draft.version.machine.components[0].title.vi
    assert asked.status_code == 409
    assert f"{first} (1)" in read(asked).errors[PLACE]
    assert "bấm nút lần nữa" in read(asked).errors[PLACE]
    assert (done.status_code, filing(draft)) == (302, 3)


@pytest.mark.parametrize("do", ["accept", "record"])
def test_with_the_number_put_right_one_press_files_it(bob: Visitor, do: str) -> None:
    draft = begun()
    asked = pressed(bob, draft, do=do)

    done = bob.post(f"/mot-cua/quay/{draft.key}/", {**form(asked).values, intake.SETS: "1", "do": do})

    assert (asked.status_code, done.status_code, filing(draft)) == (409, 302, 1)


def test_other_numbers_that_do_not_fit_are_another_question(bob: Visitor) -> None:
    draft = begun()
    asked = pressed(bob, draft)

    again = bob.post(f"/mot-cua/quay/{draft.key}/", {**form(asked).values, intake.SETS: "4", "do": "accept"})

    assert again.status_code == 409
    assert "4 bộ" in read(again).errors[PLACE]


def test_what_was_meant_stays_meant_while_the_page_only_keeps_what_is_typed(bob: Visitor) -> None:
    draft = begun()
    kept = bob.post(f"/mot-cua/quay/{draft.key}/", {**form(pressed(bob, draft)).values, "do": "save"})

    done = bob.post(f"/mot-cua/quay/{draft.key}/", {**form(kept).values, "do": "accept"})

    assert (PLACE in read(kept).errors, done.status_code) == (False, 302)


def test_enough_of_each_and_a_single_set_ask_nothing(bob: Visitor) -> None:
    many, single = begun(), begun("xb-tai-lieu-khong-kinh-doanh")
    copies = {intake.count_field(one.name, intake.COPIES): "2" for one in many.version.machine.components}

    assert pressed(bob, many, **copies).status_code == 302
    assert pressed(bob, single).status_code == 302


def test_a_number_that_is_none_is_a_fault_and_no_question(bob: Visitor) -> None:
    answer = pressed(bob, begun(), **{intake.SETS: "x"})

    assert answer.status_code == 422
    assert "số bộ hồ sơ đã nhận" in read(answer).errors[PLACE]
