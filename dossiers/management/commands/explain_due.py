"""Explain a due date without a dossier: the clock, its verdict and the days it counted."""

import dataclasses
import json
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import get_language

from dossiers import clock
from dossiers.clock import ClockError, CountedDay, Mark, MarkKind, Reading, Terms
from dossiers.ribbon import UNITS, VERDICTS, amount, shown
from procedures.calendar import LOCAL, CalendarError, CalendarExhausted, WorkingCalendar, local
from procedures.calendars import current_calendar
from procedures.machine import AfterSupplement, LimitUnit, Machine, Pause, Text
from procedures.models import ProcedureVersion, VersionStatus
from procedures.sessions import WEEKDAYS

PAUSES = {
    Pause.SUPPLEMENT: Text("Bổ sung hồ sơ", "Supplement"),
    Pause.PAYMENT: Text("Nghĩa vụ tài chính", "Payment"),
}
AFTER = {
    AfterSupplement.RESTART: Text("tính lại từ đầu", "counts again from zero"),
    AfterSupplement.CARRY_ON: Text("tính tiếp", "carries on"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A case to explain: a procedure, what happened, and the calendar it is read on."""

    machine: Machine
    calendar: WorkingCalendar
    terms: Terms
    marks: tuple[Mark, ...]

    @property
    def as_of(self) -> datetime:
        """Return the last thing that happened."""
        return max(mark.at for mark in self.marks)


class Command(BaseCommand):
    """Reads a clock that never ran: every figure comes from the same functions as a dossier's."""

    help = "Explains when a dossier accepted at an instant is due, whether it was on time, and why."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Let ``--version`` mean the procedure's, not Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can have happened. INSTANT is ISO 8601, Asia/Ho_Chi_Minh without an offset."""
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--version", dest="number", type=int, metavar="N", help="a version of the procedure")
        parser.add_argument("--accepted", required=True, metavar="INSTANT")
        parser.add_argument(
            "--pause", nargs="+", action="extend", default=[], metavar="[supplement|payment:]FROM..TO",
            help="asked and confirmed; a supplement unless it says payment",
        )  # fmt: skip
        parser.add_argument("--reappoint", action="append", default=[], metavar="AT=NEW")
        parser.add_argument("--finished", metavar="INSTANT")
        parser.add_argument("--outcome", metavar="NAME", help="for limits that differ by outcome")
        parser.add_argument("--event-at", metavar="INSTANT", help="for limits relative to an event")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, json: bool, **options: Any) -> None:  # the option is called so
        """Read the clock and print it."""
        try:
            case = self._case(**options)
            reading = clock.read(case.marks, case.terms, case.calendar, as_of=case.as_of)
            days = clock.days_of(case.marks, case.terms, case.calendar, as_of=case.as_of)
        except (ClockError, CalendarError, CalendarExhausted) as refused:
            raise CommandError(refused.text.of(get_language())) from refused
        self.stdout.write(as_json(case, reading, days) if json else as_text(case, reading, days))

    def _case(self, *, slug: str, number: int | None, accepted: str, pause: list[str], **options: Any) -> Case:
        machine = _machine(slug, number, today=timezone.localdate())
        event_at = self._event_at(machine, options["event_at"])
        terms = self._terms(machine, options["outcome"], event_at)
        calendar = current_calendar()
        marks = [Mark(MarkKind.STARTED, _instant(accepted, "--accepted"))]
        for given in pause:
            marks += _pause(given)
        if options["finished"] is not None:
            marks.append(Mark(MarkKind.ENDED, _finished(options["finished"], marks)))
        marks += _reappointed(options["reappoint"], marks, terms, calendar)
        return Case(machine, calendar, terms, tuple(marks))

    def _event_at(self, machine: Machine, given: str | None) -> datetime | None:
        """Read when the event takes place; say on stderr that it changes nothing where there is none."""
        if given is None:
            return None
        event_at = _instant(given, "--event-at")
        if machine.event is None:
            self._note(
                "Thủ tục không có thời hạn tính từ một sự kiện: --event-at không thay đổi gì.",
                "The procedure has no limit relative to an event: --event-at changes nothing.",
            )
        return event_at

    def _terms(self, machine: Machine, name: str | None, event_at: datetime | None) -> Terms:
        """Return the terms of an outcome; say on stderr what of them is not there or not known."""
        terms = Terms(machine.committed_limit, machine.supplement.after)
        if name is None:
            return terms
        outcome = machine.outcome(name)
        if outcome is None:
            listed = ", ".join(known.name for known in machine.outcomes)
            raise _refusal(
                f"thủ tục không có kết quả {name!r}; có: {listed}",
                f"the procedure has no outcome {name!r}; it has: {listed}",
            )
        hours = outcome.hours_before_event
        if outcome.limit is None and hours is None:
            self._note(
                f"Thủ tục không có thời hạn riêng cho kết quả {name!r}: dùng thời hạn chung.",
                f"The procedure has no limit of its own for outcome {name!r}: its one limit is used.",
            )
        if hours is not None and event_at is None:
            self._note(
                f"Kết quả {name!r} phải trả trước sự kiện {hours} giờ: thêm --event-at để tính.",
                f"Outcome {name!r} must be told {hours} hours before the event: add --event-at to count it.",
            )
        told_by = clock.told_by(event_at, hours) if event_at is not None and hours is not None else None
        return dataclasses.replace(terms, own=outcome.limit, told_by=told_by)

    def _note(self, vi: str, en: str) -> None:
        self.stderr.write(Text(vi, en).of(get_language()))


def _machine(slug: str, number: int | None, *, today: date) -> Machine:
    versions = ProcedureVersion.objects.filter(procedure__slug=slug)
    if number is None:
        version = versions.current(on=today).first()
    else:
        version = versions.filter(version=number).exclude(status=VersionStatus.DRAFT).first()
    if version is not None:
        return version.machine
    if number is None or not versions.exists():
        raise _refusal(f"không có thủ tục {slug!r} đang áp dụng", f"no procedure {slug!r} is in force")
    raise _refusal(f"thủ tục {slug!r} không có phiên bản {number}", f"procedure {slug!r} has no version {number}")


def _instant(given: str, option: str) -> datetime:
    try:
        instant = datetime.fromisoformat(given)
    except ValueError:
        raise _refusal(
            f"{option}: {given!r} không phải thời điểm ISO 8601, ví dụ 2026-01-05T10:00",
            f"{option}: {given!r} is not an ISO 8601 instant such as 2026-01-05T10:00",
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=LOCAL)


def _pause(given: str) -> tuple[Mark, Mark]:
    kind, colon, stretch = given.partition(":")
    pause = Pause.SUPPLEMENT
    if colon and kind in set(Pause):
        pause, given = Pause(kind), stretch
    begun, dots, ended = given.partition("..")
    if not (dots and begun and ended):
        raise _refusal(
            f"--pause: {given!r} phải có dạng TỪ..ĐẾN, có cả hai thời điểm",
            f"--pause: {given!r} must be FROM..TO, both instants given",
        )
    start, end = _instant(begun, "--pause"), _instant(ended, "--pause")
    if end < start:
        raise _refusal(f"tạm dừng {given} kết thúc trước khi bắt đầu", f"the pause {given} ends before it begins")
    return Mark(MarkKind.PAUSED, start, pause), Mark(MarkKind.RESUMED, end, pause)


def _finished(given: str, marks: list[Mark]) -> datetime:
    finished = _instant(given, "--finished")
    if finished < marks[0].at:
        raise _refusal("giải quyết xong trước khi tiếp nhận", "finished before acceptance")
    if any(mark.at > finished for mark in marks):
        raise _refusal("có tạm dừng chưa kết thúc khi đã giải quyết xong", "finished before a pause has ended")
    return finished


def _reappointed(given: list[str], marks: list[Mark], terms: Terms, calendar: WorkingCalendar) -> list[Mark]:
    """Return the mark of the one re-appointment, if the law allows it (NĐ 61/2018 art. 19(9))."""
    if not given:
        return []
    if len(given) > 1:
        raise _refusal("chỉ được hẹn lại một lần", "a dossier is re-appointed once at most")
    when, equals, new = given[0].partition("=")
    if not (equals and when and new):
        raise _refusal(
            f"--reappoint: {given[0]!r} phải có dạng LÚC=HẸN_MỚI", f"--reappoint: {given[0]!r} must be AT=NEW"
        )
    at, new_due_at = _instant(when, "--reappoint"), _instant(new, "--reappoint")
    closing = calendar.close_of(local(new_due_at).date())  # refuses a day off
    if len(new) == len("2026-01-05"):
        new_due_at = closing
    before = clock.read(marks, terms, calendar, as_of=at)
    if before.ended_at is not None:
        raise _refusal("hẹn lại sau khi đã giải quyết xong", "re-appointed after the end")
    if not clock.may_reappoint(before.due_at, at):
        raise _refusal(
            f"phải hẹn lại trước ngày hẹn trả {shown(before.due_at)} ít nhất một ngày",
            f"re-appointment must come at least a day before {shown(before.due_at)}",
        )
    if new_due_at <= before.due_at:
        raise _refusal(
            f"hẹn mới phải sau hẹn đang có, {shown(before.due_at)}",
            f"the new appointment must be after the one in force, {shown(before.due_at)}",
        )
    return [Mark(MarkKind.REAPPOINTED, at, new_due_at=new_due_at)]


def _refusal(vi: str, en: str) -> CommandError:
    return CommandError(Text(vi, en).of(get_language()))


def as_json(case: Case, reading: Reading, days: tuple[CountedDay, ...]) -> str:
    """Return the one object that is promised to programs."""
    language = get_language()
    number = float if reading.unit is LimitUnit.WORKING_HOUR else int
    described = {
        "procedure": case.machine.slug,
        "version": case.machine.version,
        "due_at": reading.due_at.isoformat(),
        "lawful_due_at": reading.lawful_due_at.isoformat(),
        "first_due_at": reading.first_due_at.isoformat(),
        "unit": reading.unit.value,
        "allowed": number(reading.allowed),
        "spent": number(reading.spent),
        "verdict": reading.verdict.value if reading.verdict else None,
        "days": [
            {
                "date": day.date.isoformat(),
                "counts": day.counts,
                "reason": day.reason.of(language) if day.reason else None,
            }
            for day in days
        ],
        "provisional": reading.provisional,
        "calendar_digest": reading.calendar_digest,
        "procedure_digest": case.machine.digest,
    }
    return json.dumps(described, ensure_ascii=False, indent=2)


def as_text(case: Case, reading: Reading, days: tuple[CountedDay, ...]) -> str:
    """Return the same for people: facts, then a line for each day."""
    language = get_language()
    facts = [(label.of(language), value.of(language)) for label, value in _facts(case, reading)]
    width = max(len(label) for label, _ in facts)
    lines = [f"{label:<{width}}  {value}" for label, value in facts]
    return "\n".join([*lines, "", *_day_lines(days, language)])


def _facts(case: Case, reading: Reading) -> list[tuple[Text, Text]]:
    machine, unit = case.machine, UNITS[reading.unit]
    allowed, spent = amount(reading.allowed), amount(reading.spent)
    verdict = VERDICTS[reading.verdict] if reading.verdict else Text("chưa giải quyết xong", "not resolved yet")
    facts = [
        (Text("Thủ tục", "Procedure"), machine.name),
        (Text("Phiên bản", "Version"), _same(f"{machine.slug} v{machine.version}")),
        (Text("Thời hạn", "Limit"), Text(f"{allowed} {unit.vi}", f"{allowed} {unit.en}")),
        (Text("Tiếp nhận", "Accepted"), _same(shown(reading.started_at))),
        *_pause_facts(case),
        *_event_facts(case),
        (Text("Hẹn trả ban đầu", "First appointment"), _same(shown(reading.first_due_at))),
        (Text("Hạn theo quy định", "Lawful limit"), _same(shown(reading.lawful_due_at))),
        (Text("Hẹn trả đang có", "Appointment in force"), _same(shown(reading.due_at))),
        (Text("Đã dùng", "Spent"), Text(f"{spent} trên {allowed} {unit.vi}", f"{spent} of {allowed} {unit.en}")),
        (Text("Kết luận", "Verdict"), verdict),
        (Text("Lịch làm việc", "Calendar"), _same(reading.calendar_digest)),
        (Text("Định nghĩa", "Definition"), _same(machine.digest)),
    ]
    if reading.ended_at is not None:
        finished = (Text("Giải quyết xong", "Finished"), _same(shown(reading.ended_at)))
        facts.insert(len(facts) - 3, finished)
    if reading.provisional:
        doubt = Text("có ngày nghỉ chưa được công bố chính thức", "a day off is not official yet")
        facts.append((Text("Lưu ý", "Note"), doubt))
    return facts


def _pause_facts(case: Case) -> list[tuple[Text, Text]]:
    begun = [mark for mark in case.marks if mark.kind is MarkKind.PAUSED]
    ended = [mark for mark in case.marks if mark.kind is MarkKind.RESUMED]
    facts = []
    for start, end in zip(begun, ended, strict=True):
        pause = start.pause or Pause.SUPPLEMENT
        after = AFTER[case.terms.after_supplement if pause is Pause.SUPPLEMENT else AfterSupplement.CARRY_ON]
        when = f"{shown(start.at)} – {shown(end.at)}"
        facts.append((PAUSES[pause], Text(f"{when}, {after.vi}", f"{when}, {after.en}")))
    return facts


def _event_facts(case: Case) -> list[tuple[Text, Text]]:
    told_by = case.terms.told_by
    if told_by is None:
        return []
    return [(Text("Phải trả lời trước", "To be told by"), _same(shown(local(told_by))))]


def _day_lines(days: tuple[CountedDay, ...], language: str | None) -> list[str]:
    """Return a line for each day: its number where it counts, else the reason."""
    lines, number = [], 0
    width = max(len(weekday.of(language)) for weekday in WEEKDAYS)
    for day in days:
        number += day.counts
        said = day.reason.of(language) if day.reason else ""
        weekday = WEEKDAYS[day.date.weekday()].of(language)
        lines.append(f"{day.date:%d/%m/%Y}  {weekday:<{width}}  {number if day.counts else '·':>3}  {said}".rstrip())
    return lines


def _same(text: str) -> Text:
    return Text(text, text)
