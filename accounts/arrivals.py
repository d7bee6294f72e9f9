"""Who comes with a request: the session, its account and that account's seats today, in one statement.

A session's row does not say whose it is; its signed text does. So a process remembers whose each session was when it
was last read, and reads that account beside it. It is a guess that the text confirms: ``django.contrib.auth`` asks
for the account that the text names and checks the password's hash in it, as ever; a wrong guess costs a
second statement.
"""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from accounts import seats
from accounts.models import User

MOST = 20_000
"""Sessions that a process remembers; with more it begins anew."""
_whose: dict[str, int] = {}
_arrived: ContextVar[User | None] = ContextVar("arrived", default=None)
"""The account that was read with the session of this thread's request, until it is asked for."""

_beside: dict[str, str] = {}
"""Numbers that are read with an account, by name: each a column of SQL in which ``person`` is its row."""
_NAMES = [field.attname for field in User._meta.concrete_fields]
_BY_SESSION = """
SELECT session.session_data, session.expire_date, {account}
FROM django_session AS session LEFT JOIN accounts_user AS person ON person.id = %(guess)s::bigint
WHERE session.session_key = %(key)s AND session.expire_date > %(now)s
"""
_BY_NUMBER = "SELECT {account} FROM accounts_user AS person WHERE person.id = %(pk)s"


def count_beside(name: str, column: str) -> None:
    """Have a number read with every account, by what another app knows: SQL in which ``person`` is the account's row.

    Called as an app gets ready. ``beside`` gives the number.
    """
    _beside[name] = column
    _asked.cache_clear()


def beside(user: User, name: str) -> int | None:
    """Return a number that was read with an account; None for one that did not come with a request."""
    found: dict[str, int] = getattr(user, "counted", {})
    return found.get(name)


@cache
def _asked(statement: str) -> str:
    """Return a statement with the columns of an account."""
    columns = (f'person."{field.column}"' for field in User._meta.concrete_fields)
    return statement.format(account=", ".join((seats.seat_columns("person.id"), *_beside.values(), *columns)))


def session(key: str, now: datetime) -> Session | None:
    """Return a session that has not expired; its account, if the process remembers it, waits for ``account``."""
    on = timezone.localdate(now)
    row = _row(_asked(_BY_SESSION), {"key": key, "now": now, "on": on, "guess": _whose.get(key)})
    _arrived.set(_loaded(row[2:], on) if row else None)
    return Session(session_key=key, session_data=row[0], expire_date=row[1]) if row else None


def account(pk: int) -> User | None:
    """Return an account with its seats today: the one that was read with the session, or from the database."""
    arrived = _arrived.get()
    _arrived.set(None)
    if arrived is not None and arrived.pk == pk:
        return arrived
    on = timezone.localdate()
    row = _row(_asked(_BY_NUMBER), {"pk": pk, "on": on})
    return _loaded(row, on) if row else None


def remember(key: str, pk: str) -> None:
    """Remember whose a session is."""
    if len(_whose) >= MOST:
        _whose.clear()
    _whose[key] = int(pk)


def _loaded(row: Sequence[Any], on: date) -> User | None:
    held, rest = row[: seats.COLUMNS], row[seats.COLUMNS :]
    counted, values = rest[: len(_beside)], rest[len(_beside) :]
    if values[0] is None:
        return None
    user = User.from_db(connection.alias, _NAMES, values)
    user.counted = dict(zip(_beside, counted, strict=True))  # type: ignore[attr-defined]
    seats.note(user, on, held)
    return user


def _row(statement: str, parameters: Mapping[str, Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
