"""The letters of an SMS: those of the GSM alphabet alone, so that one message is enough (3GPP TS 23.038, 6.2.1); pure."""

import unicodedata

MOST_SEPTETS = 160
"""Of one SMS: a longer one is several, and each is paid for."""
_BASIC = frozenset("@£$¥\n\r !\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
_TWO = frozenset("^{}\\[~]|€")
"""These take two septets."""
_WRITTEN = str.maketrans({"đ": "d", "Đ": "D", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "..."})


def plain(text: str) -> str:
    """Return a text without the marks of Vietnamese, and without what the alphabet does not have."""
    parts = unicodedata.normalize("NFD", text.translate(_WRITTEN))
    kept = "".join(sign for sign in parts if sign in _BASIC or sign in _TWO)
    return " ".join(kept.split())


def septets(text: str) -> int:
    """Return how much of an SMS a plain text takes."""
    return sum(2 if sign in _TWO else 1 for sign in text)


def one_sms(text: str, tail: str) -> str:
    """Return a text in plain letters with a tail, cut between words so that one SMS has room for both."""
    words, end = plain(text).split(), plain(tail)
    while words and septets(f"{' '.join(words)} {end}") > MOST_SEPTETS:
        words.pop()
    return f"{' '.join(words)} {end}".strip()
