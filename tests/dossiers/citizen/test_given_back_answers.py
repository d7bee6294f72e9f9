"""An answer that the desk gives back: its new words are what is asked for, what was asked for first is marked, what came is there."""

import pytest
import time_machine

from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.citizen.test_correction import TITLE, answered, asked, pressed, sent
from tests.dossiers.lifecycle import act, local

NOW, LATER = local("2026-01-08 09:00"), local("2026-01-08 11:00")
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

BLURRED = "Trang 3 vẫn mờ, không đọc được."
AGAIN = "You answered it on 08/01/2026: leave it as it is if what is asked for now does not speak of it."


@pytest.fixture
def alice() -> Visitor:
    return Visitor("alice")


@pytest.fixture
def walk(alice: Visitor) -> Walk:
    """A dossier of which a paper and an answer were asked for, given, and given back for the paper alone."""
    walk = asked()
    sent(alice, walk, answered())
    act(walk, "return-answer", "bob", "2026-01-08 10:00", reason=BLURRED)
    return walk


def form(walk: Walk, alice: Visitor) -> str:
    return read(alice.get(f"/ho-so/{walk.dossier.code}/bo-sung/")).words()


def test_the_new_words_stand_on_top_and_those_of_the_first_request_are_marked_as_such(
    walk: Walk, alice: Visitor
) -> None:
    words = form(walk, alice)

    assert f"What the office asks for now, after your answer: {BLURRED}" in words
    assert "In its first request the office said: Tên ghi sai so với bản thảo." in words
    assert "In its first request the office said: Đóng dấu giáp lai." in words
    assert "The office says:" not in words
    assert words.count(AGAIN) == 2


def test_a_first_request_speaks_for_itself(alice: Visitor) -> None:
    words = form(asked(), alice)

    assert "The office says: Tên ghi sai so với bản thảo." in words
    assert "In its first request" not in words
    assert "You answered it on" not in words


def test_what_was_not_answered_with_the_first_answer_is_not_said_to_be(alice: Visitor) -> None:
    walk = asked(questions={TITLE: "Tên ghi sai."}, components={})
    sent(alice, walk, {TITLE: "Kỷ yếu khuyến học"})
    act(walk, "return-answer", "bob", "2026-01-08 10:00", reason=BLURRED)

    assert form(walk, alice).count(AGAIN) == 1


def test_the_page_of_the_dossier_marks_what_the_first_request_asked_for(walk: Walk, alice: Visitor) -> None:
    words = read(alice.get(f"/ho-so/{walk.dossier.code}/")).words()

    assert f"{BLURRED} Its first request asked for:" in words


def test_what_was_given_need_not_be_given_again(walk: Walk, alice: Visitor) -> None:
    paper = {"component-ban-thao": answered()["component-ban-thao"]}

    with time_machine.travel(LATER, tick=False):
        done = sent(alice, walk, paper)

    assert "Your answer is sent" in read(done).words()


def test_an_answer_in_which_nothing_is_new_is_refused(walk: Walk, alice: Visitor) -> None:
    with time_machine.travel(LATER, tick=False):
        page = pressed(alice, walk, {})

    assert "There is nothing to send yet" in read(page).words()
