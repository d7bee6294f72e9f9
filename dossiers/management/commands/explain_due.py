"""Explain a due date, of a clock that never ran or of a stored dossier: the verdict and the days it counted."""

import dataclasses
from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import get_language

from dossiers import clock
from dossiers.clock import ClockError, Mark, MarkKind, Terms
from dossiers.display.ribbon import shown
from dossiers.display.ribbon.explanation import Explained, as_json, as_text
from dossiers.log.moment import Moment
from dossiers.models import Dossier
from procedures import steady
from procedures.machine import Machine, Pause, Text
from procedures.models import ProcedureVersion, VersionStatus
from procedures.time.calendar import LOCAL, CalendarError, CalendarExhausted, WorkingCalendar, local
from procedures.time.calendars import current_calendar
from procedures.time.regimes.book import Days, RegimeError, Regimes, lawful

HAPPENINGS = {
    "accepted": "accepted",
    "pause": "pause",
    "reappoint": "reappoint",
    "finished": "finished",
    "outcome": "outcome",
    "event_at": "event-at",
    "number": "version",
}
"""The options that say what happened, which a stored dossier knows itself."""


class Command(BaseCommand):
    """Reads a clock: every figure of one that never ran comes from the same functions as a dossier's."""

    help = "Explains when a dossier is due, whether it was on time, why, and in whose hands it was."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Let ``--version`` mean the procedure's, not Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can have happened. INSTANT is ISO 8601, Asia/Ho_Chi_Minh without an offset."""
        parser.add_argument("slug", metavar="SLUG", nargs="?")
        parser.add_argument("--dossier", metavar="CODE", help="a stored dossier, instead of SLUG and what happened")
        parser.add_argument("--as-of", metavar="INSTANT", help="the dossier as it stood then; now by default")
        parser.add_argument("--version", dest="number", type=int, metavar="N", help="a version of the procedure")
        parser.add_argument("--accepted", metavar="INSTANT")
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
        _refuse_mixtures(**options)
        try:
            case = self._stored(**options) if options["dossier"] is not None else self._case(**options)
        except (ClockError, CalendarError, CalendarExhausted, RegimeError) as refused:
            raise CommandError(refused.text.of(get_language())) from refused
        language = get_language()
        self.stdout.write(as_json(case, language) if json else as_text(case, language))

    def _stored(self, *, dossier: str, as_of: str | None, **_options: Any) -> Explained:
        now = timezone.now()
        at = now if as_of is None else local(_instant(as_of, "--as-of"))
        found = Dossier.objects.select_related("version").filter(code=dossier.strip().upper()).first()
        if found is None:
            raise _refusal(f"không có hồ sơ {dossier!r}", f"there is no dossier {dossier!r}")
        if at > now:
            self._note(
                "Thời điểm chưa tới: tính như từ nay đến đó không có gì xảy ra nữa.",
                "This instant is still to come: counted as if nothing more happened until then.",
            )
        return Explained.of_moment(Moment.of(found, list(found.events.order_by("sequence")), at, steady.now()))

    def _case(self, *, slug: str, number: int | None, accepted: str, pause: list[str], **options: Any) -> Explained:
        accepted_at, regimes = _instant(accepted, "--accepted"), steady.now().regimes
        ruling = regimes.ruling(Days(act=local(accepted_at).date()))
        machine = lawful(_machine(slug, number, today=timezone.localdate()), ruling)
        event_at = self._event_at(machine, options["event_at"])
        terms = self._terms(machine, options["outcome"], event_at)
        calendar = current_calendar()
        marks = [Mark(MarkKind.STARTED, accepted_at)]
        for given in pause:
            marks += _pause(given)
        if options["finished"] is not None:
            marks.append(Mark(MarkKind.ENDED, _finished(options["finished"], marks)))
        marks += _reappointed(options["reappoint"], marks, terms, calendar, regimes)
        return Explained.of_marks(machine, calendar, terms, marks)

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
        inform_by = clock.inform_by(event_at, hours) if event_at is not None and hours is not None else None
        return dataclasses.replace(terms, own=outcome.limit, inform_by=inform_by)

    def _note(self, vi: str, en: str) -> None:
        self.stderr.write(Text(vi, en).of(get_language()))


def _refuse_mixtures(*, slug: str | None, dossier: str | None, as_of: str | None, **options: Any) -> None:
    """Refuse a call that asks for both kinds of explanation, or for neither wholly."""
    if (slug is None) == (dossier is None):
        raise _refusal("cần mã thủ tục SLUG hoặc --dossier, một trong hai", "give either SLUG or --dossier")
    if slug is not None and as_of is not None:
        raise _refusal("--as-of chỉ đi cùng --dossier", "--as-of goes with --dossier only")
    if slug is not None and options["accepted"] is None:
        raise _refusal("thiếu --accepted: hồ sơ được tiếp nhận lúc nào", "--accepted is missing: when it was accepted")
    given = [name for name in HAPPENINGS if options[name] not in (None, [])]
    if dossier is not None and given:
        listed = ", ".join(f"--{HAPPENINGS[name]}" for name in given)
        raise _refusal(
            f"hồ sơ đã lưu có nhật ký của nó: bỏ {listed}", f"a stored dossier has its own log: leave out {listed}"
        )


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
    if colon and kind.isalpha():
        known = ", ".join(Pause)
        if kind not in set(Pause):
            raise _refusal(f"--pause: không có loại {kind}; chỉ có {known}", f"--pause: no kind {kind}; only {known}")
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


def _reappointed(
    given: list[str], marks: list[Mark], terms: Terms, calendar: WorkingCalendar, regimes: Regimes
) -> list[Mark]:
    """Return the mark of the one re-appointment, if the regime of its day allows it (NĐ 61/2018 art. 19(9))."""
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
    days = regimes.ruling(Days(act=local(at).date())).apology_lead_days
    if not clock.may_reappoint(before.due_at, at, days):
        raise _refusal(
            f"phải hẹn lại trước ngày hẹn trả {shown(before.due_at)} ít nhất {days} ngày",
            f"re-appointment must come at least {days} day{'' if days == 1 else 's'} before {shown(before.due_at)}",
        )
    if new_due_at <= before.due_at:
        raise _refusal(
            f"hẹn mới phải sau hẹn đang có, {shown(before.due_at)}",
            f"the new appointment must be after the one in force, {shown(before.due_at)}",
        )
    return [Mark(MarkKind.REAPPOINTED, at, new_due_at=new_due_at)]


def _refusal(vi: str, en: str) -> CommandError:
    return CommandError(Text(vi, en).of(get_language()))
