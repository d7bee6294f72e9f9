"""Who comes with a request: the session, its account and that account's seats today, in one statement.

A session's row does not say whose it is; its signed text does. So a process remembers whose each session was when it
was last read, and reads that account beside it. It is a guess that the text confirms: ``django.contrib.auth`` asks
for the account that the text names and checks the password's hash in it, as ever; a wrong guess costs a
second statement.
"""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import date, datetime
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

_NAMES = [field.attname for field in User._meta.concrete_fields]
_ACCOUNT = f"""{seats.HELD.format(user="person.id")}, {", ".join(f'person."{field.column}"' for field in User._meta.concrete_fields)}"""
_BY_SESSION = f"""
SELECT session.session_data, session.expire_date, {_ACCOUNT}
FROM django_session AS session LEFT JOIN accounts_user AS person ON person.id = %(guess)s::bigint
WHERE session.session_key = %(key)s AND session.expire_date > %(now)s
"""
_BY_NUMBER = f"SELECT {_ACCOUNT} FROM accounts_user AS person WHERE person.id = %(pk)s"


def session(key: str, now: datetime) -> Session | None:
    """Return a session that has not expired; its account, if the process remembers it, waits for ``account``."""
    on = timezone.localdate(now)
    row = _row(_BY_SESSION, {"key": key, "now": now, "on": on, "guess": _whose.get(key)})
    _arrived.set(_loaded(row[2:], on) if row else None)
    return Session(session_key=key, session_data=row[0], expire_date=row[1]) if row else None


def account(pk: int) -> User | None:
    """Return an account with its seats today: the one that was read with the session, or from the database."""
    arrived = _arrived.get()
    _arrived.set(None)
    if arrived is not None and arrived.pk == pk:
        return arrived
    on = timezone.localdate()
    row = _row(_BY_NUMBER, {"pk": pk, "on": on})
    return _loaded(row, on) if row else None


def remember(key: str, pk: str) -> None:
    """Remember whose a session is."""
    if len(_whose) >= MOST:
        _whose.clear()
    _whose[key] = int(pk)


def _loaded(row: Sequence[Any], on: date) -> User | None:
    held, absent, *values = row
    if values[0] is None:
        return None
    user = User.from_db(connection.alias, _NAMES, values)
    seats.note(user, on, held, absent)
    return user


def _row(statement: str, parameters: Mapping[str, Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
