"""The code page of a statement: what banks' programs and Excel write; another is refused, and never guessed at."""

import codecs
import io
import unicodedata
from collections.abc import Iterator
from typing import IO

from dossiers.refusals.money.statement import WrongCodePage

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
LEGACY = "cp1258"
"""Windows' own for Vietnamese, in which Excel saves a CSV file without another choice."""
SAMPLE = 64 * 1024
"""Bytes by which a code page is known."""
_TCVN3 = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦"
_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
OLD_LETTERS = str.maketrans(_TCVN3, _LETTERS)
"""TCVN3 (ABC), in which a letter is drawn by its font alone (TCVN 5712:1993, as read in Latin-1)."""


def lines(file: IO[bytes]) -> Iterator[str]:
    """Yield the lines of a file, each read as it is asked for; raises WrongCodePage for bytes that are no text."""
    sample = file.read(SAMPLE)
    file.seek(0)
    code_page = _code_page(sample)
    text = io.TextIOWrapper(file, encoding=code_page, newline="")
    try:
        for line in text:
            if "\0" in line:
                raise WrongCodePage
            # The tones are signs of their own there.
            yield unicodedata.normalize("NFC", line) if code_page == LEGACY else line
    except UnicodeError as error:
        raise WrongCodePage from error
    finally:
        # The file is its owner's to close.
        text.detach()


def in_old_letters(file: IO[bytes]) -> list[str]:
    """Return what the first lines of a file would say if they were written in TCVN3."""
    file.seek(0)
    return file.read(SAMPLE).decode("latin-1").translate(OLD_LETTERS).splitlines(keepends=True)


def _code_page(sample: bytes) -> str:
    for mark, name in MARKS:
        if sample.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return LEGACY
    return "utf-8"
