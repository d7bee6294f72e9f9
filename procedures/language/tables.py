"""One table of a definition, asked key by key.

Whatever is asked, an answer of the right type comes back; what is wrong is noted and replaced by a
harmless stand-in, so that the reading goes on and all mistakes are found at once.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum

from procedures.language.errors import Notes
from procedures.machine import Text

NO_TEXT = Text("", "")
TEXT_LENGTH = 2_000
"""Characters that a text in a language may have."""
LINE_LENGTH = 100
"""Characters that a name or a number may have."""

SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
FIELD = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
NAME_LENGTH = 60
MOST_ITEMS = 100
"""Items that a list may have, unless it is said otherwise: no real procedure comes near it."""
MAX_AMOUNT = 10**12
"""Of money, in đồng, and of a number that a question may ask for."""
SUGGESTIONS = 10
"""Unknown keys of one table for which a known one is suggested."""

_KINDS: Mapping[type, str] = {
    str: "chuỗi chữ",
    bool: "true/false",
    int: "số nguyên",
    Decimal: "số thập phân",
    datetime: "ngày kèm giờ",
    date: "ngày",
    time: "giờ",
    list: "danh sách",
    dict: "bảng",
}
_LANGUAGES: Mapping[str, str] = {"vi": "tiếng Việt", "en": "tiếng Anh"}
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
_SHOWN_LENGTH = 40
_SHOWN_NUMBER = 10**15
_A_TEXT = 'phải viết đủ hai thứ tiếng: { vi = "…", en = "…" }'
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Cs", "Co"})
"""Signs that nobody sees: controls, directions, what is no character. They turn a text or break a picture."""
_USED = frozenset("\n\u200d\ufe0f")
_MISSING = "thiếu"


def show(value: object) -> str:
    """Return a value as its author can find it again: short and printable, whatever it is."""
    if isinstance(value, str):
        short = value if len(value) <= _SHOWN_LENGTH else value[:_SHOWN_LENGTH] + "…"
        return "“" + "".join(sign if sign.isprintable() else "·" for sign in short) + "”"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < _SHOWN_NUMBER else "một số quá lớn"
    if isinstance(value, Decimal):
        return f"{value:g}" if value.is_finite() else "một giá trị không phải là số"
    return _KINDS[type(value)]


class Table:
    """A table (``[name]``, ``[[rows]]`` or ``{ … }``) of a definition and the key that leads to it."""

    def __init__(self, values: Mapping[str, object], path: str, notes: Notes) -> None:
        self._values = values
        self._path = path
        self._notes = notes
        self._asked: dict[str, None] = {}

    def key(self, name: str) -> str:
        """Return the full key of one of this table's keys."""
        name = name if _BARE_KEY.fullmatch(name) else show(name)
        return f"{self._path}.{name}" if self._path else name

    def note(self, name: str, wrong: str, right: str) -> None:
        """Note a mistake at one of this table's keys."""
        self._notes.add(self.key(name), wrong, right)

    def has(self, name: str) -> bool:
        """Say whether the author wrote that key; asking makes the key a known one."""
        self._asked[name] = None
        return name in self._values

    def close(self) -> None:
        """Note every key that was never asked for: a misspelt key must not pass in silence."""
        unknown = [name for name in self._values if name not in self._asked]
        for place, name in enumerate(unknown):
            close = get_close_matches(name[:NAME_LENGTH], self._asked, n=1) if place < SUGGESTIONS else []
            right = f"có phải ý là “{close[0]}”?" if close else "xoá khoá này"
            self.note(name, "không có khoá nào tên như vậy", right)

    def text(self, name: str) -> Text:
        """Read a text in both languages."""
        if not self.has(name):
            self.note(name, _MISSING, _A_TEXT)
            return NO_TEXT
        return self._text_of(self._values[name], self.key(name))

    def text_or_none(self, name: str) -> Text | None:
        """Read a text that need not be there."""
        return self.text(name) if self.has(name) else None

    def texts(self, name: str, *, at_least: int = 0) -> tuple[Text, ...]:
        """Read a list of texts in both languages."""
        return tuple(
            self._text_of(item, f"{self.key(name)}[{place}]")
            for place, item in enumerate(self._list(name, at_least), start=1)
        )

    def own_text(self) -> Text:
        """Read the ``vi`` and ``en`` that stand in this table beside other keys."""
        return Text(self._language("vi"), self._language("en"))

    def line(self, name: str, default: str | None = None, *, example: str = "…", length: int = LINE_LENGTH) -> str:
        """Read a string in no particular language, such as the number of a document."""
        if not self.has(name):
            if default is None:
                self.note(name, _MISSING, f'phải là chuỗi chữ, ví dụ "{example}"')
            return default or ""
        value = self._values[name]
        if isinstance(value, str):
            return self._clean(name, value, length)
        self.note(name, f"là {show(value)}", f'phải là chuỗi chữ trong ngoặc kép, ví dụ "{example}"')
        return ""

    def name(self, name: str, pattern: re.Pattern[str] = SLUG) -> str:
        """Read a name made for machines: no accents, no spaces. Empty when it is not one."""
        example, join = ("ten_khong_dau", "dấu gạch dưới") if pattern is FIELD else ("ten-khong-dau", "dấu gạch nối")
        value = self.line(name, example=example)
        if not value or (pattern.fullmatch(value) and len(value) <= NAME_LENGTH):
            return value
        right = f"chỉ dùng chữ thường không dấu, chữ số và {join}, ví dụ “{example}”, tối đa {NAME_LENGTH} ký tự"
        self.note(name, f"{show(value)} không phải là tên hợp lệ", right)
        return ""

    def names(self, name: str) -> tuple[str, ...]:
        """Read a list of strings."""
        found = []
        for place, item in enumerate(self._list(name, 0), start=1):
            if isinstance(item, str):
                found.append(item)
            else:
                self._notes.add(f"{self.key(name)}[{place}]", f"là {show(item)}", "phải là chuỗi chữ trong ngoặc kép")
        return tuple(found)

    def words(self, name: str, spoken: Mapping[bool, str]) -> tuple[str, ...]:
        """Read a word, a list of words, or true and false as the words that they stand for; at least one."""
        example = 'phải là một giá trị, ví dụ "gia-tri", hoặc danh sách các giá trị'
        if not self.has(name):
            self.note(name, _MISSING, example)
            return ()
        value = self._values[name]
        if isinstance(value, bool):
            return (spoken[value],)
        found = (value,) if isinstance(value, str) else self.names(name) if isinstance(value, list) else ()
        if not found:
            self.note(name, f"là {show(value)}", example)
        return found

    def value(self, name: str) -> object:
        """Return what the author wrote for a key, unread; None where there is nothing."""
        return self._values.get(name)

    @property
    def names_written(self) -> tuple[str, ...]:
        """Return the keys that the author wrote in this table."""
        return tuple(self._values)

    def integer(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """Read a whole number between two bounds, both allowed."""
        if not self.has(name) and default is not None:
            return default
        number = self.integer_or_none(name, low, high)
        if not self.has(name):
            self.note(name, _MISSING, f"phải là số nguyên từ {low} đến {high}")
        return low if number is None else number

    def integer_or_none(self, name: str, low: int, high: int) -> int | None:
        """Read a whole number that need not be there."""
        if not self.has(name):
            return None
        value = self._values[name]
        if type(value) is int and low <= value <= high:
            return value
        self.note(name, f"là {show(value)}", f"phải là số nguyên từ {low} đến {high}")
        return None

    def number_of(self, name: str, known: Collection[int], default: int, *, called: str) -> int:
        """Read one of the whole numbers that there are; ``called`` is what a message calls such a number."""
        value = self._values[name] if self.has(name) else default
        if type(value) is int and value in known:
            return value
        self.note(name, f"là {show(value)}", f"phải là {called}: {', '.join(map(str, sorted(known)))}")
        return default

    def amount_or_none(self, name: str, high: int) -> Decimal | None:
        """Read a number >= 0 with at most two decimals."""
        if not self.has(name):
            return None
        value = self._values[name]
        number = Decimal(value) if type(value) is int and abs(value) <= high else value
        if isinstance(number, Decimal) and number.is_finite() and 0 <= number <= high:
            rounded = round(number, 2)
            if rounded == number:
                return Decimal(f"{abs(rounded).normalize():f}")
        self.note(name, f"là {show(value)}", f"phải là số từ 0 đến {high}, tối đa hai chữ số thập phân")
        return None

    def flag(self, name: str, *, default: bool) -> bool:
        """Read true or false."""
        value = self._values[name] if self.has(name) else default
        if isinstance(value, bool):
            return value
        self.note(name, f"là {show(value)}", "phải là true hoặc false, không có ngoặc kép")
        return default

    def day_or_none(self, name: str) -> date | None:
        """Read a date (a date with a time is another thing)."""
        if not self.has(name):
            return None
        value = self._values[name]
        if type(value) is date:
            return value
        self.note(name, f"là {show(value)}", "phải là ngày viết năm-tháng-ngày không ngoặc kép, ví dụ 2026-01-05")
        return None

    def day(self, name: str) -> date:
        """Read a date that must be there."""
        day = self.day_or_none(name)
        if not self.has(name):
            self.note(name, _MISSING, "phải là ngày viết năm-tháng-ngày không ngoặc kép, ví dụ 2026-01-05")
        return day or date.min

    def one_of[E: StrEnum](
        self, name: str, words: type[E], default: E | None = None, *, offered: Iterable[str] = ()
    ) -> E:
        """Read one of a closed list of words; the first one stands in for a wrong one.

        ``offered`` is what a message lists, where it is less than what can be read.
        """
        fallback = default or next(iter(words))
        if not self.has(name):
            if default is None:
                self.note(name, _MISSING, _one_of(offered or words))
            return fallback
        return self._word(self._values[name], self.key(name), words, offered) or fallback

    def some_of[E: StrEnum](self, name: str, words: type[E], *, offered: Iterable[str] = ()) -> tuple[E, ...]:
        """Read a list of words of a closed list; ``offered`` is what a message lists, where it is less."""
        read = (
            self._word(item, f"{self.key(name)}[{place}]", words, offered)
            for place, item in enumerate(self._list(name, 0), start=1)
        )
        return tuple(word for word in read if word is not None)

    def table(self, name: str) -> "Table":
        """Read a table that must be there; an empty one stands in for it."""
        if not self.has(name):
            self.note(name, _MISSING, f"phải có bảng [{name}]")
            return Table({}, self.key(name), self._notes)
        return self.table_or_empty(name)

    def table_or_empty(self, name: str) -> "Table":
        """Read a table that need not be there."""
        value = self._values[name] if self.has(name) else {}
        if isinstance(value, dict):
            return Table(value, self.key(name), self._notes)
        self.note(name, f"là {show(value)}", f"phải là bảng [{name}]")
        return Table({}, self.key(name), self._notes)

    def tables(
        self, name: str, label: str = "name", *, at_least: int = 0, at_most: int = MOST_ITEMS
    ) -> tuple["Table", ...]:
        """Read a list of tables; in messages each is called by its ``label`` key, or by its place."""
        found = []
        for place, item in enumerate(self._list(name, at_least, at_most), start=1):
            if isinstance(item, dict):
                called = item.get(label)
                known = isinstance(called, str) and _BARE_KEY.fullmatch(called)
                path = f"{self.key(name)}.{called}" if known else f"{self.key(name)}[{place}]"
                found.append(Table(item, path, self._notes))
            else:
                self._notes.add(f"{self.key(name)}[{place}]", f"là {show(item)}", f"phải là bảng, viết bằng [[{name}]]")
        return tuple(found)

    def _list(self, name: str, at_least: int, at_most: int = MOST_ITEMS) -> list[object]:
        value = self._values[name] if self.has(name) else []
        if not isinstance(value, list):
            self.note(name, f"là {show(value)}", "phải là danh sách")
            return []
        if len(value) < at_least:
            self.note(name, f"có {len(value)} mục", f"phải có ít nhất {at_least} mục")
        if len(value) > at_most:
            self.note(name, f"có {len(value)} mục", f"nhiều nhất {at_most} mục")
        return value[:at_most]

    def _word[E: StrEnum](self, value: object, key: str, words: type[E], offered: Iterable[str] = ()) -> E | None:
        if isinstance(value, str) and value in words:
            return words(value)
        self._notes.add(key, f"là {show(value)}", _one_of(offered or words))
        return None

    def _text_of(self, value: object, key: str) -> Text:
        if not isinstance(value, dict):
            self._notes.add(key, f"là {show(value)}", _A_TEXT)
            return NO_TEXT
        table = Table(value, key, self._notes)
        text = table.own_text()
        table.close()
        return text

    def _language(self, name: str) -> str:
        value = self.line(name, "", length=TEXT_LENGTH)
        if not value:
            self.note(name, f"thiếu bản {_LANGUAGES[name]}", _A_TEXT)
        return value

    def _clean(self, name: str, value: str, length: int) -> str:
        text = unicodedata.normalize("NFC", value.strip())
        # What can be printed holds none of them, and is asked of the whole text at once.
        is_plain = text.replace("\n", "").isprintable()
        if not is_plain and any(unicodedata.category(sign) in _UNSEEN and sign not in _USED for sign in text):
            self.note(name, "có ký tự điều khiển", "xoá ký tự không in được")
        if len(text) > length:
            self.note(name, f"dài {len(text)} ký tự", f"tối đa {length} ký tự")
        return text


def _one_of(words: Iterable[str]) -> str:
    return "phải là một trong: " + ", ".join(words)
