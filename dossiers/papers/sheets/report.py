"""An official report on paper: A4 across, as the forms of administrative reports are laid out; in Vietnamese alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from dossiers.display.formats import vn_number
from dossiers.models import Format
from dossiers.papers.wording import place_and_day
from dossiers.reports.official import wording
from dossiers.reports.official.files import file_of
from dossiers.reports.official.form import COLUMNS, GROUPS, SECTOR, TITLE, Line, Report
from procedures.time.calendar import LOCAL

TEMPLATE = "papers/ii_06a.html"
PDF = "pdf"
FORMATS = (PDF, Format.XLSX.value, Format.CSV.value)
"""What files a report has."""

type Row = tuple[str, str, list[str]]
"""Its number, what it is about, and its numbers."""


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """A report in the words that are printed; ``digest`` is that of one that was issued."""

    report: Report
    digest: str = ""
    form: str = wording.FORM
    title: str = TITLE.vi
    sector: str = SECTOR.vi
    causes_title: str = wording.CAUSES
    cause_head: Sequence[str] = wording.CAUSE_HEAD
    signatures: Sequence[tuple[str, str]] = wording.SIGNATURES

    @property
    def place_and_day(self) -> str:
        """Where and when it was made."""
        return place_and_day(self.report.drawn_up_at.astimezone(LOCAL).date())

    @property
    def watermark(self) -> str:
        """What stands above one that was not issued."""
        return "" if self.digest else wording.UNISSUED

    @property
    def head(self) -> tuple[tuple[str, str], ...]:
        """The lines under the title."""
        return (*wording.head_of(self.report), *wording.number_lines(self.report))

    @property
    def groups(self) -> list[tuple[str, int]]:
        """The groups of columns, each with how many it has."""
        return [(GROUPS[group].vi, len(list(members))) for group, members in groupby(COLUMNS, lambda one: one.group)]

    @property
    def labels(self) -> list[str]:
        """What the columns of numbers are called."""
        return [one.label.vi for one in COLUMNS]

    @property
    def numbers(self) -> list[int]:
        """The numbers of all columns."""
        return list(range(1, COLUMNS[-1].number + 1))

    @property
    def rows(self) -> list[Row]:
        """The rows of sectors."""
        return [_row(str(number), line) for number, line in enumerate(self.report.lines, start=1)]

    @property
    def totals(self) -> list[Row]:
        """The rows below them."""
        lines = [self.report.total, *([self.report.aside.line] if self.report.aside else [])]
        return [_row("", line) for line in lines]

    @property
    def causes(self) -> Iterator[tuple[str, ...]]:
        """The rows of the second table."""
        for where, *counts in map(wording.cause_cells, self.report.causes):
            yield where, *map(vn_number, counts)

    @property
    def notes(self) -> list[str]:
        """What is said below the tables."""
        return wording.notes_of(self.report, self.digest)


def _row(number: str, line: Line) -> Row:
    return number, line.label.vi, [vn_number(count) for count in line.numbers]


def pdf_of(report: Report, digest: str = "") -> bytes:
    """Return a report as a PDF. Raises ``FileNotFoundError`` where the fonts are not installed."""
    # Imported here: a web server prints reports when it is asked to alone, and the press holds 20 MB.
    from dossiers.papers.press import printed

    return printed(TEMPLATE, PrintedReport(report, digest))


def content_of(report: Report, form: str, digest: str = "") -> bytes:
    """Return a report as one of its files (``FORMATS``); ``digest`` is that of one that was issued."""
    return pdf_of(report, digest) if form == PDF else file_of(report, Format(form), digest)


def contents_of(report: Report, digest: str) -> dict[str, bytes]:
    """Return every file of a report that is issued, by format."""
    return {form: content_of(report, form, digest) for form in FORMATS}
