"""The unit behind a whole number, as people write it along: it is taken where the question asks in just that unit."""

import re

from procedures.form import Question

_UNITS: tuple[frozenset[str], ...] = tuple(
    frozenset(words.split(", "))
    for words in (
        "m, mét, metre, metres",
        "m²",
        "km, kilômét, kilometre, kilometres",
        "kg, kilôgam, kilogram, kilograms",
        "máy, computer, computers",
        "cái, chiếc, máy, số lượng, quantity",
        "cuốn, quyển",
        "bản, copy, copies",
        "trang, page, pages",
        "phút, minute, minutes",
        "người, lao động, person, people",
        "phòng, room, rooms",
        "gian, stand, stands",
        "năm, year, years",
        "tháng, month, months",
    )
)
"""Each line is one unit by all words for it: a label that has one of them asks in this unit."""
_IN_BRACKETS = re.compile(r".*\((?P<unit>[^()]+)\)[?:]?")
_NUMBER_AND_UNIT = re.compile(r"(?P<number>-?[0-9](?:[0-9., ]*[0-9])?) ?(?P<unit>[^\W\d_].*)")
_SPACES = re.compile("[\u00a0\u202f]")
_SQUARE_METRES = re.compile(r"\bm2\b|\bmét vuông\b|\bsquare metres?\b")
_WORD = re.compile(r"[^\W_]+")


def without_unit(question: Question, text: str) -> str:
    """Return a number without the unit behind it; any other text as it is, one with another unit too."""
    found = _NUMBER_AND_UNIT.fullmatch(_SPACES.sub(" ", text))
    return found["number"] if found and _asks_in(question, found["unit"]) else text


def _asks_in(question: Question, unit: str) -> bool:
    # “Diện tích các phòng (m²)” asks for no number of rooms.
    labels = (_IN_BRACKETS.sub(r"\g<unit>", label) for label in (question.label.vi, question.label.en))
    named = [f" {' '.join(_words(label))} " for label in labels]
    written = " ".join(_words(unit))
    agreeing = frozenset().union(*(words for words in _UNITS if written in words))
    return any(f" {word} " in label for label in named for word in agreeing)


def _words(text: str) -> list[str]:
    return _WORD.findall(_SQUARE_METRES.sub("m²", text.lower()))
