"""The act by which the office apologises for what is late already, or once more, and promises a day (ADR 0075)."""

from accounts.roles import Role
from dossiers.acts.act import Act
from procedures.language.wording import judged_by
from procedures.machine import Ask, Asked, Clock, Guard, Paper, Text

PROMISE_LATE = "promise-late"

LATE_PROMISE = Act(
    PROMISE_LATE,
    Text("Xin lỗi và hẹn ngày trả, không đổi hạn", "Apologise and promise a day; the date stays"),
    frozenset({Role.DEPARTMENT_LEADER}),
    # In a pause no date runs, and what has ended needs none.
    lambda state: state.clock is Clock.RUNNING,
    frozenset({Guard.PAST_REAPPOINTING}),
    (Asked(Ask.DATE), Asked(Ask.REASON)),
    edition=8,
    consequence=Text(
        f"{judged_by().vi} Người nộp nhận thư xin lỗi ngay, có lý do, đơn vị chịu trách nhiệm và ngày hẹn; không rút lại được.",
        f"{judged_by().en} The applicant gets the letter at once, with the reason, the unit that is responsible and the day; "
        "it cannot be taken back.",
    ),
    paper=Paper.APOLOGY,
)
