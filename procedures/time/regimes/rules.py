"""What a regime rules: a closed list, the types of its values, and the days that each may follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procedures.machine import AfterSupplement, Paper, Text


class Follows(StrEnum):
    """By which day of a dossier it is asked what a rule says."""

    ACCEPTANCE = "acceptance"
    """Before it, the day of the act."""
    FILING = "filing"
    ACT = "act"


class Rule(StrEnum):
    """What is ruled."""

    LAW = "law"
    SUPPLEMENT_AFTER = "supplement_after"
    SUPPLEMENT_ROUNDS = "supplement_rounds"
    SUPPLEMENT_NOTICE_DAYS = "supplement_notice_days"
    ANSWER_HOURS = "answer_hours"
    APOLOGY_LEAD_DAYS = "apology_lead_days"
    APOLOGY_TIMES = "apology_times"
    FORMS = "forms"
    DOSSIER_NUMBER = "dossier_number"
    DOWNTIME_NOTICE_DAYS = "downtime_notice_days"
    STATUS_NOTICE = "status_notice"
    LOOKUP_ONLINE_HOURS = "lookup_online_hours"
    LOOKUP_DESK_DAYS = "lookup_desk_days"
    EFORM_SIGNATURE = "eform_signature"


REQUIRED = frozenset(list(Rule)[: list(Rule).index(Rule.DOWNTIME_NOTICE_DAYS)])
"""What must be ruled on every day."""
LIMITS = frozenset({Rule.SUPPLEMENT_AFTER, Rule.SUPPLEMENT_ROUNDS, Rule.SUPPLEMENT_NOTICE_DAYS})
"""What must not change under a dossier once it was accepted."""
UNKNOWABLE = frozenset({Rule.SUPPLEMENT_NOTICE_DAYS})
"""What may be unknown: then there is no such limit."""


def may_follow(rule: Rule) -> tuple[Follows, ...]:
    """Return the days that a rule may follow."""
    if rule in LIMITS:
        return (Follows.ACCEPTANCE, Follows.FILING)
    return (Follows.FILING,) if rule is Rule.DOSSIER_NUMBER else (Follows.ACT, Follows.FILING)


WHAT: Mapping[Rule, Text] = {
    Rule.LAW: Text("Văn bản quy định cơ chế một cửa", "The law of the one-stop mechanism"),
    Rule.SUPPLEMENT_AFTER: Text("Thời hạn sau khi bổ sung", "The limit after a supplement"),
    Rule.SUPPLEMENT_ROUNDS: Text("Số lần được yêu cầu bổ sung", "Rounds of supplement"),
    Rule.SUPPLEMENT_NOTICE_DAYS: Text(
        "Thời hạn yêu cầu bổ sung, ngày làm việc từ khi tiếp nhận",
        "Time in which to ask for a supplement, working days from acceptance",
    ),
    Rule.ANSWER_HOURS: Text(
        "Thời hạn một cửa trả lời hồ sơ mới nộp hoặc bổ sung, giờ làm việc",
        "Time of the desk to answer a filing or a supplement, working hours",
    ),
    Rule.APOLOGY_LEAD_DAYS: Text(
        "Xin lỗi, hẹn lại chậm nhất trước ngày hẹn, ngày", "Apology at the latest before the appointment, days"
    ),
    Rule.APOLOGY_TIMES: Text("Số lần được hẹn lại", "Number of new appointments"),
    Rule.FORMS: Text("Biểu mẫu", "Forms"),
    Rule.DOSSIER_NUMBER: Text("Cách đánh mã hồ sơ", "Pattern of the dossier number"),
    Rule.DOWNTIME_NOTICE_DAYS: Text(
        "Báo trước khi tạm dừng hệ thống, ngày làm việc", "Notice of a planned downtime, working days before"
    ),
    Rule.STATUS_NOTICE: Text("Nội dung thông báo trạng thái", "What a notice of status says"),
    Rule.LOOKUP_ONLINE_HOURS: Text(
        "Không tra cứu được dữ liệu: yêu cầu giấy tờ, hồ sơ trực tuyến, giờ làm việc",
        "Look-up failed: paper asked for, filed on line, working hours",
    ),
    Rule.LOOKUP_DESK_DAYS: Text(
        "Không tra cứu được dữ liệu: yêu cầu giấy tờ, hồ sơ trực tiếp hoặc bưu chính, ngày làm việc",
        "Look-up failed: paper asked for, filed at the desk or by post, working days",
    ),
    Rule.EFORM_SIGNATURE: Text("Ký số biểu mẫu điện tử", "Signing an electronic form"),
}


class Form(StrEnum):
    """What an official form is for."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL = "control"
    REGISTER = "register"


FORM_OF: Mapping[Paper, Form] = {
    Paper.RECEIPT: Form.RECEIPT,
    Paper.SUPPLEMENT_REQUEST: Form.SUPPLEMENT,
    Paper.REFUSAL: Form.REFUSAL,
    Paper.APOLOGY: Form.APOLOGY,
    Paper.STOP_NOTICE: Form.STOP,
}


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form of a set: its number ("" where it is not known), its title as it is printed, the symbol of its letters."""

    form: Form
    number: str
    title: str
    series: str


type Content = int | str | Text | AfterSupplement | tuple[FormRow, ...] | None
"""What a rule says; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a regime says of a rule, where that stands, and what is doubtful about it."""

    rule: Rule
    content: Content
    source: Text
    follows: Follows
    doubt: Text | None = None


@dataclass(frozen=True, slots=True)
class Regime:
    """A text of law as data. ``slug`` is the name of its file."""

    slug: str
    name: Text
    begins_on: date
    until: date | None
    values: Mapping[Rule, Value]
    replaces: tuple[str, ...] = ()
    """Those that end on the day before this one begins."""
    amends: tuple[str, ...] = ()
    """Those before whose rules its own go."""
    uncertain: tuple[Text, ...] = ()
    digest: str = ""
    """SHA-256 of its text."""
