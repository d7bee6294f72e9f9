"""The command that proves the record: everything that was computed is computed again and compared."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dossiers import cores
from dossiers.proof import signing
from dossiers.proof.audit import Report, check_all


class Command(BaseCommand):
    """Recomputes every digest, projection, reading and verdict from the log, and every seal."""

    help = "Recompute everything from the logs; exit 1 and name each difference."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the output's form, and what more is checked."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")
        cores.add_option(parser, "--jobs", when="for a large record")
        parser.add_argument("--files", action="store_true", help="read the bytes of every stored file too")
        parser.add_argument(
            "--seal", action="append", default=[], metavar="DIGEST", help="a seal noted elsewhere that must be there"
        )

    def handle(self, *_args: Any, as_json: bool = False, **options: Any) -> None:
        """Check, print, and exit with 1 where anything differs."""
        report = _checked(options["processes"], options["seal"], files=options["files"])
        if as_json:
            self.stdout.write(json.dumps(report.to_json(), ensure_ascii=False))
        else:
            for line in (*report.differences, *report.remarks, *_interests(report, options["verbosity"]), report):
                self.stdout.write(str(line))
        if report.differences:
            raise SystemExit(1)


def _interests(report: Report, verbosity: int) -> Iterator[str]:
    """Yield what is said of declared interests, where there are any; with ``--verbosity 2`` the numbers that were acted on too."""
    found = report.interests
    if found.dossiers:
        yield str(found)
        yield from (f"  {code}" for code in found.acted_on if verbosity > 1)


def _checked(processes: int | None, known: Sequence[str], *, files: bool) -> Report:
    """Check; raise CommandError with a sentence where an option is wrong, the key cannot be read or a process ended."""
    cores.refuse_none(processes)
    for digest in known:
        if not re.fullmatch(r"[0-9a-fA-F]{64}", digest.strip()):
            raise CommandError(f"--seal {digest!r}: the digest of a seal has 64 hexadecimal digits.")
    try:
        return check_all(processes=processes, files=files, known=known, now=timezone.now())
    except (signing.SealKeyError, cores.PartError) as error:
        raise CommandError(str(error)) from error
