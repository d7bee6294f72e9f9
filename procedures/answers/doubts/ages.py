"""How old somebody is, and what is said of those who are not of age, at the counter and in forms: told, never refused."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from procedures.form import Question, QuestionKind, Text

CHILD, OF_AGE = 15, 18
"""Ages that are said to whoever files and to the officer, who judges: the Civil Code (art. 21) asks about those below."""
_OF_A_BIRTH = "ngày sinh"
"""How each question begins, in small letters, that asks when somebody was born."""


def age(born: date, on: date) -> int:
    """Return how many years old somebody is on a day; who is born on 29 February has the birthday on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def of_age(born: date | None, on: date) -> Text | None:
    """Return what is said of somebody who is not of age; None for everybody else."""
    if born is None or age(born, on) >= OF_AGE:
        return None
    years = age(born, on)
    vi, en = f"Người này mới {years} tuổi (sinh {born:%d/%m/%Y})", f"This person is {years} (born {born:%d/%m/%Y})"
    if years < CHILD:
        return Text(f"{vi}: xem có người đại diện nộp thay không.", f"{en}: see whether somebody represents them.")
    return Text(f"{vi}: xem thủ tục này người đó có tự nộp được không.", f"{en}: see whether they may file this alone.")


def minors(questions: Sequence[Question], values: Mapping[str, object], on: date) -> Iterator[tuple[str, Text]]:
    """Yield what is said, by question, of each birth date among typed answers of somebody who is not of age on a day.

    Forms ask for that of whoever represents, heads or answers for what is applied for.
    """
    for question in questions:
        given = values.get(question.name)
        is_birth = question.kind is QuestionKind.DATE and question.label.vi.casefold().startswith(_OF_A_BIRTH)
        if is_birth and isinstance(given, str) and (years := age(date.fromisoformat(given), on)) < OF_AGE:
            yield (
                question.name,
                Text(
                    f"Sinh ngày này thì mới {years} tuổi, chưa đủ {OF_AGE} tuổi. Xin xem lại năm sinh.",
                    f"Born on this day the person is {years}, not yet {OF_AGE}. Please check the year.",
                ),
            )
