"""A bank statement of 100,000 transfers, from the file to what each of them is: how long it takes, in how much memory."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from typing import IO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import Unit
from bench.bench import Bench
from bench.figures import Figure
from bench.measure import timed
from bench.scenarios.upload import MB, peak
from dossiers.models import Statement, StatementRow
from dossiers.payments.statement import matching

ROWS = 100_000
HEADS = "STT;Ngày GD;Số CT;Số tiền ghi nợ;Số tiền ghi có;Số dư;Nội dung chi tiết\n"
UNNAMED = 3
"""Of so many transfers one names no dossier."""
OF_DAY = 9_000
"""Dossiers that are filed on a day, of years to come, so that no number is there already."""
NUMBER = """
    UPDATE dossiers_dossier AS dossier
    SET code = %(code)s || to_char(date '2031-01-01' + place / %(of_day)s, '-YYMMDD-')
        || lpad((place %% %(of_day)s + 1)::text, 4, '0')
    FROM (SELECT id, row_number() OVER (ORDER BY id DESC)::int - 1 AS place FROM dossiers_dossier
        WHERE agency_id = %(agency)s ORDER BY id DESC LIMIT %(count)s) AS newest
    WHERE dossier.id = newest.id RETURNING dossier.code
"""


def results(bench: Bench) -> Iterator[Figure]:
    """Read one, as the command does, and forget it; then one whose rows have all come before but for the last."""
    count = bench.turns(ROWS)
    agency = Unit.objects.get(agency_code=settings.AGENCY_CODE)
    codes = _numbered(agency, count)
    with tempfile.TemporaryFile() as file:
        _write(file, codes, count)
        before = peak(anew=True)
        seconds = timed(lambda: _taken_in(file, agency))
        mb = (peak() - before) / MB
        _last(file, count)
        again = timed(lambda: _taken_in(file, agency))
    matches = dict(StatementRow.objects.order_by("match").values_list("match").annotate(Count("pk")))
    _forget()
    details = {"rows": count, "matches": matches}
    yield Figure.of("statement.seconds", seconds, details)
    yield Figure.of("statement.again", again, details)
    yield Figure.of("statement.memory", mb, details)


def _numbered(agency: Unit, count: int) -> list[str]:
    """Give the newest dossiers numbers as an agency's are, which those of the background have not, and return them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(NUMBER, {"agency": agency.pk, "code": agency.agency_code, "count": count, "of_day": OF_DAY})
        return [code for (code,) in cursor.fetchall()]


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
