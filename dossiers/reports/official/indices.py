"""Indices by which others judge an office: TT 01/2018/TT-VPCP art. 13 to 15, and QĐ 766/QĐ-TTg, as far as there are data."""

from dataclasses import dataclass
from datetime import datetime

from dossiers.models import Channel
from dossiers.reports import counted, statistics
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

OTHERS = {
    2: Text(
        "Thời gian của từng đơn vị tham gia so với thời hạn của đơn vị đó", "Time of each unit against its own limit"
    ),
    3: Text("Số lần phải liên hệ để hoàn thiện hồ sơ", "Times that an applicant had to come back"),
    4: Text("Số cơ quan phải liên hệ để hoàn thiện hồ sơ", "Agencies that an applicant had to go to"),
    5: Text("Tỷ lệ TTHC thực hiện trọn tại Bộ phận Một cửa", "Procedures wholly handled at the desk"),
    6: Text("Việc công khai thủ tục hành chính", "Publication of procedures"),
    7: Text("Thái độ khi hướng dẫn, tiếp nhận, giải quyết", "Attitude towards applicants"),
    8: Text("Kết quả tiếp nhận, xử lý phản ánh, kiến nghị", "Complaints handled on time"),
}
"""The indices of TT 01/2018 for which we have no data."""
GROUPS_766 = (
    Text("Công khai, minh bạch (18 điểm)", "Publication (18 points)"),
    Text("Dịch vụ trực tuyến (12 điểm)", "Services on line (12 points)"),
    Text("Thanh toán trực tuyến (10 điểm)", "Payments on line (10 points)"),
    Text("Mức độ hài lòng (18 điểm)", "Satisfaction (18 points)"),
    Text("Số hóa hồ sơ (22 điểm)", "Digitisation (22 points)"),
)
"""The groups of QĐ 766 for which we have none."""


@dataclass(frozen=True, slots=True)
class OnLine:
    """Index 9: the shares that it rests on in per cent, what of it was or is late, its points; None where unknown."""

    dossiers: float | None
    procedures: float | None
    late_resolved: int
    late_pending: int

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
    asked_twice: int

    @property
    def rate(self) -> float | None:
        """Return the share in per cent; None without a dossier."""
        return 100 * self.in_time / self.all if self.all else None

    @property
    def points(self) -> float | None:
        """Return its points of 20."""
        return None if self.rate is None else round(MOST_766 * self.rate / 100, 1)


def time_points(figures: Figures) -> float | None:
    """Return index 1: the points of all resolved dossiers by their number, to one decimal; None without one."""
    if not figures.resolved:
        return None
    return round((SHORTER * figures.early + EQUAL * figures.on_time) / figures.resolved, 2)


def on_line(selection: Selection, period: Period, now: datetime, counts: Counts = counted) -> OnLine:
    """Return index 9 of a selection."""
    whole = counts.figures(selection, period, now)
    part = counts.figures(selection.narrowed_to(channel=Channel.ONLINE.value), period, now)
    machines = list(machines_of(ProcedureVersion.objects.in_force_on(period.end)))
    offered = sum(machine.is_filed_on_line for machine in machines)
    return OnLine(
        100 * whole.received_online / whole.received if whole.received else None,
        100 * offered / len(machines) if machines else None,
        part.overdue,
        part.pending_overdue,
    )


def progress(selection: Selection, period: Period, now: datetime, counts: Counts = counted) -> Progress:
    """Return group 2.1: done and running in time, of all received or processed; asked for more than once is late."""
    figures = counts.figures(selection, period, now)
    in_time = figures.early + figures.on_time + figures.pending - figures.pending_overdue
    asked_twice = sum(
        statistics.list_of(selection.dossiers, name, period, now).filter(supplement_rounds__gt=1).count()
        for name in ("early", "on_time", "pending_in_time")
    )
    return Progress(figures.resolved + figures.pending, in_time - asked_twice, asked_twice)
