"""What a person compares on a paper: the short fields of each kind, in a form that how they are typed does not change.

Neither identity number nor address is among them: whoever has the code alone could guess them, and try.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from dossiers.log.parts.issued import RESULT
from dossiers.models import OwnPaper
from dossiers.papers.signed.own import BY_HIM_OR_HER, BY_NOBODY, BY_THE_OFFICE
from procedures.machine import Paper, Text

DIGEST_BYTES = 8
"""Of the digest of one field: nobody finds another date or name with the same, and a code has room for seven."""
TONES = "\u0300\u0301\u0303\u0309\u0323"
_PARTS_OF_WORDS = ("L", "Mn", "Nd")
BELOW_THE_CODE = "Quét mã để kiểm tra văn bản này."
"""What stands below the code of a result."""
LINE_END = "\n"
"""An end of a field that no words mark."""


class Reading(StrEnum):
    """How a field is read."""

    WORDS = "words"
    """Letters and digits, whatever stands between them."""
    NUMBERS = "numbers"
    """The numbers in their order: of an instant."""
    AMOUNT = "amount"
    """The digits as one number: of money."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of paper."""

    name: str
    label: Text
    reading: Reading
    after: tuple[str, ...]
    """What is printed before it."""
    ends: tuple[str, ...]
    """What is printed behind it, the likeliest first; nothing where it is one word."""
    where: str
    """Where the paper that is printed has it."""

    def of(self, paper: object) -> str:
        """Return what a paper says there, "" for nothing."""
        found = attrgetter(self.where)(paper)
        return "\n".join(found) if isinstance(found, tuple) else str(found or "")


def canonical(text: str, reading: Reading) -> str:
    """Return a field as it is compared: by its letters and numbers, of which no tone has two places."""
    if reading is Reading.NUMBERS:
        return " ".join(number.lstrip("0") or "0" for number in re.findall("[0-9]+", text))
    if reading is Reading.AMOUNT:
        return "".join(re.findall("[0-9]+", text)).lstrip("0")
    plain = unicodedata.normalize("NFKD", text).lower()
    words = "".join(sign if unicodedata.category(sign).startswith(_PARTS_OF_WORDS) else " " for sign in plain).split()
    return "".join(_tone_last(word) for word in words)


def _tone_last(word: str) -> str:
    """Return a word with its tones at its end: hòa and hoà are one word."""
    return "".join(sign for sign in word if sign not in TONES) + "".join(sign for sign in word if sign in TONES)


def digest_of(mark: bytes, name: str, compared: str) -> bytes:
    """Return the digest of a field of one paper, which is that of no other paper."""
    return hashlib.sha256(b"\0".join([mark, name.encode(), compared.encode()])).digest()[:DIGEST_BYTES]


_ASKED, _ADDRESS, _OWNER, _CONTACT = "Nội dung yêu cầu giải quyết:", "Địa chỉ:", "Chủ hồ sơ:", "Nếu có điều chưa rõ"
_REASON = Text("Lý do", "Reason")


def _code(where: str) -> Field:
    return Field("code", Text("Mã hồ sơ", "Dossier"), Reading.WORDS, ("Mã hồ sơ:",), (), where)


_DEAR = ("Kính gửi:",)
"""What stands in a letter before whom it is to; the form of address is part of that, so that files saved before read it too."""


_FILED = ("Hệ thống nhận lúc:", "Ghi nhận lúc:")
"""What stands before the instant of a filing: of one on line, and of one that came to the desk."""


def _applicant(where: str, after: tuple[str, ...], *ends: str) -> Field:
    return Field("applicant", Text("Người nộp hồ sơ", "Applicant"), Reading.WORDS, after, (_OWNER, *ends), where)


def _procedure(where: str, after: str, *ends: str) -> Field:
    return Field("procedure", Text("Thủ tục", "Procedure"), Reading.WORDS, (after,), ends, where)


def _instant(name: str, label: Text, where: str, after: tuple[str, ...], *ends: str) -> Field:
    return Field(name, label, Reading.NUMBERS, after, ends, where)


def _of_form(*ends_of_procedure: str) -> tuple[Field, Field, Field]:
    """Return what a form about a dossier begins with."""
    return (
        _code("form.code"),
        _applicant("form.applicant.name", ("Tiếp nhận hồ sơ của:",), _ASKED),
        _procedure("form.procedure", _ASKED, *ends_of_procedure),
    )


FIELDS: Mapping[str, tuple[Field, ...]] = {
    OwnPaper.FILING: (
        _code("code"),
        _procedure("procedure", "Thủ tục:", *_FILED),
        _instant(
            "filed",
            Text("Nộp lúc", "Filed at"),
            "filed",
            _FILED,
            "Bản này ghi lại đúng",
            "Người ghi nhận:",
            "Ngày trên phong bì:",
            "Số bưu gửi:",
            "Giấy uỷ quyền, giấy giới thiệu:",
            "Bản này ghi lại giấy tờ",
        ),
    ),
    Paper.RECEIPT: (
        _code("code"),
        _applicant("applicant.name", ("Tiếp nhận hồ sơ của:",), "Số CCCD/định danh"),
        _procedure("procedure", _ASKED, "1. Thành phần hồ sơ"),
        Field(
            "fee",
            Text("Phí, lệ phí", "Fee"),
            Reading.AMOUNT,
            ("Phí, lệ phí:",),
            ("(đã nộp", "3. Thời gian giải quyết"),
            "fee",
        ),
        _instant(
            "received",
            Text("Thời gian nhận hồ sơ", "Received at"),
            "received",
            ("Thời gian nhận hồ sơ:",),
            "5. Thời gian trả",
        ),
        _instant(
            "due",
            Text("Thời gian trả kết quả", "Result due"),
            "due",
            ("Thời gian trả kết quả giải quyết hồ sơ:",),
            "6. Đăng ký nhận",
        ),
    ),
    Paper.SUPPLEMENT_REQUEST: (
        *_of_form(_ADDRESS),
        Field("reason", _REASON, Reading.WORDS, ("Lý do:",), ("Thời hạn bổ sung:",), "reason"),
        _instant(
            "answer_by",
            Text("Thời hạn bổ sung", "Answer by"),
            "answer_by",
            ("Thời hạn bổ sung:",),
            "Trong quá trình hoàn thiện",
        ),
    ),
    Paper.REFUSAL: (
        *_of_form(_ADDRESS),
        Field(
            "reason",
            _REASON,
            Reading.WORDS,
            ("với lý do cụ thể như sau:",),
            ("Kèm theo văn bản trả lời số", _CONTACT),
            "reasons",
        ),
    ),
    Paper.APOLOGY: (
        _code("form.code"),
        _applicant("form.addressed", _DEAR, LINE_END),
        _procedure("form.procedure", _ASKED.lower(), "Thời gian hẹn trả kết quả"),
        _instant(
            "promised",
            Text("Ngày hẹn trước", "Appointed before"),
            "promised",
            ("Thời gian hẹn trả kết quả giải quyết hồ sơ:",),
            "Tuy nhiên,",
        ),
        Field("reason", _REASON, Reading.WORDS, ("Lý do:",), ("Đơn vị chịu trách nhiệm:", LINE_END), "reason"),
        _instant(
            "due",
            Text("Ngày hẹn mới", "New date"),
            "due",
            ("hẹn lại thời gian trả kết quả:", "hẹn trả kết quả chậm nhất:"),
            ", thay cho ngày hẹn",
            "Việc hẹn này",
            "Mong Ông/Bà thông cảm",
        ),
    ),
    Paper.STOP_NOTICE: (
        _code("form.code"),
        _applicant("form.addressed", _DEAR, _ADDRESS),
        _procedure("form.procedure", _ASKED, "Thời gian tiếp nhận hồ sơ:", LINE_END),
        _instant(
            "stopped",
            Text("Dừng từ", "Stopped since"),
            "stopped",
            ("thông báo dừng giải quyết hồ sơ này kể từ",),
            "với lý do như sau",
        ),
        Field("reason", _REASON, Reading.WORDS, ("với lý do như sau:",), (_CONTACT,), "reasons"),
    ),
    OwnPaper.COVER_NOTE: (
        _code("form.code"),
        Field("recipient", Text("Gửi đến", "Sent to"), Reading.WORDS, _DEAR, (_ADDRESS, LINE_END), "addressed"),
        Field(
            "enclosed",
            Text("Giấy tờ gửi kèm", "Enclosed"),
            Reading.WORDS,
            ("trong phong bì này gồm:",),
            ("Gửi qua dịch vụ bưu chính",),
            "enclosed",
        ),
        Field(
            "post_number",
            Text("Số hiệu bưu gửi", "Number of the postal item"),
            Reading.WORDS,
            ("số hiệu bưu gửi:",),
            ("Ngày gửi", "Nộp cho bưu chính", LINE_END),
            "post_number",
        ),
    ),
    RESULT: (
        Field("code", _code("").label, Reading.WORDS, ("Lưu: VT, hồ sơ",), (BELOW_THE_CODE,), "code"),
        Field(
            "text",
            Text(
                "Toàn văn, từ địa danh, ngày tháng đến trước “Nơi nhận”",
                "Whole text, from place and day up to “Nơi nhận”",
            ),
            Reading.WORDS,
            ("Độc lập - Tự do - Hạnh phúc",),
            ("Nơi nhận:",),
            "whole",
        ),
        Field(
            "signer",
            Text("Người ký, cả quyền hạn, chức vụ", "Who signs, with capacity and title"),
            Reading.WORDS,
            (BELOW_THE_CODE,),
            (BY_HIM_OR_HER, BY_THE_OFFICE, BY_NOBODY),
            "signature",
        ),
    ),
}
"""By kind of paper; what a kind has is signed with each paper, so that a kind only ever gets new ones at its end."""
