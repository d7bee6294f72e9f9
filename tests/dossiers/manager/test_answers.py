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
    assert row[1:] == total[1:] == ["4", "1 working hour", "17,5 working hours", "8", "80 % (4/5)", "1", "0"]
    months = tables(answer.content.decode())["First answers by month"]
    assert [(row[0], row[1], row[-2]) for row in months] == [("12/2025", "1", "0"), ("01/2026", "4", "1")]
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


def shares(page: str, name: str) -> list[list[str]]:
    return [row[5:] for row in tables(page)[name]]


def test_what_is_not_answered_though_its_hours_are_over_counts_as_late_and_what_is_within_them_is_named_apart():
    gone(STRAIGHT)
    # Friday afternoon: the eight hours end on Monday afternoon.
    dossier_at("filed", at=local("2026-01-30 14:00"))
    for day in ("05", "06"):
        dossier_at("filed", at=local(f"2026-01-{day} 08:30"))
    visitor = Visitor("carol")

    answer = visitor.get(PAGE, {"start": "2026-01-01", "end": "2026-02-02"})

    words, page = read(answer).words(), answer.content.decode()
    assert "33,3 % of 3 answers that were due came within their hours; still not given: 2." in words
    assert "within the hours, and in no share: 1" in words
    assert shares(page, "First answers by procedure") == [["33,3 % (1/3)", "0", "2"]] * 2
    [(address, number)] = set(re.findall(r'href="(/quan-ly/to_answer/\?[^"]*)"[^>]*>(\d+)<', page))
    assert TITLE.search(text_of(visitor, address.replace("&amp;", "&")))[1] == number == "1"


def test_a_month_counts_what_was_owed_at_its_end_and_an_office_that_answered_nothing_is_not_called_idle():
    dossier_at("filed", at=local("2025-12-08 08:30"))
    visitor = Visitor("carol")

    answer = visitor.get(PAGE, {"start": "2025-11-01", "end": "2026-01-31"})

    assert "0 % of 1 answers that were due came within their hours; still not given: 1." in read(answer).words()
    months = tables(answer.content.decode())["First answers by month"]
    assert [(row[0], *row[5:]) for row in months] == [("12/2025", "0 % (0/1)", "0", "1")]
    before = visitor.get(PAGE, {"start": "2025-11-01", "end": "2025-11-30"})
    assert "No answer in this period" in read(before).words()
