"""What leaves the house, and the numbers it carries: counters, letters, notices, the outbox."""

from datetime import datetime
from enum import StrEnum

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Length, Replace
from django.utils.translation import gettext_lazy

from accounts.models import Unit, User
from accounts.seats import Seats
from dossiers import acts
from dossiers.models.dossier import Dossier
from dossiers.models.event import Event
from procedures.machine import Paper
from procedures.time.calendar import LOCAL

MAIL = "mail"
"""The channel of every notice that names none; old ones are all of it."""
SITE = "site"
"""The channel of what waits for its person on the site."""
SMS, ZALO = "sms", "zalo"
"""The channels of text messages."""

BLANK = "……"
"""Stood in a number where the symbol of a paper is not known; such numbers end with the year now (ADR 0071)."""


class Counter(models.Model):
    """The last number given in a series on a day, taken inside the transaction that uses it."""

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    series = models.CharField(max_length=16)
    on = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        """One row for a series and a day."""

        constraints = [models.UniqueConstraint(fields=["agency", "series", "on"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.on}: {self.last}"


def letter_path(letter: "Letter", _filename: str) -> str:
    """Return where a letter's PDF is stored."""
    return f"letters/{letter.token[:2]}/{letter.token}.pdf"


class OwnPaper(StrEnum):
    """A paper of our own, for which no circular has a form."""

    FILING = "filing"
    """The application as it was filed."""
    COVER_NOTE = "cover"
    """What goes with a result that is posted (phiếu gửi)."""


class LetterQuerySet(models.QuerySet["Letter"]):
    """Ways to narrow papers."""

    def visible_to(self, seats: Seats) -> "LetterQuerySet":
        """Narrow to what an officer may see: the papers of the dossiers that the officer sees."""
        return self.filter(dossier__in=Dossier.objects.visible_to(seats).order_by().values("pk"))

    def of_book(self, agency_id: int, kind: str, year: int) -> "LetterQuerySet":
        """Narrow to what was numbered in the book of a kind, an agency and a year, in the order of the numbers.

        The year is that of the number, which is the day's of the act; the paper itself may be of the first minutes of the next.
        The number of a cover note has none: it is counted in the year in which it is issued.
        """
        parts = {
            name: Func("number", Value("/"), Value(part), function="split_part", output_field=models.CharField())
            for name, part in (("count", 1), ("symbol", 3))
        }
        in_order = (Replace("symbol", Value(BLANK), Value("")), Length("count"), "count", "pk")
        opens, ends = (datetime(each, 1, 1, tzinfo=LOCAL) for each in (year, year + 1))
        of_year = Q(number__contains=f"/{year}/") | Q(number__endswith=f"/{year}")
        if kind == OwnPaper.COVER_NOTE:
            of_year = Q(issued_at__lt=ends)
        book = self.filter(of_year, dossier__agency=agency_id, kind=kind, issued_at__gte=opens)
        return book.alias(**parts).order_by(*in_order)


class Letter(models.Model):
    """An official paper that was issued. ``token`` is what its QR code leads to."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="letters")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=8)
    number = models.CharField(max_length=60)
    token = models.CharField(max_length=43, unique=True)
    file = models.FileField(upload_to=letter_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()

    objects = LetterQuerySet.as_manager()

    class Meta:
        """One paper of a kind for an event, however often it is tried."""

        indexes = [
            models.Index(fields=["-issued_at", "-id"], name="letter_of_register"),
            models.Index(fields=["sha256"], name="letter_by_digest"),
        ]
        constraints = [models.UniqueConstraint(fields=["event", "kind"], name="letter_once")]

    def __str__(self) -> str:
        return self.number

    @property
    def dated_at(self) -> datetime:
        """The instant whose day is printed: that of its act, but of a cover note that of its issue."""
        return self.issued_at if self.kind == OwnPaper.COVER_NOTE else self.event.at

    @property
    def number_on_pages(self) -> str:
        """Its number as pages, registers and mail say it: without the open place of a symbol, which earlier papers have."""
        return self.number.removesuffix(f"/{BLANK}")

    @property
    def file_name(self) -> str:
        """The name of its file: its number, with the number of its form where that has no symbol of its own.

        A letter of apology that moves no date is no form 04, in whose register it is numbered; its event is loaded.
        """
        number = self.number_on_pages
        if self.kind == OwnPaper.COVER_NOTE:
            return f"phieu-gui-{number}.pdf".replace("/", "-")
        if number.count("/") > 1:
            return f"{number}.pdf".replace("/", "-")
        is_own = self.kind == Paper.APOLOGY and self.event.action == acts.PROMISE_LATE
        symbol = "thu-xin-loi" if is_own else f"mau-{self.kind}"
        return f"{number}/{symbol}.pdf".replace("/", "-")


class Notice(models.Model):
    """A message to a person. ``message_id`` is the same at every attempt to send it."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="notices")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=24)
    channel = models.CharField(max_length=8, default=MAIL, db_default=MAIL)
    """By which way it went (``notices.channels``)."""
    recipient = models.EmailField()
    subject = models.CharField(max_length=255)
    message_id = models.CharField(max_length=120, unique=True)
    sent_at = models.DateTimeField()

    class Meta:
        """One notice of a kind for an event by each channel, however often it is tried."""

        constraints = [models.UniqueConstraint(fields=["event", "kind", "channel"], name="notice_once_by_channel")]

    def __str__(self) -> str:
        return self.subject


class MorningDigest(models.Model):
    """On which day a person of the office was last told of the own day: no two mails on one day."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    """What came later is for the next one."""

    class Meta:
        """One row for a person, whether or not there was something to say."""

    def __str__(self) -> str:
        return f"{self.person_id}: {self.on}"


LADDERS = (("step_holder", "step_head", "step_leader"), ("whole_head", "whole_leader"))
"""The rungs of each deadline, from the lowest on: who is above is told on a later day, or there is no ladder."""
UP = tuple((lower, higher) for rungs in LADDERS for n, higher in enumerate(rungs) for lower in rungs[:n])
"""Each rung with each above it."""
ONLY_AFTER = ("step_head", "step_leader", "whole_leader")
"""Who is told of what was not met alone. Of a return date the head is told before, while it can still be kept."""
USUAL_HOUR = 7
"""When nobody has set another: the office's own choice, no law's."""


class NoticeTimes(models.Model):
    """When an agency tells its officers what waits; the usual times where it has no row. All are its own choice, no law's.

    The rungs (``notices.planned.ladder``) are working days after a deadline, fewer than none before it; None where nobody is
    told. Of the whole time the holder has a remark of the record, so that rung is not here.
    """

    agency = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="+")
    morning_hour = models.PositiveSmallIntegerField(default=USUAL_HOUR)
    """The local hour from which the mail of a morning goes out, and what goes up the ladder."""
    step_holder = models.SmallIntegerField(null=True, blank=True, default=0, db_default=0)
    step_head = models.SmallIntegerField(null=True, blank=True, default=1, db_default=1)
    step_leader = models.SmallIntegerField(null=True, blank=True, default=3, db_default=3)
    whole_head = models.SmallIntegerField(null=True, blank=True, default=-1, db_default=-1)
    whole_leader = models.SmallIntegerField(null=True, blank=True, default=1, db_default=1)
    collect_days = models.PositiveSmallIntegerField(null=True, blank=True, default=10, db_default=10)
    """After so many days an applicant is reminded of a result that waits, and again after as many; None for never."""

    class Meta:
        """One row for an agency; an hour of a day; rungs that lead up, as far as they are set."""

        constraints = [
            models.CheckConstraint(condition=Q(morning_hour__lte=23), name="morning_is_an_hour"),
            *(
                models.CheckConstraint(condition=Q((f"{lower}__lt", F(higher))), name=f"{lower}_before_{higher}")
                for lower, higher in UP
            ),
            *(models.CheckConstraint(condition=Q((f"{rung}__gte", 0)), name=f"{rung}_after") for rung in ONLY_AFTER),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.morning_hour}"


class Climb(models.Model):
    """That a deadline of a dossier has gone up to a rung of the ladder: a dossier, a rung and a deadline, once."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+", db_index=False)
    rung = models.CharField(max_length=12)
    deadline_at = models.DateTimeField()
    """Another step, or another appointment, has another."""
    at = models.DateTimeField()

    class Meta:
        """Once, in the order in which it is looked for."""

        constraints = [models.UniqueConstraint(fields=["dossier", "rung", "deadline_at"], name="climb_once")]

    def __str__(self) -> str:
        return f"{self.rung} of {self.dossier_id}"


class OutboxQuerySet(models.QuerySet["OutboxEntry"]):
    """Ways to narrow what is to be done."""

    def visible_to(self, seats: Seats) -> "OutboxQuerySet":
        """Narrow to the dossiers of the agencies that somebody administers."""
        return self.filter(event__dossier__agency__in=seats.administered_agency_ids)

    def put_off(self) -> "OutboxQuerySet":
        """Narrow to what was tried in vain and waits for its next try."""
        return self.filter(done_at=None, attempts__gt=0)


class OutboxEntry(models.Model):
    """Something to be done after an event was committed. ``unique(event, kind)``: once."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        """The relay asks only for what is not done, the administrator for what was tried in vain."""

        constraints = [models.UniqueConstraint(fields=["event", "kind"], name="outbox_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], name="outbox_open", condition=Q(done_at=None)),
            models.Index(fields=["id"], name="outbox_put_off", condition=Q(done_at=None, attempts__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.event_id}"


class TriedAgain(models.Model):
    """That an administrator had something tried again that had been tried in vain: who, when, and what it had failed of.

    The database refuses to change a row or to take one away.
    """

    entry = models.ForeignKey(OutboxEntry, models.PROTECT, related_name="tried_again")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField()
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        """Read by entry."""

    def __str__(self) -> str:
        return f"{self.entry_id} · {self.at:%d/%m/%Y}"


class TextState(models.TextChoices):
    """What has come of a text message."""

    WAITING = "waiting", gettext_lazy("waiting")
    SENT = "sent", gettext_lazy("sent")
    REFUSED = "refused", gettext_lazy("refused by the operator")
    GIVEN_UP = "given-up", gettext_lazy("given up")


class TextMessage(models.Model):
    """An SMS or a Zalo message that was put down to be sent (``notices.texts``). ``key`` is the same at every try."""

    key = models.CharField(max_length=160, unique=True)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8)
    kind = models.CharField(max_length=24)
    phone = models.CharField(max_length=16, blank=True)
    """Empty once it has come to an end, as the words are."""
    text = models.CharField(max_length=200, blank=True)
    template = models.CharField(max_length=40, blank=True)
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=TextState, default=TextState.WAITING)
    put_down_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    """What the operator calls it."""
    cost = models.PositiveIntegerField(null=True)
    """In đồng, as the operator has answered; None where it has not said."""

    class Meta:
        """What waits is found by when it is due, what was tried lately by when."""

        indexes = [
            models.Index(fields=["due_at", "id"], name="text_waiting", condition=Q(state="waiting")),
            models.Index(fields=["tried_at"], name="text_tried"),
        ]

    def __str__(self) -> str:
        return self.key
