"""What is typed again for a value is read as that value."""

from datetime import UTC, datetime

import pytest

from procedures.answers import clean, typed
from procedures.answers.sample import raw_answers
from procedures.form import Question, QuestionKind, Text
from tests.dossiers import every_kind
from tests.procedures.shipped import shipped_machine

AT = datetime(2026, 1, 5, tzinfo=UTC)
MACHINES = [every_kind.machine(), shipped_machine()]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.slug)
def test_every_value_comes_back(machine) -> None:  # type: ignore[no-untyped-def]
    raw = every_kind.ANSWERS if machine.slug == every_kind.SLUG else raw_answers(machine, AT)
    values, _errors = clean(machine.questions, raw)

    again = {
        name: text for q in machine.questions if q.name in values for name, text in typed(q, values[q.name]).items()
    }

    assert clean(machine.questions, again)[0] == values


@pytest.mark.parametrize("kind", QuestionKind)
def test_a_value_of_another_shape_fills_nothing_that_could_not_be_read(kind: QuestionKind) -> None:
    question = Question("asked", kind, Text("Câu hỏi", "Question"))
    for value in (None, [], {}, object()):
        assert all(isinstance(text, str) for text in typed(question, value).values())
    assert typed(question, None) == {}
