"""Results that were issued earlier, as whoever holds the paper names them: by number and date."""

import re
from collections.abc import Mapping

from procedures.answers.dates import day
from procedures.answers.fields import DATED, NUMBER, part_field
from procedures.answers.refusals import AnswerError
from procedures.answers.texts import plain_text
from procedures.form import Question, Text

NUMBER_LENGTH = 60

NO_LICENCE_NUMBER = Text(
    "Xin ghi cả số và ký hiệu trên giấy, ví dụ 12/GP-STTTT.",
    "Please give the number and symbol on the paper, such as 12/GP-STTTT.",
)
NO_LICENCE_DATE = Text(
    "Xin ghi ngày ký trên giấy, ví dụ 05/01/2026.", "Please give the date on the paper, such as 05/01/2026."
)
_AROUND_A_SLASH = re.compile(r" ?/ ?")


def licence(question: Question, raw: Mapping[str, str], field: str) -> tuple[dict[str, str] | None, dict[str, Text]]:
    """Return the number and date of a paper, and the sentences by field where something is wrong with them.

    It is left out as a whole or given as a whole: numbers begin anew each year. Whether there is such a paper is
    not known here.
    """
    wrong: dict[str, Text] = {}
    number, dated = "", ""
    try:
        number = registered(raw.get(part_field(field, NUMBER), ""))
    except AnswerError as error:
        wrong[NUMBER] = error.sentence
    try:
        dated = _dated(raw.get(part_field(field, DATED), ""))
    except AnswerError as error:
        wrong[DATED] = error.sentence
    if not (question.required or number or dated or wrong):
        return None, {}
    if not number:
        wrong.setdefault(NUMBER, NO_LICENCE_NUMBER)
    if not dated:
        wrong.setdefault(DATED, NO_LICENCE_DATE)
    if wrong:
        return None, {part_field(field, part): sentence for part, sentence in wrong.items()}
    return {NUMBER: number, DATED: dated}, {}


def registered(typed: str) -> str:
    """Return a number as registers write it, without the blanks that people put around a slash."""
    return _AROUND_A_SLASH.sub("/", " ".join(plain_text(typed, NUMBER_LENGTH).split()))


def _dated(typed: str) -> str:
    text = plain_text(typed, NUMBER_LENGTH)
    return day(text).isoformat() if text else ""
