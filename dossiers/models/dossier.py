"""The dossier: identity, the protected state, and the columns that are projected from its log."""

from datetime import date, datetime
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django_fsm import GET_STATE, transition

from accounts.models import Membership, Unit, User
from accounts.roles import Role
from accounts.seats import Seats
from dossiers import acts
from dossiers.clock import Verdict
from dossiers.models import standing
from dossiers.models.rows.indexes import ENDED, OPEN
from dossiers.models.rows.mailed import MailKept
from dossiers.models.rows.served import Served, Span, served
from dossiers.models.sane import of_our_time
from dossiers.models.standing import BY_APPLICANT, MOVED, PROMISED, WITHDRAWING, Standing
from dossiers.models.state import RefreshesState, StateField
from procedures import steady
from procedures.machine import Action, Machine, State, Status
from procedures.models import Procedure, ProcedureVersion
from procedures.steady import Steady
from procedures.time.agencies.book import Agencies
from procedures.time.calendar import local
from procedures.time.regimes.book import Days, Regimes, Ruling, lawful

if TYPE_CHECKING:  # It rests on this module.
    from dossiers.models.result import CollectionReminder

STATUS_LABELS = {
    Status.REGISTERED: _("Newly filed"),
    Status.ACCEPTED: _("Accepted"),
    Status.REJECTED: _("Not accepted"),
    Status.IN_PROCESS: _("In process"),
    Status.SUPPLEMENT_REQUESTED: _("Supplement requested"),
    Status.FINANCIAL_OBLIGATION: _("Payment requested"),
    Status.WITHDRAWN: _("Withdrawn by the applicant"),
    Status.STOPPED: _("Processing stopped"),
    Status.RESULT_READY: _("Result ready"),
    Status.RETURNED: _("Result returned"),
}
VERDICT_LABELS = {
    Verdict.EARLY: _("Early"),
    Verdict.ON_TIME: _("On time"),
    Verdict.OVERDUE: _("Overdue"),
}


class Channel(models.TextChoices):
    """The three ways in which a dossier comes in (NĐ 61/2018 art. 16)."""

    DESK = "desk", _("At the desk")
    ONLINE = "online", _("On line")
    POST = "post", _("By public post")


class Origin(models.TextChoices):
    """Whether a dossier was lived through here, or is the record of years before."""

    LIVE = "live", _("Handled here")
    HISTORY = "history", _("Loaded from earlier years")


INSTANTS = (
    "filed_at", "changed_at", "answer_due_at", "deadline_at", "accepted_at", "first_due_at", "lawful_due_at", "due_at",
    "late_at", "due_soon_at", "step_due_at", "applicant_due_at", "watch_at", "noted_soon_for", "noted_late_for",
    "noted_answer_for", "resolved_at", "returned_at",
)  # fmt: skip
"""The columns that hold an instant."""


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Ways to narrow dossiers: by right first, then by what is asked for."""

    def visible_to(self, seats: Seats) -> "DossierQuerySet":
        """Narrow to what an officer may see: the agency's, the division's, or the unit's; never one's own.

        Nor in the place of somebody who is away what that one applied for, and nothing that one is kept out of (ADR 0094).
        """
        allowed = Q(pk__in=())
        for seat in seats:
            if seat.role is Role.PROVINCIAL_OFFICE:
                allowed |= standing.by(seats, seat.stands_for, Q(unit=seat.unit_id))
        for found in standing.agencies(seats):
            allowed |= found
        return self.filter(allowed).exclude(standing.kept_from(seats))

    def of_applicant(self, user: User) -> "DossierQuerySet":
        """Narrow to what a person filed."""
        return self.filter(applicant=user)

    def own_of(self, user: User) -> "DossierQuerySet":
        """Narrow to what somebody does the applicant's part of: what was filed, and what one's account is joined with (ADR 0093)."""
        on_paper = Q(applicant__in=User.objects.filter(at_counter__joined=user)) & ~Q(channel=Channel.ONLINE)
        return self.filter(Q(applicant=user) | on_paper)

    def on_desk_of(self, seats: Seats, *parts: Q) -> "DossierQuerySet":
        """Narrow to what waits for one of these seats to act, or to parts of it; nobody handles a dossier of one's own."""
        held, *others = parts or (standing.had_by(seats), standing.settled_for(seats), standing.messages_for(seats))
        return self.filter(reduce(or_, others, held)).exclude(standing.kept_from(seats))

    def left_alone(self, first_on: date, last_on: date) -> "DossierQuerySet":
        """Narrow to what waits for a case officer who does not keep the seat from one day to another, or cannot sign in."""
        kept = Membership.objects.in_force(first_on).in_force(last_on)
        seat = kept.filter(role=Role.SPECIALIST, unit=OuterRef("unit"), user=OuterRef("assignee"), user__is_active=True)
        return self.filter(~Exists(seat), holder=Role.SPECIALIST)

    def late(self, now: datetime) -> "DossierQuerySet":
        """Narrow to unresolved dossiers that are past their appointment: overdue, as the figures say it too."""
        return self.filter(resolved_at=None, late_at__lte=now).exclude(holder="")

    def behind(self, now: datetime) -> "DossierQuerySet":
        """Narrow to what is past the time of its step, of what must be told before an event, or of the desk's answer.

        These are no overdue dossiers: of those only one that the desk has to answer can be among them.
        """
        # What is past any of them is past the nearest, in whose order an index holds it.
        return self.filter(standing.past_step(now) | standing.unanswered(now), nearest_at__lte=now).exclude(holder="")

    def due_soon(self, now: datetime) -> "DossierQuerySet":
        """Narrow to dossiers whose appointment is near and has not passed, while the clock runs."""
        return self.filter(resolved_at=None, due_soon_at__lte=now, late_at__gt=now)


class Dossier(RefreshesState, Standing, models.Model):
    """An application that was filed: identity, state, and columns projected from the log.

    Only ``commands`` write it; everything below ``state`` is what ``log.columns`` computes.
    """

    code = models.CharField(_("dossier number"), max_length=60, unique=True)
    draft_key = models.UUIDField(unique=True, editable=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="dossiers", db_index=False)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="dossiers")
    applicant = models.ForeignKey(User, models.PROTECT, related_name="dossiers", db_index=False)
    applicant_name = models.CharField(max_length=255)
    subject = models.CharField(max_length=255, blank=True, default="", db_default="")
    """What tells it apart, composed from the answers as the procedure says, or a later version of it (``filing.composed``)."""
    organisation = models.CharField(max_length=255, blank=True, default="", db_default="")
    """For whom it was filed, where that is somebody else."""
    applicant_key = models.CharField(max_length=200, blank=True, default="", db_default="", db_collation="C")
    subject_key = models.CharField(max_length=200, blank=True, default="", db_default="", db_collation="C")
    """What lists are sorted by: the order of the Vietnamese alphabet in code points (``alphabet.sort_key``)."""
    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    sector = models.SlugField(max_length=60, db_index=False)
    filed_at = models.DateTimeField()

    state = StateField(max_length=80, protected=True)

    channel = models.CharField(max_length=6, choices=Channel, default=Channel.ONLINE, db_default=Channel.ONLINE)
    origin = models.CharField(max_length=7, choices=Origin, default=Origin.LIVE, db_default=Origin.LIVE)
    sequence = models.PositiveIntegerField(default=0)
    status = models.PositiveSmallIntegerField(choices=[(s.value, label) for s, label in STATUS_LABELS.items()])
    holder = models.CharField(max_length=24, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    division = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    assignee = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    """What the holder must meet: the first answer before acceptance, the appointment after it."""
    accepted_at = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField(null=True)
    lawful_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    """The first instant that is past the appointment: a day limit ends at midnight (Civil Code art. 148)."""
    due_soon_at = models.DateTimeField(null=True)
    """From when on the appointment is near, while the clock runs."""
    step_due_at = models.DateTimeField(null=True)
    applicant_due_at = models.DateTimeField(null=True)
    """Until when the applicant can answer what is asked, where a time is set."""
    applicant_soon_at = models.DateTimeField(null=True)
    """From when on the applicant is reminded of that."""
    watch_at = models.DateTimeField(null=True)
    """The next instant at which time alone does something: a deadline that passes and is not recorded yet."""
    noted_soon_for = models.DateTimeField(null=True)
    noted_late_for = models.DateTimeField(null=True)
    noted_answer_for = models.DateTimeField(null=True)
    noted_supply_for = models.DateTimeField(null=True)
    """The deadline that was last recorded as near, as passed, as passed without an answer, as one of which the applicant is
    reminded: each once (``is_noted``)."""
    resolved_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    verdict = models.CharField(
        max_length=8, blank=True, choices=[(v.value, label) for v, label in VERDICT_LABELS.items()]
    )
    outcome = models.CharField(max_length=40, blank=True)
    supplement_rounds = models.PositiveSmallIntegerField(default=0)
    reappointed = models.BooleanField(default=False)
    withdrawal_asked = models.BooleanField(default=False)
    inform_by = models.DateTimeField(null=True)
    """By when an outcome must be told before what the applicant announced, where a law says so."""
    nearest_at = models.DateTimeField(db_default=Now())
    """What is due first of all: the step, the answer or the whole, or what must be told before an event."""
    proposed = models.CharField(max_length=40, blank=True, default="", db_default="")
    """The outcome that was proposed last."""
    owed = models.BigIntegerField(null=True)
    """What the applicant owes in đồng, as far as it is known."""
    charged = models.BigIntegerField(null=True)
    waived = models.BigIntegerField(default=0, db_default=0)
    paid = models.BigIntegerField(default=0, db_default=0)
    """What ``owed`` is made of (``log.money``): what is due, what nobody has to pay, what came in less what was reversed."""
    kept = models.BigIntegerField(default=0, db_default=0)
    """What of that the office has decided not to give back, after an end without a result."""
    proofs = models.PositiveSmallIntegerField(default=0, db_default=0)
    """Proofs of payment that wait for the desk (``log.proofs``)."""
    let_pass_up_to = models.BigIntegerField(default=0, db_default=0)
    """What a leader has let it go on without, the most of all times (``log.money.let_pass``): that stays owed, and is due."""
    demands = models.PositiveSmallIntegerField(default=0, db_default=0)
    """How often the office has asked for payment, less what it withdrew: only of such the log can say that a rest is due."""
    arrived = models.CharField(max_length=8, blank=True, default="", db_default="")
    arrived_with = models.PositiveIntegerField(default=0, db_default=0)
    """How it came to whoever has it now, and with which event (``log.arrivals``)."""
    to_hand_back = models.BooleanField(default=False, db_default=False)
    """Whether it has ended and something of it lies at the desk that goes back (``log.parts.deposits``)."""
    reminded = models.BooleanField(default=False, db_default=False)
    """Whether a colleague has asked whoever has it to see to it, who has not acted since (``log.arrivals``)."""
    promised_for = models.DateTimeField(null=True)
    """The day that was promised last with an apology that moves no date (ADR 0075)."""
    message_from = models.CharField(max_length=9, blank=True, default="", db_default="")
    """Who wrote the last message, "applicant" or "office"; empty where none was, or it needs no answer."""

    point = models.SlugField(max_length=60, blank=True, default="", db_default="", db_index=False)
    """The receiving point that it was brought to; empty at the agency's own desk, and on line."""

    objects = DossierQuerySet.as_manager()

    class Meta:
        """Indexes serve the work-lists and the figures; each is narrow on purpose."""

        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        indexes = [
            models.Index(fields=["applicant", "-filed_at", "-id"], name="dossier_of_applicant"),
            models.Index(fields=["division", "-id"], name="dossier_newest_in_division"),
            models.Index(
                fields=["unit", "holder", "nearest_at", "id"], name="dossier_at_hand", condition=~Q(holder="")
            ),
            models.Index(fields=["agency", "nearest_at", "id"], name="dossier_nearest", condition=~Q(holder="")),
            models.Index(
                fields=["division", "nearest_at", "id"], name="dossier_nearest_in_division", condition=~Q(holder="")
            ),
            *ENDED,
            *OPEN,
            models.Index(
                fields=["agency", "late_at", "id"],
                name="dossier_past_date",
                condition=Q(resolved_at=None) & ~Q(holder=""),
                include=["applicant"],
            ),
            models.Index(fields=["agency", "deadline_at", "id"], name="dossier_open", condition=~Q(holder="")),
            models.Index(
                fields=["unit", "deadline_at", "id"],
                name="dossier_to_be_collected",
                condition=Q(status=Status.RESULT_READY),
            ),
            models.Index(
                fields=["agency", "due_soon_at"],
                name="dossier_due_soon",
                condition=Q(resolved_at=None, due_soon_at__isnull=False),
            ),
            models.Index(fields=["nearest_at", "id"], name="dossier_asked", condition=Q(message_from=BY_APPLICANT)),
            models.Index(fields=["nearest_at", "id"], name="dossier_proven", condition=Q(proofs__gt=0)),
            models.Index(fields=["agency", "nearest_at", "id"], name="dossier_withdrawing", condition=WITHDRAWING),
            models.Index(
                fields=["agency", "changed_at", "id"], name="dossier_to_hand_back", condition=Q(to_hand_back=True)
            ),
            models.Index(fields=["unit", "-changed_at", "-id"], name="dossier_reminded", condition=Q(reminded=True)),
            models.Index(fields=["agency", "nearest_at", "id"], name="dossier_promised", condition=PROMISED),
            models.Index(fields=["agency", "nearest_at", "id"], name="dossier_moved", condition=MOVED),
            models.Index(
                fields=["agency", "status", "nearest_at", "id"],
                name="dossier_settled",
                condition=Q(holder=Role.CITIZEN, owed__lte=F("let_pass_up_to")),
            ),
            models.Index(fields=["watch_at", "id"], name="dossier_watched", condition=Q(watch_at__isnull=False)),
            models.Index(fields=["agency", "accepted_at"], name="dossier_received"),
            models.Index(
                fields=["agency", "returned_at"], name="dossier_returned", condition=Q(returned_at__isnull=False)
            ),
            models.Index(
                fields=["agency", "resolved_at"], name="dossier_of_history", condition=Q(origin=Origin.HISTORY.value)
            ),
            models.Index(fields=["agency", "resolved_at", "verdict"], name="dossier_resolved"),
            models.Index(
                fields=["procedure", "-resolved_at"],
                name="dossier_resolved_lately",
                condition=Q(resolved_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(due_at__isnull=False), name="dossier_accepted_has_due"
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(resolved_at__isnull=False), name="dossier_verdict_only_when_resolved"
            ),
            models.CheckConstraint(condition=of_our_time(*INSTANTS), name="dossier_instants_are_of_our_time"),
        ]

    mail_kept: MailKept | None = None
    """What its applicant has chosen about mail and confirmed, as it was when its log was read; None where that was not."""

    def __str__(self) -> str:
        return self.code

    @cached_property
    def steady(self) -> Steady:
        """What hardly ever changes, as it was when this was read: one statement, unless who has read it puts it here."""
        return steady.now()

    @cached_property
    def regimes(self) -> Regimes:
        """The rules of the one-stop mechanism by date, unless others are put here."""
        return self.steady.regimes

    @cached_property
    def agencies(self) -> Agencies:
        """What agencies are called by date, unless others are put here."""
        return self.steady.agencies

    @cached_property
    def mail_came_back(self) -> bool:
        """Whether any mail about its applicant's dossiers ever came back for good: one statement, unless who has read it puts it here."""
        return self.applicant.returned_mails.filter(is_final=True).exists()

    @cached_property
    def calls(self) -> list["CollectionReminder"]:
        """Who has phoned its applicant, or written by post, the last first: one statement, unless who has read it puts it here."""
        return list(self.collection_reminders.by_officers())

    def rest_on(self, known: Steady) -> None:
        """Go by what was just read of what hardly ever changes: its version, the rules and the agencies too."""
        self.steady, self.version = known, known.version(self.version_id)
        self.regimes, self.agencies = known.regimes, known.agencies

    @cached_property
    def served(self) -> Served:
        """Who applied at a counter (ADR 0085) and every joining of that person (ADR 0093): one statement, none for what was filed on line."""
        return Served() if self.channel == Channel.ONLINE else served(self.applicant_id)

    @property
    def joining(self) -> tuple[int, datetime] | None:
        """The account with which its person of the counter is joined, and since when; None of what was filed on line."""
        now = self.served.in_force
        return (now.account, now.joined_at) if now else None

    @property
    def joinings(self) -> list[Span]:
        """The joinings of its person that concern it, the first first: none that was parted before it was filed."""
        spans = self.served.joinings
        return [one for one in spans if one.parted_at is None or one.parted_at > self.filed_at]

    @property
    def read_by(self) -> int | None:
        """The account that reads, and does the applicant's part of, what its person has handed in on paper."""
        return self.joining[0] if self.joining else None

    def ruling(self, at: datetime) -> Ruling:
        """Return what rules the mechanism for what is done at an instant."""
        accepted = local(self.accepted_at).date() if self.accepted_at else None
        days = Days(act=local(at).date(), filing=local(self.filed_at).date(), acceptance=accepted)
        return self.regimes.ruling(days)

    @property
    def machine(self) -> Machine:
        """The machine of the version that this dossier keeps for life, with what that leaves to the regimes."""
        machine = self.version.machine
        if not machine.supplement.by_regime:
            return machine
        return lawful(machine, self.ruling(self.changed_at if self.sequence else self.filed_at))

    @property
    def place(self) -> State:
        """The state in which the dossier is, with what it means."""
        return self.machine.states[self.state]

    @transition(field=state, source="*", target=GET_STATE(lambda _dossier, action: action.target))
    def take(self, action: Action) -> None:
        """Move along an action of the pinned machine, back along one, or stay by an act: the only way to write the state."""
        known = acts.leads_back(self.machine, action) or acts.find(self.machine, self.state, action.name) == action
        if action.source != self.state or not known:
            raise LookupError(f"{action.name} does not leave {self.state}")

    @property
    def status_label(self) -> str:
        """The status in the reader's language."""
        return str(STATUS_LABELS[Status(self.status)])
