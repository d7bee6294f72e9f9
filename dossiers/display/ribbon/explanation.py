"""Why a date is what it is, in words or as one JSON object: of a clock that never ran, or of a stored dossier."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest

from accounts.models import ROLE_LABELS, Unit
from accounts.roles import Role
from dossiers import clock
from dossiers.clock import Attribution, CountedDay, Mark, MarkKind, Reading, Stay, Terms
from dossiers.display.ribbon import UNITS, VERDICTS, amount, clock_time, in_days, running_day, shares, shown, who_had
from dossiers.log.moment import Moment
from dossiers.models.dossier import STATUS_LABELS
from procedures.machine import AfterSupplement, LimitUnit, Machine, Pause, Status, Text
from procedures.time.calendar import WorkingCalendar, local
from procedures.time.sessions import WEEKDAYS

type Facts = list[tuple[Text, Text]]

PAUSES = {
    Pause.SUPPLEMENT: Text("Bổ sung hồ sơ", "Supplement"),
    Pause.PAYMENT: Text("Nghĩa vụ tài chính", "Payment"),
}
AFTER = {
    AfterSupplement.RESTART: Text("tính lại từ đầu", "counts again from zero"),
    AfterSupplement.CARRY_ON: Text("tính tiếp", "carries on"),
}
LASTS = Text("chưa kết thúc", "not over yet")


@dataclass(frozen=True, slots=True)
class Explained:
    """What is explained: a procedure, what happened, and the calendar that it is read on.

    ``reading`` is None for a dossier that was not accepted; ``about`` and ``shape`` tell what only a
    stored dossier has, in words and for programs.
    """

    machine: Machine
    calendar: WorkingCalendar
    terms: Terms
    marks: Sequence[Mark]
    reading: Reading | None
    days: Sequence[CountedDay]
    hands: Attribution
    units: Mapping[int, Text] = field(default_factory=dict)
    about: Facts = field(default_factory=list)
    stays: Sequence[Stay] = ()
    shape: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of_marks(cls, machine: Machine, calendar: WorkingCalendar, terms: Terms, marks: Sequence[Mark]) -> "Explained":
        """Read a clock up to the last thing that happened; raises ClockError, CalendarExhausted."""
        as_of = max(mark.at for mark in marks)
        reading = clock.read(marks, terms, calendar, as_of=as_of)
        days = clock.days_of(marks, terms, calendar, as_of=as_of)
        held = clock.holdings_of_marks(marks)
        hands = clock.attribute(held, lambda _unit: calendar, since=held[0].since, until=as_of)
        return cls(machine, calendar, terms, marks, reading, days, hands)

    @classmethod
    def of_moment(cls, moment: Moment) -> "Explained":
        """Read a stored dossier as it stood at an instant; raises CalendarExhausted."""
        units = {unit.pk: Text(unit.name_vi, unit.name_en) for unit in Unit.objects.filter(pk__in=moment.unit_ids)}
        return cls(
            moment.machine,
            moment.calendar,
            moment.terms,
            moment.marks,
            moment.reading,
            moment.days,
            moment.whole,
            units,
            about=_about(moment, units),
            stays=moment.stays,
            shape=_shape(moment),
        )


def _about(moment: Moment, units: Mapping[int, Text]) -> Facts:
    columns, place = moment.columns, moment.place
    holder = str(ROLE_LABELS[Role(columns.holder)]) if columns.holder else "–"
    unit = units.get(columns.unit_id) if columns.unit_id else None
    facts = [
        (Text("Hồ sơ", "Dossier"), _same(moment.dossier.code)),
        (Text("Thời điểm", "As of"), _same(shown(moment.at))),
        (Text("Trạng thái", "State"), place.label),
        (Text("Tình trạng", "Status"), _same(f"{columns.status} {STATUS_LABELS[Status(columns.status)]}")),
        (
            Text("Đang giữ", "Held by"),
            Text(*(f"{holder} · {n}" for n in (unit.vi, unit.en))) if unit else _same(holder),
        ),
        (Text("Nộp lúc", "Filed"), _same(shown(moment.log[0].at))),
    ]
    if moment.reading is None and place.owes_answer:
        facts.append((Text("Phải trả lời trước", "Answer by"), _same(shown(columns.answer_due_at or moment.at))))
    return facts


def _shape(moment: Moment) -> dict[str, object]:
    columns = moment.columns
    return {
        "dossier": moment.dossier.code,
        "as_of": local(moment.at).isoformat(),
        "state": columns.state,
        "status": columns.status,
        "holder": columns.holder or None,
        "answer_due_at": columns.answer_due_at and local(columns.answer_due_at).isoformat(),
        "steps": [_step_shape(stay) for stay in moment.stays],
    }


def _step_shape(stay: Stay) -> dict[str, object]:
    time = stay.time
    return {
        "label": stay.label.vi,
        "hands": stay.hands.value,
        "began_at": local(stay.began_at).isoformat(),
        "ended_at": local(stay.ended_at).isoformat() if stay.ended_at else None,
        "step": time.step.name if time else None,
        "due_at": local(time.due_at).isoformat() if time else None,
        "verdict": time.verdict.value if time and time.verdict else None,
    }


def as_json(case: Explained, language: str | None) -> str:
    """Return the one object that is promised to programs."""
    limit, reading = case.terms.limit, case.reading
    described: dict[str, object] = {"procedure": case.machine.slug, "version": case.machine.version}
    described |= _dates(reading) if reading else _no_dates(limit.unit.value, limit.amount)
    described["days"] = [
        {
            "date": day.date.isoformat(),
            "counts": day.counts,
            "reason": day.reason.of(language) if day.reason else None,
        }
        for day in case.days
    ]
    described |= {
        "provisional": reading is not None and reading.provisional,
        "calendar_digest": case.calendar.digest,
        "procedure_digest": case.machine.digest,
        "attribution": _hands_shape(case.hands, case.units, language),
    }
    return json.dumps(described | dict(case.shape), ensure_ascii=False, indent=2)


def _dates(reading: Reading) -> dict[str, object]:
    number = float if reading.unit is LimitUnit.WORKING_HOUR else int
    return {
        "due_at": reading.due_at.isoformat(),
        "lawful_due_at": reading.lawful_due_at.isoformat(),
        "first_due_at": reading.first_due_at.isoformat(),
        "unit": reading.unit.value,
        "allowed": number(reading.allowed),
        "spent": number(reading.spent),
        "verdict": reading.verdict.value if reading.verdict else None,
    }


def _no_dates(unit: str, allowed: object) -> dict[str, object]:
    """Return the same of a dossier that was not accepted: no date is promised, nothing is spent."""
    none = dict.fromkeys(("due_at", "lawful_due_at", "first_due_at"))
    return {**none, "unit": unit, "allowed": int(str(allowed)), "spent": 0, "verdict": None}


def _hands_shape(hands: Attribution, units: Mapping[int, Text], language: str | None) -> dict[str, object]:
    return {
        "since": hands.since.isoformat(),
        "until": hands.until.isoformat(),
        "minutes": hands.minutes,
        "parts": [
            {
                "hands": part.hands.value,
                "name": who_had(part.hands, part.unit, units, language),
                "minutes": part.minutes,
            }
            for part in hands.parts
        ],
    }


def as_text(case: Explained, language: str | None) -> str:
    """Return the same for people: facts, in whose hands it was, its steps, then a line for each day."""
    facts = [(label.of(language), value.of(language)) for label, value in _facts(case)]
    blocks = [
        _aligned(facts),
        _hand_lines(case, language),
        _step_lines(case, language),
        _day_lines(case.days, language),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _aligned(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = max(len(label) for label, _ in rows)
    return [f"{label:<{width}}  {value}".rstrip() for label, value in rows]


def _facts(case: Explained) -> Facts:
    machine = case.machine
    facts = [
        *case.about,
        (Text("Thủ tục", "Procedure"), machine.name),
        (Text("Phiên bản", "Version"), _same(f"{machine.slug} v{machine.version}")),
    ]
    if case.reading is not None:
        facts += _time_facts(case, case.reading)
    facts += [
        (Text("Lịch làm việc", "Calendar"), _same(case.calendar.digest)),
        (Text("Định nghĩa", "Definition"), _same(machine.digest)),
    ]
    if case.reading is not None and case.reading.provisional:
        doubt = Text("có ngày nghỉ chưa được công bố chính thức", "a day off is not official yet")
        facts.append((Text("Lưu ý", "Note"), doubt))
    return facts


def _time_facts(case: Explained, reading: Reading) -> Facts:
    unit, allowed, spent = UNITS[reading.unit], amount(reading.allowed), amount(reading.spent)
    verdict = VERDICTS[reading.verdict] if reading.verdict else Text("chưa giải quyết xong", "not resolved yet")
    ended = [(Text("Giải quyết xong", "Finished"), _same(shown(reading.ended_at)))] if reading.ended_at else []
    return [
        (Text("Thời hạn", "Limit"), Text(f"{allowed} {unit.vi}", f"{allowed} {unit.en}")),
        (Text("Tiếp nhận", "Accepted"), _same(shown(reading.started_at))),
        *_pause_facts(case),
        *_event_facts(case),
        (Text("Hẹn trả ban đầu", "First appointment"), _same(shown(reading.first_due_at))),
        (Text("Hạn theo quy định", "Lawful limit"), _same(shown(reading.lawful_due_at))),
        (Text("Hẹn trả đang có", "Appointment in force"), _in_force(reading)),
        (Text("Đang ở", "Now in"), running)
        if (running := running_day(reading, case.days))
        else (Text("Đã dùng", "Spent"), Text(f"{spent} trên {allowed} {unit.vi}", f"{spent} of {allowed} {unit.en}")),
        *ended,
        (Text("Kết luận", "Verdict"), verdict),
    ]


def _in_force(reading: Reading) -> Text:
    if not reading.paused:
        return _same(shown(reading.due_at))
    due = shown(reading.due_at)
    return Text(f"{due}, đang tạm dừng: sẽ có ngày hẹn mới", f"{due}, paused now: a new date is to come")


def _pause_facts(case: Explained) -> Facts:
    facts: Facts = []
    for pause in Pause:
        begun = [m.at for m in case.marks if m.kind is MarkKind.PAUSED and m.pause is pause]
        ended = [m.at for m in case.marks if m.kind is MarkKind.RESUMED and m.pause is pause]
        after = AFTER[case.terms.after_supplement if pause is Pause.SUPPLEMENT else AfterSupplement.CARRY_ON]
        for start, end in zip_longest(sorted(begun), sorted(ended)):
            when = f"{shown(start)} –" if end is None else f"{shown(start)} – {shown(end)}"
            told = LASTS if end is None else after
            facts.append((PAUSES[pause], Text(f"{when}, {told.vi}", f"{when}, {told.en}")))
    return facts


def _event_facts(case: Explained) -> Facts:
    inform_by: datetime | None = case.terms.inform_by
    if inform_by is None:
        return []
    return [(Text("Phải trả lời trước", "To be told by"), _same(shown(local(inform_by))))]


def _hand_lines(case: Explained, language: str | None) -> list[str]:
    """Return whose hands it was in: exact times that sum to the whole, with their share."""
    hands = case.hands
    if not hands.minutes:
        return []
    title = Text("Trong tay ai", "In whose hands").of(language)
    whole = Text("Tổng cộng", "Together").of(language)
    rows = [
        (
            who_had(part.hands, part.unit, case.units, language),
            f"{clock_time(part.minutes).of(language)} ({in_days(part).of(language)}), {share:.1f} %".replace(".", ","),
        )
        for part, share in zip(hands.parts, shares([part.minutes for part in hands.parts]), strict=True)
    ]
    stretch = f"{title}, {shown(hands.since)} – {shown(hands.until)}:"
    return [stretch, *_aligned([*rows, (whole, clock_time(hands.minutes).of(language))])]


def _step_lines(case: Explained, language: str | None) -> list[str]:
    return list(_described_stays(case.stays, language))


def _described_stays(stays: Iterable[Stay], language: str | None) -> Iterable[str]:
    for stay in stays:
        line = f"{shown(stay.began_at)} – {shown(stay.ended_at) if stay.ended_at else '…'}  {stay.label.of(language)}"
        if stay.time is not None:
            verdict = VERDICTS[stay.time.verdict] if stay.time.verdict else Text("đang làm", "being done")
            due = Text("hạn", "due").of(language)
            line += f": {stay.time.step.title.of(language)}, {due} {shown(stay.time.due_at)}, {verdict.of(language)}"
        yield line


def _day_lines(days: Sequence[CountedDay], language: str | None) -> list[str]:
    """Return a line for each day: its number where it counts, else the reason."""
    lines, number = [], 0
    width = max(len(weekday.of(language)) for weekday in WEEKDAYS)
    for day in days:
        number += day.counts
        reason = day.reason.of(language) if day.reason else ""
        weekday = WEEKDAYS[day.date.weekday()].of(language)
        lines.append(f"{day.date:%d/%m/%Y}  {weekday:<{width}}  {number if day.counts else '·':>3}  {reason}".rstrip())
    return lines


def _same(text: str) -> Text:
    return Text(text, text)
