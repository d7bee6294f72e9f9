"""Indices by which others judge an office: TT 01/2018/TT-VPCP art. 13 to 15, and QĐ 766/QĐ-TTg, as far as there are data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count

from dossiers.clock import Verdict
from dossiers.display.formats import half_up
from dossiers.lists.known import known
from dossiers.models import Channel
from dossiers.reports import counted, statistics
from dossiers.reports.official.parts import Kept
from dossiers.reports.past.figures import Counts
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from dossiers.reports.statistics import Figures
from procedures.machine import Text
from procedures.models import ProcedureVersion, machines_of

SHORTER, EQUAL = 2, 1
"""Points of a dossier that took less than its time, and just as much; longer has none (art. 13)."""
MANY, SOME, PROCEDURES = 30, 15, 20
"""Per cent on line: of dossiers for 2 points and for 1, of procedures for 2."""
MOST_766 = 20
"""Points of the group “progress” (QĐ 766)."""

OFFERED, USED, PAID = "3.1", "3.2", "3.6"
"""Of QĐ 766, for which there are data."""

OTHERS = {
    4: Text("Số cơ quan phải liên hệ để hoàn thiện hồ sơ", "Agencies that an applicant had to go to"),
    5: Text("Tỷ lệ TTHC thực hiện trọn tại Bộ phận Một cửa", "Procedures wholly handled at the desk"),
    6: Text("Việc công khai thủ tục hành chính", "Publication of procedures"),
    7: Text("Thái độ khi hướng dẫn, tiếp nhận, giải quyết", "Attitude towards applicants"),
    8: Text("Kết quả tiếp nhận, xử lý phản ánh, kiến nghị", "Complaints handled on time"),
}
"""The indices of TT 01/2018 for which we have no data."""
GROUPS_766: Sequence[tuple[Text, Mapping[str, Text]]] = (
    (
        Text("Công khai, minh bạch (18 điểm)", "Publication (18 points)"),
        {
            "1.1": Text("Công bố đúng hạn", "Announced in time"),
            "1.2": Text("Cập nhật, công khai đúng hạn", "Published in time"),
            "1.3": Text("Công khai đủ bộ phận tạo thành", "Published with all their parts"),
            "1.4": Text("Hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia", "Dossiers passed on to the national portal"),
        },
    ),
    (
        Text("Dịch vụ trực tuyến (12 điểm)", "Services on line (12 points)"),
        {
            OFFERED: Text("TTHC cung cấp trực tuyến", "Procedures that can be done on line"),
            USED: Text("Dịch vụ trực tuyến có phát sinh hồ sơ", "Services on line that somebody used"),
            "3.3": Text("Hồ sơ trực tuyến có kết quả điện tử", "Dossiers on line with an electronic result"),
        },
    ),
    (
        Text("Thanh toán trực tuyến (10 điểm)", "Payments on line (10 points)"),
        {
            "3.5": Text("TTHC tích hợp thanh toán", "Procedures that take payments on line"),
            PAID: Text("Hồ sơ thanh toán trực tuyến", "Dossiers that were paid on line"),
        },
    ),
    (
        Text("Mức độ hài lòng (18 điểm)", "Satisfaction (18 points)"),
        {
            "5.2": Text("Phản ánh, kiến nghị trả lời đúng hạn", "Complaints answered in time"),
            "5.3": Text("Hài lòng về trả lời phản ánh, kiến nghị", "Content with the answers to complaints"),
            "5.4": Text("Hài lòng về giải quyết thủ tục", "Content with how procedures were handled"),
        },
    ),
    (
        Text("Số hóa hồ sơ (22 điểm)", "Digitisation (22 points)"),
        {
            "4.1": Text("Cấp kết quả điện tử", "Electronic results"),
            "4.2": Text("Số hóa hồ sơ, kết quả", "Dossiers and results digitised"),
            "4.3": Text("Khai thác, sử dụng lại dữ liệu số hóa", "Digitised data used again"),
            "4.4": Text("Chia sẻ qua kho quản lý dữ liệu điện tử", "Shared by the store of electronic papers"),
            "4.5": Text("Kết nối dữ liệu dân cư", "Connected to the data of residents"),
        },
    ),
)
"""The groups of QĐ 766 beside progress, and what each is made of, as a portal's description of the formulas has it.

How many of a group's points each has is not known.
"""


@dataclass(frozen=True, slots=True)
class OnLine:
    """Index 9: the shares that it rests on in per cent, what of it was or is late, its points; None where unknown."""

    dossiers: float | None
    procedures: float | None
    late_resolved: int
    late_pending: int
    used: int = 0
    """Procedures that can be done on line and were filed so in the period."""
    offered: int = 0
    """All that can."""
    all: int = 0
    """Procedures in force at the end of the period."""

    @property
    def points(self) -> int | None:
        """Return its points; None where many are on line and another condition fails: what then, we do not know."""
        if self.dossiers is None or self.procedures is None:
            return None
        if self.dossiers >= MANY:
            return 2 if self.procedures >= PROCEDURES and not self.late_resolved + self.late_pending else None
        return int(self.dossiers >= SOME)


@dataclass(frozen=True, slots=True)
class Progress:
    """Group 2.1 of QĐ 766: how many dossiers, how many of them in time by its rule, and how many of ours it calls late."""

    all: int
    in_time: int
    asked_again: int

    @property
    def rate(self) -> float | None:
        """Return the share in per cent; None without a dossier."""
        return 100 * self.in_time / self.all if self.all else None

    @property
    def points(self) -> float | None:
        """Return its points of 20."""
        return _mean(MOST_766 * self.in_time, self.all, MOST_766)


def time_points(figures: Figures) -> float | None:
    """Return index 1: the points of all resolved dossiers by their number, to one decimal; None without one."""
    return _mean(SHORTER * figures.early + EQUAL * figures.on_time, figures.resolved, SHORTER)


def part_points(often: Kept) -> float | None:
    """Return index 2 of a unit: the points of all that it handed on, by their number, to one decimal; None without one."""
    points = SHORTER * often[Verdict.EARLY] + EQUAL * often[Verdict.ON_TIME]
    return _mean(points, sum(often.values()), SHORTER)


def contact_points(often: Mapping[str, int]) -> float | None:
    """Return index 3 of resolved dossiers, by how often a supplement was asked for (``ASKED_FOR_MORE``): 2, 1 or 0 points.

    Whether an applicant had to come back for something else is recorded nowhere.
    """
    points = SHORTER * often.get("never_asked", 0) + EQUAL * often.get("asked_once", 0)
    return _mean(points, sum(often.values()), SHORTER)


def _mean(points: int, count: int, most: int) -> float | None:
    """Return a mean as the circular has it rounded (art. 13): to one decimal, halves up; None of nothing.

    Where that would be the most though not all have it, to two decimals, and never up to the most.
    """
    if not count:
        return None
    mean = Decimal(points) / count
    rounded = half_up(mean, 1)
    if mean < most <= rounded:
        rounded = min(half_up(mean, 2), most - Decimal("0.01"))
    return float(rounded)


def asked_for_more(selection: Selection, period: Period, now: datetime) -> dict[int | None, dict[str, int]]:
    """Return how many resolved dossiers were asked for a supplement how often, by division; of all by None."""
    resolved = statistics.list_of(selection.dossiers, "resolved", period, now)
    counts = {name: Count("pk", filter=condition) for name, condition in statistics.ASKED_FOR_MORE.items()}
    found: dict[int | None, dict[str, int]] = {None: dict.fromkeys(counts, 0)}
    for division, *numbers in (
        resolved.order_by().values("division").annotate(**counts).values_list("division", *counts)
    ):
        found[division or 0] = dict(zip(counts, numbers, strict=True))
        found[None] = {name: found[None][name] + number for name, number in found[division or 0].items()}
    return found


def on_line(selection: Selection, period: Period, now: datetime, counts: Counts = counted) -> OnLine:
    """Return index 9 of a selection."""
    whole = counts.figures(selection, period, now)
    part = counts.figures(selection.narrowed_to(channel=Channel.ONLINE.value), period, now)
    machines = list(machines_of(ProcedureVersion.objects.in_force_on(period.end)))
    offered = {machine.slug for machine in machines if machine.is_filed_on_line}
    filed = counts.by(selection, period, now, "procedure")
    slugs = {pk: slug for slug, pk in known().ids.items()}
    used = {slugs.get(pk) for (pk,), figures in filed.items() if figures.received_online}
    return OnLine(
        100 * whole.received_online / whole.received if whole.received else None,
        100 * len(offered) / len(machines) if machines else None,
        part.overdue,
        part.pending_overdue,
        len(offered & used),
        len(offered),
        len(machines),
    )


def progress(selection: Selection, period: Period, now: datetime, counts: Counts = counted) -> Progress:
    """Return group 2.1: done and running in time, of all received or processed; asked for more than once is late."""
    figures = counts.figures(selection, period, now)
    in_time = figures.early + figures.on_time + figures.pending - figures.pending_overdue
    asked_again = statistics.list_of(selection.dossiers, "asked_again", period, now).count()
    return Progress(figures.resolved + figures.pending, in_time - asked_again, asked_again)
