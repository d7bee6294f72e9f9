"""Connections to a server that are kept, as those of a proxy are, and people who are signed in."""

import http.client
import select
from dataclasses import dataclass
from importlib import import_module
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.models import User

TOKEN = "b" * 32
"""The CSRF token of everybody here."""
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that was read to its end: status, where it leads, its bytes."""

    status: int
    location: str
    body: bytes


class Line:
    """A connection that is kept between requests, and made anew where the server has closed it meanwhile."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:  # fmt: skip
        self._connection.close()

    def get(self, path: str, cookies: str = "") -> Reply:
        """Ask for a page."""
        return self._request("GET", path, "", {"Cookie": cookies} if cookies else {})

    def post(self, path: str, fields: dict[str, str], cookies: str) -> Reply:
        """Post a form. Sent twice where a connection ends unanswered: a form of ours is taken once, by its key or sequence."""
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        return self._request("POST", path, urlencode(fields | {"csrfmiddlewaretoken": TOKEN}), headers)

    def _request(self, method: str, path: str, body: str, headers: dict[str, str]) -> Reply:
        was_kept = self._connection.sock is not None
        if was_kept and self._is_closed():
            self._connection.close()
            was_kept = False
        try:
            return self._exchange(method, path, body, headers)
        except (ConnectionError, http.client.HTTPException):
            # Closed by the server between the look at it and the request: no fault of the server's, once.
            self._connection.close()
            if not was_kept:
                raise
        return self._exchange(method, path, body, headers)

    def _exchange(self, method: str, path: str, body: str, headers: dict[str, str]) -> Reply:
        self._connection.request(method, path, body or None, headers)
        response = self._connection.getresponse()
        return Reply(response.status, response.headers["Location"] or "", response.read())

    def _is_closed(self) -> bool:
        """Say whether the server has ended a connection on which nothing is under way: its end can be read."""
        readable, _writable, _failed = select.select([self._connection.sock], [], [], 0)
        return bool(readable)


def cookies_of(user: User) -> str:
    """Sign a person in without a page; return the cookies of the browser."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return f"sessionid={store.session_key}; csrftoken={TOKEN}"
