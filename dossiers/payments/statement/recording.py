"""The job that records what is sure of a statement: each transfer as a payment of its dossier, by the command of the desk."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import acts, commands, jobs, policy
from dossiers.commands import Fee, Given
from dossiers.display.formats import vn_date
from dossiers.jobs import Doing, NotDone, Stop
from dossiers.jobs import Kind as KindOfJob
from dossiers.models import Dossier, Job, Match, PaidWay, Statement, StatementRow
from dossiers.policy import Actor
from dossiers.refusals import NotYours
from dossiers.refusals.money.statement import NotSureAnyMore
from procedures.time.calendar import local

LONGEST_REFERENCE = 60
"""Characters of what is typed as the reference of a payment."""


def begin(statement: Statement, *, by: User, at: datetime) -> Job:
    """Store a job that records what is sure of a statement. Raises ``NotYours``."""
    return jobs.start(KIND, arguments={"statement": statement.pk}, by=by, at=at)


def sure(statement_id: int) -> QuerySet[StatementRow]:
    """Return the rows of a statement that are sure, and that nobody has recorded or put aside."""
    return StatementRow.objects.filter(statement=statement_id, match=Match.SURE, event=None, settled_at=None)


def overtaken(rows: QuerySet[StatementRow]) -> QuerySet[StatementRow]:
    """Narrow to the rows that were sure, and whose dossiers do not owe just that any more: a press records none of them."""
    left = rows.filter(match=Match.SURE, event=None, settled_at=None)
    return left.exclude(dossier__owed=F("amount"))


def recordable(statement_id: int) -> QuerySet[StatementRow]:
    """Return the rows that are sure and still are what their dossiers owe."""
    return sure(statement_id).filter(dossier__owed=F("amount"))


class Recording(Doing):
    """Records one transfer after the other, in the order of the file."""

    def count(self) -> int:
        """Return how many there are."""
        return sure(self.job.arguments["statement"]).count()

    def after(self, item: int, size: int) -> Sequence[int]:
        """Return the next of them."""
        found = sure(self.job.arguments["statement"]).filter(pk__gt=item).order_by("pk")
        return list(found.values_list("pk", flat=True)[:size])

    def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
        """Record each, at its own instant. Raises the refusal of the first that is not recorded, ``Stop`` without an author."""
        self.done_at = at = max(at, timezone.now())
        author = User.objects.filter(pk=self.job.by_id or 0, is_active=True).first()
        if author is None:
            raise Stop(jobs.LOST_RIGHT)
        for item in items:
            _record(item, author, at)
        return {}


def _record(item: int, author: User, at: datetime) -> None:
    seats = seats_of(author, local(at).date())
    row = StatementRow.objects.select_for_update().get(pk=item)
    dossier = Dossier.objects.visible_to(seats).filter(Q(pk=row.dossier_id)).first()
    desk = [actor for actor in policy.actors(author, seats) if actor.role is Role.ONE_STOP_OFFICER]
    if dossier is None or not desk:
        raise NotYours
    if row.event_id or row.settled_at or dossier.owed != row.amount:
        raise NotSureAnyMore
    row.event = commands.advance_within(
        dossier, acts.RECEIVE_PAYMENT, actor=_of(desk, dossier), given=_given(row), seen=dossier.sequence, at=at
    )
    row.save(update_fields=["event"])


def _of(desk: Sequence[Actor], dossier: Dossier) -> Actor:
    return next((actor for actor in desk if actor.agency_id == dossier.agency_id), desk[0])


def reference_of(row: StatementRow) -> str:
    """Return what is recorded as the number of a transfer: the bank's, with its day."""
    return f"{row.reference} {vn_date(row.on)}".strip()[:LONGEST_REFERENCE]


def _given(row: StatementRow) -> Given:
    return Given(fee=Fee(row.amount, PaidWay.TRANSFER.value, reference_of(row), is_of_statement=True))


def _named(items: Sequence[int]) -> Mapping[int, str]:
    return dict(StatementRow.objects.filter(pk__in=items).values_list("pk", "dossier__code"))


def _about(job: Job) -> str:
    statement = Statement.objects.filter(pk=job.arguments["statement"]).first()
    return statement.name if statement else ""


KIND = KindOfJob(
    "statement",
    _("Recording the transfers of a bank statement"),
    about=_about,
    by=frozenset({Role.ONE_STOP_OFFICER}),
    doing=Recording,
    named=_named,
)
