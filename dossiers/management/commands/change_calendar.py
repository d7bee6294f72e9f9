"""Correct the working calendar by a decision: see what it moves, then put it into force."""

import json
from argparse import ArgumentParser
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import Unit
from dossiers import cores
from dossiers.background import jobs
from dossiers.calendars import ahead, changes, previews
from dossiers.manager.calendar_forms import CorrectionForm
from dossiers.models import Effect, JobState, PreviewRow
from procedures.machine import Text
from procedures.time.calendar import CalendarError
from procedures.time.calendars import Plan, current_calendar, plan, year_more
from procedures.time.corrections import Correction

KEYS = ("put", "removed", "week", "since", "unit", "alone")
"""What a correction may say; a year is added by an option of its own, with its days off."""


class Command(BaseCommand):
    """Takes a correction as a JSON file, or the next year, and counts the open dossiers again."""

    help = "Changes the working calendar by a decision, and counts the open dossiers again that it moves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the correction, the decision, and whether it is only looked at."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "file", nargs="?", type=Path, metavar="FILE",
            help='JSON: {"put": [days], "removed": [days], "week": [[["08:00", "12:00"], …], …], "since": day, "unit": slug}',
        )  # fmt: skip
        what.add_argument("--add-year", type=int, metavar="YEAR", help="the next year, provisional")
        parser.add_argument("--decision", required=True, help="number of the decision")
        parser.add_argument("--decided-on", type=date.fromisoformat, metavar="DATE")
        parser.add_argument("--preview", action="store_true", help="say what it would move, and change nothing")
        cores.add_option(parser, when="for many dossiers")

    def handle(self, *, preview: bool, **options: Any) -> None:
        """Plan, show, apply, count."""
        now = timezone.now()
        cores.refuse_none(options["processes"])
        options["decision"] = _decision(options["decision"])
        if options["decided_on"] and options["decided_on"] > timezone.localdate(now):
            raise CommandError(
                _localized(Text("ngày của quyết định chưa đến", "the day of the decision has not come yet"))
            )
        try:
            planned = plan(_correction(options["file"], options["add_year"]))
            self._show(planned, now, options["processes"])
            if not preview:
                self._apply(planned, options, now)
        except CalendarError as error:
            raise CommandError(_localized(error.text)) from error

    def _show(self, planned: Plan, now: datetime, processes: int | None) -> None:
        preview = previews.begin(planned, by=None, at=now)
        with ahead.shared(processes) as doing:
            while jobs.go_on(preview.job_id, now=now, doing=doing):
                continue
        preview.job.refresh_from_db()
        if preview.job.state == JobState.STOPPED and preview.job.why:
            raise CommandError(_localized(Text(**preview.job.why)))
        counts: Counter[str] = Counter()
        rows = preview.rows.select_related("dossier").order_by("effect", "dossier_id")
        for row in rows.iterator(chunk_size=1000):
            counts[row.effect] += 1
            self.stdout.write(f"{row.dossier.code}: {_effect(row)}")
        moved, judged, lost = (counts[effect] for effect in Effect)
        sentence = Text(
            f"Đã xem {preview.job.ended_items} hồ sơ: {moved} đổi ngày, {judged} đã giải quyết, kết quả sẽ khác nếu tính lại "
            f"(kết quả đã ghi nhận được giữ nguyên), {lost} không tính được.",
            f"Looked at {preview.job.ended_items} dossiers: {moved} move, {judged} closed ones would be judged otherwise "
            f"(what is recorded stays), {lost} cannot be counted.",
        )
        self.stdout.write(_localized(sentence))

    def _apply(self, planned: Plan, options: dict[str, Any], now: datetime) -> None:
        change = changes.apply(planned, decision=options["decision"], decided_on=options["decided_on"], by=None, at=now)
        while changes.run(timezone.now()):
            continue
        change.refresh_from_db()
        if change.finished_at is None:
            others = Text("một tiến trình khác đang tính lại các hồ sơ", "another process counts the dossiers again")
            self.stdout.write(_localized(others))
            return
        sentence = Text(
            f"Đã đổi lịch theo {change.decision}: {change.moved} hồ sơ có ngày mới, "
            f"{len(change.failures)} hồ sơ không tính được.",
            f"The calendar was changed by {change.decision}: {change.moved} dossiers have new dates, "
            f"{len(change.failures)} could not be counted.",
        )
        self.stdout.write(_localized(sentence))
        for failure in change.failures:
            self.stdout.write(f"{failure['dossier']}: {failure['why']}")


def _decision(typed: str) -> str:
    """Return the number of the decision as the manager's form would take it."""
    try:
        return str(CorrectionForm.base_fields["decision"].clean(typed))
    except ValidationError as error:
        raise CommandError(f"--decision: {' '.join(error.messages)}") from error


def _correction(file: Path | None, year: int | None) -> Correction:
    if year is not None:
        return year_more(year, current_calendar())
    try:
        content = json.loads(file.read_text(encoding="utf-8")) if file else {}
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{file}: {_localized(Text('không phải là JSON', 'this is no JSON'))}") from error
    unknown = content.keys() - KEYS if isinstance(content, dict) else {"[…]"}
    if unknown:
        listed, known = ", ".join(sorted(unknown)), ", ".join(KEYS)
        sentence = Text(f"mục lạ: {listed}; chỉ có {known}", f"unknown keys: {listed}; there are only {known}")
        raise CommandError(f"{file}: {_localized(sentence)}")
    return _read(file, content)


def _read(file: Path | None, content: dict[str, Any]) -> Correction:
    slug = content.get("unit")
    unit = Unit.objects.filter(slug=str(slug)).first() if slug else None
    if slug and unit is None:
        raise CommandError(f"{file}: {_localized(Text(f'không có đơn vị {slug}', f'there is no unit {slug}'))}")
    try:
        return Correction.from_json({**content, "unit": unit.pk if unit else None})
    except KeyError as error:
        missing = Text(f"thiếu mục {error}", f"the key {error} is missing")
        raise CommandError(f"{file}: {_localized(missing)}") from error
    except (AttributeError, TypeError, ValueError) as error:
        shape = Text("một mục không có dạng như trong docs/time.md", "something is not as docs/time.md shows it")
        raise CommandError(f"{file}: {_localized(shape)}") from error


def _effect(row: PreviewRow) -> str:
    if row.effect == Effect.MOVED:
        return ", ".join(f"{name} {_local(was)} → {_local(to)}" for name, (was, to) in row.told.items())
    if row.effect == Effect.JUDGED:
        return f"{row.told['recorded']} → ({row.told['would_be']})"
    return _localized(Text(**row.told))


def _local(instant: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(instant)):%H:%M %d/%m/%Y}"


def _localized(text: Text) -> str:
    return text.of(get_language())
