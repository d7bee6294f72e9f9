"""The clock of a dossier: what its log, its limit and a calendar say about time, as pure functions.

Nothing here is stored or incremented: a reading is computed from the marks (when the clock started,
paused, resumed, ended, and a re-appointment), so that anybody can compute it again. The rules are
those of Civil Code 2015 art. 147 and 148 and of NĐ 61/2018 art. 19; how they are read is in the ADR
on how days are counted.
"""

from dossiers.clock.ahead import Ahead, Plan
from dossiers.clock.attribution import (
    HANDS_OF,
    Attribution,
    Hands,
    Holding,
    Part,
    Stay,
    StepTime,
    attribute,
    holdings_of_marks,
)
from dossiers.clock.bounds import inform_by
from dossiers.clock.limits import (
    Verdict,
    answer_due,
    begun_later,
    close_after_days,
    due_soon_from,
    is_late,
    judged_by,
    late_from,
    may_reappoint,
    remind_from,
    verdict,
)
from dossiers.clock.marks import ClockError, Mark, MarkKind, Terms
from dossiers.clock.reading import CountedDay, Going, Reading, days_of, read
from dossiers.clock.steps import Share, step_due, step_verdict

__all__ = [
    "HANDS_OF",
    "Ahead",
    "Attribution",
    "ClockError",
    "CountedDay",
    "Going",
    "Hands",
    "Holding",
    "Mark",
    "MarkKind",
    "Part",
    "Plan",
    "Reading",
    "Share",
    "Stay",
    "StepTime",
    "Terms",
    "Verdict",
    "answer_due",
    "attribute",
    "begun_later",
    "close_after_days",
    "days_of",
    "due_soon_from",
    "holdings_of_marks",
    "inform_by",
    "is_late",
    "judged_by",
    "late_from",
    "may_reappoint",
    "read",
    "remind_from",
    "step_due",
    "step_verdict",
    "verdict",
]
