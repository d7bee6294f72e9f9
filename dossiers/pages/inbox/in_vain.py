"""Which mail about a dossier did not arrive: one that asked for something or ended it, and any other, of whoever is phoned anyway."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery

from accounts.models import MailAddress
from accounts.people import addresses
from accounts.roles import Role
from dossiers import outbox
from dossiers.commands.deciding import collecting
from dossiers.models import (
    BY_OFFICERS,
    CallOutcome,
    Channel,
    CollectionReminder,
    Dossier,
    DossierQuerySet,
    Letter,
    OutboxEntry,
    Result,
    ReturnedMail,
    Sending,
)
from dossiers.notices.addresses import NO_ADDRESS, NOT_CONFIRMED, REFUSED
from dossiers.notices.channels.returns.standing import holding
from procedures.machine import Status

MOST_SHOWN = 200
LATELY = timedelta(days=62)
"""So long a result or an end whose notice did not arrive is looked for here; the list of what waits at the desk has older results."""
SUPPLEMENT = outbox.NOTICES[Status.SUPPLEMENT_REQUESTED]
PAYMENT = outbox.NOTICES[Status.FINANCIAL_OBLIGATION]
RESULT = outbox.NOTICES[Status.RESULT_READY]
OVER: Mapping[Status, str] = {
    Status.STOPPED: outbox.NOTICES[Status.STOPPED],
    Status.REJECTED: outbox.NOTICES[Status.REJECTED],
    Status.RETURNED: outbox.REVOKED,
}
"""By how a dossier has ended: the notice that it goes on no more, or that its result is void."""
KINDS: Mapping[Status, Sequence[str]] = {
    Status.SUPPLEMENT_REQUESTED: (SUPPLEMENT, outbox.INSUFFICIENT),
    Status.FINANCIAL_OBLIGATION: (PAYMENT,),
    Status.RESULT_READY: (RESULT,),
    **{status: (kind,) for status, kind in OVER.items()},
}
"""By how a dossier stands: the notices that ask its applicant for something, a supplement, also once more, money, or to come, or end it."""
FORMLESS = (PAYMENT, outbox.INSUFFICIENT, outbox.REVOKED)
"""The notices of which no form is printed."""
_EVERY = [kind for kinds in KINDS.values() for kind in kinds]


@dataclass(frozen=True, slots=True)
class InVain:
    """A dossier that waits for its applicant, who was asked by a mail that did not arrive."""

    dossier: Dossier
    asked_at: datetime
    back: ReturnedMail | None
    """What came back; None where no mail went out."""
    about: str
    """Names that mail; "" of a result, whose calls are those of the list of what waits."""
    kind: str = SUPPLEMENT
    """The notice."""
    error: str = REFUSED
    """Why none went out, where that is so."""


def asked(dossiers: DossierQuerySet, at: datetime) -> list[InVain]:
    """Return whose last request came back, or did not go out, as long as that holds: two queries."""
    requests = OutboxEntry.objects.filter(kind__in=_EVERY, event__dossier=OuterRef("pk"), done_at__isnull=False)
    last = requests.exclude(error=outbox.TAKEN_BACK).order_by("-pk").values("pk")[:1]
    waiting = _waiting(dossiers, at)
    of_status = reduce(or_, (Q(kind__in=kinds, event__dossier__status=status) for status, kinds in KINDS.items()))
    # An end is of the last weeks by the day on which it was told: a dossier may have changed since.
    of_now = of_status & (~Q(kind__in=OVER.values()) | Q(event__at__gte=at - LATELY))
    sent = OutboxEntry.objects.filter(of_now, pk__in=waiting.annotate(sent=Subquery(last)).values("sent"))
    own = Q(notice__kind__in=_EVERY, notice__event__in=sent.values("event"))
    back = {one.notice.event_id: one for one in holding(own, at) if one.notice}
    person = OuterRef("event__dossier__applicant")
    known = MailAddress.objects.filter(Q(person=person) | Q(person__joined_people__user=person))
    over = known.filter(addresses.settled(OuterRef("done_at")))
    tried = sent.filter(Q(event__in=back) | (~Exists(over) & (Q(error=REFUSED) | _unsent()))).exclude(_phoned())
    rows = tried.select_related("event__dossier__applicant").order_by("event__dossier")[:MOST_SHOWN]
    return [_in_vain(row, back.get(row.event_id)) for row in rows]


def _waiting(dossiers: DossierQuerySet, at: datetime) -> DossierQuerySet:
    """Narrow to those of which something is waited for, of a result only where somebody has to come for it, and which ended lately.

    Who owes nothing any more need not be told to pay, whether the desk has confirmed that or not.

    Each kind is found by an index of its own: by all of them at once every dossier there is would be read.
    """
    lately, unordered = at - LATELY, dossiers.order_by()
    void = Result.objects.filter(revoked_at__gte=lately).order_by()
    kinds = (
        Q(holder=Role.CITIZEN, status=Status.SUPPLEMENT_REQUESTED),
        Q(status=Status.FINANCIAL_OBLIGATION) & ~Q(holder="") & ~Q(owed=0),
        Q(status=Status.RESULT_READY, resolved_at__gte=lately, pk__in=collecting.waiting().order_by().values("pk")),
        Q(holder="", status__in=(Status.STOPPED, Status.REJECTED), changed_at__gte=lately),
        Q(status=Status.RETURNED, pk__in=void.values("dossier")),
    )
    first, *others = (unordered.filter(kind).values("pk") for kind in kinds)
    return Dossier.objects.filter(pk__in=first.union(*others, all=True)).order_by()


def _unsent() -> Q:
    """Return which requests no mail could carry: on paper, of nobody who stands at the counter, of which no form is noted as posted.

    Of whoever filed by post the forms are to be posted anyway; ``FORMLESS`` have none.
    """
    out = Sending.objects.standing().filter(letter__event=OuterRef("event"))
    # The paper of whoever stands there goes out at once, and waits for nothing to be taken back.
    at_once = ExpressionWrapper(F("event__at") + timedelta(seconds=settings.TAKE_BACK_SECONDS), DateTimeField())
    printed = Letter.objects.annotate(waited=at_once).filter(event=OuterRef("event"), issued_at__lt=F("waited"))
    is_there = Q(event__role=Role.ONE_STOP_OFFICER) & Q(Exists(printed))
    at_counter = Q(event__dossier__channel=Channel.DESK) & ~is_there
    by_post = Q(event__dossier__channel=Channel.POST, kind__in=FORMLESS)
    not_carried = Q(error__in=(NO_ADDRESS, NOT_CONFIRMED)) & ~Q(kind=RESULT)
    return not_carried & (at_counter | by_post) & ~Q(Exists(out))


def _phoned() -> Q:
    """Return of which results somebody was told since, as the list of what waits at the desk notes it."""
    made = CollectionReminder.objects.filter(way__in=BY_OFFICERS, about="", outcome=CallOutcome.REACHED)
    calls = made.filter(dossier=OuterRef("event__dossier"))
    return Q(kind=RESULT) & Q(Exists(calls.filter(at__gte=OuterRef("done_at"))))


def _in_vain(entry: OutboxEntry, back: ReturnedMail | None) -> InVain:
    about = f"mail {back.pk}" if back else f"refused {entry.pk}"
    about = "" if entry.kind == RESULT else about
    return InVain(entry.event.dossier, entry.event.at, back, about, entry.kind, entry.error)


def came_back(dossiers: Collection[int], at: datetime) -> Mapping[int, ReturnedMail]:
    """Return by dossier which mail about it came back last, as long as that holds: one query, or none."""
    if not dossiers:
        return {}
    found = holding(Q(notice__dossier__in=dossiers), at).order_by("notice__dossier", "-noted_at", "-pk")
    return {one.notice.dossier_id: one for one in found.distinct("notice__dossier") if one.notice}
