"""What stands under a question: the procedure's own hint, and how the answer is written."""

import pytest
from django.utils import translation

from dossiers.pages.fields import fields_of
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
