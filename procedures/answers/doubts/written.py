"""Titles of works and events, places and addresses in small letters only: how each would be written."""

import re
import unicodedata

from procedures.answers.doubts.organisations import as_written, kind_length, written
from procedures.form import Question

_ASKS_FOR_WORK = re.compile(
    r"tên (tài liệu|cuộc họp báo|gốc|bằng tiếng việt|gọi bản tin|gọi dịch ra tiếng việt|triển lãm|trang thông tin)|chủ đề trưng bày"
)
"""How a question begins, in small letters, that asks what a work or an event is called."""
_ASKS_FOR_PLACE = re.compile(r"nơi họp báo|tên nơi tổ chức")
_ASKS_FOR_ADDRESS = re.compile(r"địa (chỉ|điểm)(?! trang)")
"""Not the address of a site, which has no capitals."""
_OF_ADDRESSES = frozenset(
    {"biệt thự", "block", "buôn", "bản", "chung cư", "chợ", "căn", "căn hộ", "cạnh", "cầu", "cụm"}
    | {"cụm công nghiệp", "cửa hàng", "dãy", "gần", "huyện", "hẻm", "hội trường", "khu", "khu công nghiệp"}
    | {"khu dân cư", "khu phố", "khu tập thể", "khu đô thị", "khóm", "kiệt", "kiốt", "km", "liền kề"}
    | {"làng", "lô", "lầu", "mới", "ngách", "ngã ba", "ngã tư", "ngõ", "nhà", "nhà riêng", "phòng"}
    | {"phường", "phố", "quận", "quốc lộ", "sau", "sàn", "số", "số nhà", "thành phố", "thôn", "thị trấn"}
    | {"thị xã", "thửa", "toà", "toà nhà", "trước", "tòa", "tòa nhà", "tầng", "tầng hầm", "tập thể", "tỉnh"}
    | {"tỉnh lộ", "tổ", "tổ dân phố", "và", "văn phòng", "xã", "xóm", "xưởng", "ô", "đường", "đại lộ"}
    | {"đảo", "đặc khu", "đối diện", "đội", "ấp"}
)
"""What stands in an address before a number or a name, and has no capital within a line."""
_LONGEST = max(phrase.count(" ") + 1 for phrase in _OF_ADDRESSES)
_WORD = re.compile(r"\b[^\W\d_]+\b")


def asks_for_address(question: Question) -> bool:
    """Say whether a question asks in a line of text where something is."""
    return _ASKS_FOR_ADDRESS.match(question.label.vi.casefold()) is not None


def title_meant(question: Question, value: str) -> str:
    """Return how what a work, an event or its place is called would be written that has no capital; "" of any other answer.

    One word alone may be meant so, and one capital is enough.
    """
    asked = question.label.vi.casefold()
    if _has_capitals(value) or len(_WORD.findall(value)) < 2:  # noqa: PLR2004 - more than a word
        return ""
    if _ASKS_FOR_WORK.match(asked):
        return _with_first(value)
    if not _ASKS_FOR_PLACE.match(asked):
        return ""
    parts = value.split(", ")
    return _with_first(", ".join(" ".join(written(one.split())) if _is_organisation(one) else one for one in parts))


def address_meant(line: str) -> str:
    """Return how the line of an address would be written that names something and has no capital; "" of any other line."""
    if _has_capitals(line):
        return ""
    found = ", ".join(_as_in_addresses(part) for part in line.split(", "))
    return _with_first(found) if found != line else ""


def _has_capitals(value: str) -> bool:
    """Say whether there is a capital in it, or no letter that could be one."""
    return value != value.lower() or value == value.upper()


def _is_organisation(part: str) -> bool:
    """Say whether a part begins with what an organisation is rather than with a part of an address: "nhà in", not "nhà"."""
    words = part.split()
    in_address = (n for n in range(_LONGEST, 0, -1) if " ".join(words[:n]) in _OF_ADDRESSES)
    return kind_length(words) > next(in_address, 0)


def _as_in_addresses(part: str) -> str:
    if _is_organisation(part):
        return " ".join(written(part.split()))
    words, found, at = part.split(" "), list[str](), 0
    while at < len(words):
        phrases = ((n, " ".join(words[at : at + n])) for n in range(_LONGEST, 0, -1))
        length, phrase = next(((n, known) for n, each in phrases if (known := _known(each))), (1, ""))
        found.append(phrase or _WORD.sub(lambda word: _name(word.group()), words[at]))
        at += length
    return " ".join(found)


def _known(phrase: str) -> str:
    """Return how what is no name of its own is written in an address; "" of all else."""
    return phrase if phrase in _OF_ADDRESSES else as_written(phrase) if " " in phrase else ""


def _name(word: str) -> str:
    """Return a word of a name with its capital, and an abbreviation in capitals; a letter alone may be either."""
    if len(word) == 1:
        return word
    bare = unicodedata.normalize("NFD", word)
    return word.capitalize() if any(letter in "aeiouy" for letter in bare) else word.upper()


def _with_first(value: str) -> str:
    """Return a text with a capital where it begins, if it begins with a letter."""
    return value[0].upper() + value[1:] if value[0].isalpha() else value
