"""Store the default working calendar."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from procedures.models import CalendarVersion
from procedures.time.calendar import CalendarError, WorkingCalendar
from procedures.time.calendars import build_default, plan_whole, put_into_force, store


class Command(BaseCommand):
    """Stores the default calendar once; a calendar that is in force is replaced only when asked, by a decision."""

    help = "Stores the working calendar of Viet Nam's public holidays, if none is stored yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the covered years and the decision."""
        parser.add_argument("--first-year", type=int, default=2016)
        parser.add_argument("--last-year", type=int, default=2027)
        parser.add_argument("--decision", default="", help="the decision that puts it into force")
        parser.add_argument("--replace", action="store_true", help="put it into force even if another one is stored")

    def handle(self, *, first_year: int, last_year: int, **options: Any) -> None:
        """Build, compare, store."""
        try:
            calendar = build_default(first_year, last_year)
        except (CalendarError, ValueError) as error:
            raise CommandError(f"không dựng được lịch: {error}") from error
        shown = f"{calendar.first:%d/%m/%Y} – {calendar.last:%d/%m/%Y} ({calendar.digest[:8]})"
        stored = CalendarVersion.objects.filter(unit=None).order_by("-created_at", "-pk").first()
        if stored is None:
            store(calendar, decision=options["decision"], at=timezone.now())
        elif stored.digest == calendar.digest:
            self.stdout.write(f"Lịch làm việc đã có: {shown}")
            return
        elif not options["replace"]:
            self.stdout.write(f"Giữ lịch đang dùng {stored}; dùng --replace để thay bằng {shown}")
            return
        else:
            _replace(calendar, options["decision"])
        self.stdout.write(f"Đã nạp lịch làm việc {shown}")


def _replace(calendar: WorkingCalendar, decision: str) -> None:
    """Put another common calendar into force; the workers count the open dossiers again."""
    if not decision:
        raise CommandError("thay lịch đang dùng phải có --decision: số quyết định")
    try:
        with transaction.atomic():
            put_into_force(plan_whole(calendar), decision=decision, decided_on=None, by=None, at=timezone.now())
    except CalendarError as error:
        raise CommandError(str(error)) from error
