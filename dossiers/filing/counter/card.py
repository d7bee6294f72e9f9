"""What a keyboard scanner types of an identity card, and what else an officer types to find a person. Pure.

The QR code of the card holds, by ``|``: number, number of the old card (may be empty), full name, birth (ddmmyyyy), sex,
address, day of issue (ddmmyyyy). That order is unanimous in the programs that read it; no publication states it. Readers
type it like a keyboard: it comes mis-decoded, cut, or through the input method of whoever sits there. What is sure is
taken, and of the rest a sentence says what to ask.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from dossiers.filing.counter import telex
from procedures.answers import AnswerError, identity_number, phone
from procedures.catalogue.search import fold
from procedures.form import Text

MOST_TYPED = 600
"""Characters: a card with the longest address fits in three times."""
FIELDS = 7
LEAST = 6
"""Fields of a whole card: programs read those without the day of issue too."""


class Typed(StrEnum):
    """What somebody has typed into the one field."""

    CARD = "card"
    NUMBER = "number"
    PHONE = "phone"
    DOSSIER = "dossier"
    NAME = "name"
    NOTHING = "nothing"
    """It can be none of these; a sentence says why."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read; empty where it was not there, or not sure."""

    kind: Typed
    number: str = ""
    """As it is kept: 12 digits, 9 of an old card, or a passport."""
    former: str = ""
    name: str = ""
    born_on: date | None = None
    address: str = ""
    text: str = ""
    """A phone as it is kept, or the code of a dossier as it was typed."""
    doubts: tuple[Text, ...] = ()
    """What to ask the person, or to look at on the card."""
    is_cut: bool = False
    """Whether the code may have ended within the address: then that is looked at before it is kept."""
    is_short: bool = False
    """Whether parts of the code did not come at all: then it is scanned again, and the cursor waits for it."""


NOT_A_CARD = Text(
    "Mã vừa quét không phải mã QR trên thẻ căn cước của Việt Nam. Xin quét mã ở mặt trước thẻ, hoặc gõ số trên giấy tờ.",
    "This is not the code of a Vietnamese identity card. Scan the one on the front of the card, or type the number.",
)
NOT_WHOLE = Text(
    "Mã trên thẻ quét vào bị thiếu hoặc sai ký tự, nên không đọc được số định danh. Xin quét lại, hoặc gõ số trên thẻ.",
    "The code of the card came incomplete or with a wrong character, so that its number could not be read. Scan it again, or type the "
    "number on the card.",
)
PAPER_GARBLED = Text(
    "Đây là mã trên giấy của cơ quan, không phải thẻ, và bộ gõ tiếng Việt đã đổi chữ trong mã. Xin tắt bộ gõ (chuyển sang tiếng Anh) "
    "rồi quét lại, hoặc gõ mã hồ sơ ghi trên giấy.",
    "This is the code of a paper of the office, not of a card, and a Vietnamese input method has changed letters in it. Switch the "
    "keyboard to English and scan again, or type the number of the dossier that stands on the paper.",
)
NOTHING_READ = Text(
    "Không đọc được. Xin quét thẻ, hoặc gõ số định danh (12 chữ số), số hộ chiếu, số điện thoại hay mã hồ sơ trước đây.",
    "This could not be read. Scan the card, or type the personal ID number, a passport, a phone or an earlier dossier.",
)
NAME_ALONE = Text(
    "Chỉ có họ tên thì không tìm được người đã lưu: họ tên đã ghi vào ô dưới, xin gõ số trên giấy tờ của người này.",
    "By a name alone nobody is found: it stands in the form below; type the number on this person's identity paper.",
)
NAME_GARBLED = Text(
    "Họ tên quét ra không đọc được: bộ gõ tiếng Việt có thể đang bật. Số đã lấy; xin gõ họ tên theo thẻ, và tắt bộ gõ khi quét.",
    "The name could not be read: a Vietnamese input method may be on. The number was taken; type the name as on the card.",
)
ADDRESS_GARBLED = Text(
    "Địa chỉ quét ra không đọc được; xin gõ lại theo thẻ.", "The address could not be read; type it as on the card."
)
READ_AS_TELEX = Text(
    "Máy quét gõ theo kiểu Telex: họ tên, địa chỉ đã được đọc lại, xin đối chiếu với thẻ.",
    "The scanner typed the keys of Telex: name and address were read from them; compare them with the card.",
)
NAME_READ_AS_TELEX = Text(
    "Máy quét gõ theo kiểu Telex: họ tên đã được đọc lại, xin đối chiếu với thẻ.",
    "The scanner typed the keys of Telex: the name was read from them; compare it with the card.",
)
ADDRESS_CUT = Text(
    "Mã QR không có ngày cấp, có thể bị ngắt giữa chừng địa chỉ: xem lại địa chỉ theo thẻ, hoặc quét lại.",
    "The code has no day of issue and may end within the address: compare the address with the card, or scan again.",
)
BORN_OTHERWISE = Text(
    "Năm sinh trên thẻ khác năm sinh trong số định danh: xin xem lại thẻ.",
    "The year of birth is not that of the personal ID number: look at the card again.",
)
_MISSING = (
    Text("số định danh", "the number"),
    Text("số cũ", "the old number"),
    Text("họ tên", "the name"),
    Text("ngày sinh", "the day of birth"),
    Text("giới tính", "the sex"),
    Text("địa chỉ", "the address"),
)
_DIGITS = re.compile("[0-9]+")
_CODE = re.compile(r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*-[0-9]{6}-[0-9]{3,7}")
_OTHER_CODES = re.compile(r"https?:|000201|[PIAC]<|BEGIN:", re.IGNORECASE)
"""How the codes begin that are held under the reader by mistake: a page, a payment, a passport's lines, a visiting card."""
_PAPER = re.compile(r"https?:\S+/(?:xac-minh|ho-so|mot-cua)/\S+")
"""The address in the code of a paper of the office, without the marks of an input method."""
_LETTERS = {"a\u0306": "1", "a\u0302": "2", "e\u0302": "3", "o\u0302": "4", "đ": "0"}
_MARKS = str.maketrans("\u0300\u0309\u0303\u0301\u0323", "56789")
"""The digits of the upper row as the keyboard "Vietnamese" of Windows types them: letters with their marks, tones alone."""
_DOUBLED = re.compile(
    "(a[\u0300-\u036f]+a|e[\u0300-\u036f]+e|o\u0302[\u0300-\u036f]*o|o[\u0300-\u036f]*o\u0302)", re.IGNORECASE
)
"""A vowel that an input method has marked, beside itself: no syllable has that."""
_SEXES = frozenset({"nam", "nu"})
"""How the cards of Viet Nam say the sex, without marks: those of no other country do."""
_ALMOST = re.compile("[0-9]{9,11}")
"""A number of 12 digits of which one to three were lost."""
_BIRTH = re.compile("[0-9]{6,8}")
"""A day of birth, of which a digit or two may be lost too."""
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_DECODED_AS = ("cp1252", "cp1258", "latin-1")


def read(typed: str, on: date) -> Read:
    """Return what was typed on a day, as far as it is sure."""
    text = typed.strip(" \t\r\n")[:MOST_TYPED]
    if "|" in text:
        return _card(text, on)
    if plain := _paper(text):
        return Read(Typed.NOTHING, text=plain, doubts=(PAPER_GARBLED,))
    if not text or _OTHER_CODES.match(text):
        return Read(Typed.NOTHING, doubts=(NOT_A_CARD if text else NOTHING_READ,))
    return _short(text, on)


def _paper(text: str) -> str:
    """Return the address of a paper's code in which an input method has changed letters, without their marks; "" of all else."""
    if text.isascii():
        return ""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return plain if _PAPER.fullmatch(plain) else ""


def _short(text: str, on: date) -> Read:
    """Return what a line without bars is: a number, a phone, a dossier, else a name."""
    digits = re.sub(r"[ .\-]", "", _as_digits(text))
    if _CODE.fullmatch(text):
        return Read(Typed.DOSSIER, text=text.upper())
    for candidate in (digits, text):
        # A phone of Viet Nam has ten digits or a +: no number of a person has.
        try:
            return Read(Typed.NUMBER, number=identity_number(candidate, on.year))
        except AnswerError as error:
            wrong = error.sentence
        try:
            return Read(Typed.PHONE, text=phone(candidate))
        except AnswerError:
            continue
    if any(sign.isdigit() for sign in text):
        return Read(Typed.NOTHING, doubts=(wrong,))
    return Read(Typed.NAME, name=" ".join(unicodedata.normalize("NFC", text).split()))


def _card(text: str, on: date) -> Read:
    fields = [field.strip() for field in text.split("|")]
    # What stands last in a code that was cut may be cut itself.
    whole = fields if len(fields) >= LEAST else fields[:-1]
    number = _number(whole[0] if whole else "", on)
    if number is None:
        return Read(Typed.NOTHING, doubts=(NOT_WHOLE if _is_of_a_card(fields) else NOT_A_CARD,))
    former, name, born, _sex, address = (*whole[1:LEAST], *[""] * LEAST)[: LEAST - 1]
    doubts = [*_cut(len(whole))]
    taken_name, taken_address, said = _name_and_address(name, address)
    doubts += said
    is_cut = bool(taken_address) and len(fields) == LEAST
    doubts += [ADDRESS_CUT] if is_cut else []
    born_on = _day(born, on)
    doubts += _of_birth(number, born, born_on)
    old = _as_digits(former)
    return Read(
        Typed.CARD,
        number=number,
        former=old if _DIGITS.fullmatch(old) and len(old) == 9 else "",  # noqa: PLR2004 - the digits of an old card
        name=taken_name,
        born_on=born_on,
        address=taken_address,
        doubts=tuple(doubts),
        is_cut=is_cut,
        is_short=len(whole) < LEAST,
    )


def _is_of_a_card(fields: Sequence[str]) -> bool:
    """Say whether a code whose number cannot be read is that of a card of Viet Nam all the same, and came incomplete.

    It says the sex behind a day, as these cards do; or, where it was cut before that, its number almost fits, and no word follows it
    where the old number stands.
    """
    if any(_is_sex(one) and _BIRTH.fullmatch(_as_digits(before)) for before, one in pairwise(fields)):
        return True
    number, former = _as_digits(fields[0]), _as_digits(fields[1])
    is_cut = len(fields) < LEAST - 1
    return is_cut and bool(_ALMOST.fullmatch(number)) and not former.strip("0123456789")


def _is_sex(field: str) -> bool:
    return fold(telex.decoded(field) or _decoded(field)) in _SEXES


def _name_and_address(name: str, address: str) -> tuple[str, str, list[Text]]:
    """Return both as far as they are sure, and what is said of them: what has spoilt the one has spoilt the other."""
    taken_address, is_address_sure = _words(address)
    # Beside a name that was spoilt no address is right that has no letter of our own: its keys are read, or nothing.
    spoilt_address = telex.decoded(address) if address.isascii() else taken_address
    if read_name := telex.decoded(name):
        if address and not spoilt_address:
            return read_name, "", [NAME_READ_AS_TELEX, ADDRESS_GARBLED]
        return read_name, spoilt_address, [READ_AS_TELEX]
    taken_name, is_sure = _words(name)
    if any(sign.isdigit() for sign in taken_name):
        # The digits of the input method VNI: no name has one.
        taken_name, is_sure = "", False
    if name and not is_sure:
        taken_address, is_address_sure = spoilt_address, bool(spoilt_address)
    doubts = [] if is_sure or not name else [NAME_GARBLED]
    return taken_name, taken_address, doubts + ([] if is_address_sure or not address else [ADDRESS_GARBLED])


def _number(field: str, on: date) -> str | None:
    """Return the number of a card: 12 digits of somebody born by then; None for what is none."""
    digits = _as_digits(field)
    if not (_DIGITS.fullmatch(digits) and len(digits) == 12):  # noqa: PLR2004 - the digits of a personal ID
        return None
    try:
        return identity_number(digits, on.year)
    except AnswerError:
        return None


def _as_digits(field: str) -> str:
    """Return a field with the signs in place of digits put right that a Vietnamese keyboard types."""
    # Marks stand in an order of their own: a dot below, typed behind the hat, comes before it.
    plain = re.sub("([aeo])(\u0323)([\u0302\u0306])", r"\1\3\2", unicodedata.normalize("NFD", field))
    for letter, digit in _LETTERS.items():
        plain = plain.replace(letter, digit)
    return plain.translate(_MARKS)


def _cut(whole: int) -> Iterator[Text]:
    """Yield what is said of a code of which only so many fields came."""
    if whole < LEAST:
        missing = [one for place, one in enumerate(_MISSING) if place >= whole and place != 1]
        vi, en = ", ".join(one.vi for one in missing), ", ".join(one.en for one in missing)
        yield Text(f"Mã QR bị ngắt, chưa có {vi}: quét lại, hoặc gõ theo thẻ.", f"The code was cut: {en} did not come.")


def _of_birth(number: str, typed: str, born: date | None) -> Iterator[Text]:
    if typed and born is None:
        yield Text(
            "Ngày sinh quét ra không đúng; xin gõ lại theo thẻ.", "The day of birth is none; type it as on the card."
        )
    elif born is not None and f"{born:%y}" != number[4:6]:
        yield BORN_OTHERWISE


def _day(field: str, on: date) -> date | None:
    """Return a day that is written ddmmyyyy and not to come; None for anything else."""
    digits = re.sub(r"[/.\-]", "", _as_digits(field))
    if not (_DIGITS.fullmatch(digits) and len(digits) == 8):  # noqa: PLR2004 - ddmmyyyy
        return None
    try:
        found = date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None
    return found if found <= on else None


def _words(field: str) -> tuple[str, bool]:
    """Return a name or an address as it was written, and whether that is sure; "" where it is not."""
    text = " ".join(unicodedata.normalize("NFC", _decoded(field)).split())
    return (text, True) if text and not any(map(_is_garbled, text.split())) and text.isprintable() else ("", False)


def _decoded(field: str) -> str:
    """Return a text whose UTF-8 was taken for another code page as it was meant; any other as it is."""
    for page in _DECODED_AS:
        try:
            return b"".join(_byte(sign, page) for sign in field).decode()
        except UnicodeError:
            continue
    return field


def _byte(sign: str, page: str) -> bytes:
    """Return the byte that a code page shows as a sign; where it shows none, Windows leaves the byte's own number."""
    try:
        return sign.encode(page)
    except UnicodeEncodeError:
        return sign.encode("latin-1")


def _is_garbled(word: str) -> bool:
    """Say whether nobody has written a word so: signs of no letter, two tones, keys of an input method behind a marked vowel."""
    if "?" in word or "\ufffd" in word or any(unicodedata.category(sign) in ("Sc", "So", "Sk", "Cc") for sign in word):
        return True
    plain = unicodedata.normalize("NFD", word)
    tones = sum(sign in _TONES for sign in plain)
    has_letters = any(sign.isalpha() for sign in plain)
    is_typed_through = has_letters and bool(
        re.search(r"[^\W\d_][\u0300-\u036f]+.*[sfrxjzw]$|(aa|ee|dd)", plain, re.IGNORECASE) or _DOUBLED.search(plain)
    )
    return tones > 1 or is_typed_through
