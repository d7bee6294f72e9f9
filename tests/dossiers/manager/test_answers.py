"""The page of first answers: its sentence, its tables, and the lists behind its numbers."""

import re

import pytest

from dossiers.models import Dossier
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.manager.test_figures import TITLE, text_of
from tests.dossiers.manager.test_lived import tables
from tests.dossiers.reports.lived.walks import ASKED, SENT_BACK, STRAIGHT, gone
from tests.dossiers.reports.test_answers import REFUSAL

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-02-02 09:00"))]

PAGE = "/quan-ly/tra-loi/"
JANUARY = {"start": "2026-01-01", "end": "2026-01-31"}


def several() -> None:
    """Make four of January and one of December."""
    for way in (STRAIGHT, SENT_BACK, ASKED, REFUSAL):
        gone(way)
    dossier_at("accepted", at=local("2025-12-08 08:30"))


def test_it_says_first_how_soon_the_desk_answered_and_then_of_what():
    several()

    answer = Visitor("carol").get(PAGE, JANUARY)

    assert "80 % of 5 answers came within their hours; half of them within 1 working hour." in read(answer).words()
    [row, total] = tables(answer.content.decode())["First answers by procedure"]
    assert row[1:] == total[1:] == ["4", "1 working hour", "17,5 working hours", "8", "80 % (4/5)", "1"]
    months = tables(answer.content.decode())["First answers by month"]
    assert [(row[0], row[1], row[-1]) for row in months] == [("12/2025", "1", "0"), ("01/2026", "4", "1")]
    assert 'id="answers-title"' in answer.content.decode()


@pytest.mark.parametrize(("who", "narrowed"), [("carol", {}), ("hoa", {"channel": "online"}), ("dung", {})])
def test_every_number_opens_exactly_its_dossiers(who: str, narrowed: dict[str, str]):
    several()
    visitor = Visitor(who)

    page = visitor.get(PAGE, {**JANUARY, **narrowed}).content.decode()

    found = re.findall(r'href="(/quan-ly/answer[a-z_]*/\?[^"]*)"[^>]*>(\d+)<', page)
    assert len(found) > 2
    for address, number in found:
        assert TITLE.search(text_of(visitor, address.replace("&amp;", "&")))[1] == number, address


def test_of_too_many_it_says_of_which_days_it_is(monkeypatch: pytest.MonkeyPatch):
    several()
    monkeypatch.setattr("dossiers.reports.lived.answers.MOST", 2)

    answer = Visitor("carol").get(PAGE, JANUARY)

    assert "What is shown is of the days from 06/01/2026 on." in read(answer).words()
    assert tables(answer.content.decode())["First answers by month"][0][1] == "2"


def test_nothing_answered_is_said_and_another_agency_s_is_not_counted():
    several()
    assert "No answer in this period" in read(Visitor("carol").get(PAGE)).words()

    Dossier.objects.update(agency=Dossier.objects.get(pk=gone(STRAIGHT).dossier.pk).division)

    assert "No answer in this period" in read(Visitor("carol").get(PAGE, JANUARY)).words()


def test_questions_do_not_grow_with_dossiers(django_assert_max_num_queries):
    several()
    visitor = Visitor("carol")
    visitor.get(PAGE, JANUARY)

    with django_assert_max_num_queries(16):
        visitor.get(PAGE, JANUARY)
