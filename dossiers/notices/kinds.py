"""All notices about a dossier: who gets each, and to which group of a person's choices it belongs. ``docs/notices.md`` is this table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dossiers import outbox
from procedures.machine import Status


class Whom(StrEnum):
    """Who gets a notice."""

    APPLICANT = "applicant"
    HOLDER = "holder"
    """Who has to act: a case officer with the substitutes, all who hold the seat, or the head where nobody does."""
    DESK = "desk"
    """The one-stop desk, whoever holds the dossier."""
    NAMED = "named"
    """The colleagues whom a note names."""
    SUBSTITUTE = "substitute"
    """Who is entered to stand in for a colleague (``planned.standing_in``)."""
    HEAD = "head"
    """The head of the division; where none is left, who answers for the agency; with them who gives seats, where only a seat helps
    (``planned.declared``)."""
    AWAY = "away"
    """Who is away, of what others have entered or ended of that; of its end who stood in, or had entered it (``planned.standing_in``)."""
    REPLACED = "replaced"
    """The officer of the desk in whose place a colleague has done something (``planned.in_place``)."""
    ABOVE = "above"
    """Who has it, then the head of the division, then the leader of the agency (``planned.ladder``)."""


class Group(StrEnum):
    """What a person chooses mail for, or does not."""

    LAW = "law"
    """A law asks that it is sent: nobody can do without."""
    MESSAGES = "messages"
    CONFIRMATIONS = "confirmations"
    MONEY = "money"
    SUPPLY = "supply"
    DEADLINES = "deadlines"
    COLLEAGUES = "colleagues"
    APPLICANTS = "applicants"


class Waits(StrEnum):
    """Whether the mail of a notice to officers may come in the one of the next working morning: nothing is lost by that."""

    NO = "no"
    UNLESS_DUE = "unless it is due"
    """Not of a dossier whose step or date ends that day, or has: by the morning it would be late."""
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Row:
    """What is fixed of a kind of notice. All of them wait on the site; a mail goes out besides, if it is wanted."""

    whom: Whom
    group: Group
    waits: Waits = Waits.NO
    by_text: bool = True
    """Of one to applicants: whether it goes as SMS or by Zalo at all."""

    @property
    def is_texted(self) -> bool:
        """Whether it goes as SMS or by Zalo besides to who has chosen so and confirmed a phone: to applicants alone."""
        return self.whom is Whom.APPLICANT and self.by_text

    @property
    def is_daily(self) -> bool:
        """Whether an applicant who has chosen so gets it in the one mail of a day: never what a law asks for."""
        return self.whom is Whom.APPLICANT and self.group is not Group.LAW


OF_LAW = (
    "filed",
    outbox.ACCEPTED,
    outbox.REAPPOINTED,
    outbox.RESUMED,
    outbox.RECOUNTED,
    outbox.SUPPLY_RECOUNTED,
    outbox.PLACE_MOVED,
    outbox.SUPPLY_PLACE_MOVED,
    outbox.PLACE_CLOSED,
    outbox.PLACE_OPEN,
    outbox.INSUFFICIENT,
    outbox.REVOKED,
    outbox.FEE_DUE,
    outbox.DEMAND_WITHDRAWN,
    outbox.HANDED_BACK,
    outbox.SENT_BACK,
    outbox.POST_NUMBER,
    *(outbox.NOTICES[status] for status in Status if status in outbox.NOTICES),
)
"""A change of status, what is asked for, and a date that moves (NĐ 224/2026/NĐ-CP art. 15(1)(g); NĐ 118/2025/NĐ-CP).

A demand that is withdrawn is one: nothing is to be paid, and the dossier goes on. So is what went back: whoever it belongs
to learns who took it, as with a result; and that a result is had, or an answer brought, elsewhere than the paper about it
says, or later, which holds no more in that; and the right number of an item that is with the post.
"""
OF_MONEY = (
    outbox.NOT_PROVEN,
    outbox.PAID,
    outbox.PAID_BACK,
    outbox.PART_UNDONE,
    outbox.WAIVED,
    outbox.LET_PASS,
    outbox.MONEY_KEPT,
)
ESCALATED = "escalated"
"""A deadline has gone up the ladder: about no event of the record."""
STANDS_IN = "stands-in"
"""Somebody is entered to stand in for a colleague: about no dossier."""
INTEREST = "interest"
"""An officer has declared an interest in a dossier, or it was ended: about no event of the record."""
AWAY = "away"
"""Others have entered or ended somebody's absence: about no dossier."""
COUNTER_CLOSED = "counter-closed"
"""A colleague has closed an officer's counter: about no dossier."""
ENTRY_TAKEN = "entry-taken"
"""A colleague has taken over, or thrown away, what an officer had begun to enter: about no dossier either."""
NO_LONGER_FITS = "no-longer-fits"
"""What remains of a path needs more time than is left: about no event either (``planned.outrun``)."""
UNCOLLECTED = "uncollected"
"""A result has waited for so many days: about no event either."""
NOTICES: Mapping[str, Row] = {
    **dict.fromkeys(OF_LAW, Row(Whom.APPLICANT, Group.LAW)),
    outbox.MESSAGE: Row(Whom.APPLICANT, Group.MESSAGES),
    outbox.ANSWERED: Row(Whom.APPLICANT, Group.CONFIRMATIONS),
    outbox.WITHDRAWAL_ASKED: Row(Whom.APPLICANT, Group.CONFIRMATIONS),
    outbox.RECEIVING_CHANGED: Row(Whom.APPLICANT, Group.CONFIRMATIONS),
    **dict.fromkeys(OF_MONEY, Row(Whom.APPLICANT, Group.MONEY)),
    outbox.SUPPLY_ENDS: Row(Whom.APPLICANT, Group.SUPPLY),
    # It is told again and again, and the desk phones those whom no mail reaches.
    UNCOLLECTED: Row(Whom.APPLICANT, Group.SUPPLY, by_text=False),
    **dict.fromkeys(outbox.REMINDERS.values(), Row(Whom.HOLDER, Group.DEADLINES)),
    # One that is near by the new date is told as that besides.
    outbox.MOVED: Row(Whom.HOLDER, Group.DEADLINES, Waits.YES),
    ESCALATED: Row(Whom.ABOVE, Group.DEADLINES),
    # On the last day on which the return date can be moved it does not wait.
    NO_LONGER_FITS: Row(Whom.HOLDER, Group.DEADLINES, Waits.UNLESS_DUE),
    outbox.REMINDED: Row(Whom.HOLDER, Group.COLLEAGUES),
    outbox.ASSIGNED: Row(Whom.HOLDER, Group.COLLEAGUES, Waits.UNLESS_DUE),
    outbox.MENTIONED: Row(Whom.NAMED, Group.COLLEAGUES, Waits.YES),
    # From a day on: who stands in from today on has work today.
    STANDS_IN: Row(Whom.SUBSTITUTE, Group.COLLEAGUES, Waits.UNLESS_DUE),
    # It cannot wait: the dossier may lie still until it is given to somebody else.
    INTEREST: Row(Whom.HEAD, Group.COLLEAGUES),
    AWAY: Row(Whom.AWAY, Group.COLLEAGUES, Waits.YES),
    # It cannot wait: whose counter is closed may take cash at it meanwhile.
    COUNTER_CLOSED: Row(Whom.REPLACED, Group.COLLEAGUES),
    ENTRY_TAKEN: Row(Whom.REPLACED, Group.COLLEAGUES, Waits.YES),
    outbox.WRITTEN: Row(Whom.HOLDER, Group.APPLICANTS, Waits.YES),
    outbox.PROVEN: Row(Whom.DESK, Group.APPLICANTS, Waits.YES),
    outbox.RECEIVED_OTHERWISE: Row(Whom.DESK, Group.APPLICANTS, Waits.YES),
}
CAN_WAIT = frozenset(kind for kind, row in NOTICES.items() if row.waits is not Waits.NO)
DAILY = frozenset(kind for kind, row in NOTICES.items() if row.is_daily)


def groups(*, of_office: bool, of_applicants: bool) -> tuple[Group, ...]:
    """Return what somebody can choose: what applicants get, what officers get, or both."""
    rows = [row for row in NOTICES.values() if (of_applicants if row.whom is Whom.APPLICANT else of_office)]
    return tuple(dict.fromkeys(row.group for row in rows if row.group is not Group.LAW))
