"""A list of dossiers as a file: a job that writes rows in pieces and puts them together at its end.

What is written are the dossiers that the list had when its file was asked for, in its order, as they are by the time
that they are written. What the author may see is asked again for each piece; what that is no more is left out.
"""

import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from itertools import batched
from typing import IO, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import F, Func, QuerySet, Sum
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import OFFICERS
from accounts.seats import Seats, seats_of
from dossiers import jobs
from dossiers.display.formats import vn_datetime, vn_number
from dossiers.jobs import Doing, Kind, NotDone, Stop, Words
from dossiers.models import Dossier, DossierQuerySet, Export, ExportPart, Format, Job, JobState, Outcome
from dossiers.refusals.workbench import SheetTooLong, TooManyUnderWay
from dossiers.reports import sheets
from dossiers.reports.files.lines import Into, Lines
from dossiers.reports.files.listed import COLUMNS, NOTES_OF
from dossiers.reports.selection import scope_of
from dossiers.reports.sheets import Sheet, write_workbook
from procedures.machine import Text

MOST = 5_000_000
"""Dossiers in a file; of a longer list it has the first."""
NOTES = 3
"""Lines below the rows at most."""
PART, PART_BEFORE = 25_000, 10_000
"""Dossiers that are written together, as the file was begun; before that was noted there, so many."""
AHEAD = 4
"""Parts whose dossiers are read together."""
CHUNK = 512 * 1024
"""Bytes of a workbook in a row of the database."""
MOST_UNDER_WAY = 3
"""Exports of one person that have not ended."""
MOST_TITLE = 500
INCOMPLETE = Text("có phần dữ liệu không ghi được", "a part of the rows could not be written")
GONE = Text(
    "tệp đã bị dừng và các phần đã ghi đã được xóa; hãy tạo lại từ danh sách",
    "it was stopped and what had been written of it is deleted; make it again from its list",
)
OUTDATED = Text(
    "tệp được yêu cầu ở phiên bản trước; hãy tạo lại từ danh sách",
    "it was asked for under an earlier release; make it again from its list",
)


class By(StrEnum):
    """By which right its author has a list. Values are stored."""

    SIGHT = "sight"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be in a file: dossiers in the order of a list, narrowed already; names of columns."""

    dossiers: DossierQuerySet | Sequence[int]
    """Or the ids of those that a search has found."""
    columns: Sequence[str]
    title: str
    form: Format
    by: By = By.SIGHT


def begin(
    asked: Asked,
    *,
    by: User,
    seats: Seats,
    at: datetime,
    kind: Kind | None = None,
    more: Mapping[str, object] | None = None,
) -> Export:
    """Store that a file is to be made, as a job; ``turns.wake`` has it begun. ``more`` is what its kind must know beside.

    Raises ``NotYours``, ``TooManyUnderWay``, and ``SheetTooLong`` for a workbook that no office program could open.
    """
    if Export.objects.filter(job__by=by, job__finished_at=None).count() >= MOST_UNDER_WAY:
        raise TooManyUnderWay(MOST_UNDER_WAY)
    with transaction.atomic():
        job = jobs.start(kind or KIND, arguments={"by": asked.by.value, "part": PART, **(more or {})}, by=by, at=at)
        export = Export.objects.create(
            job=job,
            format=asked.form,
            language=get_language(),
            title=asked.title[:MOST_TITLE],
            columns=[name for name in asked.columns if name in COLUMNS],
            seats=_kept(seats),
            dossiers=[],
            chosen=0,
        )
        chosen = _choose(export, asked.dossiers)
        if asked.form is Format.XLSX and chosen > MOST_IN_SHEET:
            raise SheetTooLong(MOST_IN_SHEET)
        export.chosen, export.is_cut = min(chosen, MOST), chosen > MOST
        export.save(update_fields=["chosen", "is_cut"])
    return export


MOST_IN_SHEET = sheets.MOST_ROWS - 1 - NOTES
"""Dossiers in a workbook: its sheet has a head and notes too."""


def _choose(export: Export, dossiers: DossierQuerySet | Sequence[int]) -> int:
    """Keep which dossiers a list has, one more than there may be, and return how many; a million never come here."""
    own = Export.objects.filter(pk=export.pk)
    if isinstance(dossiers, QuerySet):
        own.update(dossiers=ArraySubquery(dossiers.values("pk")[: MOST + 1]))
    else:
        own.update(dossiers=list(dossiers[: MOST + 1]))
    count: int = own.values_list(Func(F("dossiers"), function="cardinality"), flat=True).get()
    return count


def _kept(seats: Seats) -> list[list[object]]:
    return [[seat.role.value, seat.unit_id] for seat in seats]


def is_open_to(export: Export, seats: Seats) -> bool:
    """Say whether somebody still has every seat with which a file of one's own was asked for."""
    held = _kept(seats)
    return all(seat in held for seat in export.seats)


def bytes_of(export: Export) -> Iterator[bytes]:
    """Yield a file that is made, a piece at a time."""
    for _number, content in _kept_parts(export):
        yield from _unpacked(content) if export.job.arguments else [content]


def parts_of(export: Export) -> Iterator[tuple[int, bytes]]:
    """Yield the parts of a file with their numbers, one at a time."""
    for number, content in _kept_parts(export):
        yield number, zlib.decompress(content) if export.job.arguments else content


def _kept_parts(export: Export) -> Iterator[tuple[int, bytes]]:
    """Yield the parts as they are kept: packed, but for what an earlier release has made."""
    for number in export.parts.order_by("number").values_list("number", flat=True):
        yield number, bytes(export.parts.values_list("content", flat=True).get(number=number))


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yield what was packed, in pieces: it has twenty times the size."""
    unpacker = zlib.decompressobj()
    while content:
        yield unpacker.decompress(content, CHUNK)
        content = unpacker.unconsumed_tail
    yield unpacker.flush()


@dataclass(slots=True)
class Packing:
    """A part that is packed while it comes: by a thread of its own, since the interpreter is not needed for that."""

    size: int = 0
    """In bytes, before."""
    _packed: list[Future[bytes]] = field(default_factory=list)
    _packer: Any = field(default_factory=partial(zlib.compressobj, 1))
    _thread: ThreadPoolExecutor = field(default_factory=partial(ThreadPoolExecutor, 1))

    def add(self, content: bytes) -> None:
        """Take what comes next."""
        self.size += len(content)
        self._packed.append(self._thread.submit(self._packer.compress, content))

    def end(self) -> bytes:
        """Return all of it."""
        with self._thread:
            return b"".join([*(piece.result() for piece in self._packed), self._packer.flush()])


def store(export: Export, number: int, content: bytes) -> int:
    """Keep a part; return its size."""
    packing = Packing()
    packing.add(content)
    return _store(export, number, packing)


def _store(export: Export, number: int, packing: Packing) -> int:
    ExportPart.objects.create(export=export, number=number, content=packing.end(), size=packing.size)
    return packing.size


class Writing(Doing):
    """Writing an export: an item for each part of its rows, and the last for its file."""

    def __init__(self, job: Job) -> None:
        """Take up what is to be written."""
        super().__init__(job)
        self.export = Export.objects.select_related("job__by").defer("dossiers").get(job=job)
        self._lines: Lines | None = None
        self._ids: dict[int, Sequence[int]] = {}

    @property
    def part(self) -> int:
        """How many dossiers are written together."""
        part: int = self.job.arguments.get("part", PART_BEFORE)
        return part

    @property
    def parts(self) -> int:
        """How many parts there are."""
        return -(-self.export.chosen // self.part)

    def count(self) -> int:
        """Return how many parts there are, with the file itself."""
        return self.parts + 1

    def after(self, item: int, size: int) -> Sequence[int]:
        """Return the next of them."""
        return range(item + 1, min(item + size, self.count()) + 1)

    def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
        """Write parts of the rows, or the file. Raises ``Stop`` where the author has lost a seat since."""
        seats = self._seats(at)
        with translation.override(self.export.language):
            for item in items:
                if item <= self.parts:
                    self._write(item, seats, at)
                else:
                    self._make(at)
        return {}

    def _seats(self, at: datetime) -> Seats:
        author = self.export.job.by
        if not self.export.job.arguments:
            raise Stop(OUTDATED)
        if author is None:
            raise Stop(jobs.LOST_RIGHT)
        # As they are now: those that this process has looked up before may be past.
        seats = seats_of(User.objects.get(pk=author.pk), timezone.localdate(at))
        if not is_open_to(self.export, seats):
            raise Stop(jobs.LOST_RIGHT)
        return seats

    def _write(self, number: int, seats: Seats, at: datetime) -> None:
        packing = Packing()
        found = self.write(number, seats, at, packing.add)
        _store(self.export, number, packing)
        if left_out := self._size(number) - found:
            Export.objects.filter(pk=self.export.pk).update(left_out=F("left_out") + left_out)

    def write(self, number: int, seats: Seats, at: datetime, into: Into) -> int:
        """Write a part of the file; return of how many dossiers it is."""
        if self._lines is None:
            self._lines = Lines(self.export.columns, Format(self.export.format))
        return self._lines.part(self.ids(number), self.seen(seats), seats, at, into)

    def _size(self, number: int) -> int:
        return min(self.part, self.export.chosen - (number - 1) * self.part)

    def ids(self, number: int) -> Sequence[int]:
        """Return the dossiers of a part. They are one value in the database: several parts are read together."""
        if number not in self._ids:
            first, parts = (number - 1) * self.part, range(number, number + AHEAD)
            last = min(first + self.part * AHEAD, self.export.chosen)
            some = Export.objects.values_list(f"dossiers__{first}_{last}", flat=True).get(pk=self.export.pk)
            self._ids = dict(zip(parts, batched(some, self.part), strict=False))
        return self._ids[number]

    def seen(self, seats: Seats) -> DossierQuerySet:
        """Narrow to what somebody may see by the right by which the list was had. Raises ``Stop`` where that is gone."""
        if self.job.arguments["by"] == By.SIGHT:
            return Dossier.objects.visible_to(seats)
        scope = scope_of(seats)
        if scope is None:
            raise Stop(jobs.LOST_RIGHT)
        return scope.listed

    def _make(self, at: datetime) -> None:
        """Put the parts together. Raises ``Stop`` where some of them are missing."""
        export = self.export
        if self.job.outcomes.filter(outcome=Outcome.FAILED).exists():
            raise Stop(INCOMPLETE)
        export.refresh_from_db(fields=["left_out"])
        export.size = self.put_together(at)
        export.save(update_fields=["size"])

    def put_together(self, at: datetime) -> int:
        """Store the file in place of its parts, and return how many bytes it has."""
        export, sheet, notes = self.export, self.sheet(at), self.notes()
        if export.format != Format.CSV:
            return keep_in_place(export, partial(write_workbook, sheet, bytes_of(export), notes))
        size = store(export, 0, sheets.csv_head(sheet)) + store(export, self.parts + 1, sheets.csv_notes(notes))
        rows = export.parts.filter(number__range=(1, self.parts))
        if rows.filter(size=0).exists():
            # Of a part of an earlier release it was not noted; that is none of an empty one.
            return sum(map(len, bytes_of(export)))
        return size + int(rows.aggregate(size=Sum("size", default=0))["size"])

    def sheet(self, at: datetime) -> Sheet:
        """Return the table without its rows."""
        export, written = self.export, [COLUMNS[name] for name in self.export.columns]
        author = export.job.by
        return Sheet(
            name=_("Dossiers"),
            head=[str(column.label) for column in written],
            widths=[column.width for column in written],
            source_name=pgettext("file", "Source"),
            source=[
                (_("List"), export.title),
                (_("Made at"), vn_datetime(at)),
                (_("Made for"), author.get_full_name() if author else ""),
                *((_("Note"), str(NOTES_OF[name])) for name in export.columns if name in NOTES_OF),
            ],
        )

    def notes(self) -> Iterator[str]:
        """Yield what is to be said below the rows, once they are written."""
        yield from _notes(self.export)


def _notes(export: Export) -> Iterator[str]:
    if export.left_out == export.chosen:
        yield _("No dossier was found for this list.")
    if export.is_cut:
        yield _("The list has more: a file has at most its first %(n)s dossiers.") % {"n": vn_number(MOST)}
    if left_out := export.left_out:
        said = ngettext(
            "%(n)s dossier was left out: you may no longer see it.",
            "%(n)s dossiers were left out: you may no longer see them.",
            left_out,
        )
        yield said % {"n": vn_number(left_out)}


def keep_in_place(export: Export, write: Callable[[IO[bytes]], object]) -> int:
    """Store a file that is written of its parts in place of them, and return how many bytes it has."""
    with tempfile.TemporaryFile() as file:
        write(file)
        size = file.tell()
        file.seek(0)
        export.parts.all().delete()
        _keep(export, file)
    return size


def _keep(export: Export, file: IO[bytes]) -> None:
    for number, chunk in enumerate(iter(lambda: file.read(CHUNK), b""), start=1):
        store(export, number, chunk)


def drop(job: Job) -> None:
    """Throw away the parts of a file that was stopped: nobody may read them any more."""
    ExportPart.objects.filter(export__job=job).delete()


def spent(job: Job) -> Text | None:
    """Say of one that was stopped that its parts are gone."""
    return GONE if job.state == JobState.CANCELLED else None


def about(job: Job) -> str:
    """Return how large it is and of what kind: which dossiers is nobody's matter but its author's."""
    export = Export.objects.defer("dossiers").get(job=job)
    return f"{export.format.upper()} · {vn_number(export.chosen)}"


def named(items: Sequence[int]) -> Mapping[int, str]:
    """Return what items are called."""
    return {item: _("Part %(n)s") % {"n": item} for item in items}


KIND = Kind(
    "export",
    gettext_lazy("File of a list of dossiers"),
    about=about,
    by=OFFICERS,
    doing=Writing,
    named=named,
    spent=spent,
    drop=drop,
    words=Words(
        cancel=gettext_lazy("Stop making the file"),
        cancelled=gettext_lazy("Stopped at %(at)s, after %(done)s of %(total)s parts. There is no file."),
        cancelled_unbegun=gettext_lazy("Stopped at %(at)s, before it had begun. There is no file."),
    ),
)
