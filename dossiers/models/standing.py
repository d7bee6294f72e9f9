"""How a dossier stands in time: read off a few columns, by the dossier itself and by its row of a list alike."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

from django.db.models import F, Q
from django.db.models.functions import Greatest

from accounts.rights import MANAGERS, OF_DIVISION, WHOLE_AGENCY
from accounts.roles import Role
from accounts.seats import About, Seat, Seats
from dossiers.clock import Verdict
from procedures.machine import Status

MINUTE = timedelta(minutes=1)
"""A limit in hours is over from the next minute on (``clock.late_from``)."""
ANSWERED_BY_DESK = frozenset({Status.REGISTERED, Status.SUPPLEMENT_REQUESTED})
"""The statuses in which a dossier that the desk holds waits for its answer (``State.owes_answer``)."""

PAUSED = frozenset({Status.SUPPLEMENT_REQUESTED, Status.FINANCIAL_OBLIGATION})
"""The statuses in which the clock stands still."""

BY_APPLICANT = "applicant"
BY_OFFICE = "office"
"""Who wrote a message (``Dossier.message_from``)."""


SETTLED = Q(holder=Role.CITIZEN, status=Status.FINANCIAL_OBLIGATION, owed__lte=F("let_pass_up_to"))
"""What waits for a payment of which nothing is owed any more, or no more than a leader let pass: the desk is to confirm it (ADR 0063)."""

WITHOUT_DEBT = (Status.REJECTED, Status.WITHDRAWN, Status.STOPPED)
"""The ends without a result, after which nobody waits for what is owed (docs/statistics.md)."""
OWING = Q(owed__gt=0) & ~Q(status__in=WITHOUT_DEBT)
"""What owes something that somebody waits for."""
WITHDRAWING = Q(withdrawal_asked=True) & ~Q(holder="") & ~Q(status=Status.RESULT_READY)
"""What its applicant wants back and the desk has not given back: a wish that came with the result came too late."""
PROMISED = ~Q(holder="") & Q(promised_for__isnull=False)
"""What is open and was once apologised for without another date (ADR 0075)."""
DAY_TO_COME = Greatest("promised_for", "due_at")
"""On which day one comes for a result, as ``display.promises.day_to_come`` says it: of two the later, of one that one (PostgreSQL)."""
MOVED = ~Q(holder="") & Q(reappointed=True)
"""What is open and was once apologised for in time, with another date."""
OVERPAID = Q(paid__gt=0) & Q(paid__gt=F("charged") - F("waived"))
"""What was paid too much of, as ``overpaid`` counts it: never where nobody knows what is due."""
UNDECIDED = Q(status__in=WITHOUT_DEBT, paid__gt=F("kept"))
"""What ended so and was paid, and nobody has given it back or decided that it stays."""


def is_noted(noted: datetime | None, deadline: datetime | None) -> bool:
    """Say whether a remark was made for a deadline, or for a later one that a calendar has taken back since."""
    return noted is not None and deadline is not None and noted >= deadline


def overpaid(charged: int | None, waived: int, paid: int) -> int:
    """Return how many đồng were paid that are not due, of what is due, waived and paid; 0 where nobody knows what is due."""
    return 0 if charged is None else min(paid, max(0, paid + waived - charged))


class Columns(Protocol):
    """The columns that say it; what each holds is told at the dossier's own."""

    @property
    def holder(self) -> str:
        """The role that must act, "" at an end."""

    @property
    def status(self) -> int:
        """The national status."""

    @property
    def verdict(self) -> str:
        """The verdict, "" before there is one."""

    @property
    def deadline_at(self) -> datetime:
        """What the holder must meet."""

    @property
    def due_soon_at(self) -> datetime | None:
        """From when on the appointment is near."""

    @property
    def late_at(self) -> datetime | None:
        """The first instant past the appointment."""

    @property
    def resolved_at(self) -> datetime | None:
        """When it was resolved."""

    @property
    def message_from(self) -> str:
        """Who wrote the last message that needs an answer."""

    @property
    def owed(self) -> int | None:
        """What the applicant owes in đồng; None where nobody knows."""

    @property
    def charged(self) -> int | None:
        """What is due in đồng; None where nobody knows."""

    @property
    def waived(self) -> int:
        """What of that nobody has to pay."""

    @property
    def paid(self) -> int:
        """What came in and stayed."""

    @property
    def let_pass_up_to(self) -> int:
        """What a leader has let it go on without."""

    @property
    def proofs(self) -> int:
        """How many proofs of payment wait for the desk."""


class Leaving(Protocol):
    """The columns that say whether a dossier is to be withdrawn."""

    @property
    def withdrawal_asked(self) -> bool:
        """Whether its applicant has asked for that."""

    @property
    def is_open(self) -> bool:
        """Whether it goes on still."""

    @property
    def status(self) -> int:
        """Its status in the register of the law."""


class Standing:
    """What whoever has the columns can tell."""

    __slots__ = ()

    @property
    def is_open(self: Columns) -> bool:
        """Say whether somebody still has to act."""
        return bool(self.holder)

    @property
    def message_waits(self: Columns) -> bool:
        """Say whether the applicant wrote and nobody has answered."""
        return self.message_from == BY_APPLICANT

    @property
    def proof_waits(self: Columns) -> bool:
        """Say whether the desk has still to look at a proof of payment; after the end nobody does."""
        return self.proofs > 0 and bool(self.holder)

    @property
    def payment_settled(self: Columns) -> bool:
        """Say whether a payment is waited for of which nothing is owed any more, or no more than was let pass: the desk confirms it."""
        waits = self.holder == Role.CITIZEN and self.status == Status.FINANCIAL_OBLIGATION
        return waits and self.owed is not None and self.owed <= self.let_pass_up_to

    @property
    def is_leaving(self: Leaving) -> bool:
        """Whether it is to be withdrawn, so that nobody is asked for its fee; a wish that came with the result came too late."""
        return self.withdrawal_asked and self.is_open and self.status != Status.RESULT_READY

    @property
    def goes_on_unpaid(self: Columns) -> bool:
        """Say whether it is worked on although something is owed: a leader has let all of that pass."""
        return bool(self.holder and self.owed) and (self.owed or 0) <= self.let_pass_up_to

    @property
    def debt(self: Columns) -> int | None:
        """What is owed and still to be paid: nothing of what ended without a result. None where nobody knows."""
        return 0 if self.owed and self.status in WITHOUT_DEBT else self.owed

    @property
    def overpaid(self: Columns) -> int:
        """What was paid too much, in đồng."""
        return overpaid(self.charged, self.waived, self.paid)

    @property
    def owes_answer(self: Columns) -> bool:
        """Say whether the desk has not yet answered a filing or a supplement; ``deadline_at`` says by when."""
        return _owes_answer(self)

    def answer_is_late(self: Columns, now: datetime) -> bool:
        """Say whether the desk has let the time to answer pass; an hour limit is late from the next minute."""
        return _owes_answer(self) and now >= self.deadline_at + MINUTE

    def is_due_soon(self: Columns, now: datetime) -> bool:
        """Say whether the appointment is near, while the clock runs."""
        return not self.verdict and self.due_soon_at is not None and now >= self.due_soon_at

    def is_late(self: Columns, now: datetime) -> bool:
        """Say whether it is, or was when it was resolved, past its appointment in force."""
        if self.verdict:
            return self.verdict == Verdict.OVERDUE
        return self.late_at is not None and self.resolved_at is None and now >= self.late_at


def _owes_answer(dossier: Columns) -> bool:
    return dossier.holder == Role.ONE_STOP_OFFICER and dossier.status in ANSWERED_BY_DESK


def by(seats: Seats, absent: int | None, found: Q) -> Q:
    """Narrow what somebody has to what is handled in the place of who is away: nothing that one applied for or is kept out of.

    ``absent`` is None of the own work, which stays as it is.
    """
    if absent is None:
        return found
    lender = seats.lender(absent)
    own = Q(applicant__in=lender.accounts) if len(lender.accounts) > 1 else Q(applicant=absent)
    lent = found & ~own
    return lent & ~Q(pk__in=lender.kept_out) if lender.kept_out else lent


def agencies(seats: Seats) -> Iterator[Q]:
    """Give what seats show of each agency: what the own ones do, and beside it what those show that are lent."""
    held = [seat for seat in seats if seat.role in WHOLE_AGENCY | OF_DIVISION]
    for agency in dict.fromkeys(seat.agency_id for seat in held):
        here = [seat for seat in held if seat.agency_id == agency]
        own = _shown(agency, [seat for seat in here if seat.stands_for is None])
        lent = [seat for seat in here if seat.stands_for is not None]
        if own == Q(agency=agency) or not lent:
            yield own
            continue
        shown = own
        for absent in dict.fromkeys(seat.stands_for for seat in lent):
            of_one = [seat for seat in lent if seat.stands_for == absent]
            shown |= by(seats, absent, _shown(agency, of_one))
        # Said of all of it, so that the agency's own order is walked (``_shown``).
        yield Q(agency=agency) & shown


def _shown(agency: int, seats: Iterable[Seat]) -> Q:
    """Return what seats in an agency show of it: all, what a division holds, or several of them.

    Of several divisions the agency's own order is walked, or all that they hold would be sorted for one page.
    """
    if any(seat.role in WHOLE_AGENCY for seat in seats):
        return Q(agency=agency)
    divisions = list(dict.fromkeys(seat.unit_id for seat in seats))
    if len(divisions) > 1:
        return Q(agency=agency, division__in=divisions)
    return Q(division=divisions[0]) if divisions else Q(pk__in=())


def kept_from(seats: Seats) -> Q:
    """Return what somebody neither sees nor handles, whatever the seats: one's own, and where one has declared an interest (ADR 0094)."""
    own = Q(applicant__in=seats.own_accounts) if seats.same_person else Q(applicant=seats.user_id)
    return own | Q(pk__in=seats.kept_out) if seats.kept_out else own


def is_kept_from(seats: Seats, dossier: About) -> bool:
    """Say the same of one dossier."""
    return dossier.applicant_id in seats.own_accounts or dossier.pk in seats.kept_out


def unlisted_for(seats: Seats) -> tuple[int, ...]:
    """Return the keys of what lists of figures and the register name nobody of to somebody: where one has declared an interest.

    Of nothing for whoever answers for the agency by a seat of one's own (ADR 0094).
    """
    answers = any(seat.role in MANAGERS and seat.stands_for is None for seat in seats)
    return () if answers else seats.kept_out


def had_by(seats: Seats) -> Q:
    """Return what narrows to dossiers that one of these seats has."""
    held = Q(pk__in=())
    for seat in seats:
        here = Q(holder=seat.role, unit=seat.unit_id)
        if seat.role is not Role.SPECIALIST:
            held |= by(seats, seat.stands_for, here)
            continue
        for officer in seats.officers(seat):
            held |= by(seats, None if officer == seats.user_id else officer, here & Q(assignee=officer))
    return held


def answered_for(seats: Seats) -> Q:
    """Return what lies in the divisions that somebody heads, and in all of an agency that one answers for."""
    found = Q(pk__in=())
    for seat in seats:
        if seat.role is Role.DIVISION_HEAD:
            found |= by(seats, seat.stands_for, Q(unit=seat.unit_id))
        elif seat.role in MANAGERS:
            found |= by(seats, seat.stands_for, Q(agency=seat.agency_id))
    return found


def settled_for(seats: Seats) -> Q:
    """Return what narrows to payments that the desk is to confirm; to nothing for whoever has no seat there."""
    settled = Q(pk__in=())
    for seat in _desks(seats):
        settled |= by(seats, seat.stands_for, Q(agency=seat.agency_id) & SETTLED)
    return settled


def messages_for(seats: Seats) -> Q:
    """Return what narrows to dossiers that nobody works on, but of whose messages the desk answers the last (ADR 0046).

    These wait for the applicant or for being collected, or have ended; none of them is among ``settled_for``.
    """
    written = Q(pk__in=())
    idle = Q(holder__in=("", Role.CITIZEN)) | Q(status=Status.RESULT_READY)
    for seat in _desks(seats):
        found = Q(agency=seat.agency_id, message_from=BY_APPLICANT) & idle & ~SETTLED
        written |= by(seats, seat.stands_for, found)
    return written


def _desks(seats: Seats) -> list[Seat]:
    """Return a seat at the desk of each agency, the own one where there is one, and those that are lent beside none."""
    desks = [seat for seat in seats if seat.role is Role.ONE_STOP_OFFICER]
    own = {seat.agency_id: seat for seat in reversed(desks) if seat.stands_for is None}
    return [*own.values(), *(seat for seat in desks if seat.agency_id not in own)]


TO_ANSWER = Q(holder=Role.ONE_STOP_OFFICER, status__in=sorted(ANSWERED_BY_DESK), resolved_at=None)
"""What the desk has to answer (``State.owes_answer``)."""
LATE_IN_PAUSE = Q(status__in=sorted(PAUSED), late_at__isnull=False, resolved_at=None) & ~Q(holder="")
"""What was late when its clock stopped."""


def unanswered(now: datetime) -> Q:
    """Return the filter of what the desk has not answered in time (``State.owes_answer``)."""
    return TO_ANSWER & Q(deadline_at__lte=now - MINUTE)


def to_answer(now: datetime) -> Q:
    """Return the filter of what the desk has still to answer, within its time."""
    return TO_ANSWER & Q(deadline_at__gt=now - MINUTE)


def past_step(now: datetime) -> Q:
    """Return the filter of what is past its step, or its event, and neither paused nor overdue (``badges.due_first``)."""
    is_running = ~Q(holder="") & ~Q(status__in=PAUSED) & Q(resolved_at=None)
    in_time = Q(late_at=None) | Q(late_at__gt=now)
    return is_running & in_time & Q(nearest_at__lte=now - MINUTE, nearest_at__lt=F("deadline_at"))
