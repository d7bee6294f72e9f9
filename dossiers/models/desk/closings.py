"""What is counted and closed: the cash of a day, of which no more is taken afterwards, and the registers of a year."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from dossiers.models.dispatch import Letter
from dossiers.models.dossier import Dossier, DossierQuerySet
from dossiers.models.result import Result
from dossiers.models.sane import of_our_time
from procedures.time.calendar import LOCAL


class CashDay(models.Model):
    """A local day whose cash an agency has counted. Rows are only ever added.

    ``amount`` is what came in by cash on that day less what was given back, in đồng; ``count`` is of how many rows. A
    trigger keeps any further cash off the day (migration 0069). ``counted`` is what was in the cash box of it, None of what
    was closed before that was asked; where it is not ``amount``, ``reason`` says why.
    """

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    on = models.DateField()
    amount = models.BigIntegerField()
    count = models.PositiveIntegerField()
    counted = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=1000, blank=True, default="", db_default="")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """A day is closed once."""

        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "on"], name="cash_day_once"),
            models.CheckConstraint(condition=of_our_time("at"), name="cash_day_of_our_time"),
            models.CheckConstraint(
                condition=Q(counted=None) | Q(counted=F("amount")) | ~Q(reason=""),
                name="cash_day_difference_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}: {self.amount}"

    @property
    def difference(self) -> int:
        """What was counted less what the book says, in đồng: below 0 where money is lacking."""
        return 0 if self.counted is None else self.counted - self.amount


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of the register of a year: how many there are, and the digest of what they are known by, in that order."""

    count: int
    digest: str


def book_of(agency_id: int, year: int) -> DossierQuerySet:
    """Return what stands in the register of an agency and a year (``official.register``)."""
    opens, closes = (datetime(each, 1, 1, tzinfo=LOCAL) for each in (year, year + 1))
    return Dossier.objects.filter(agency=agency_id, accepted_at__gte=opens, accepted_at__lt=closes)


def lines_of(agency_id: int, year: int) -> Lines:
    """Return the lines of a register: one statement."""
    return _lines(list(book_of(agency_id, year).order_by("accepted_at", "id").values_list("code", flat=True)))


def lines_of_letters(agency_id: int, kind: str, year: int) -> Lines:
    """Return the lines of the book of a kind of paper, each a number and the dossier that it is of: one statement."""
    found = Letter.objects.of_book(agency_id, kind, year).values_list("number", "dossier__code")
    return _lines([f"{number}\t{code}" for number, code in found])


def lines_of_results(agency_id: int, kind: str, year: int) -> Lines:
    """Return the lines of the book of a kind of result, each a number and the dossier that it is of: one statement.

    What another agency has numbered is no line of it: it may come to be known years later.
    """
    own = Result.objects.filter(agency=agency_id, kind=kind, dated__year=year, serial__isnull=False)
    found = own.order_by("symbol", "serial", "pk").values_list("number", "dossier__code")
    return _lines([f"{number}\t{code}" for number, code in found])


def _lines(names: list[str]) -> Lines:
    return Lines(len(names), sha256("\n".join(names).encode()).hexdigest())


class ClosedBook(models.Model):
    """The register of dossiers of an agency and a year that is over, closed with its last number. Rows are only ever added.

    Lines are numbered from 1 without a gap, so that ``count`` is the number of the last one. What is accepted afterwards
    stands in the book of its own year; ``check_dossiers`` finds what was put into a closed one.
    """

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """A year is closed once."""

        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year"], name="book_once"),
            models.CheckConstraint(condition=of_our_time("at"), name="book_of_our_time"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.count}"


class ClosedLetters(models.Model):
    """The book of a kind of paper, an agency and a year that is over, closed with its last number. Rows are only ever added.

    A trigger keeps any further number out of it (migration 0136): what is issued later has one of the year in which it is.
    """

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    """A ``procedures.machine.Paper``, or the cover note of ``OwnPaper``."""
    year = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    """Of its lines (``lines_of_letters``)."""
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """A book is closed once."""

        ordering = ["-year", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "year"], name="letters_closed_once"),
            models.CheckConstraint(condition=of_our_time("at"), name="letters_closed_of_our_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.year}: {self.count}"


class ClosedResults(models.Model):
    """The book of a kind of result, an agency and a year that is over, closed with its last number. Rows are only ever added.

    A trigger keeps any further number of the agency's own out of it (migration 0140): a result is dated on the day of its number.
    """

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    """A ``procedures.results.ResultKind``."""
    year = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    """Of its lines (``lines_of_results``)."""
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """A book is closed once."""

        ordering = ["-year", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "year"], name="results_closed_once"),
            models.CheckConstraint(condition=of_our_time("at"), name="results_closed_of_our_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.year}: {self.count}"
