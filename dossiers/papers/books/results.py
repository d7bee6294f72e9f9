"""The book of the results of a kind and a year, on paper: in the order of their numbers, in volumes as that of papers (``letters``).

No circular has a form for it: its columns are those of the page of the register. What another agency has numbered stands at its end. It is as
of the instant at which a volume is printed, which stands on it: whether a result is in force is of that day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.lookups import IsNull
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.seats import Seats
from dossiers.display.formats import vn_date
from dossiers.models import ClosedResults, Export, Format, Result
from dossiers.models.result import KIND_LABELS
from dossiers.papers.books import volumes
from dossiers.papers.books.cover import Cover, cover_of
from dossiers.papers.books.letters import OfAgency, Whose, is_open_to
from dossiers.papers.books.register import TEMPLATE, cut
from dossiers.papers.wording import place_and_day
from dossiers.refusals.report import BookOfAgency
from dossiers.refusals.workbench import PrintTooLong
from dossiers.reports import export
from dossiers.reports.files.lines import Into
from dossiers.reports.official import issued, wording
from dossiers.reports.official.letters import RESULTS
from dossiers.reports.official.register import Volume
from procedures.results import ResultKind
from procedures.time.calendar import local

HEADS = (
    "Số, ký hiệu", "Ngày", "Kết quả, nội dung", "Thủ tục hành chính", "Người được cấp, được trả lời", "Người ký",
    "Có giá trị đến", "Tình trạng", "Mã số hồ sơ",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResultBook:
    """Which book: of an agency, a kind of result (``ResultKind``) and the year of their dates."""

    agency_id: int
    kind: str
    year: int

    def results(self) -> QuerySet[Result]:
        """Return what stands in it: its own numbers first, by symbol."""
        found = Result.objects.filter(agency=self.agency_id, kind=self.kind, dated__year=self.year)
        return found.order_by(IsNull(F("serial"), True), "symbol", "serial", "dated", "pk")  # noqa: FBT003 - SQL


@dataclass(frozen=True, slots=True)
class PrintedResults:
    """A volume of such a book in the words that are printed."""

    of: ResultBook
    book: Whose
    results: Sequence[Result]
    number: Volume
    form: str = wording.FORM_OF_RESULTS
    title: str = wording.RESULTS
    heads: tuple[str, ...] = HEADS
    look: str = " results"
    closed: ClosedResults | None = None
    """The closing of the book, if it is closed."""

    @property
    def signatures(self) -> tuple[tuple[str, str], ...]:
        """Who signs below: of an open book nobody."""
        return wording.CLOSING_SIGNATURES if self.closed else ()

    @property
    def closing(self) -> list[str]:
        """The closing at the end of the last volume; nothing elsewhere, and while the book is open."""
        if self.closed is None or self.number.number != self.number.of:
            return []
        return wording.closing_of_letters(self.closed, "")

    @property
    def place_and_day(self) -> str:
        """Where and when it was made."""
        return place_and_day(local(self.book.at).date())

    @property
    def days(self) -> str:
        """Which results stand in it."""
        return f"{KIND_LABELS[ResultKind(self.of.kind)]}, năm {self.of.year}"

    @property
    def short_days(self) -> str:
        """The same for its title."""
        return self.days

    @property
    def volume(self) -> str:
        """Which of its volumes it is, and which numbers are in it."""
        words = f"Quyển số {self.number.number:02d}/{self.number.of:02d}"
        if not self.results:
            return words
        return f"{words} (từ số {self.results[0].number} đến số {self.results[-1].number})"

    @property
    def cover(self) -> Cover:
        """The first sheet."""
        return cover_of(sorted(result.dated for result in self.results), self.closed)

    @property
    def rows(self) -> Iterator[list[list[str]]]:
        """The lines: cells, each of the lines of text in it."""
        on = local(self.book.at).date()
        for result in self.results:
            dossier = result.dossier
            cells = [
                [result.number],
                [vn_date(result.dated)],
                [issued.outcome_of(result, on), dossier.subject],
                [dossier.machine.name.vi],
                [result.holder],
                [issued.signed_by(result)],
                [vn_date(result.last_day)],
                [issued.state_of(result, on)],
                [dossier.code],
            ]
            yield [[cut(line) for line in lines if line] for lines in cells]

    @property
    def notes(self) -> list[str]:
        """What is said below."""
        return wording.notes_of_results(self.book.at, self.book.by, len(self.results))


def begin(book: ResultBook, *, by: User, seats: Seats, at: datetime) -> Export:
    """Store that a book is to be printed. Raises ``BookOfAgency``, ``PrintTooLong`` and what ``export.begin`` raises."""
    if not is_open_to(seats, book.agency_id):
        raise BookOfAgency
    ids = list(book.results().values_list("pk", flat=True)[: volumes.MOST_LINES + 1])
    if len(ids) > volumes.MOST_LINES:
        raise PrintTooLong(volumes.MOST_LINES)
    with translation.override("vi"):
        title = f"{wording.RESULTS.capitalize()} · {KIND_LABELS[ResultKind(book.kind)]}, {book.year}"
        asked = export.Asked(ids, (), title, Format.VOLUMES)
        with transaction.atomic():
            closed = RESULTS.closing_of(book.agency_id, book.kind, book.year)
            more = {"register": "results", "book": asdict(book)} | ({"closing": closed.pk} if closed else {})
            return export.begin(asked, by=by, seats=seats, at=at, kind=KIND, more=more)


class Printing(OfAgency):
    """Printing the volumes of a book of results."""

    @property
    def of(self) -> ResultBook:
        """Which book it is."""
        return ResultBook(**self.job.arguments["book"])

    @property
    def stem(self) -> str:
        """The book by its kind and year."""
        return f"so-ket-qua-{self.of.kind}-{self.of.year}"

    def write(self, number: int, seats: Seats, at: datetime, into: Into) -> int:
        """Print a volume as it is by now; return how many results stand in it. Raises ``Stop`` without the right."""
        self.refuse(seats)
        ids = self.ids(number)
        found = {result.pk: result for result in issued.results_of(seats).filter(pk__in=ids)}
        results = [found[pk] for pk in ids if pk in found]
        closed = ClosedResults.objects.select_related("by").filter(pk=self.job.arguments.get("closing", 0)).first()
        into(pdf_of(PrintedResults(self.of, self.whose(at), results, Volume(number, self.parts), closed=closed)))
        return len(results)


def pdf_of(printed_results: PrintedResults) -> bytes:
    """Return a volume as a PDF. Raises ``FileNotFoundError`` where the fonts are not installed."""
    # Imported here: a web server names the kinds of jobs and prints none of these, and the press holds 20 MB.
    from dossiers.papers.press import printed

    with translation.override("vi"):
        return printed(TEMPLATE, printed_results)


KIND = replace(volumes.KIND, name="results", label=_("Book of results in volumes"), doing=Printing)
