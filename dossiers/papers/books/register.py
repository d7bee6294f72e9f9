"""A part of the register of dossiers on paper: A4 across, in Vietnamese alone, as its form is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from dossiers.display.formats import vn_date
from dossiers.papers.books.cover import Cover, cover_of
from dossiers.papers.wording import place_and_day
from dossiers.reports.official import wording
from dossiers.reports.official.register import Book, Entry
from procedures import steady
from procedures.time.calendar import LOCAL, local

TEMPLATE = "papers/register.html"
MOST_IN_A_CELL = 400
"""Letters of a text: longer than any name or address that a form takes; the dossier has it whole."""
HEADS = (
    "STT", "Mã hồ sơ", "Tên thủ tục hành chính", "Số bộ", "Tên cá nhân, tổ chức", "Địa chỉ, số điện thoại",
    "Đơn vị giải quyết", "Nhận hồ sơ", "Chuyển giải quyết", "Hẹn trả kết quả", "Trả kết quả", "Bên nhận ký",
    "Phương thức trả", "Ghi chú",
)  # fmt: skip
SIGNS = ("Ký:", "\N{NO-BREAK SPACE}")
"""Below who took a result at the desk: the room to sign for it."""


@dataclass(frozen=True, slots=True)
class PrintedRegister:
    """A part of a register in the words that are printed."""

    book: Book
    form: str
    title: str = wording.REGISTER
    heads: tuple[str, ...] = HEADS

    @property
    def look(self) -> str:
        """How wide its columns are: more for remarks, where a line has many, and for the number of a postal item."""
        remarked = " remarked" if any(entry.has_more for entry in self.book.entries) else ""
        return f"{remarked} posted" if any(entry.is_posted for entry in self.book.entries) else remarked

    @property
    def place_and_day(self) -> str:
        """Where and when it was made."""
        return place_and_day(self.book.at.astimezone(LOCAL).date())

    @property
    def days(self) -> str:
        """Of which days it is."""
        return f"Từ ngày {self.book.period.start:%d/%m/%Y} đến ngày {self.book.period.end:%d/%m/%Y}"

    @property
    def short_days(self) -> str:
        """The same for its title."""
        return f"{self.book.period.start:%d/%m/%Y} - {self.book.period.end:%d/%m/%Y}"

    @property
    def volume(self) -> str:
        """Which of its volumes it is, and which lines are in it; nothing where there is one."""
        if self.book.volume is None or not self.book.entries:
            return ""
        number, of = self.book.volume
        first, last = (_line_in_words(self.book.entries[place]) for place in (0, -1))
        return f"Quyển số {number:02d}/{of:02d} (số thứ tự từ {first} đến {last})"

    @property
    def cover(self) -> Cover | None:
        """The first sheet: of a volume, and of a book that is closed, which are bound; None of what is looked something up in."""
        if self.book.volume is None and self.book.closing is None:
            return None
        days = [local(entry.accepted_at).date() for entry in self.book.entries if entry.accepted_at]
        return cover_of(days, self.book.closing)

    @property
    def rows(self) -> Iterator[list[list[str]]]:
        """The lines: cells, each of the lines of text in it."""
        return ([[cut(line) for line in lines if line] for lines in _cells(entry)] for entry in self.book.entries)

    @property
    def notes(self) -> list[str]:
        """What is said below."""
        return wording.notes_of_register(self.book.at, self.book.by, len(self.book.entries))

    @property
    def closing(self) -> list[str]:
        """The closing of a register, at the end of its last volume; nothing elsewhere, and while it is open."""
        closed, volume = self.book.closing, self.book.volume
        return wording.closing_of_register(closed) if closed and (volume is None or volume.number == volume.of) else []

    @property
    def signatures(self) -> tuple[tuple[str, str], ...]:
        """Who signs below the closing."""
        return wording.CLOSING_SIGNATURES


def cut(text: str) -> str:
    """Return what of a text stands in a cell: no row is taller than a sheet, which would tear it and leave it without its head."""
    return text if len(text) <= MOST_IN_A_CELL else f"{text[:MOST_IN_A_CELL].rstrip()}…"


def _line_in_words(entry: Entry) -> str:
    year = f"/{entry.accepted_at.astimezone(LOCAL):%Y}" if entry.accepted_at else ""
    return f"{entry.number:02d}{year}"


def _cells(entry: Entry) -> list[list[str]]:
    def done(at: datetime | None, by: str) -> list[str]:
        return [vn_date(at), by]

    return [
        [f"{entry.number:02d}" if entry.number else ""],
        [entry.code],
        [entry.procedure.vi],
        [f"{entry.sets:02d}"],
        [entry.applicant, entry.organisation],
        [entry.address, entry.phone],
        [entry.in_charge],
        done(entry.accepted_at, entry.received_by),
        done(entry.handed_over_at, entry.handed_over_by),
        [vn_date(entry.first_due_at)],
        done(entry.returned_at, entry.returned_by),
        [entry.taken, *(SIGNS if entry.signs else ())],
        [entry.way],
        cut(entry.note).split("; ") if entry.has_more else [entry.note],
    ]


def pdf_of(book: Book) -> bytes:
    """Return a part of a register as a PDF. Raises ``FileNotFoundError`` where the fonts are not installed."""
    # Imported here: a web server prints registers when it is asked to alone, and the press holds 20 MB.
    from dossiers.papers.press import printed

    with translation.override("vi"):
        form = wording.form_of_register(steady.now().regimes, book.period, book.at.astimezone(LOCAL).date())
        return printed(TEMPLATE, PrintedRegister(book, form.vi))
