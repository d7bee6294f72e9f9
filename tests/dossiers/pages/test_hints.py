"""What stands under a question: the procedure's own hint, and how the answer is written."""

from dataclasses import replace

import pytest
from django.utils import translation

from dossiers.pages.fields import fields_of
from procedures.answers.numbers import MOST_SAID
from procedures.form import Question, QuestionKind, Text
from procedures.models import ProcedureVersion

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "example"), [("vi", "08:30 05/01/2026"), ("en", "for example 08:30 05/01/2026")])
def test_the_time_of_a_press_conference_has_its_hint_and_an_example(language: str, example: str) -> None:
    machine = ProcedureVersion.objects.filter(procedure__slug="hop-bao-trong-nuoc").latest("version").machine
    question = next(one for one in machine.questions if one.name == "held_at")

    with translation.override(language):
        [(_name, field)] = fields_of(question, {}, 0)

    assert field.help_text.startswith(question.help.of(language))
    assert example in field.help_text


YEARS = Question("years", QuestionKind.INTEGER, Text("Số năm đề nghị cấp phép", "Years"), minimum=1, maximum=10)


@pytest.mark.parametrize(
    ("question", "hint"),
    [
        (YEARS, "Từ 1 đến 10."),
        (replace(YEARS, minimum=None), "Nhiều nhất 10."),
        (replace(YEARS, help=Text("Ghi số tròn.", "A whole number.")), "Ghi số tròn. Từ 1 đến 10."),
        (replace(YEARS, help=Text("Tối đa 10 năm.", "At most 10.")), "Tối đa 10 năm."),
        (replace(YEARS, maximum=MOST_SAID + 1), ""),
        (replace(YEARS, minimum=1900, maximum=2100), ""),
        (replace(YEARS, kind=QuestionKind.MONEY), ""),
    ],
)
def test_how_great_a_number_may_be_is_said_beforehand_once_where_one_may_be_greater(
    question: Question, hint: str
) -> None:
    with translation.override("vi"):
        [(_name, field)] = fields_of(question, {}, 0)

    assert field.help_text == hint


def test_it_is_said_of_the_years_of_a_postal_licence() -> None:
    machine = ProcedureVersion.objects.filter(procedure__slug="gp-buu-chinh").latest("version").machine
    question = next(one for one in machine.questions if one.name == "licence_years")

    with translation.override("vi"):
        [(_name, field)] = fields_of(question, {}, 0)

    assert field.help_text == "Từ 1 đến 10."
