"""A register of dossiers that is too long for one PDF, in volumes: a job, whose file stands among its author's files.

They are a ZIP of PDFs, one for each volume, and not one long PDF. An office prints a volume, binds it and puts its seal
across the sheets: a volume is a print of its own, with its own page 1, that begins again by itself where the printer
jams. And PDFs that are put into one lose the structure by which a screen reader reads them (``press.ACCESSIBLE``).

One volume is printed at a time, and only as a PDF does it wait for the others: memory does not grow with the register.
"""

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import OFFICERS
from accounts.seats import Seats
from dossiers.jobs import Kind
from dossiers.models import ClosedBook, DossierQuerySet, Export
from dossiers.models.standing import unlisted_for
from dossiers.papers.books.register import pdf_of
from dossiers.refusals.workbench import PrintTooLong
from dossiers.reports import export
from dossiers.reports.files.lines import Into, read
from dossiers.reports.official.register import LINES as OF_A_BOOK
from dossiers.reports.official.register import Book, Volume, entries_of
from dossiers.reports.periods import Period
from dossiers.reports.selection import scope_of
from procedures.time.calendar import local

LINES = OF_A_BOOK
"""Of a volume: some hundred sheets."""
MOST_LINES = 100_000
"""Of a register that is printed: an hour of a worker, and 200 MB."""
HEAD = ("superior", "agency", "unit", "by")
"""What every volume has from its book, in its words of when it was asked for."""


def begin(asked: export.Asked, book: Book, *, by: User, seats: Seats, at: datetime) -> Export:
    """Store that a register is to be printed. Raises ``PrintTooLong`` and what ``export.begin`` raises."""
    with transaction.atomic():
        begun = export.begin(asked, by=by, seats=seats, at=at, kind=KIND, more={"book": _kept(book)})
        if begun.chosen > MOST_LINES:
            raise PrintTooLong(MOST_LINES)
    return begun


def _kept(book: Book) -> dict[str, str | int]:
    days = {"start": book.period.start.isoformat(), "end": book.period.end.isoformat()}
    closing = {"closing": book.closing.pk} if book.closing else {}
    return {name: getattr(book, name) for name in HEAD} | days | closing


class Volumes(export.Writing):
    """Printing volumes, each as an item, and the last for the file of them all."""

    @property
    def part(self) -> int:
        """How many lines a volume has."""
        return LINES

    @property
    def stem(self) -> str:
        """What the volumes are called, before their numbers."""
        raise NotImplementedError

    def put_together(self, at: datetime) -> int:
        """Store the ZIP in place of the volumes, and return how many bytes it has."""
        return export.keep_in_place(self.export, partial(self._write_zip, local(at)))

    def _write_zip(self, at: datetime, into: IO[bytes]) -> None:
        with ZipFile(into, "w", ZIP_STORED) as volumes:
            for number, pdf in export.parts_of(self.export):
                if pdf:
                    volumes.writestr(ZipInfo(f"{self.stem}-quyen-{number:02d}.pdf", at.timetuple()[:6]), pdf)


class Printing(Volumes):
    """Printing the volumes of the register of dossiers."""

    @property
    def _book(self) -> Book:
        kept = self.job.arguments["book"]
        days = Period(date.fromisoformat(kept["start"]), date.fromisoformat(kept["end"]))
        closing = ClosedBook.objects.select_related("by").filter(pk=kept.get("closing", 0)).first()
        head = {name: kept[name] for name in HEAD}
        return Book(**head, period=days, at=self.job.created_at, entries=(), closing=closing)

    def seen(self, seats: Seats) -> DossierQuerySet:
        """Narrow to all that somebody answers for: a book has each of its lines, though some name nobody to whoever reads it."""
        found, scope = super().seen(seats), scope_of(seats)
        return scope.selection.dossiers if scope else found

    def write(self, number: int, seats: Seats, at: datetime, into: Into) -> int:
        """Print a volume, as the record has its lines by now; nothing of none."""
        if found := [pk for (pk,) in read(["pk"], self.ids(number), self.seen(seats))]:
            volume = Volume(number, self.parts)
            entries = entries_of(found, unnamed=unlisted_for(seats))
            into(pdf_of(replace(self._book, at=at, entries=entries, volume=volume)))
        return len(found)

    @property
    def stem(self) -> str:
        """The register and its days."""
        days = self._book.period
        return f"so-theo-doi-{days.start:%Y%m%d}-{days.end:%Y%m%d}"


KIND = Kind(
    "register",
    _("Register of dossiers in volumes"),
    about=export.about,
    by=OFFICERS,
    doing=Printing,
    named=export.named,
    words=export.KIND.words,
    spent=export.spent,
    drop=export.drop,
)
