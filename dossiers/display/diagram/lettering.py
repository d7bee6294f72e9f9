"""How wide a text is before anybody draws it, and where its lines break; pure arithmetic."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_GROUPS = {
    225: "'",
    250: " ¸’",
    275: "`´",
    300: "Iijl·‘",
    325: "!.:¡",
    350: ",;¹",
    375: '"¯',
    425: "1fr“",
    450: "()t|¦ª®²”",
    475: "{}°³º",
    500: "J[]~",
    525: "*\\z",
    550: "/s¶",
    575: "<>",
    600: "7^hkuvxy",
    625: "-?en¿×₫",
    650: "$+EFLc£¤µ",
    675: "2358PSTZabdgopq¬±",
    700: "069BR÷đ–",
    725: "4HKY_¥§«»",
    750: "=DUV",
    775: "&ANX",
    800: "CGĐ",
    825: "Q½…",
    850: "#O©",
    875: "%—",
    900: "Mmw",
}
_WIDEST = 1050
_WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters}
"""Thousandths of the type size, rounded up: the wider of Be Vietnam Pro's regular and semi-bold.

A letter stands for itself under all its marks.
"""


@dataclass(frozen=True, slots=True)
class Lettering:
    """The sizes of type of a picture, and the room around the words in a box."""

    title: int
    title_step: int
    small: int
    small_step: int
    pad: int
    slack: float = 1
    """How much wider than measured words may come out, where the typeface is not ours."""

    def lines(self, text: str, size: int, room: float) -> tuple[str, ...]:
        """Return a text in lines that fit."""
        return wrapped(text, size, room / self.slack)


def width(text: str, size: int) -> float:
    """Return how many pixels a text takes in a size of type; rather a little too many."""
    return sum(map(_advance, text)) * size / 1000


def _advance(letter: str) -> int:
    found = _WIDTHS.get(letter)
    if found is not None:
        return found
    base = unicodedata.normalize("NFD", letter)[0]
    return 0 if unicodedata.combining(base) else _WIDTHS.get(base, _WIDEST)


def wrapped(text: str, size: int, room: float) -> tuple[str, ...]:
    """Return the lines of a text that fit into ``room`` pixels; a word that is wider is cut."""
    lines: list[str] = []
    for word in text.split():
        for piece in _pieces(word, size, room):
            longer = f"{lines[-1]} {piece}" if lines else piece
            if lines and width(longer, size) <= room:
                lines[-1] = longer
            else:
                lines.append(piece)
    return tuple(lines)


def _pieces(word: str, size: int, room: float) -> Iterator[str]:
    if width(word, size) <= room:
        yield word
        return
    piece = ""
    for letter in word:
        if piece and width(piece + letter, size) > room:
            yield piece
            piece = ""
        piece += letter
    yield piece
