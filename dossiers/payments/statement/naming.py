"""Which dossier the message of a transfer names: its number as people type it and as banks pass it on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from dossiers.payments.vietqr import unaccented

DIGITS_OF_SERIAL = range(4, 7)
"""Four, or more on a busy day (``numbers.CODE``)."""
DIGITS_OF_DRAFT = 10
"""Of a draft's key, in the message by which a filing is paid that has no number yet."""
_ANY = r"[\W_]*"
_DATE = r"(\d(?:[\W_]*\d){5})"
_DRAFT = re.compile(r"(?<![A-Z])NOP[\W_]*HO[\W_]*SO[\W_]*([0-9A-F](?:[\W_]?[0-9A-F]){9})(?![0-9A-Z])")
_SERIAL = r"(\d(?:[\W_]?\d){0,5})"
_DAY_AND_SERIAL = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})[\W_]?(\d{4})(?!\d)")
_NO_DIGIT, _SIGN = re.compile(r"\D"), re.compile(r"[\W_]")


@dataclass(frozen=True, slots=True)
class Named:
    """The numbers that a message may mean; that of a dossier that there is decides."""

    numbers: tuple[str, ...] = ()
    """Written out, with the agency before them: in capitals or small, with hyphens or without, over two lines."""
    hinted: tuple[str, ...] = ()
    """Of which only the day and the serial stand there: something else may be meant, such as the bank's own number."""
    is_cut: bool = False
    """A number begins, and does not end."""
    drafts: tuple[str, ...] = ()
    """The beginnings of the keys of drafts, where no number is written out: hexadecimal, in capitals."""

    def __bool__(self) -> bool:
        return bool(self.numbers or self.hinted or self.is_cut or self.drafts)


def message_of_draft(key: UUID) -> str:
    """Return the message by which a filing is paid that has no number yet: it names the draft, whose key the dossier keeps."""
    return f"NOP HO SO {key.hex[:DIGITS_OF_DRAFT].upper()}"


def named(message: str, agencies: Sequence[str]) -> Named:
    """Return the numbers that a message names, of the agencies with these codes."""
    words = unaccented(message).upper()
    whole, cut = list[str](), False
    for agency in agencies:
        for found in _written(agency).finditer(words):
            date, serial = (_NO_DIGIT.sub("", part) for part in found.groups())
            numbers = [f"{agency}-{date}-{serial[:length]}" for length in DIGITS_OF_SERIAL if length <= len(serial)]
            whole += numbers
            cut = cut or not numbers
        cut = cut or bool(not whole and _begun(agency).search(words))
    if whole:
        return Named(_once(whole))
    hinted = [f"{agency}-{number}" for number in _bare(words) for agency in agencies]
    drafts = [_SIGN.sub("", found) for found in _DRAFT.findall(words)] if "NOP" in words else ()
    return Named((), _once(hinted), is_cut=cut, drafts=_once(drafts))


@lru_cache(64)
def _written(agency: str) -> re.Pattern[str]:
    """Return what a number looks like: the code of the agency, or its last part alone, then the day and the serial."""
    return re.compile(rf"(?:{_spelled(agency)}|(?<![A-Z]){_spelled(_last(agency))}){_ANY}{_DATE}{_ANY}{_SERIAL}")


@lru_cache(64)
def _begun(agency: str) -> re.Pattern[str]:
    """Return what a number looks like that ends before its serial, where the message ends."""
    return re.compile(rf"{_spelled(agency)}{_ANY}(?:\d[\W_]*){{0,6}}$")


def _spelled(code: str) -> str:
    return _ANY.join(letter for letter in code.upper() if letter.isalnum())


def _last(agency: str) -> str:
    """Return the last part of a code with a letter in it: a part of digits alone would be found in any number."""
    last = re.split(r"[\W_]", agency)[-1]
    return last if any(letter.isalpha() for letter in last) else agency


def _bare(words: str) -> Iterator[str]:
    for found in _DAY_AND_SERIAL.finditer(words):
        year, month, day, serial = found.groups()
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:  # noqa: PLR2004 - a month, a day
            yield f"{year}{month}{day}-{serial}"


def _once(numbers: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(numbers))
