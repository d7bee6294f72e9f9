"""Numbers that identify a person or a taxpayer."""

import re
from dataclasses import dataclass
from typing import Self

from stdnum.vn import mst

from procedures.answers.refusals import AnswerError
from procedures.form import Text

NOT_A_PERSONAL_ID = Text(
    "Số định danh cá nhân không đúng. Xin ghi đủ 12 chữ số như trên thẻ căn cước.",
    "This is not a personal ID number. Please give the 12 digits on the identity card.",
)
OLD_PERSONAL_ID = Text(
    "Đây là số chứng minh nhân dân cũ, gồm 9 số. Xin ghi số định danh cá nhân gồm 12 chữ số.",
    "This is an old identity card number of 9 digits. Please give the personal ID number of 12 digits.",
)
NOT_AN_IDENTITY = Text(
    "Số này không đúng. Xin ghi số định danh cá nhân (12 chữ số), số chứng minh nhân dân (9 chữ số) "
    "hoặc số hộ chiếu (ví dụ C1234567).",
    "This is not such a number. Please give the personal ID number (12 digits), the number of an old identity card "
    "(9 digits) or of a passport, such as C1234567.",
)
MISTYPED_PERSONAL_ID = Text(
    "Không có số định danh cá nhân này. Xin xem lại từng chữ số trên thẻ căn cước.",
    "There is no such personal ID number. Please compare each digit with the identity card.",
)
NOT_A_TAX_CODE = Text(
    "Số này không đúng. Doanh nghiệp, cơ quan, tổ chức có mã 10 số; chi nhánh thêm 3 số (0100109106-001); "
    "cá nhân, hộ kinh doanh dùng số định danh cá nhân 12 số.",
    "This is not such a number. An enterprise or another body has 10 digits, a branch 3 more (0100109106-001); a person "
    "or household business has the personal ID number of 12 digits.",
)
MISTYPED_TAX_CODE = Text(
    "Không có mã số này: chữ số kiểm tra không khớp. Xin xem lại từng chữ số.",
    "There is no such tax code: its check digit does not match. Please check each digit.",
)

_SIGNS = re.compile(r"[ .\-\u00a0\u202f]")
_PERSONAL_ID = re.compile(r"(?P<place>[0-9]{3})(?P<century>[0-3])(?P<year>[0-9]{2})[0-9]{6}")
_DIGITS = re.compile(r"[0-9]+")
_OLD_ID = re.compile(r"[0-9]{9}")
_PASSPORT = re.compile(r"(?=[A-Z]*[0-9])[A-Z0-9]{6,9}")
"""One of Viet Nam has a letter and seven digits; those of other countries have six to nine signs."""
_TAX_CODE = re.compile(r"[0-9]{10}(?:(?!000)[0-9]{3})?")
_PERSONAL_ID_LENGTH = 12

PROVINCES = (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 "
    "040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 "
    "083 084 086 087 089 091 092 093 094 095 096"
)
"""The 63 provinces of birth registration (TT 07/2016/TT-BCA, annex 1); those of 2025 are among them."""
_PROVINCES = frozenset(PROVINCES.split())
_FIRST_COUNTRY = "100"


@dataclass(frozen=True, slots=True)
class Encoded:
    """What a personal ID number says of its person (NĐ 137/2015 art. 7)."""

    birth_year: int
    is_female: bool

    @classmethod
    def of(cls, number: str) -> Self:
        """Read a number that ``personal_id`` returned: 0 and 1 are of the 20th century, 2 and 3 of the 21st."""
        century, sex = divmod(int(number[3]), 2)
        return cls(birth_year=1900 + 100 * century + int(number[4:6]), is_female=sex == 1)


def personal_id(text: str) -> str:
    """Return a personal ID number (số định danh cá nhân) as 12 digits; raises ``AnswerError``.

    Checked are the length, the place of birth registration (one of the 63 provinces, or from 100 on,
    where the codes of countries lie: their list is not known here) and that the century is the 20th
    or the 21st. There is no check digit. The birth date and sex that it encodes are compared with the
    answers by ``warnings``: a contradiction is for the officer to judge, registers have errors too.
    """
    digits = _SIGNS.sub("", text)
    if _OLD_ID.fullmatch(digits):
        raise AnswerError(OLD_PERSONAL_ID)
    found = _PERSONAL_ID.fullmatch(digits)
    if not found or not (found["place"] in _PROVINCES or found["place"] >= _FIRST_COUNTRY):
        raise AnswerError(NOT_A_PERSONAL_ID)
    return digits


def identity_number(text: str, year: int) -> str:
    """Return the number by which a person of any country is known in a year; raises ``AnswerError``.

    It is a personal ID of somebody who is born by then, an old identity card of 9 digits, or a passport.
    """
    number = _SIGNS.sub("", text).upper()
    if _DIGITS.fullmatch(number) and len(number) == _PERSONAL_ID_LENGTH:
        return _of_the_born(number, year)
    if not _PASSPORT.fullmatch(number):
        raise AnswerError(_not_an_identity(number))
    return number


def _of_the_born(number: str, year: int) -> str:
    try:
        is_born = Encoded.of(personal_id(number)).birth_year <= year
    except AnswerError as error:
        raise AnswerError(MISTYPED_PERSONAL_ID) from error
    if not is_born:
        raise AnswerError(MISTYPED_PERSONAL_ID)
    return number


def _not_an_identity(number: str) -> Text:
    """Return what is wrong; of digits how many there are, which nobody likes to count."""
    if not _DIGITS.fullmatch(number):
        return NOT_AN_IDENTITY
    count = len(number)
    return Text(
        f"Số này có {count} chữ số. Số định danh cá nhân có 12 chữ số, chứng minh nhân dân có 9; "
        "hộ chiếu thì ghi cả chữ cái ở đầu.",
        f"This number has {count} digit{'s' * (count > 1)}. A personal ID number has 12, an old identity card 9; "
        "of a passport please give the letters too.",
    )


def tax_code(text: str) -> str:
    """Return a tax code: ``0100109106``, with a branch ``0100109106-001``, or a personal ID number.

    People and household businesses have the latter since 01/07/2025 (TT 86/2024/TT-BTC). Raises
    ``AnswerError``.
    """
    digits = _SIGNS.sub("", text)
    # With a hyphen it is a branch that lacks a digit, not somebody's number.
    if len(digits) == _PERSONAL_ID_LENGTH and "-" not in text:
        return _personal_tax_code(digits)
    if not _TAX_CODE.fullmatch(digits):
        raise AnswerError(NOT_A_TAX_CODE)
    if not mst.is_valid(digits):
        raise AnswerError(MISTYPED_TAX_CODE)
    return mst.format(digits)


def is_personal(code: str) -> bool:
    """Say whether a tax code, as ``tax_code`` returned it, is a personal ID number and no enterprise's."""
    return len(code) == _PERSONAL_ID_LENGTH and code.isdigit()


def _personal_tax_code(digits: str) -> str:
    try:
        return personal_id(digits)
    except AnswerError as error:
        raise AnswerError(NOT_A_TAX_CODE) from error
