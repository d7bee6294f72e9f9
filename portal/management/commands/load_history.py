"""The command that plays the model case, 2016 – 08/2019, through the engine."""

import re
import sys
import time
from argparse import ArgumentTypeError
from calendar import monthrange
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dossiers.proof import anchors, signing
from portal.demo.history import plan, play
from portal.demo.history.officers import MissingOfficer
from procedures.time.calendar import CalendarExhausted

_BAR = 40
_EVERY_SECONDS = 10
"""Between two lines where there is no terminal."""


class Command(BaseCommand):
    """Plays what is missing of the plan, and seals its days."""

    help = "Play the model case through the engine: 20,665 dossiers of 2016 – 08/2019. Stopped, it goes on when it is run again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the part to load."""
        parser.add_argument("--from", dest="first", type=_day, default=plan.FIRST, metavar="DAY", help="YYYY-MM-DD")
        parser.add_argument("--until", dest="last", type=_day, default=plan.LAST, metavar="DAY", help="YYYY-MM-DD")
        parser.add_argument("--month", type=_month, metavar="YYYY-MM", help="what was filed in one month")

    def handle(self, *_args: Any, first: date, last: date, month: tuple[date, date] | None, **options: Any) -> None:
        """Load, tell how far it is, and say what was done."""
        first, last = month or (first, last)
        if first > last:
            raise CommandError(f"--from {first} lies after --until {last}.")
        try:
            with play.alone():
                self._load(first, last, quiet=options["verbosity"] == 0)
        except MissingOfficer as nobody:
            raise CommandError(f"Nobody does this work: {nobody}. Run load_people first.") from nobody
        except play.PlayedByAnotherError as other:
            raise CommandError("Another process plays these years at this moment.") from other
        except (anchors.AnchorError, signing.SealKeyError) as unsealed:
            raise CommandError(f"The years are there, and not sealed: {unsealed}") from unsealed
        except CalendarExhausted as beyond:
            raise CommandError(f"{beyond.text.vi} / {beyond.text.en}") from beyond

    def _load(self, first: date, last: date, *, quiet: bool) -> None:
        others = play.of_another_plan()
        if others:
            self.stdout.write(
                f"Nothing was played: {others} dossiers of an earlier plan of these years are there and stay, and the two are "
                "never mixed. The plan of today is played into a database that has none."
            )
            return
        world = play.prepare(at=timezone.now())
        filings = play.planned(world, first, last)
        rest = play.missing(filings)
        progress = _Progress(self, len(filings), len(filings) - len(rest), quiet=quiet)
        if rest:
            play.play(world, rest, progress=progress.add)
            progress.end()
        sealed = play.seal(at=timezone.now())
        there = "All is there already" if not rest else f"{len(rest)} dossiers were played"
        self.stdout.write(f"{there}: {len(filings)} of {first:%d/%m/%Y} – {last:%d/%m/%Y}; {sealed} seals were made.")


class _Progress:
    """A bar on a terminal; elsewhere a line now and then."""

    def __init__(self, command: BaseCommand, total: int, done: int, *, quiet: bool) -> None:
        self.out, self.total, self.done, self.quiet = command.stdout, total, done, quiet
        self.is_terminal = command.stdout.isatty()
        self.began, self.told, self.before = time.monotonic(), time.monotonic(), done
        self.show()

    def add(self, count: int) -> None:
        """Note what was played."""
        self.done += count
        waited = time.monotonic() - self.told
        if self.is_terminal or waited >= _EVERY_SECONDS:
            self.show()

    def show(self) -> None:
        """Say how far it is."""
        self.told = time.monotonic()
        if self.quiet or not self.total:
            return
        share = self.done / self.total
        words = f"{self.done}/{self.total} ({share:.0%}){self._left()}"
        if self.is_terminal:
            bar = "█" * int(share * _BAR)
            self.out.write(f"\r{bar:░<{_BAR}} {words:<40}", ending="")
            sys.stdout.flush()
        else:
            self.out.write(words)

    def _left(self) -> str:
        played = self.done - self.before
        if not played:
            return ""
        seconds = (self.total - self.done) * (time.monotonic() - self.began) / played
        return f", {int(seconds) // 60}:{int(seconds) % 60:02d} left"

    def end(self) -> None:
        """Leave the bar's line."""
        self.show()
        if self.is_terminal and not self.quiet:
            self.out.write("")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day: write it as 2019-08-01") from None
    if not plan.FIRST <= day <= plan.LAST:
        raise ArgumentTypeError(f"{text} lies outside {plan.FIRST} – {plan.LAST}")
    return day


def _month(text: str) -> tuple[date, date]:
    if not re.fullmatch(r"\d{4}-\d{2}", text):
        raise ArgumentTypeError(f"{text!r} is not a month: write it as 2019-08")
    first = _day(f"{text}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])
