"""Store the default working calendar."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from procedures.calendar import CalendarError
from procedures.calendars import build_default, store
from procedures.models import CalendarVersion


class Command(BaseCommand):
    """Stores the default calendar once; a calendar that is in force is replaced only when asked."""

    help = "Stores the working calendar of Viet Nam's public holidays, if none is stored yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the covered years and the decision."""
        parser.add_argument("--first-year", type=int, default=2016)
        parser.add_argument("--last-year", type=int, default=2027)
        parser.add_argument("--decision", default="", help="the decision that puts it into force")
        parser.add_argument("--replace", action="store_true", help="put it into force even if another one is stored")

    def handle(self, *, first_year: int, last_year: int, decision: str, replace: bool, **_options: object) -> None:
        """Build, compare, store."""
        try:
            calendar = build_default(first_year, last_year)
        except (CalendarError, ValueError) as error:
            raise CommandError(f"không dựng được lịch: {error}") from error
        shown = f"{calendar.first:%d/%m/%Y} – {calendar.last:%d/%m/%Y} ({calendar.digest[:8]})"
        stored = CalendarVersion.objects.order_by("-created_at", "-pk").first()
        if stored is not None and stored.digest == calendar.digest:
            self.stdout.write(f"Lịch làm việc đã có: {shown}")
        elif stored is not None and not replace:
            self.stdout.write(f"Giữ lịch đang dùng {stored}; dùng --replace để thay bằng {shown}")
        elif CalendarVersion.objects.filter(digest=calendar.digest).exists():
            raise CommandError(f"lịch {shown} từng có hiệu lực và đã được thay")
        else:
            store(calendar, decision=decision, at=timezone.now())
            self.stdout.write(f"Đã nạp lịch làm việc {shown}")
