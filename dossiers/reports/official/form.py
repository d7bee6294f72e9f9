"""Form II.06a/VPCP/KSTT (TT 01/2020/TT-VPCP): its columns, and a report as it is shown, printed and kept.

A report holds every word and number of its own: what is made of a kept one is the same however things are called since.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Self

from msgspec import Struct, convert, to_builtins

from dossiers.reports.periods import Period, reporting_number
from dossiers.reports.statistics import Figures
from procedures.machine import Text
from procedures.time.calendar import local

NAME = "II.06a/VPCP/KSTT"
TITLE = Text(
    "Tình hình, kết quả giải quyết thủ tục hành chính tại cơ quan, đơn vị trực tiếp giải quyết thủ tục hành chính",
    "Procedures handled by the agency that decides them, and with what result",
)
ROMAN = ("", "I", "II", "III", "IV")


class Column(NamedTuple):
    """A column of numbers: what the form calls it, the group above it, and the figure whose list it opens."""

    number: int
    label: Text
    group: str
    figure: str
    sums: tuple[int, ...] = ()
    """Of which columns it is the sum."""


GROUPS: Mapping[str, Text] = {
    "received": Text("Số lượng hồ sơ tiếp nhận", "Received"),
    "resolved": Text("Số lượng hồ sơ đã giải quyết", "Resolved"),
    "pending": Text("Số lượng hồ sơ đang giải quyết", "In process"),
}
_TOTAL = Text("Tổng số", "Total")
COLUMNS: Sequence[Column] = (
    Column(3, _TOTAL, "received", "to_resolve", (4, 5, 6)),
    Column(4, Text("Trong kỳ: trực tuyến", "In the period: on line"), "received", "received_online"),
    Column(
        5,
        Text("Trong kỳ: trực tiếp, dịch vụ bưu chính", "In the period: at the desk, by post"),
        "received",
        "received_otherwise",
    ),
    Column(6, Text("Từ kỳ trước", "Carried over"), "received", "carried_over"),
    Column(7, _TOTAL, "resolved", "resolved", (8, 9, 10)),
    Column(8, Text("Trước hạn", "Early"), "resolved", "early"),
    Column(9, Text("Đúng hạn", "On time"), "resolved", "on_time"),
    Column(10, Text("Quá hạn", "Overdue"), "resolved", "overdue"),
    Column(11, _TOTAL, "pending", "pending", (12, 13)),
    Column(12, Text("Trong hạn", "In time"), "pending", "pending_in_time"),
    Column(13, Text("Quá hạn", "Overdue"), "pending", "pending_overdue"),
)
FIRST = COLUMNS[0].number
SECTOR = Text("Lĩnh vực giải quyết", "Sector")
TOTAL = Text("TỔNG SỐ", "ALL")
MERGED = Text(
    "Nếu tính hồ sơ chờ bổ sung, rút và dừng là “đúng hạn”",
    "If what waits for a supplement, was withdrawn or stopped counted as on time",
)


class Line(Struct, frozen=True):
    """A row of the form: what it is about, and its numbers (3) to (13)."""

    key: str
    """The sector's part of an address; nothing for rows that are of none."""
    label: Text
    numbers: tuple[int, ...]

    def at(self, column: int) -> int:
        """Return the number of a column."""
        return self.numbers[column - FIRST]


class Aside(Struct, frozen=True):
    """What some provinces count as on time: how many, and the total as they would have it."""

    waiting: int
    withdrawn: int
    stopped: int
    line: Line


class Cause(Struct, frozen=True):
    """Where most of the office's time of some overdue dossiers went: how many, and their working days there."""

    where: Text
    resolved: int
    pending: int
    days: float
    place: str = ""
    """As addresses have it; nothing in those that were kept before it was noted."""


class Replaced(Struct, frozen=True):
    """The report of the same period and units of which a later one takes the place."""

    number: int
    on: date
    """The day on which that was drawn up."""
    reason: str


class Report(Struct, frozen=True):
    """A report with its head: who reports to whom, of which days, as of which instant."""

    superior: str
    agency: str
    unit: str
    """The division that it is narrowed to, else nothing."""
    receiver: str
    start: date
    end: date
    at: datetime
    by: str
    lines: tuple[Line, ...]
    total: Line
    aside: Aside | None = None
    causes: tuple[Cause, ...] = ()
    unexplained: int = 0
    """Overdue dossiers of which it says no cause, because they are too many."""
    known: bool | None = None
    """Of one that was made as of a past instant, whether it is of what was known then; None where it was made at ``at``."""
    made_at: datetime | None = None
    """When one of a past instant was made; None where that is ``at``."""
    is_part: bool = False
    """Whether it says that it is of divisions alone; those that were issued before this was said keep their words."""
    number: int = 0
    """Its own, once it is issued; 0 of a preview, and of those that were issued before it stood in them."""
    replaces: Replaced | None = None
    """What it takes the place of; None of the first, and of those that were issued before this was said."""

    @property
    def period(self) -> Period:
        """The days that it is of."""
        return Period(self.start, self.end)

    @property
    def drawn_up_at(self) -> datetime:
        """The instant at which it was made, whatever its figures are as of: the day that its paper bears."""
        return self.made_at or self.at

    @property
    def is_early(self) -> bool:
        """Say whether its period had not ended when it was made."""
        return self.at < self.period.closes

    @property
    def until(self) -> date | None:
        """The day up to which its figures go, where its period had not ended; None where they are of all of it."""
        return local(self.at).date() if self.is_early else None

    @property
    def so_far(self) -> Text | None:
        """What says that its period had not ended, and up to which day its figures go; None where it had."""
        if self.until is None:
            return None
        name, day = period_name(self.period), f"{self.until:%d/%m/%Y}"
        days = f"{self.start:%d/%m/%Y}", f"{self.end:%d/%m/%Y}"
        vi = name.vi or f"Kỳ từ {days[0]} đến {days[1]}"
        en = name.en or f"The period from {days[0]} to {days[1]}"
        then_vi, then_en = ("", "has not ended") if self.known is None else (" vào thời điểm đó", "had not ended then")
        return Text(
            f"{vi} chưa kết thúc{then_vi}: số liệu tính đến {day}", f"{en} {then_en}: its figures are up to {day}"
        )

    @property
    def reporter(self) -> str:
        """Who reports."""
        if not self.unit:
            return self.agency
        return f"{self.unit} thuộc {self.agency}" if self.is_part else f"{self.unit}, {self.agency}"

    def to_json(self) -> dict[str, object]:
        """Return it as it is kept."""
        kept: dict[str, object] = to_builtins(self)
        return kept

    @classmethod
    def of_json(cls, kept: object) -> Self:
        """Return one that was kept; raises ``msgspec.ValidationError``."""
        return convert(kept, cls)


def numbers_of(figures: Figures) -> tuple[int, ...]:
    """Return the numbers (3) to (13) that figures come to: each from its own figure, so that the sums can be tested."""
    return (
        figures.received + figures.carried_over,
        figures.received_online,
        figures.received - figures.received_online,
        figures.carried_over,
        figures.resolved,
        figures.early,
        figures.on_time,
        figures.overdue,
        figures.pending,
        figures.pending - figures.pending_overdue,
        figures.pending_overdue,
    )


def total_of(lines: Iterable[Line]) -> Line:
    """Return the last row of the form: the sums of the others."""
    rows = [line.numbers for line in lines]
    return Line("", TOTAL, tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * len(COLUMNS))


def faults(line: Line) -> list[str]:
    """Return which of the four identities of the form a row breaks; none where it adds up."""
    wrong = [
        f"({one.number})"
        for one in COLUMNS
        if one.sums and line.at(one.number) != sum(line.at(part) for part in one.sums)
    ]
    return wrong if line.at(3) == line.at(7) + line.at(11) else [*wrong, "(3) = (7) + (11)"]


def period_name(period: Period) -> Text:
    """Return what a period is called in the head of a report; its days alone where it is none of official reports."""
    known = reporting_number(period)
    if known is None:
        return Text("", "")
    year, quarter = known
    if quarter:
        return Text(f"Quý {ROMAN[quarter]} năm {year}", f"Quarter {ROMAN[quarter]} of {year}")
    return Text(f"Năm {year}", f"Year {year}")
