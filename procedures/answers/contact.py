"""How a person is reached: e-mail addresses and phone numbers of Viet Nam."""

import re
import unicodedata

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from procedures.answers.refusals import AnswerError
from procedures.form import Question, Text

NOT_AN_EMAIL = Text(
    "Địa chỉ thư điện tử không đúng, ví dụ đúng: ten@example.vn.",
    "This is not an e-mail address such as name@example.vn.",
)
ACCENTED_EMAIL = Text(
    "Địa chỉ thư điện tử không có dấu: xin gõ lại không dấu (tắt bộ gõ tiếng Việt), ví dụ đúng: ten@example.vn.",
    "An e-mail address has no accents: please type it again without them (turn off Telex), such as name@example.vn.",
)
NOT_A_PHONE = Text(
    "Số điện thoại không đúng. Di động có 10 số, bắt đầu bằng 03, 05, 07, 08 hoặc 09; máy bàn có 11 số, bắt đầu bằng 02.",
    "This is not a phone number of Viet Nam: mobile 10 digits from 03, 05, 07, 08 or 09; landline 11 digits from 02.",
)
WITH_EXTENSION = Text(
    "Không ghi máy lẻ ở đây: xin chỉ ghi số gọi từ ngoài vào.",
    "Please give the number without an extension here: only what is dialled from outside.",
)
NOT_OF_VIET_NAM = Text(
    "Đây là số điện thoại nước ngoài: ở đây xin ghi một số của Việt Nam (di động hoặc máy bàn) mà cơ quan gọi được.",
    "This is a number of another country: please give one of Viet Nam (mobile or landline) at which the office can call.",
)
OF_A_SWITCHBOARD = Text(
    "Đây là số tổng đài 1800, 1900: ở đây xin ghi số di động hoặc máy bàn để gọi thẳng cho một người.",
    "This is a business hotline (1800, 1900): please give a mobile or landline number here at which a person can be called.",
)
NOT_A_MOBILE = Text(
    "Số này không nhận được tin nhắn: xin nhập số di động, có 10 số, bắt đầu bằng 03, 05, 07, 08 hoặc 09.",
    "This number receives no text messages: give a mobile one, 10 digits from 03, 05, 07, 08 or 09.",
)

_EMAIL = re.compile(
    r"(?P<local>[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*)"
    r"@(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63})"
)
_EMAIL_LENGTH, _LOCAL_LENGTH = 254, 64

_PHONE_SIGNS = re.compile(r"[ .()\-\u00a0\u202f]")
# What begins otherwise may be a number whose first digit is lost: 84 123 4567 would be read as 084 123 4567.
_PHONE = re.compile(r"0[0-9]{9,10}|(?:\+|00)?84[0-9]{9,11}")
_EXTENSION = re.compile(
    r"[\s,;(/.-]*(?:(?:số |máy )?(?:máy )?(?:lẻ|nhánh)|ext(?:ension|\.)?|x|#)[\s.:]*[0-9]{1,6}\)?$", re.IGNORECASE
)
_ABROAD = re.compile(r"(?:\+|00)(?!84)(?P<number>[1-9][0-9]{6,14})")
_REGION = "VN"
_HOTLINE = re.compile(r"(?:(?:\+|00)?84)?1[89]00(?:[0-9]{4}|[0-9]{6})")
"""A number of 8 or 10 digits that a business is called at, as it is dialled: nothing stands before 1800 and 1900."""
_OF_ORGANISATION = re.compile(r"\bcủa (?:doanh nghiệp|cơ quan|cơ sở|đơn vị|tổ chức|xưởng in|bên nhận)")
_CALLED = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
"""Not the hotlines 1800 and 1900: nobody is told of a result there; a business may be called at one."""
_WRITTEN_TO = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def is_of_organisation(question: Question) -> bool:
    """Say whether a question asks for the phone of an organisation, who may have a hotline: of a person nobody asks for that.

    Whoever takes over a machine (“bên nhận”) is a business or an organisation.
    """
    return _OF_ORGANISATION.search(question.label.vi.casefold()) is not None


def email(text: str) -> str:
    """Return an e-mail address with its domain in lower case; raises ``AnswerError``, which names accents where these are the fault."""
    found = _EMAIL.fullmatch(text)
    if not found and _EMAIL.fullmatch(_without_accents(text)):
        raise AnswerError(ACCENTED_EMAIL)
    if not found or len(text) > _EMAIL_LENGTH or len(found["local"]) > _LOCAL_LENGTH:
        raise AnswerError(NOT_AN_EMAIL)
    return f"{found['local']}@{found['domain'].lower()}"


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def phone(text: str, *, may_be_hotline: bool = False) -> str:
    """Return a phone number of Viet Nam in E.164 (``+84…``); raises ``AnswerError``."""
    digits = _PHONE_SIGNS.sub("", text)
    if _HOTLINE.fullmatch(digits):
        if not may_be_hotline:
            raise AnswerError(OF_A_SWITCHBOARD)
        return f"+84{digits[digits.index('1') :]}"
    if (abroad := _ABROAD.fullmatch(digits)) and _may_be_called(f"+{abroad['number']}"):
        raise AnswerError(NOT_OF_VIET_NAM)
    if not _PHONE.fullmatch(digits):
        raise AnswerError(WITH_EXTENSION if _EXTENSION.search(text) else NOT_A_PHONE)
    try:
        number = phonenumbers.parse(digits, _REGION)
    except phonenumbers.NumberParseException as error:
        raise AnswerError(NOT_A_PHONE) from error
    if not phonenumbers.is_valid_number_for_region(number, _REGION) or phonenumbers.number_type(number) not in _CALLED:
        raise AnswerError(NOT_A_PHONE)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _may_be_called(number: str) -> bool:
    """Say whether some country may have a number; none has what begins with no country's digits, or is too short there."""
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def as_written(number: str) -> str:
    """Return a phone number as people write it, ``0912 345 678``; what is none stays as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number, _REGION), PhoneNumberFormat.NATIONAL)
    except phonenumbers.NumberParseException:
        return number


def mobile(text: str) -> str:
    """Return a number that receives text messages in E.164; raises ``AnswerError``."""
    number = phone(text)
    if phonenumbers.number_type(phonenumbers.parse(number)) not in _WRITTEN_TO:
        raise AnswerError(NOT_A_MOBILE)
    return number
