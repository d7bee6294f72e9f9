"""A plausible application reads as an application, under whichever procedure."""

import pytest
from django.utils import timezone

from portal.demo.dossiers import OTHERS
from procedures.answers.sample import raw_answers
from procedures.form import QuestionKind
from procedures.models import ProcedureVersion

TEXTS = (QuestionKind.TEXT, QuestionKind.LONG_TEXT)


@pytest.mark.parametrize("slug", sorted({other.slug for other in OTHERS}))
@pytest.mark.usefixtures("db")
def test_no_answer_of_a_sample_repeats_its_question(slug: str) -> None:
    machine = ProcedureVersion.objects.current().get(procedure__slug=slug).machine
    raw = raw_answers(machine, timezone.now())

    for question in machine.questions:
        if question.kind in TEXTS:
            assert raw[question.name] not in ("", question.label.vi), question.name
        for column in question.columns:
            answer = raw.get(f"{question.name}.0.{column.name}")
            assert answer is None or column.kind not in TEXTS or answer not in ("", column.label.vi), column.name
            if column.name == "made_in_year":
                assert answer == "2015"
