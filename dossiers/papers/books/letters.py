"""The book of the papers of a kind that an agency has numbered in a year, on paper: a job, whose file stands among its author's.

It is the register of what an office sends (sổ đăng ký văn bản đi, NĐ 30/2020/NĐ-CP, phụ lục IV): A4 across, in Vietnamese alone,
in volumes as the register of dossiers has them. It is as of the instant at which it was asked for, which is printed: asked for again as of
that, it is the same to the byte for as long as nobody corrects a name that stands in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.rights import WHOLE_AGENCY
from accounts.seats import Seats
from dossiers.display.agency.signers import desk_officer
from dossiers.display.agency.titles import letter_title
from dossiers.display.formats import vn_date
from dossiers.display.labels import paper_label
from dossiers.jobs import LOST_RIGHT, Stop
from dossiers.models import ClosedLetters, Export, Format, Letter, OwnPaper
from dossiers.papers.books import volumes
from dossiers.papers.books.cover import Cover, cover_of
from dossiers.papers.books.register import TEMPLATE, cut
from dossiers.papers.cover_note import sender_of
from dossiers.papers.form import decided_by, receiver, signature_of
from dossiers.papers.registry import PAPERS
from dossiers.papers.wording import place_and_day
from dossiers.refusals.report import BookOfAgency
from dossiers.refusals.workbench import PrintTooLong
from dossiers.reports import export
from dossiers.reports.files.lines import Into
from dossiers.reports.official import wording
from dossiers.reports.official.letters import LETTERS
from dossiers.reports.official.making import superior_of
from dossiers.reports.official.register import Volume
from procedures import steady
from procedures.machine import Paper
from procedures.time.calendar import local

KINDS = {kind.value: row for kind, row in PAPERS.items()}
HEADS = (
    "Số, ký hiệu văn bản", "Ngày, tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký", "Nơi nhận văn bản",
    "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ghi chú",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LetterBook:
    """Which book: of a receiving agency, a kind of paper (a form, or a cover note) and the year of the numbers."""

    agency_id: int
    kind: str
    year: int


@dataclass(frozen=True, slots=True)
class Whose:
    """The head of a book: as the template of registers has it."""

    superior: str
    agency: str
    by: str
    at: datetime
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PrintedLetters:
    """A volume of such a book in the words that are printed."""

    of: LetterBook
    book: Whose
    letters: Sequence[Letter]
    number: Volume
    form: str = wording.FORM_OF_LETTERS
    title: str = wording.LETTERS
    heads: tuple[str, ...] = HEADS
    look: str = " letters"
    closed: ClosedLetters | None = None
    """The closing of the book, if it is closed."""
    signatures: tuple[tuple[str, str], ...] = wording.CLOSING_SIGNATURES

    @property
    def place_and_day(self) -> str:
        """Where and when it was made."""
        return place_and_day(local(self.book.at).date())

    @property
    def days(self) -> str:
        """Which papers stand in it."""
        return f"{paper_label(self.of.kind)}, năm {self.of.year}"

    @property
    def short_days(self) -> str:
        """The same for its title."""
        return self.days

    @property
    def volume(self) -> str:
        """Which of its volumes it is, and which numbers are in it."""
        words = f"Quyển số {self.number.number:02d}/{self.number.of:02d}"
        if not self.letters:
            return words
        return f"{words} (từ số {self.letters[0].number_on_pages} đến số {self.letters[-1].number_on_pages})"

    @property
    def cover(self) -> Cover:
        """The first sheet."""
        return cover_of([local(letter.dated_at).date() for letter in self.letters], self.closed)

    @property
    def closing(self) -> list[str]:
        """The closing at the end of the last volume; nothing elsewhere, and while the book is open."""
        if self.closed is None or self.number.number != self.number.of:
            return []
        return wording.closing_of_letters(self.closed, self.letters[-1].number_on_pages if self.letters else "")

    @property
    def rows(self) -> Iterator[list[list[str]]]:
        """The lines: cells, each of the lines of text in it."""
        for letter in self.letters:
            dossier = letter.dossier
            cells = [
                [letter.number_on_pages],
                [vn_date(letter.dated_at)],
                [letter_title(letter), dossier.subject],
                _signing(letter),
                [dossier.applicant_name, dossier.organisation],
                [f"Hồ sơ {dossier.code}"],
                [],
                [],
            ]
            yield [[cut(line) for line in lines if line] for lines in cells]

    @property
    def notes(self) -> list[str]:
        """What is said below."""
        return wording.notes_of_letters(self.book.at, self.book.by, len(self.letters))


def _signing(letter: Letter) -> Sequence[str]:
    """Return who signs a paper, as it stands on it: a decision's with the lines above the name; none where the place is left to a pen."""
    kind, event = KINDS[letter.kind], letter.event
    event.dossier = letter.dossier
    if kind.signer is None:
        return (event.by_whom,)
    if letter.kind == OwnPaper.COVER_NOTE:
        signature = sender_of(event)
        return (*signature.lines, signature.name)
    if kind.is_of_desk:
        return (receiver(event) if letter.kind == Paper.REFUSAL else desk_officer(event),)
    signature = signature_of(decided_by(event))
    return (*signature.lines, signature.name)


def is_open_to(seats: Seats, agency_id: int) -> bool:
    """Say whether somebody may print the books of an agency: who sees all of its dossiers, for a book has no gaps."""
    return any(seat.role in WHOLE_AGENCY and seat.agency_id == agency_id for seat in seats)


def begin(book: LetterBook, *, by: User, seats: Seats, at: datetime) -> Export:
    """Store that a book is to be printed as it is at an instant. Raises ``BookOfAgency``, ``PrintTooLong`` and what ``export.begin`` raises."""
    if not is_open_to(seats, book.agency_id):
        raise BookOfAgency
    found = Letter.objects.of_book(book.agency_id, book.kind, book.year).filter(issued_at__lte=at)
    ids = list(found.values_list("pk", flat=True)[: volumes.MOST_LINES + 1])
    if len(ids) > volumes.MOST_LINES:
        raise PrintTooLong(volumes.MOST_LINES)
    with translation.override("vi"):
        title = f"{wording.LETTERS.capitalize()} · {paper_label(book.kind)}, {book.year}"
        asked = export.Asked(ids, (), title, Format.VOLUMES)
        with transaction.atomic():
            closed = LETTERS.closing_of(book.agency_id, book.kind, book.year)
            more = {"register": "letters", "book": asdict(book)} | ({"closing": closed.pk} if closed else {})
            return export.begin(asked, by=by, seats=seats, at=at, kind=KIND, more=more)


class OfAgency(volumes.Volumes):
    """Printing the volumes of a book that an agency keeps; of one in which nothing stands, one that says so."""

    @property
    def agency_id(self) -> int:
        """Whose book it is."""
        return int(self.job.arguments["book"]["agency_id"])

    @property
    def parts(self) -> int:
        """How many volumes there are."""
        return max(1, super().parts)

    def ids(self, number: int) -> Sequence[int]:
        """Return what stands in a volume."""
        return super().ids(number) if self.export.chosen else ()

    def refuse(self, seats: Seats) -> None:
        """Raise ``Stop`` where the author may no longer print it."""
        if not is_open_to(seats, self.agency_id):
            raise Stop(LOST_RIGHT)

    def whose(self, at: datetime) -> Whose:
        """Return the head of each volume, as of an instant; the agency has its name of the asking."""
        author = self.export.job.by
        agency = Unit.objects.select_related("parent").get(pk=self.agency_id)
        named = steady.now().called(agency, local(self.job.created_at).date())
        return Whose(superior_of(agency), named.name_vi, author.get_full_name() if author else "", at)


class Printing(OfAgency):
    """Printing the volumes of a book of papers, as of when it was asked for."""

    @property
    def of(self) -> LetterBook:
        """Which book it is."""
        return LetterBook(**self.job.arguments["book"])

    @property
    def stem(self) -> str:
        """The book by its kind and year."""
        form = "phieu-gui" if self.of.kind == OwnPaper.COVER_NOTE else f"mau-{self.of.kind}"
        return f"so-van-ban-{form}-{self.of.year}"

    def write(self, number: int, seats: Seats, at: datetime, into: Into) -> int:  # noqa: ARG002 - it is as of the asking
        """Print a volume as of when it was asked for; return how many papers stand in it. Raises ``Stop`` without the right."""
        self.refuse(seats)
        ids = self.ids(number)
        joined = Letter.objects.visible_to(seats).select_related("dossier", "event__actor", "event__on_behalf_of")
        found = {letter.pk: letter for letter in joined.filter(pk__in=ids)}
        letters = [found[pk] for pk in ids if pk in found]
        whose, volume = self.whose(self.job.created_at), Volume(number, self.parts)
        into(pdf_of(PrintedLetters(self.of, whose, letters, volume, closed=self._closed)))
        return len(letters)

    def put_together(self, at: datetime) -> int:  # noqa: ARG002 - as above
        """Store the ZIP with the instant as of which it is."""
        return super().put_together(self.job.created_at)

    @property
    def _closed(self) -> ClosedLetters | None:
        return ClosedLetters.objects.select_related("by").filter(pk=self.job.arguments.get("closing", 0)).first()


def pdf_of(printed_letters: PrintedLetters) -> bytes:
    """Return a volume as a PDF. Raises ``FileNotFoundError`` where the fonts are not installed."""
    # Imported here: a web server names the kinds of jobs and prints none of these, and the press holds 20 MB.
    from dossiers.papers.press import printed

    with translation.override("vi"):
        return printed(TEMPLATE, printed_letters)


KIND = replace(volumes.KIND, name="letters", label=_("Book of papers in volumes"), doing=Printing)
