"""What is told of a deadline that went up: all that runs for the dossier, as it stands, who has it, and what the reader can do.

Which rung it came to says who is told; what is late is read off the dossier, or a step would be blamed for a late whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation

from accounts.roles import Role
from dossiers import clock
from dossiers.display.links import absolute
from dossiers.display.promises import PROMISED, named_dates
from dossiers.lists.people import named_holders
from dossiers.models import Dossier
from dossiers.notices.contents.excused import SIGN, Excuse, excuses_of
from procedures.machine import LimitUnit, Text
from procedures.time.calendar import local

STEP, WHOLE = "step", "whole"
"""What a rung is about: the first part of its name."""
WHOLE_LATE = Text("đã quá hạn trả kết quả", "its return date has passed")
WHOLE_NEAR = Text("sắp đến hạn trả kết quả", "its return date is near")
ANSWER_LATE = Text("đã quá hạn trả lời người nộp", "the time to answer the applicant has passed")
ANSWER_NEAR = Text("sắp đến hạn trả lời người nộp", "the time to answer the applicant ends soon")
STEP_LATE = Text("bước đang làm đã quá hạn", "its step is late")
STEP_NEAR = Text("bước đang làm sắp đến hạn", "its step is due soon")
ANSWER_DUE = Text("Hạn trả lời người nộp", "Answer due")
TO_FINISH = Text(
    "xin hoàn thành bước này; nếu không kịp, ghi lý do và ngày trả dự kiến trên trang hồ sơ để lãnh đạo ký thư xin lỗi.",
    "finish this step; if it cannot be done in time, write why and which day you propose on the page of the dossier, for a "
    "leader to sign the apology.",
)
TO_DECIDE = Text(
    "xin quyết định hoặc ký hồ sơ này; nếu không kịp, ký thư xin lỗi gửi người nộp trên trang hồ sơ.",
    "decide or sign this dossier; if it cannot be done in time, sign the apology to the applicant on its page.",
)
TO_GIVE = Text(
    "xin mở trang hồ sơ để nhắc người đang giữ, hoặc giao hồ sơ cho người khác.",
    "open the page of the dossier to remind who has it, or give it to somebody else.",
)
TO_REMIND = Text("xin mở trang hồ sơ để nhắc người đang giữ.", "open the page of the dossier to remind who has it.")
TO_SIGN = Text(
    "xin mở trang hồ sơ để nhắc người đang giữ, và ký thư xin lỗi gửi người nộp khi đã có lý do và ngày trả dự kiến.",
    "open the page of the dossier to remind who has it, and sign the apology to the applicant once a reason and a day are proposed.",
)


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline of a dossier."""

    label: Text
    at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A dossier that a message names, whatever brought it there."""

    code: str
    subject: str
    procedure: Text
    url: str
    holder: Text
    """Who has it."""
    why: Text
    """What has passed or is near, in a few words."""
    dues: tuple[Due, ...]
    """What runs for it, the step before the whole."""
    todo: Text
    """What the reader can do now, on the page of the dossier."""


def items_of(reached: Mapping[Dossier, Sequence[tuple[str, Role | None]]], now: datetime) -> tuple[Item, ...]:
    """Return what is told of dossiers, each once: by what they came to, which is a step or the whole, and as whose matter.

    The role is that of the reader, None for whoever has the dossier.
    """
    names, excuses = holders_of([*reached], local(now).date()), excuses_of([*reached], now)
    return tuple(
        _item(dossier, rungs, names[dossier.pk], excuses.get(dossier.pk), now) for dossier, rungs in reached.items()
    )


def _item(
    dossier: Dossier, rungs: Sequence[tuple[str, Role | None]], holder: Text, excuse: Excuse | None, now: datetime
) -> Item:
    return Item(
        code=dossier.code,
        subject=dossier.subject,
        procedure=dossier.machine.name,
        url=absolute("desk_file", dossier.code),
        holder=holder,
        why=_why(dossier, is_whole=any(about == WHOLE for about, _role in rungs), now=now),
        dues=tuple(dues_of(dossier, now)),
        todo=_todo(dossier, rungs[0][1], excuse, now),
    )


def _why(dossier: Dossier, *, is_whole: bool, now: datetime) -> Text:
    if dossier.is_late(now):
        return WHOLE_LATE
    if is_whole:
        return WHOLE_NEAR
    if dossier.owes_answer:
        return ANSWER_LATE if dossier.answer_is_late(now) else ANSWER_NEAR
    return STEP_LATE if _step_is_late(dossier, now) else STEP_NEAR


def dues_of(dossier: Dossier, now: datetime) -> Sequence[Due]:
    """Return what runs for a dossier: the answer or the step, and the whole."""
    found = []
    if dossier.owes_answer:
        found.append(Due(ANSWER_DUE, local(dossier.deadline_at), dossier.answer_is_late(now)))
    elif dossier.step_due_at:
        step = dossier.place.label
        label = Text(f"Hạn của bước “{step.vi}”", f"Step “{step.en}” due")
        found.append(Due(label, local(dossier.step_due_at), _step_is_late(dossier, now)))
    return [*found, *whole_dues(dossier, now)]


def whole_dues(dossier: Dossier, now: datetime) -> tuple[Due, ...]:
    """Return the appointment of a dossier and what was promised beside it, each by its own name; none before the acceptance."""
    if dossier.due_at is None:
        return ()
    unit = dossier.machine.committed_limit.unit
    # Officers are reminded of the appointment first: by that it is late.
    dates = named_dates(dossier.due_at, dossier.lawful_due_at, dossier.promised_for)
    named = sorted(dates, key=lambda one: one.label is PROMISED)
    is_late = [dossier.is_late(now), *(not dossier.resolved_at and clock.is_late(at, now, unit) for _, at in named[1:])]
    return tuple(Due(label, local(at), late) for (label, at), late in zip(named, is_late, strict=True))


def _todo(dossier: Dossier, role: Role | None, excuse: Excuse | None, now: datetime) -> Text:
    if role is None and excuse:
        return excuse.todo if dossier.holder != Role.DEPARTMENT_LEADER or excuse.is_signed else SIGN
    if role is None:
        return TO_DECIDE if dossier.holder == Role.DEPARTMENT_LEADER else TO_FINISH
    if role is Role.DIVISION_HEAD:
        return TO_GIVE if dossier.holder == Role.SPECIALIST else TO_REMIND
    if excuse and not excuse.is_signed:
        return SIGN
    return TO_SIGN if dossier.is_late(now) and not excuse else TO_REMIND


def _step_is_late(dossier: Dossier, now: datetime) -> bool:
    return dossier.step_due_at is not None and clock.is_late(dossier.step_due_at, now, LimitUnit.WORKING_HOUR)


def holders_of(dossiers: Sequence[Dossier], on: date) -> Mapping[int, Text]:
    """Return who has each dossier, in both languages."""
    named = {}
    for language in ("vi", "en"):
        with translation.override(language):
            who = named_holders(dossiers, on)
            named[language] = {one.pk: who(one) for one in dossiers}
    return {pk: Text(named["vi"][pk], named["en"][pk]) for pk in named["vi"]}
