"""Texts in which a question's name in braces stands for its answer: the subject of a dossier, the draft of a result."""

import re
from collections.abc import Callable, Mapping
from textwrap import shorten

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BRACE = re.compile(r"[{}]")
REASON, UNTIL = "reason", "until"
"""Names for what is given beside a draft: its reasons, and the last day on which the result holds."""
PLACES: Mapping[str, str] = {REASON: "[lý do]", UNTIL: "[ngày hết hiệu lực]"}
"""How a draft on a page calls these: a draft is Vietnamese in either language of the page."""
GAP = "……"
"""What stands where there is no answer; a text that holds one is not finished."""
ADDRESSED = ("Kính gửi", "Cho phép", "Chứng nhận")
"""What stands in a draft before whom its paper is for: the name alone behind it, on a line of its own."""
_ADDRESSEE = re.compile(rf"^(?:{'|'.join(ADDRESSED)}): {_PLACE.pattern}$", re.MULTILINE)
_STOPPED = re.compile(rf"{_PLACE.pattern}(\.)?")
_COUNTED = re.compile(r"(?:Điều )?\d+\. ")
"""How a line of a draft begins that is a sentence of its own."""
_ENDINGS, _CLOSED_BY = (".", "!", "?", "…"), "”’\"')»"
MOST_OF_GAP = 80
"""Characters that are shown of a line with a gap."""


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of the questions that a text asks for, once each, in its order."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def is_clear(text: str) -> bool:
    """Say whether every brace of a text belongs to a name."""
    return _BRACE.search(_PLACE.sub("", text)) is None


def compose(text: str, answer: Callable[[str], str]) -> str:
    """Return a text with the answers in place; a ``GAP`` where the answer is empty."""
    return _PLACE.sub(lambda found: answer(found[1]) or GAP, text)


def compose_sentences(text: str, answer: Callable[[str], str]) -> str:
    """Return a text as ``compose`` does, in which a sentence that an answer ends has one full stop, whether or not that has.

    It has one where the text says so, at the end of each counted line, and of each other one that says more than a name, such as
    whose paper it is, and at which address. What is given beside a draft is no answer.
    """
    return "\n".join(_line(line, answer) for line in text.split("\n"))


def _line(line: str, answer: Callable[[str], str]) -> str:
    end = len(line) if _COUNTED.match(line) or _says_more(line) else -1

    def words(place: re.Match[str]) -> str:
        given = answer(place[1]).rstrip()
        stops = place[2] or place.end() == end
        return (given or GAP) + ("." if stops and not given.rstrip(_CLOSED_BY).endswith(_ENDINGS) else "")

    return _STOPPED.sub(words, line)


def _says_more(line: str) -> bool:
    """Say whether a line ends with an answer that is not its only one."""
    places = list(_PLACE.finditer(line))
    return len(places) > 1 and places[-1].end() == len(line) and places[-1][1] not in PLACES


def replaced(text: str, words: Mapping[str, str]) -> str:
    """Return a text with words in the place of some of its names; the other names stay."""
    return _PLACE.sub(lambda found: words.get(found[1], found[0]), text)


def compose_once(text: str, answer: Callable[[str], str]) -> str:
    """Return a text as ``compose`` does; the words right before a place with which its answer begins are not said twice."""
    done, last = "", 0
    for place in _PLACE.finditer(text):
        before = text[last : place.start()]
        done += before + _without_echo(before, answer(place[1]) or GAP)
        last = place.end()
    return done + text[last:]


def _without_echo(before: str, said: str) -> str:
    """Return what is said behind some words without those with which these end; whole where nothing else is said."""
    written, words = before.casefold().split(), said.split()
    begun = [word.casefold() for word in words]
    most = min(len(written), len(words) - 1)
    many = next((n for n in range(most, 0, -1) if written[-n:] == begun[:n]), 0)
    return " ".join(words[many:]) if many else said


def addressees_in(text: str) -> frozenset[str]:
    """Return the names of the questions of which a text says that its paper is for who answers them."""
    return frozenset(_ADDRESSEE.findall(text))


def gaps_in(text: str) -> tuple[str, ...]:
    """Return what stands around each gap of a text, by which it is found there: its line, shortened."""
    lines = (" ".join(line.split()) for line in text.splitlines() if GAP in line)
    return tuple(_around(line) for line in lines)


def _around(line: str) -> str:
    begins = max(0, line.index(GAP) - MOST_OF_GAP // 2)
    return ("…" if begins else "") + shorten(line[begins:], MOST_OF_GAP, placeholder=" …")
