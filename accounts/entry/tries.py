"""How often a password, or a secret address, may be tried: counted in the database, exactly, for all processes together (ADR-0026)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from accounts.models import SignInTry


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries in any such span of time, each counted for somebody or something of this kind."""

    name: str
    tries: int
    within: timedelta


OF_ACCOUNT = Limit("account", 5, timedelta(minutes=5))
"""Tries from browsers that the account does not know, all together."""
OF_ADDRESS = Limit("address", 10, timedelta(minutes=1))
"""Tries from such browsers behind one network address, whatever the account."""
OF_DEVICE = Limit("device", 5, timedelta(minutes=5))
"""Tries for an account from one browser that it knows; they count nowhere else."""
OF_FEED = Limit("feed", 60, timedelta(minutes=1))
"""Secret addresses that there are not, asked for from one network address."""
OF_CODE = Limit("code", 20, timedelta(minutes=1))
"""Codes of the counter that there are not, typed or asked for from one network address."""
LONGEST = max(limit.within for limit in (OF_ACCOUNT, OF_ADDRESS, OF_DEVICE, OF_FEED, OF_CODE))
REMOVED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Counter:
    """One limit for one account, address or browser."""

    limit: Limit
    of: str

    @property
    def key(self) -> str:
        """What stands in the database: nobody reads an address or a typed name out of it."""
        return digest(f"{self.limit.name}:{self.of}")


class TooManyTriesError(Exception):
    """Another password is examined from ``until`` on."""

    def __init__(self, limit: Limit, until: datetime) -> None:
        """Keep which limit was reached, and when it lets the next one pass."""
        super().__init__(limit.name)
        self.limit = limit
        self.until = until


@dataclass(frozen=True, slots=True)
class Taken:
    """A try that was counted before its password is looked at."""

    ids: tuple[int, ...]

    def give_back(self) -> None:
        """Count it no more: the password was right."""
        SignInTry.objects.filter(pk__in=self.ids).delete()


def digest(text: str) -> str:
    """Return what stands for a text in the database and in the log; the same text gives the same digest."""
    return salted_hmac("accounts.tries", text, algorithm="sha256").hexdigest()


def take(counters: Sequence[Counter], now: datetime) -> Taken:
    """Count a try in each counter, or in none; raise TooManyTriesError where one of them is full.

    It is committed before the password is examined, so that tries at the same time see each other.
    """
    with transaction.atomic():
        _alone(counters)
        for counter in counters:
            _refuse_if_full(counter, now)
        _forget_old(now)
        made = SignInTry.objects.bulk_create(SignInTry(key=counter.key, at=now) for counter in counters)
    return Taken(tuple(one.pk for one in made))


def forget(counters: Iterable[Counter]) -> None:
    """Count nothing of what was tried so far: the person has proved in another way who it is."""
    SignInTry.objects.filter(key__in=[counter.key for counter in counters]).delete()


def _alone(counters: Sequence[Counter]) -> None:
    """Hold the counters until the transaction ends, in one order for all, so that nobody waits in a circle."""
    with connection.cursor() as cursor:
        for key in sorted(counter.key for counter in counters):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _refuse_if_full(counter: Counter, now: datetime) -> None:
    limit = counter.limit
    counted = SignInTry.objects.filter(key=counter.key, at__gt=now - limit.within).order_by("-at")
    newest = list(counted.values_list("at", flat=True)[: limit.tries])
    if len(newest) == limit.tries:
        raise TooManyTriesError(limit, newest[-1] + limit.within)


def _forget_old(now: datetime) -> None:
    """Remove some of what no limit counts any more, whosever it was; rows that others are removing are theirs."""
    old = SignInTry.objects.filter(at__lte=now - LONGEST).select_for_update(skip_locked=True)
    SignInTry.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:REMOVED_AT_ONCE])).delete()
