"""What a dossier led to: a licence, a certificate, a refusal, with its number and its file."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from enum import StrEnum

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.seats import Seats
from dossiers.models.dossier import Dossier
from dossiers.models.event import Event
from procedures.models import Procedure
from procedures.results import Capacity, Effect, ResultKind

KIND_LABELS = {
    ResultKind.LICENCE: _("Licence"),
    ResultKind.CERTIFICATE: _("Certificate"),
    ResultKind.CONFIRMATION: _("Confirmation"),
    ResultKind.APPROVAL: _("Approval"),
    ResultKind.ANSWER: _("Written answer"),
}


BEFORE_NUMBER = re.compile(r"^(?:số|so|no)\b\s*[.:]*\s*", re.IGNORECASE)
"""What stands before a number on the paper, and is copied with it."""
DASH = re.compile("[\u2010-\u2015\u2212]")
SERIAL = re.compile(r"0*([0-9]+)(?=/)")
MOST_ZEROS = 3
"""Before a number: registers of other agencies begin with 0001."""


def spellings(number: str) -> list[str]:
    """Return the ways in which a register may write a number that somebody has copied from a paper."""
    text = DASH.sub("-", unicodedata.normalize("NFKC", number))
    text = BEFORE_NUMBER.sub("", text.strip())
    text = re.sub(r"\s*([/-])\s*", r"\1", text).rstrip(" .,;")
    serial = SERIAL.match(text)
    if serial is None:
        return [text]
    after = text[serial.end() :]
    return ["0" * zeros + serial[1] + after for zeros in range(MOST_ZEROS + 1)]


class Validity(StrEnum):
    """Whether a result holds on a day."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"


class ResultQuerySet(models.QuerySet["Result"]):
    """Ways to narrow results."""

    def visible_to(self, seats: Seats) -> "ResultQuerySet":
        """Narrow to what an officer may see: the results of the dossiers that the officer sees."""
        return self.filter(dossier__in=Dossier.objects.visible_to(seats).order_by().values("pk"))

    def granting(self) -> "ResultQuerySet":
        """Narrow to what grants something: a written answer is in force for nobody."""
        return self.exclude(kind=ResultKind.ANSWER)

    def handed_over(self) -> "ResultQuerySet":
        """Narrow to what the applicant has: nothing is public of a result before it is returned."""
        return self.filter(dossier__returned_at__isnull=False)

    def granted_by(self, slugs: Collection[str]) -> "ResultQuerySet":
        """Narrow to what procedures have granted; a written answer grants nothing."""
        return self.filter(procedure__slug__in=slugs).exclude(kind=ResultKind.ANSWER.value)

    def with_later(self) -> "ResultQuerySet":
        """Fetch what has taken over from each, so that ``validity`` asks nothing more for a row of a list.

        Three in a row are an extension of an extension of an extension; what goes on from there is asked for singly.
        """
        return self.select_related("earlier").prefetch_related("later__later__later", "earlier__later")

    def numbered(self, number: str, dated: date) -> "ResultQuerySet":
        """Narrow to a number, as people copy it, and its date; numbers begin anew each year: one alone says nothing."""
        written = Q()
        for spelling in spellings(number):
            written |= Q(number__iexact=spelling)
        return self.filter(written, dated=dated)


class Result(models.Model):
    """The result of a dossier. From its number on nothing of it changes; it can only be revoked."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="result")
    event = models.OneToOneField(Event, models.PROTECT, related_name="result")
    """The event that gave it its number."""
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="results")
    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=255)
    """Who decided: the agency, or another one to which it submitted."""
    outcome = models.CharField(max_length=40)
    kind = models.CharField(max_length=16, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()])
    number = models.CharField(max_length=60)
    serial = models.PositiveIntegerField(null=True)
    """The number in the agency's own register; None for what another agency numbered."""
    symbol = models.CharField(max_length=40)
    dated = models.DateField()
    until = models.DateField(null=True)
    holder = models.CharField(max_length=255)
    signer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    capacity = models.CharField(max_length=8, blank=True, choices=[(each.value, each.value) for each in Capacity])
    content = models.CharField(max_length=64)
    """The digest of what was decided (``log.decisions.content_digest``)."""
    by_hand = models.BooleanField(default=False)
    """Whether its file is the scan of a paper that was signed by hand."""
    # Most have none: the index is one of those that do, and made while others write.
    earlier = models.ForeignKey("self", models.PROTECT, null=True, related_name="later", db_index=False)
    """The result to which this one does something."""
    effect = models.CharField(
        max_length=8, blank=True, default="", db_default="", choices=[(each.value, each.value) for each in Effect]
    )
    revoked_at = models.DateTimeField(null=True)
    revocation = models.OneToOneField(Event, models.PROTECT, null=True, related_name="revokes")

    objects = ResultQuerySet.as_manager()

    class Meta:
        """A number is used once: in a register by year, with another agency by date."""

        verbose_name = _("result")
        verbose_name_plural = _("results")
        indexes = [
            models.Index(fields=["agency", "kind", "-dated", "-id"], name="result_of_register"),
            models.Index(fields=["earlier"], name="result_later", condition=Q(earlier__isnull=False)),
            models.Index(
                fields=["revoked_at", "dossier"], name="result_revoked", condition=Q(revoked_at__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number", "dated"], name="result_number_once"),
            models.UniqueConstraint(
                "agency",
                "symbol",
                "dated__year",
                "serial",
                name="result_serial_once",
                condition=Q(serial__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revocation=None) | Q(revoked_at__isnull=False, revocation__isnull=False),
                name="result_is_revoked_by_an_event",
            ),
            models.CheckConstraint(
                condition=Q(earlier=None, effect="") | Q(earlier__isnull=False) & ~Q(effect=""),
                name="result_does_something_to_the_earlier_one",
            ),
            models.UniqueConstraint(
                fields=["earlier"],
                name="result_is_taken_over_once",
                condition=Q(effect__in=[Effect.REPLACES.value, Effect.REVOKES.value]),
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("dated")), name="result_has_a_term"),
        ]

    def __str__(self) -> str:
        return self.number

    def validity(self, on: date) -> Validity:
        """Return whether it holds on a day, by itself and by what has taken over from it.

        What a later result did stays done when that one is revoked; only an extension ends with it. And nobody holds the
        extension of what is no longer there.
        """
        extended = self.earlier if self.effect == Effect.EXTENDS else None
        taken = self.taken or (extended.taken if extended else None)
        if taken is not None:
            return taken
        last = self.last_day
        return Validity.EXPIRED if last is not None and last < on else Validity.IN_FORCE

    @property
    def taken(self) -> Validity | None:
        """Whether it was revoked, or another one has taken its place; None for neither."""
        effects = {later.effect for later in self.later.all()}
        if self.revoked_at is not None or Effect.REVOKES in effects:
            return Validity.REVOKED
        return Validity.REPLACED if Effect.REPLACES in effects else None

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, extensions counted; None for a result without end."""
        last = self.until
        for later in self.later.all():
            if later.effect == Effect.EXTENDS and later.revoked_at is None and last is not None:
                extended = later.last_day
                last = None if extended is None else max(last, extended)
        return last

    @property
    def grants(self) -> bool:
        """Say whether it grants something, and so is in force or not."""
        return self.kind != ResultKind.ANSWER

    @property
    def file(self) -> "ResultFile | None":
        """The newest revision of its file; None while it is being made."""
        return self.files.order_by("revision").last()


def result_path(made: "ResultFile", _filename: str) -> str:
    """Return where the file of a result is stored."""
    return f"results/{made.sha256[:2]}/{made.sha256}.pdf"


class ResultFile(models.Model):
    """A revision of a result's file: with its number and date, later with seals. None is ever changed."""

    result = models.ForeignKey(Result, models.PROTECT, related_name="files")
    revision = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=result_path, max_length=200)
    made_at = models.DateTimeField()
    token = models.CharField(max_length=43, blank=True, default="", db_default="")
    """What the code on it leads to; "" of a scan of what bears none of ours, and of one from before results had a code."""

    class Meta:
        """Revisions count from 1."""

        # Made while others write, which a constraint is not; no two of 256 bits are the same.
        indexes = [
            models.Index(fields=["token"], name="result_by_code", condition=~Q(token="")),
            models.Index(fields=["sha256"], name="result_by_digest", condition=~Q(token="")),
            models.Index(fields=["sha256"], name="scan_by_digest", condition=Q(token="")),
        ]
        constraints = [models.UniqueConstraint(fields=["result", "revision"], name="result_revision_once")]

    def __str__(self) -> str:
        return f"{self.result} r{self.revision}"


class SigningSheet(models.Model):
    """A sheet that was printed to be signed by hand, with the code that stands on it.

    Nothing is issued by it: until a scan of it is entered under its number, nobody finds a paper behind its code.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="signing_sheets")
    number = models.CharField(max_length=80)
    """Number and day that are printed on it."""
    content = models.CharField(max_length=64)
    """The digest of what was decided, which it says (``log.decisions.content_digest``)."""
    token = models.CharField(max_length=43, unique=True)
    at = models.DateTimeField()

    class Meta:
        """Printed again it is the same sheet."""

        constraints = [models.UniqueConstraint(fields=["dossier", "number", "content"], name="sheet_has_one_code")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.number}"


class OfferedScan(models.Model):
    """A file that was brought as the signed paper with another number than the register would have given it, and refused.

    Beside the record: it holds nothing but that these bytes are the paper of no other number.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="offered_scans")
    sha256 = models.CharField(max_length=64)
    number = models.CharField(max_length=80)
    """Number and day that stood on the paper, as they were typed."""
    at = models.DateTimeField()

    class Meta:
        """Once is enough."""

        constraints = [models.UniqueConstraint(fields=["dossier", "sha256", "number"], name="scan_is_offered_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.number}"


class ReminderWay(models.TextChoices):
    """How somebody was reminded that a result waits."""

    MAIL = "mail", _("by a notice")
    PHONE = "phone", _("by phone")
    POST = "post", _("by a letter")


BY_OFFICERS = (ReminderWay.PHONE, ReminderWay.POST)
"""How an officer reaches somebody whom no mail does."""


class CallOutcome(models.TextChoices):
    """How a call ended."""

    REACHED = "reached", _("They were told")
    NOBODY = "nobody", _("Nobody answered")
    WRONG = "wrong", _("Wrong number")


class CollectionReminderQuerySet(models.QuerySet["CollectionReminder"]):
    """Rows of reminders."""

    def by_officers(self) -> "CollectionReminderQuerySet":
        """Narrow to calls and letters, each with who made it, the last first."""
        return self.filter(way__in=BY_OFFICERS).select_related("by").order_by("-at", "-pk")


class CollectionReminder(models.Model):
    """That somebody was reminded of a result that waits to be collected, or told by phone or letter what no mail told.

    It says nothing of the dossier's state or time.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="collection_reminders")
    way = models.CharField(max_length=5, choices=ReminderWay)
    by = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")
    """The officer who phoned, or posted the letter; None for a notice that went out by itself."""
    number = models.CharField(max_length=60, blank=True, default="")
    """That was phoned, in E.164, or of the postal item, as it was typed."""
    note = models.CharField(max_length=300, blank=True, default="")
    """What was said, or written."""
    about = models.CharField(max_length=160, blank=True, default="", db_default="")
    """What was told, as the list of it names that (``pages.inbox.untold``); "" of a result that waits."""
    at = models.DateTimeField()
    outcome = models.CharField(
        max_length=7, choices=CallOutcome, default=CallOutcome.REACHED, db_default=CallOutcome.REACHED.value
    )
    """Of a call; with all but the first nothing was told. A notice and a letter are taken to have arrived."""

    objects = CollectionReminderQuerySet.as_manager()

    class Meta:
        """Who phones is a person, and what goes out by itself none; only a call may reach nobody."""

        constraints = [
            models.CheckConstraint(
                condition=Q(way="mail", by=None)
                | Q(way="phone", by__isnull=False)
                | (Q(way="post", by__isnull=False) & ~Q(number="")),
                name="reminded_by_whom",
            ),
            models.CheckConstraint(condition=Q(outcome="reached") | Q(way="phone"), name="reminded_in_vain_by_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.way} {self.at:%d/%m/%Y}"
