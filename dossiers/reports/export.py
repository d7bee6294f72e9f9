"""A list of dossiers as a file: a job that writes rows in parts and makes the file of them at its end.

What is written are the dossiers that the list had when its file was asked for, in its order, as they are by the time
that they are written. What the author may see is asked again for each part; what that is no more is left out.
"""

import json
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import OFFICERS
from accounts.seats import Seats, seats_of
from dossiers import jobs
from dossiers.display.formats import vn_datetime, vn_number
from dossiers.jobs import Doing, Kind, NotDone, Stop, Words
from dossiers.models import Dossier, Export, ExportPart, Format, Job, Outcome
from dossiers.refusals.workbench import TooManyUnderWay
from dossiers.reports.listed import COLUMNS, columns
from dossiers.reports.sheets import Cell, Sheet, write
from procedures.machine import Text

MOST = 100_000
"""Dossiers in a file; of a longer list it has the first."""
PART = 500
"""Dossiers that are loaded and written together."""
CHUNK = 512 * 1024
"""Bytes of the file in a row of the database."""
MOST_UNDER_WAY = 3
"""Exports of one person that have not ended."""
MOST_TITLE = 500
INCOMPLETE = Text("có phần dữ liệu không ghi được", "a part of the rows could not be written")

type Row = list[str | int | list[str]]
"""A row as it waits for its file: texts, amounts, and instants in a list of one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be in a file: dossiers in the order of a list, at most one more than there may be; names of columns."""

    ids: Sequence[int]
    columns: Sequence[str]
    title: str
    form: Format


def begin(asked: Asked, *, by: User, seats: Seats, at: datetime) -> Export:
    """Store that a file is to be made, as a job; ``turns.wake`` has it begun. Raises ``NotYours``, ``TooManyUnderWay``."""
    if Job.objects.filter(by=by, kind=KIND.name, finished_at=None).count() >= MOST_UNDER_WAY:
        raise TooManyUnderWay(MOST_UNDER_WAY)
    ids = asked.ids[:MOST]
    with transaction.atomic():
        job = jobs.start(KIND, by=by, at=at)
        return Export.objects.create(
            job=job,
            format=asked.form,
            language=get_language(),
            title=asked.title[:MOST_TITLE],
            columns=[name for name in asked.columns if name in COLUMNS],
            seats=_kept(seats),
            dossiers=list(ids),
            chosen=len(ids),
            is_cut=len(asked.ids) > MOST,
        )


def _kept(seats: Seats) -> list[list[object]]:
    return [[seat.role.value, seat.unit_id] for seat in seats]


def is_open_to(export: Export, seats: Seats) -> bool:
    """Say whether somebody still has every seat with which a file of one's own was asked for."""
    held = _kept(seats)
    return all(seat in held for seat in export.seats)


def bytes_of(export: Export) -> Iterator[bytes]:
    """Yield a file that is made, a chunk at a time."""
    for number in export.parts.order_by("number").values_list("number", flat=True):
        yield bytes(export.parts.values_list("content", flat=True).get(number=number))


class Writing(Doing):
    """Writing an export: an item for each part of its rows, and the last for its file."""

    def __init__(self, job: Job) -> None:
        """Take up what is to be written."""
        super().__init__(job)
        self._export = Export.objects.select_related("job__by").get(job=job)
        self._parts = -(-self._export.chosen // PART)

    def count(self) -> int:
        """Return how many parts there are, with the file itself."""
        return self._parts + 1

    def after(self, item: int, size: int) -> Sequence[int]:
        """Return the next of them."""
        return range(item + 1, min(item + size, self.count()) + 1)

    def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
        """Write parts of the rows, or the file. Raises ``Stop`` where the author has lost a seat since."""
        seats = self._seats(at)
        with translation.override(self._export.language):
            for item in items:
                if item <= self._parts:
                    self._write(item, seats, at)
                else:
                    self._make(at)
        return {}

    def _seats(self, at: datetime) -> Seats:
        author = self._export.job.by
        if author is None:
            raise Stop(jobs.LOST_RIGHT)
        # As they are now: those that this process has looked up before may be past.
        seats = seats_of(User.objects.get(pk=author.pk), timezone.localdate(at))
        if not is_open_to(self._export, seats):
            raise Stop(jobs.LOST_RIGHT)
        return seats

    def _write(self, number: int, seats: Seats, at: datetime) -> None:
        ids = self._export.dossiers[(number - 1) * PART : number * PART]
        found = Dossier.objects.visible_to(seats).select_related("unit").in_bulk(ids)
        written = columns(self._export.columns, [*found.values()], seats, at)
        rows = [[_stored(column.cell(found[pk])) for column in written] for pk in ids if pk in found]
        content = zlib.compress(json.dumps(rows, ensure_ascii=False).encode())
        ExportPart.objects.create(export=self._export, number=number, content=content)

    def _make(self, at: datetime) -> None:
        """Make the file of the rows, in place of them. Raises ``Stop`` where some of them are missing."""
        export = self._export
        if self.job.outcomes.filter(outcome=Outcome.FAILED).exists():
            raise Stop(INCOMPLETE)
        with tempfile.TemporaryFile() as file:
            count = _Count()
            write(self._sheet(count, at), Format(export.format), file)
            export.left_out, export.size = export.chosen - count.rows, file.tell()
            file.seek(0)
            export.parts.all().delete()
            _keep(export, file)
        export.save(update_fields=["left_out", "size"])

    def _sheet(self, count: "_Count", at: datetime) -> Sheet:
        export, written = self._export, [COLUMNS[name] for name in self._export.columns]
        author = export.job.by
        return Sheet(
            name=_("Dossiers"),
            head=[str(column.label) for column in written],
            widths=[column.width for column in written],
            rows=count.counted(_rows(export)),
            notes=_notes(export, count),
            source_name=pgettext("file", "Source"),
            source=[
                (_("List"), export.title),
                (_("Made at"), vn_datetime(at)),
                (_("Made for"), author.get_full_name() if author else ""),
            ],
        )


class _Count:
    """How many rows have been written."""

    def __init__(self) -> None:
        self.rows = 0

    def counted(self, rows: Iterator[list[Cell]]) -> Iterator[list[Cell]]:
        for row in rows:
            self.rows += 1
            yield row


def _stored(cell: Cell) -> str | int | list[str]:
    return [cell.isoformat()] if isinstance(cell, datetime) else cell


def _rows(export: Export) -> Iterator[list[Cell]]:
    """Yield the rows that were written, a part at a time."""
    for content in bytes_of(export):
        rows: list[Row] = json.loads(zlib.decompress(content))
        for row in rows:
            yield [datetime.fromisoformat(cell[0]) if isinstance(cell, list) else cell for cell in row]


def _notes(export: Export, count: _Count) -> Iterator[str]:
    """Yield what is to be said below the rows, once they are written."""
    if not count.rows:
        yield _("No dossier was found for this list.")
    if export.is_cut:
        yield _("The list has more: a file has at most its first %(n)s dossiers.") % {"n": vn_number(MOST)}
    if left_out := export.chosen - count.rows:
        said = ngettext(
            "%(n)s dossier was left out: you may no longer see it.",
            "%(n)s dossiers were left out: you may no longer see them.",
            left_out,
        )
        yield said % {"n": vn_number(left_out)}


def _keep(export: Export, file: IO[bytes]) -> None:
    for number, chunk in enumerate(iter(lambda: file.read(CHUNK), b""), start=1):
        ExportPart.objects.create(export=export, number=number, content=chunk)


def _about(job: Job) -> str:
    """Return how large it is and of what kind: which dossiers is nobody's matter but its author's."""
    export = Export.objects.defer("dossiers").get(job=job)
    return f"{export.format.upper()} · {vn_number(export.chosen)}"


def _named(items: Sequence[int]) -> Mapping[int, str]:
    return {item: _("Part %(n)s") % {"n": item} for item in items}


KIND = Kind(
    "export",
    gettext_lazy("File of a list of dossiers"),
    about=_about,
    by=OFFICERS,
    doing=Writing,
    named=_named,
    words=Words(
        cancel=gettext_lazy("Stop making the file"),
        cancelled=gettext_lazy("Stopped at %(at)s, after %(done)s of %(total)s parts. There is no file."),
        cancelled_unbegun=gettext_lazy("Stopped at %(at)s, before it had begun. There is no file."),
    ),
)
