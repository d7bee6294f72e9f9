"""How a printed form goes to whoever gets answers by post: what is noted of it beside the paper, and what waits (ADR 0104)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Channel, CounterPerson, Dossier, Letter, Sending
from dossiers.refusals.undoing import NotOfThatDay
from procedures.machine import Paper, Status
from procedures.results import Way
from procedures.time.calendar import LOCAL, local

FORMS = frozenset(paper.value for paper in Paper)
"""What is sent: the forms. A cover note goes with its result, and a proof of filing is handed out at the counter."""
WAITS_FOR = timedelta(days=90)
"""So long a paper of which nothing is noted stands in the list; of one of before this list nobody knows whether it went."""


def goes_out(letter: Letter, dossier: Dossier) -> bool:
    """Say whether of a paper it may be noted how it went: a form of a dossier that came on paper."""
    return letter.kind in FORMS and dossier.channel != Channel.ONLINE


def noted(letter: Letter, way: Way, *, on: date, by: User, at: datetime, number: str = "") -> Sending | None:
    """Note that a paper went out on a day; None where just that is noted already.

    It is behind the lock of the dossier, so that two presses of one form are one. Raises ``NotOfThatDay`` for a day before that of its issue, or to
    come.
    """
    first, last = local(letter.issued_at).date(), local(at).date()
    if not first <= on <= last:
        raise NotOfThatDay(first)
    with transaction.atomic():
        Dossier.objects.select_for_update(of=("self",)).only("pk").get(pk=letter.dossier_id)
        same = {"letter": letter, "way": way.value, "item": Sending.item_of(number), "on": on}
        if Sending.objects.standing().filter(**same).exists():
            return None
        return Sending.objects.create(**same, number=number, by=by, at=at)


def taken_back(key: int, letter: Letter, *, by: User, at: datetime) -> bool:
    """Take back what was noted of a paper, whoever has noted it; what stood there is kept. Say whether there was anything."""
    standing = Sending.objects.standing().filter(pk=key, letter=letter)
    return bool(standing.update(taken_back_at=at, taken_back_by=by))


def sendings_of(letters: Collection[Letter]) -> Mapping[int, list[Sending]]:
    """Return by paper how it went out, the last first: one statement, or none where there are no papers."""
    found: dict[int, list[Sending]] = {}
    rows = Sending.objects.standing().select_related("by").filter(letter__in=letters).order_by("-on", "-pk")
    for one in rows if letters else ():
        found.setdefault(one.letter_id, []).append(one)
    return found


def sent_of(dossier: Dossier, letters: Collection[Letter]) -> Mapping[int, list[Sending]]:
    """Return the same of one dossier; nothing is asked of one that came on line, whose papers go by mail."""
    return {} if dossier.channel == Channel.ONLINE else sendings_of(letters)


def sent_among(letters: Collection[Letter]) -> Mapping[int, list[Sending]]:
    """Return the same of papers of several dossiers, which are loaded with them."""
    return sendings_of([one for one in letters if goes_out(one, one.dossier)])


def waiting(at: datetime) -> QuerySet[Letter]:
    """Narrow to the forms that may be for somebody who gets answers by post, and of which nothing is noted; the oldest first.

    Who filed by letter does; who has no account, no phone and no mail that is known does where the form was not handed
    out at the counter at once. What is over by now is not posted any more (``_holds``).
    """
    alone = CounterPerson.objects.filter(pk=OuterRef("dossier__applicant"), joined=None, user__phone="")
    by_letter = Q(dossier__channel=Channel.POST)
    at_desk = Q(dossier__channel=Channel.DESK) & ~Q(kind=Paper.RECEIPT.value) & Exists(alone)
    out = Sending.objects.standing().filter(letter=OuterRef("pk"))
    found = Letter.objects.filter(by_letter | at_desk, ~Exists(out), kind__in=FORMS, issued_at__gt=at - WAITS_FOR)
    return found.filter(_holds()).order_by(F("issued_at").asc(), "pk")


def _holds() -> Q:
    """Return of which forms what they say still holds.

    An appointment, first or anew, until the dossier has ended; a request for a supplement while its answer is waited for,
    and no later one was made. A refusal and a notice that it was stopped are themselves the end.
    """
    is_promise = Q(kind__in=(Paper.RECEIPT.value, Paper.APOLOGY.value))
    later = Letter.objects.filter(
        dossier=OuterRef("dossier"), kind=OuterRef("kind"), issued_at__gt=OuterRef("issued_at")
    )
    is_asked = Q(dossier__holder=Role.CITIZEN) & ~Q(dossier__status=Status.FINANCIAL_OBLIGATION) & ~Exists(later)
    is_request = Q(kind=Paper.SUPPLEMENT_REQUEST.value)
    return (is_promise & ~Q(dossier__holder="")) | (is_request & is_asked) | ~(is_promise | is_request)


def days_since(letter: Letter, at: datetime) -> int:
    """Return for how many days a paper waits."""
    return (at.astimezone(LOCAL).date() - local(letter.issued_at).date()).days
