"""A bank statement of 100,000 transfers, from the file to what each of them is: how long it takes, in how much memory."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from typing import IO

from django.conf import settings
from django.utils import timezone

from accounts.models import Unit
from bench.bench import Bench
from bench.figures import Figure
from bench.measure import timed
from bench.scenarios.upload import MB, peak
from dossiers.models import Dossier, Statement, StatementRow
from dossiers.payments.statement import matching

ROWS = 100_000
HEADS = "STT;Ngày GD;Số CT;Số tiền ghi nợ;Số tiền ghi có;Số dư;Nội dung chi tiết\n"
UNNAMED = 3
"""Of so many transfers one names no dossier."""


def results(bench: Bench) -> Iterator[Figure]:
    """Read one, as the command does, and forget it; then one whose rows have all come before but for the last."""
    count = bench.turns(ROWS)
    agency = Unit.objects.get(agency_code=settings.AGENCY_CODE)
    codes = list(Dossier.objects.filter(agency=agency).order_by("-pk").values_list("code", flat=True)[:count])
    with tempfile.TemporaryFile() as file:
        _write(file, codes, count)
        before = peak(anew=True)
        seconds = timed(lambda: _taken_in(file, agency))
        mb = (peak() - before) / MB
        _last(file, count)
        again = timed(lambda: _taken_in(file, agency))
    matches = sorted(StatementRow.objects.order_by("match").values_list("match", flat=True).distinct())
    _forget()
    details = {"rows": count, "matches": matches}
    yield Figure.of("statement.seconds", seconds, details)
    yield Figure.of("statement.again", again, details)
    yield Figure.of("statement.memory", mb, details)


def _write(file: IO[bytes], codes: Sequence[str], count: int) -> None:
    file.write(HEADS.encode())
    for at, code in enumerate(islice(cycle(codes), count)):
        words = "nop phi" if at % UNNAMED == 0 else f"MBVCB.{at}.{code.replace('-', '')}.CT tu 0351000{at}"
        file.write(f"{at};25/11/2026;FT{at};;1.800.000;9.000.000;{words}\n".encode())


def _last(file: IO[bytes], count: int) -> None:
    file.seek(0, os.SEEK_END)
    file.write(f"{count};25/11/2026;FT{count};;1.800.000;9.000.000;nop phi\n".encode())


def _taken_in(file: IO[bytes], agency: Unit) -> Statement:
    file.seek(0)
    return matching.take_in(file, "bench.csv", agency, by=None, at=timezone.now())


def _forget() -> None:
    StatementRow.objects.all().delete()
    Statement.objects.all().delete()
