"""Whoever wrote by post without a number of an identity paper: the letter is received all the same, and asked about."""

from collections.abc import Mapping

from procedures.form import Text

NUMBER = "applicant_id"
"""The question of the first part in which that number stands; what came without one holds it, and it is empty."""
NOT_IN_LETTER = Text("chưa có số định danh trong thư", "no number of an identity paper in the letter")
LACKS = Text(
    "số định danh cá nhân/CCCD/hộ chiếu của người nộp (trong thư chưa có)",
    "the applicant’s personal ID or passport number (the letter does not say it)",
)
"""As it is named beside papers that have not come."""
ASKED = "Thư gửi đến chưa ghi số này; đề nghị ghi rõ."
"""What a request says about it unless somebody writes otherwise; it is printed on form 02."""


def asked(answers: Mapping[str, object]) -> dict[str, str]:
    """Return what a request says of it, by its question; nothing where a number stands."""
    return {NUMBER: ASKED} if is_unnumbered(answers) else {}


def is_unnumbered(answers: Mapping[str, object]) -> bool:
    """Say whether the answers as they stand are of a letter without the number; erased ones say nothing."""
    return answers.get(NUMBER) == ""
