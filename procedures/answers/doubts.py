"""Answers that are sound each by itself and contradict each other, or what is so today: told, never refused."""

from collections.abc import Mapping, Sequence
from datetime import date

from procedures.answers.identity import Encoded, is_personal
from procedures.answers.places import former_commune
from procedures.answers.reading import shown
from procedures.form import Question, QuestionKind, Text

NOT_OF_AN_ENTERPRISE = Text(
    "Số này là số định danh cá nhân: cá nhân, hộ kinh doanh dùng số này; doanh nghiệp có mã số riêng gồm 10 chữ số. "
    "Nếu là doanh nghiệp, xin xem lại.",
    "This is a personal ID number: people and household businesses use that; an enterprise has a number of its own, of "
    "10 digits. If this is an enterprise, please check it.",
)
"""As the tax code of a household business is its owner's personal ID since 01/07/2025 (TT 86/2024/TT-BTC)."""
_SEXES = {"male": Text("nam", "male"), "female": Text("nữ", "female")}


def warnings(questions: Sequence[Question], values: Mapping[str, object]) -> dict[str, Text]:
    """Return the doubts about typed answers, by question: a personal ID against the birth date and sex, an old address.

    A personal ID is one of a household business, too, and no enterprise's.

    A register may be wrong, and so may a birth date: who filed is asked to look again, the officer decides.
    """
    asked = {question.name: question for question in shown(questions, values)}
    doubts: dict[str, Text] = {}
    for name, question in asked.items():
        value = values.get(name)
        if question.kind is QuestionKind.ADDRESS and isinstance(value, dict) and (doubt := former_commune(value)):
            doubts[name] = doubt
        if question.kind is QuestionKind.TAX_CODE and isinstance(value, str) and is_personal(value):
            doubts[name] = NOT_OF_AN_ENTERPRISE
        if question.kind is QuestionKind.PERSONAL_ID and isinstance(value, str):
            encoded = Encoded.of(value)
            found = [*_birth_date(question, encoded, asked, values), *_sex(question, encoded, asked, values)]
            if found:
                doubts[name] = Text(" ".join(text.vi for text in found), " ".join(text.en for text in found))
    return doubts


def _birth_date(
    question: Question, encoded: Encoded, asked: Mapping[str, Question], values: Mapping[str, object]
) -> list[Text]:
    other = asked.get(question.birth_date or "")
    given = values.get(question.birth_date or "")
    if other is None or other.kind is not QuestionKind.DATE or not isinstance(given, str):
        return []
    born_on = date.fromisoformat(given)
    if born_on.year == encoded.birth_year:
        return []
    shown_date = f"{born_on:%d/%m/%Y}"
    return [
        Text(
            f"Theo số định danh, năm sinh là {encoded.birth_year}, nhưng mục “{other.label.vi}” ghi {shown_date}. "
            "Xin xem lại.",
            f"By the personal ID the year of birth is {encoded.birth_year}, but “{other.label.en}” says {shown_date}. "
            "Please check them.",
        )
    ]


def _sex(
    question: Question, encoded: Encoded, asked: Mapping[str, Question], values: Mapping[str, object]
) -> list[Text]:
    other = asked.get(question.sex or "")
    given = values.get(question.sex or "")
    answered = _SEXES.get(given) if isinstance(given, str) else None
    meant = _SEXES["female" if encoded.is_female else "male"]
    if other is None or answered is None or answered == meant:
        return []
    return [
        Text(
            f"Theo số định danh, giới tính là {meant.vi}, nhưng mục “{other.label.vi}” ghi {answered.vi}. Xin xem lại.",
            f"By the personal ID the sex is {meant.en}, but “{other.label.en}” says {answered.en}. Please check them.",
        )
    ]
