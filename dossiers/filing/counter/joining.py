"""A person of the counter is joined with an account: by an officer who sees the card, and a code that the account shows (ADR 0093)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from accounts.entry import tries
from accounts.models import MailAddress, User
from accounts.people import persons
from accounts.signin import works_here
from dossiers.filing.counter import people
from dossiers.filing.counter.phones import digest_of, random_code
from dossiers.models import CounterPerson, Dossier, DossierQuerySet, Event, Joining, JoiningCode
from dossiers.refusals.joining import (
    JoinedElsewhere,
    NamelessAccount,
    NoJoiningCode,
    NumberUnknown,
    OfficerJoins,
    OwnJoining,
    SomebodyElsesAccount,
)
from procedures import locks
from procedures.locks import Lock

LASTS = timedelta(minutes=15)
LENGTH = 8
"""40 random bits that live for a quarter of an hour, typed by officers alone and behind a limit of tries."""
NEXT = timedelta(microseconds=1)
"""The database knows no shorter time."""


def make_code(account: User, *, at: datetime) -> str:
    """Make the code that an account shows at the counter, and end the one before it; nobody can read it later.

    Raises ``OfficerJoins`` for an account of the office, which must not handle what is its own.
    """
    if works_here(account):
        raise OfficerJoins
    made = random_code(LENGTH)
    JoiningCode.objects.update_or_create(account=account, defaults={"digest": digest_of(made), "made_at": at})
    return made


def join(
    person: CounterPerson, typed: str, *, by: User, visitor: str, at: datetime, takes_name: bool = False
) -> Joining:
    """Join a person whose card an officer has seen with the account that shows a code; return the joining.

    With ``takes_name`` an account that bears no name takes that of the card. Raises ``NoJoiningCode``, ``JoinedElsewhere``,
    ``NumberUnknown``, ``SomebodyElsesAccount``, ``OfficerJoins``, ``NamelessAccount`` where that is not said; TooManyTriesError where one desk
    has typed too many codes that there are not. Nothing is written then, and nothing of any account is said.
    """
    taken = tries.take([tries.Counter(tries.OF_CODE, f"join {visitor}")], at)
    with transaction.atomic():
        locks.take(Lock.COUNTER)
        code = _in_force(typed, at)
        taken.give_back()
        held = CounterPerson.objects.select_related("user", "joined").get(pk=person.pk)
        _refuse_unfit(held, code.account)
        if not code.account.full_name:
            # No sign-up asks for a name, so most accounts have none: the card that was seen is the first that gives one.
            if not takes_name:
                raise NamelessAccount(held.user.full_name)
            persons.name(code.account, held.user.full_name, by=by, at=at)
        before = held.joinings.order_by("-pk").values_list("parted_at", flat=True).first()
        since = max(at, before or at)
        made = Joining.objects.create(person=held, account=code.account, joined_at=since, joined_by=by)
        JoiningCode.objects.filter(account=code.account).delete()
        _carry_addresses(made)
    return made


def _carry_addresses(joining: Joining) -> None:
    """Let mail reach the account where it reached the person: both are one, whose card an officer has seen."""
    known = MailAddress.objects.filter(person=joining.person_id)
    rows = [
        MailAddress(
            person=joining.account,
            address=row.address,
            asked_at=row.asked_at,
            confirmed_at=row.confirmed_at,
            instead=row.instead,
        )
        for row in known.filter(Q(confirmed_at__isnull=False) | ~Q(instead=""))
    ]
    # What the account itself has confirmed, or called wrong, stands; what it was only asked of is answered.
    addresses = [row.address for row in rows]
    MailAddress.objects.filter(person=joining.account, address__in=addresses, confirmed_at=None, instead="").delete()
    MailAddress.objects.bulk_create(rows, ignore_conflicts=True)


def _take_addresses_back(joining: Joining) -> None:
    """Take from the account what the person had confirmed: it is somebody else's."""
    for row in MailAddress.objects.filter(person=joining.person_id):
        carried = MailAddress.objects.filter(person=joining.account_id, address=row.address, instead=row.instead)
        carried.filter(asked_at=row.asked_at, confirmed_at=row.confirmed_at).delete()


def _in_force(typed: str, at: datetime) -> JoiningCode:
    known = JoiningCode.objects.select_related("account").filter(made_at__gt=at - LASTS, account__is_active=True)
    code = known.filter(digest=digest_of(typed)).first()
    if code is None:
        raise NoJoiningCode
    return code


def _refuse_unfit(person: CounterPerson, account: User) -> None:
    if person.joined_id is not None:
        raise JoinedElsewhere
    if not person.number:
        raise NumberUnknown
    if works_here(account):
        raise OfficerJoins
    # What an account says of its number nobody has looked at: it can only speak against it.
    is_another = bool(account.personal_id) and account.personal_id not in (person.number, person.former)
    has_another = bool(account.full_name) and not people.is_called(person, account.full_name)
    if is_another or has_another:
        raise SomebodyElsesAccount


def part(joining: Joining, reason: str, *, by: User, at: datetime) -> Joining | None:
    """Part what was joined: from now on nothing of the person is open to the account; None where that was done meanwhile.

    What the account has done stays, and was right: it was done before. Raises ``OwnJoining`` for an administrator's own.
    """
    with transaction.atomic():
        standing = (
            Joining.objects.in_force().select_for_update(of=("self",)).select_related("person", "account", "joined_by")
        )
        held = standing.filter(pk=joining.pk).first()
        if held is None:
            return None
        _refuse_own(held, by)
        # An act of the account is either done before, and then it lies before the parting, or it finds the account parted.
        own = Dossier.objects.filter(applicant=held.person_id).order_by("pk")
        locked = list(own.select_for_update().values_list("pk", flat=True))
        done = Event.objects.filter(dossier__in=locked, actor=held.account_id, on_behalf_of=held.person_id)
        last = done.aggregate(last=Max("at"))["last"]
        held.parted_at = max(at, held.joined_at + NEXT, (last or held.joined_at) + NEXT)
        held.parted_by, held.reason = by, reason
        held.save(update_fields=["parted_at", "parted_by", "reason"])
        _take_addresses_back(held)
    return held


def _refuse_own(joining: Joining, by: User) -> None:
    """Raise ``OwnJoining`` where somebody of the office would open to the own seat what the own account reads."""
    numbers = {joining.account.personal_id, joining.person.number, joining.person.former} - {""}
    if by.pk == joining.account_id or by.personal_id in numbers:
        raise OwnJoining


def parted_last(person: CounterPerson) -> Joining | None:
    """Return the last joining of a person that an administrator has parted; None where there is none."""
    return person.joinings.filter(parted_by__isnull=False).select_related("parted_by").order_by("-pk").first()


def dossiers_of(account: User) -> DossierQuerySet:
    """Return the dossiers of the counter that an account may read, the newest first."""
    return Dossier.objects.filter(applicant__at_counter__joined=account).order_by("-filed_at", "-pk")


def all_of(account: User) -> DossierQuerySet:
    """Return all that an account does the applicant's part of: what it has filed, and those of the counter.

    Of several people an index on who has applied has all, of two conditions none.
    """
    joined = CounterPerson.objects.filter(joined=account).values_list("pk", flat=True)
    whose = User.objects.filter(pk=account.pk).values_list("pk", flat=True).union(joined, all=True)
    return Dossier.objects.filter(applicant__in=whose)


def account_of(dossier: Dossier) -> User:
    """Return the account that is told of a dossier: that with which its person was joined, else the applicant's own."""
    person = people.served(dossier)
    return person.joined if person and person.joined else dossier.applicant


def forget(before: datetime) -> None:
    """Delete the codes that were made before an instant."""
    JoiningCode.objects.filter(made_at__lte=before).delete()
