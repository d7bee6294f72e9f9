"""What a gateway has reported and somebody has to look at: when that is so, and what one may do about it, once.

It is found by a key, so that what is reported again is the same case. What is recorded by hand is a payment by the command
of all acts; what is noted otherwise moves no money of ours.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, User
from accounts.roles import Role
from accounts.seats import Seats
from dossiers import acts, policy
from dossiers.commands import Fee, Given, advance_within
from dossiers.display.formats import vn_datetime
from dossiers.log import money
from dossiers.log.facts import facts_of
from dossiers.models import (
    CaseEnd,
    CaseKind,
    Dossier,
    Event,
    GatewayCase,
    GatewayMessage,
    GatewayTransfer,
    NewsKind,
    PaidWay,
    Payment,
    PaymentOrder,
    TransferState,
)
from dossiers.models.standing import WITHOUT_DEBT
from dossiers.payments.gateway.seam import News
from dossiers.refusals import NotYours
from dossiers.refusals import gateway as refused

LONGEST_REFERENCE = 60
"""Characters of what is typed as the reference of a payment."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What somebody says to have done."""

    end: str
    code: str = ""
    """Of the dossier for which it is recorded."""
    reference: str = ""
    reason: str = ""
    is_meant: bool = False
    """Whether the person has looked again at what seemed to be paid twice, or too much."""


def of_transfer(transfer: GatewayTransfer, kind: CaseKind, at: datetime) -> None:
    """Let somebody look at money that was moved."""
    dossier_id = transfer.order.dossier_id if transfer.order else None
    GatewayCase.objects.get_or_create(
        key=f"transfer {transfer.pk}",
        defaults={
            "kind": kind,
            "transfer": transfer,
            "amount": transfer.amount,
            "dossier_id": dossier_id,
            "at": at,
        },
    )


def of_contradiction(message: GatewayMessage, order: PaymentOrder | None, news: News, at: datetime) -> None:
    """Let somebody look at a number that was reported before with another amount, or of another order."""
    names = (message.gateway, news.kind.value, news.number, news.reference, str(news.amount))
    dossier_id = order.dossier_id if order else None
    found = {"kind": CaseKind.CONTRADICTS, "message": message, "amount": news.amount, "dossier_id": dossier_id}
    key = hashlib.sha256("|".join(names).encode()).hexdigest()
    GatewayCase.objects.get_or_create(key=key, defaults={**found, "at": at})


def of_unreadable(message: GatewayMessage, body: bytes, at: datetime) -> None:
    """Let somebody look at what has the gateway's signature and says nothing that is understood."""
    found = {"kind": CaseKind.UNREADABLE, "message": message, "at": at}
    GatewayCase.objects.get_or_create(key=hashlib.sha256(body).hexdigest(), defaults=found)


def misfit(order: PaymentOrder, amount: int, dossier: Dossier, log: Sequence[Event]) -> CaseKind | None:
    """Return why a payment that is about to be recorded does not fit its dossier or its order; None where it does."""
    if dossier.status in WITHOUT_DEBT:
        return CaseKind.ENDED
    owed = money.account_of(log).owed
    if owed is not None and amount > owed:
        return CaseKind.TOO_MUCH
    return None if amount == order.amount else CaseKind.AMOUNT


def too_much(case: GatewayCase) -> int:
    """Return how many đồng too much are paid by now of the dossier of a case that is about that; else 0."""
    dossier = case.dossier
    if dossier is None or case.kind != CaseKind.TOO_MUCH:
        return 0
    return money.Account(dossier.charged, dossier.waived, dossier.paid).overpaid


def is_settled(case: GatewayCase) -> bool:
    """Say whether a case is about what was paid too much of a dossier of which nothing is too much any more.

    Another payment went back, or was a wrong entry, or more is due by corrected answers.
    """
    return case.kind == CaseKind.TOO_MUCH and not too_much(case)


def is_paid_since(case: GatewayCase) -> bool:
    """Say whether a case is about another amount than that of its order, and its dossier is paid by now, neither less nor more."""
    dossier = case.dossier
    if dossier is None or case.kind != CaseKind.AMOUNT or dossier.charged is None:
        return False
    account = money.Account(dossier.charged, dossier.waived, dossier.paid)
    return account.owed == 0 and not account.overpaid


def is_given_back(paid: GatewayTransfer, sequence: int, log: Sequence[Event]) -> bool:
    """Say whether somebody has noted that a payment went back to the payer: with its case, or with its reversal.

    ``sequence`` is that of the payment's event in ``log``.
    """
    reversals = (facts_of(event) for event in log if event.action in money.REVERSALS)
    if any(facts.reverses == sequence and facts.given_back for facts in reversals):
        return True
    return GatewayCase.objects.filter(transfer=paid, end=CaseEnd.GIVEN_BACK).exists()


def is_part_noted(transfer: GatewayTransfer, sequence: int, log: Sequence[Event]) -> bool:
    """Say whether somebody has noted by hand that a part of just that amount went back, which no report of a gateway is yet.

    ``sequence`` is that of the payment's event in ``log``.
    """
    parts = (facts_of(event) for event in money.standing_parts(log) if event.action == acts.GIVE_BACK)
    noted = sum((facts.reverses, facts.fee) == (sequence, transfer.amount) for facts in parts)
    same = GatewayTransfer.objects.filter(
        gateway=transfer.gateway, kind=transfer.kind, refunds=transfer.refunds, amount=transfer.amount
    )
    return noted > 0 and noted > same.filter(state=TransferState.NOTHING).count()


def reversers(dossier: Dossier, on: date) -> list[str]:
    """Return the names of those who can reverse any payment of a dossier on a day: its head of division, and the leaders."""
    led = Q(role=Role.DEPARTMENT_LEADER, unit=dossier.agency_id)
    headed = Q(role=Role.DIVISION_HEAD, unit=dossier.division_id) if dossier.division_id else Q(pk__in=())
    seats = Membership.objects.in_force(on).filter(led | headed)
    people = User.objects.filter(memberships__in=seats, is_active=True).exclude(pk=dossier.applicant_id).distinct()
    return [person.get_full_name() for person in people.order_by("full_name")]


def of_agency(agency_id: int) -> QuerySet[GatewayCase]:
    """Return what an agency's people see: what is of its dossiers, and what is of nobody's yet."""
    return GatewayCase.objects.filter(Q(dossier__agency=agency_id) | Q(dossier=None))


def open_count(agency_id: int) -> int:
    """Return how many wait for somebody of an agency."""
    return of_agency(agency_id).filter(end="").count()


def ends_of(case: GatewayCase) -> list[CaseEnd]:
    """Return what can be done about a case: only what was paid can be recorded, or given back."""
    if case.source.kind != NewsKind.PAID:
        return [CaseEnd.SEEN]
    is_new = case.kind == CaseKind.UNKNOWN
    return [CaseEnd.RECORDED, CaseEnd.GIVEN_BACK, CaseEnd.SEEN] if is_new else [CaseEnd.GIVEN_BACK, CaseEnd.SEEN]


@transaction.atomic(durable=True)
def close(pk: int, ending: Ending, *, by: User, seats: Seats, at: datetime) -> GatewayCase:
    """Write what became of a case. Raises the refusals of ``refusals.gateway`` and of a payment; then nothing is written."""
    # The lock lets one of two people do it, and the other read who has.
    case = GatewayCase.objects.select_for_update(of=("self",)).select_related("transfer__event", "message").get(pk=pk)
    if case.end:
        who = case.by.get_full_name() if case.by else ""
        raise refused.CaseDone(who=who, at=vn_datetime(case.done_at))
    if ending.end not in ends_of(case):
        raise refused.NotSoEnded
    if ending.end == CaseEnd.RECORDED:
        case.event = _received(case, ending, by=by, seats=seats, at=at)
        case.dossier_id = case.event.dossier_id
    else:
        _check(case, ending)
    case.end, case.by, case.done_at = ending.end, by, at
    case.reference = ending.reference if ending.end == CaseEnd.GIVEN_BACK else ""
    case.reason = ending.reason
    case.save(update_fields=["end", "event", "dossier", "reference", "reason", "by", "done_at"])
    return case


def _check(case: GatewayCase, ending: Ending) -> None:
    is_back = ending.end == CaseEnd.GIVEN_BACK
    if is_back and not ending.reference:
        raise refused.NeedsReference
    if not ending.reason:
        raise refused.NeedsReason
    event = case.transfer.event if case.transfer else None
    parts = Payment.objects.filter(part_of=OuterRef("pk"), restored=None)
    whole = Payment.objects.filter(~Exists(parts), event=event, reversal=None) if event else Payment.objects.none()
    row = whole.select_related("dossier").first()
    if is_back and row is not None and not is_settled(case):
        raise refused.StillRecorded(receipt=row.receipt, code=row.dossier.code)


def _received(case: GatewayCase, ending: Ending, *, by: User, seats: Seats, at: datetime) -> Event:
    """Record it as a payment of a dossier, by the desk of its agency."""
    code = "".join(ending.code.split()).upper()
    found = Dossier.objects.visible_to(seats).filter(code=code).first() if code else None
    if found is None:
        raise refused.NoSuchDossier
    desk = (one for one in policy.actors(by, seats) if one.role is Role.ONE_STOP_OFFICER)
    actor = next((one for one in desk if one.agency_id == found.agency_id), None)
    if actor is None:
        raise NotYours
    fee = Fee(case.amount or 0, PaidWay.TRANSFER.value, case.number[:LONGEST_REFERENCE], is_meant=ending.is_meant)
    return advance_within(
        found, acts.RECEIVE_PAYMENT, actor=actor, given=Given(fee=fee), seen=found.sequence, at=at
    )  # fmt: skip
