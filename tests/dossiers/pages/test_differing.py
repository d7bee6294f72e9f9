"""An answer before and now: of a table, what differs of it."""

from typing import Any

import pytest
from django.utils import translation

from dossiers.pages.answers import differing
from procedures.form import Question, QuestionKind, Text

COLUMNS = tuple(
    Question(name, kind, Text(label, label), required=False)
    for name, kind, label in (("model", QuestionKind.TEXT, "Máy"), ("year", QuestionKind.INTEGER, "Năm"))
)
MACHINES = Question("machines", QuestionKind.TABLE, Text("Các máy", "Machines"), columns=COLUMNS)
TITLE = Question("title", QuestionKind.TEXT, Text("Tên", "Title"))
OLD, NEW = {"model": "SM-74", "year": 2030}, {"model": "SM-74", "year": 2019}
OTHER = {"model": "Bizhub", "year": 2018}


@pytest.mark.parametrize(
    ("question", "before", "now", "said"),
    [
        (MACHINES, [OTHER, OLD], [OTHER, NEW], ("Dòng 2 – Năm: 2.030", "Dòng 2 – Năm: 2.019")),
        (MACHINES, [OLD], [{"model": "SM-74"}], ("Dòng 1 – Năm: 2.030", "Dòng 1 – không kê khai")),
        (
            MACHINES,
            [OTHER],
            [OTHER, NEW],
            ("Máy: Bizhub; Năm: 2.018", "Máy: Bizhub; Năm: 2.018\nMáy: SM-74; Năm: 2.019"),
        ),
        (MACHINES, None, [OTHER], ("không kê khai", "Máy: Bizhub; Năm: 2.018")),
        (TITLE, "Một", "Hai", ("Một", "Hai")),
    ],
)
def test_of_a_table_with_as_many_rows_only_what_differs_is_shown(
    question: Question, before: Any, now: Any, said: tuple[str, str]
) -> None:
    with translation.override("vi"):
        assert differing(question, before, now) == said
