"""The first sheet of a volume of a register: what it is bound under, and where it begins and ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dossiers.models import ClosedBook, ClosedLetters, ClosedResults
from dossiers.reports.official import wording
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on it below title and number; what nobody knows yet is dotted, for the pen."""

    lines: Sequence[tuple[str, str]]
    """Each with what it is called."""
    signatures: Sequence[tuple[str, str]] = wording.COVER_SIGNATURES


def cover_of(days: Sequence[date], closed: ClosedBook | ClosedLetters | ClosedResults | None) -> Cover:
    """Return the first sheet of a volume by the days of its lines, in their order, and the closing of its register.

    A volume is opened with its first line. When it is full is the day of its last; closed is the register of a whole year.
    """
    opened, filled = (f"{days[place]:%d/%m/%Y}" if days else wording.BLANK for place in (0, -1))
    return Cover(
        (
            ("Ngày mở sổ", opened),
            ("Ngày ghi dòng cuối", filled),
            ("Ngày khoá sổ", f"{local(closed.at):%d/%m/%Y}" if closed else wording.BLANK),
            ("Người khoá sổ", closed.by.get_full_name() if closed else wording.BLANK),
        )
    )
