"""Applications that are being written, by whoever applies or, for somebody who stands at the counter, by an officer."""

import uuid

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from dossiers.models.dossier import Channel, Dossier
from procedures.models import Procedure, ProcedureVersion

MOST_NAME = 100
"""Letters of the name of a draft."""
MOST_REASON = 300
"""Letters of why somebody was parted."""
STANDS = Q(parted_at=None, parted_by=None, reason="", joined_by__isnull=False)
PARTED = Q(parted_at__isnull=False, parted_by__isnull=False, joined_by__isnull=False) & ~Q(reason="")
OF_THE_RECORD = Q(parted_at__isnull=False, parted_by=None, joined_by=None, reason="")
"""Of before joinings were kept: the events of dossiers alone say that it was."""


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts, narrowed."""

    def own_of(self, user: User) -> "DraftQuerySet":
        """Those that somebody writes for oneself: applications, and the answers about what is one's own (``Dossier.own_of``)."""
        return self.filter(Q(owner=user) | Q(correcting__in=Dossier.objects.own_of(user)))

    def unfiled(self) -> "DraftQuerySet":
        """Those of applications: not the answers to requests."""
        return self.filter(correcting=None)

    def open(self) -> "DraftQuerySet":
        """Those of applications that can be filed."""
        return self.unfiled().filter(thrown_at=None)

    def thrown(self) -> "DraftQuerySet":
        """Those that their owners have thrown away and may take back still."""
        return self.unfiled().filter(thrown_at__isnull=False)


class Draft(models.Model):
    """An application that is being written. ``key`` becomes the dossier's, so it is filed once."""

    is_one_of_several: bool | None = None
    """Whether its owner has other open drafts of its procedure, where it was read with these; None where that was not looked at."""
    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    # Never searched by; an index would only hold up the migration.
    moved_from = models.ForeignKey(ProcedureVersion, models.PROTECT, null=True, db_index=False, related_name="+")
    """The version that the owner knew, until the owner has gone through what the newer one changed."""
    number = models.PositiveSmallIntegerField(default=1, null=True)
    """Which of the open drafts of its procedure, from 1; None for one that was thrown away, and for the answer to a request."""
    name = models.CharField(max_length=MOST_NAME, blank=True, default="", db_default="")
    """What its owner calls it, if anything."""
    thrown_at = models.DateTimeField(null=True)
    """When its owner threw it away: it is kept for a while, with its files, and cannot be filed."""
    # Its unique constraint is the index.
    correcting = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, null=True, db_index=False, related_name="corrections"
    )
    """The dossier whose request it answers; None for an application that is not filed yet."""
    answers = models.JSONField(default=dict)
    """What was typed, by field name, as it was typed: a draft may hold anything."""
    lookups = models.JSONField(default=dict, db_default={})
    """By component: what a database has answered about that paper (``filing.lookups.kept``)."""
    channel = models.CharField(max_length=6, choices=Channel, default=Channel.ONLINE, db_default=Channel.ONLINE)
    """How it comes: its owner writes it on line; what is brought or posted an officer enters (ADR 0085)."""
    # Few are entered at a time, and no user is deleted who has a seat.
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")
    """The officer who enters it; None for what its owner writes."""
    counter = models.JSONField(default=dict, db_default={})
    """What the officer has typed beside the answers (``filing.counter.intake``), as it was typed."""
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        """Each open draft of a person and procedure has a number of its own; one answer for each dossier."""

        constraints = [
            models.UniqueConstraint(fields=["owner", "procedure", "number"], name="draft_one_open"),
            models.UniqueConstraint(
                fields=["correcting"], condition=Q(correcting__isnull=False), name="draft_one_answer"
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.ONLINE, entered_by=None)
                | (~Q(channel=Channel.ONLINE) & Q(entered_by__isnull=False)),
                name="draft_entered_by_officer",
            ),
        ]
        # Those are few, and the run that deletes them asks every hour.
        indexes = [
            models.Index(fields=["thrown_at"], name="draft_thrown_away", condition=Q(thrown_at__isnull=False)),
            models.Index(
                fields=["entered_by", "-saved_at"], name="draft_at_counter", condition=Q(entered_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} · {self.owner_id}"


class CounterPerson(models.Model):
    """Somebody who was served at the counter: a user who cannot sign in, with the number that was shown (ADR 0085).

    A number does not make a person: two rows may have the same one, where an officer has said that they are two people.
    No row of an account is here, whatever number its owner has typed there.
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="at_counter")
    number = models.CharField(max_length=12, db_index=True)
    """A personal ID of 12 digits, an old card's of 9, or a passport's; "" of whoever wrote by post and did not say it."""
    former = models.CharField(max_length=9, blank=True, default="", db_default="", db_index=True)
    """The number of the card before, where the card says it."""
    born_on = models.DateField(null=True)
    made_by = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    """The officer who has seen the identity first."""
    made_at = models.DateTimeField()
    joined = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="joined_people")
    """The account that does on line what is this person's to do, once an officer has seen the card and a code of it (ADR 0093).

    This and the next two are what ``Joining`` has in force: the database writes them from it, and nobody else may.
    """
    joined_at = models.DateTimeField(null=True)
    joined_by = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        """Who has joined it and when is known of each that is joined."""

        constraints = [
            models.CheckConstraint(
                condition=Q(joined=None, joined_at=None, joined_by=None)
                | Q(joined__isnull=False, joined_at__isnull=False, joined_by__isnull=False),
                name="counter_person_joined",
            )
        ]
        # Few are, and each page of an account's own asks for them.
        indexes = [models.Index(fields=["joined"], name="counter_people_of", condition=Q(joined__isnull=False))]

    def __str__(self) -> str:
        return f"{self.user_id}"


class JoiningQuerySet(models.QuerySet["Joining"]):
    """Ways to pick joinings."""

    def in_force(self) -> "JoiningQuerySet":
        """Narrow to those that hold now."""
        return self.filter(parted_at=None)


class Joining(models.Model):
    """Somebody of the counter was joined with an account, of which an officer has seen the code, and the card.

    The database lets a row be parted once, and never be changed otherwise or taken away. It writes ``CounterPerson.joined``
    and what is beside it from the one in force, and lets nobody else write them (migration 0175).
    """

    # By these a page asks in the order of its key: see the indexes.
    person = models.ForeignKey(CounterPerson, models.PROTECT, db_index=False, related_name="joinings")
    account = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    joined_at = models.DateTimeField()
    joined_by = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")
    """The officer; None of what the record alone knows."""
    parted_at = models.DateTimeField(null=True)
    """Until when; of what the record alone knows, by when."""
    parted_by = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")
    """The administrator; None of what the record alone knows, which was parted by hand."""
    reason = models.CharField(max_length=MOST_REASON, blank=True)
    """Why it was parted, for the office alone."""

    objects = JoiningQuerySet.as_manager()

    class Meta:
        """One in force for a person; what is parted says by whom and why."""

        constraints = [
            models.UniqueConstraint(fields=["person"], name="joining_stands_once", condition=Q(parted_at=None)),
            models.CheckConstraint(condition=STANDS | PARTED | OF_THE_RECORD, name="joining_is_parted_by_whom"),
            models.CheckConstraint(
                condition=Q(parted_at=None) | Q(parted_at__gt=F("joined_at")), name="joining_ends_behind_its_beginning"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "id"], name="joining_of_person"),
            models.Index(fields=["account", "id"], name="joining_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.account_id}"


class JoiningCode(models.Model):
    """A code that an account shows at the counter for a quarter of an hour; its digest (SHA-256) is kept, and the code nowhere."""

    account = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id}"


class PhoneCode(models.Model):
    """A one-time code by which a telephone sends photos of one paper to the page of an officer at the counter (ADR 0091).

    The code's digest (SHA-256) is kept, and the code nowhere. It outlives its draft, so that it can be said why it opens nothing.
    """

    digest = models.CharField(max_length=64, unique=True)
    draft_key = models.UUIDField(db_index=True)
    correcting = models.ForeignKey("dossiers.Dossier", models.CASCADE, null=True, db_index=False, related_name="+")
    """The dossier whose request the draft answers; None for an application."""
    component = models.CharField(max_length=60)
    made_by = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    """The officer who enters that application, or that answer."""
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    """When photos came by it."""

    def __str__(self) -> str:
        return f"{self.component}, {self.made_at:%d/%m/%Y}"
