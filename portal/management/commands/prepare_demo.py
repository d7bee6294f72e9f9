"""Bring this checkout's database and files up to date for a demo; what is there already stays."""

import hashlib
import io
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser

from dossiers.models import Dossier
from portal.demo import returning

# Each does nothing where its work is done already.
SEEDS = ("publish_regimes", "load_people", "load_agencies", "publish_procedures", "seed_calendar")
EXAMPLES = "load_demo"
MONTH = "2019-08"
"""Of the years before, what is there from the beginning; the rest is loaded behind the running demo."""


class Command(BaseCommand):
    """Migrates, seeds, loads the examples into an empty database, compiles and collects files."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether a month of the years before is loaded too."""
        parser.add_argument("--with-history", action="store_true", help=f"load what was filed in {MONTH} too")
        parser.add_argument("--only-files", action="store_true", help="collect the static files and do nothing else")

    def handle(self, *_args: Any, with_history: bool = False, only_files: bool = False, **_options: Any) -> None:
        """Take every step, and say how long each took."""
        if not only_files:
            self.fill(with_history=with_history)
        if _files_changed():
            self.step("static files", "collectstatic", interactive=False)
            _note_files()

    def fill(self, *, with_history: bool) -> None:
        """Bring translations, tables and data up to date."""
        self.step("translations", "compile_catalogues")
        self.step("database", "migrate", interactive=False)
        for seed in SEEDS:
            self.step(seed, seed)
        if EXAMPLES in get_commands() and not Dossier.objects.exists():
            self.step("examples", EXAMPLES)
        returning.begin()
        if with_history:
            self.step("a month of history", "load_history", "--month", MONTH)

    def step(self, name: str, command: str, *arguments: str, **options: Any) -> None:
        """Run one command, quietly."""
        start = time.monotonic()
        call_command(command, *arguments, verbosity=0, stdout=io.StringIO(), **options)
        self.stdout.write(f"  {name}: {time.monotonic() - start:.1f} s")


def _files_changed() -> bool:
    """Tell whether any static file differs from what was last collected."""
    note = _note()
    return not note.exists() or note.read_text() != _fingerprint()


def _note_files() -> None:
    """Remember what was collected."""
    _note().write_text(_fingerprint())


def _note() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected"


def _fingerprint() -> str:
    """Digest the name, size and age of every static file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
