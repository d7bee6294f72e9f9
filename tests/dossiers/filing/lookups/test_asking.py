"""Databases are asked at once and never waited for longer than a page can; what goes wrong there is no answer."""

import time
from threading import Event

import pytest

from dossiers.filing.lookups.asking import ask
from dossiers.filing.lookups.seam import Answer
from portal.demo.lookups import Registers
from procedures.form import Database

COMPANIES, PEOPLE = Database.BUSINESS_REGISTRATION, Database.POPULATION
KNOWN, UNKNOWN, LATE, DOWN = "0100109106", "0100109107", "0100109108", "0100109109"


class Asked:
    """A database that answers as it is given."""

    databases = frozenset(Database)

    def __init__(self, answer: Answer | Exception) -> None:
        self.answer = answer

    def find(self, database: Database, number: str) -> Answer:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_what_is_known_comes_with_its_reference_and_what_stands_there() -> None:
    answer = ask(Registers(), {"giay": (COMPANIES, KNOWN)})["giay"]

    assert (answer.is_known, answer.reference) == (True, "MAU-B10")
    assert KNOWN in answer.text


def test_what_is_not_known_is_an_answer_too() -> None:
    assert not ask(Registers(), {"giay": (COMPANIES, UNKNOWN)})["giay"].is_known


@pytest.mark.parametrize("failure", [ConnectionRefusedError(), TimeoutError(), KeyError("x")])
def test_who_cannot_be_reached_and_a_fault_in_the_class_are_no_answer(failure: Exception) -> None:
    assert ask(Asked(failure), {"giay": (COMPANIES, KNOWN)}) == {}


def test_nobody_waits_longer_than_the_time_that_is_given_and_the_others_answers_come() -> None:
    began = time.monotonic()

    answers = ask(Registers(), {"cham": (COMPANIES, LATE), "giay": (PEOPLE, KNOWN)}, seconds=0.2)

    assert time.monotonic() - began < 1
    assert answers.keys() == {"giay"}


def test_while_all_threads_hang_there_is_no_answer_in_the_same_time() -> None:
    free = Event()

    class Hanging(Asked):
        def find(self, database: Database, number: str) -> Answer:
            free.wait(10)
            return self.answer

    try:
        hanging = {str(place): (COMPANIES, KNOWN) for place in range(8)}
        assert ask(Hanging(Answer(is_known=True)), hanging, seconds=0.1) == {}
        assert ask(Registers(), {"giay": (COMPANIES, KNOWN)}, seconds=0.1) == {}
    finally:
        free.set()


def test_what_stands_there_is_kept_as_a_line_of_some_length() -> None:
    answer = Answer(is_known=True, reference="r" * 500, text="Công ty\n\x00 A\u202e " + "b" * 500)

    kept = ask(Asked(answer), {"giay": (COMPANIES, KNOWN)})["giay"]

    assert kept.text.startswith("Công ty A b")
    assert (len(kept.text), len(kept.reference)) == (300, 100)
