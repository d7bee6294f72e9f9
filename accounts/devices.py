"""Browsers from which somebody has signed in before: device cookies, as OWASP describes them (ADR-0026).

The cookie is a random number and a mark for each account, newest first. A mark is a digest under SECRET_KEY of the number,
the account and its password's hash: nobody can make one, read an account out of it, or use it after a change of the
password. Whoever has the cookie still needs the password.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User

COOKIE = "device"
KEPT = timedelta(days=180)
"""From the last sign-in on."""
ACCOUNTS = 8
"""Of one browser, at a counter where several people sign in; the oldest goes."""
_LENGTH = 32
_SHAPE = re.compile(rf"[0-9a-f]{{{_LENGTH}}}(\.[0-9a-f]{{{_LENGTH}}}){{1,{ACCOUNTS}}}")
_REMEMBERED = "_remembered_account"


@dataclass(frozen=True, slots=True)
class Device:
    """A browser: its random number, and the marks of the accounts that know it."""

    number: str
    marks: tuple[str, ...] = ()

    def mark_of(self, user: User) -> str:
        """Return the mark of an account at this browser."""
        return _mark(self.number, user)

    def is_known_to(self, user: User) -> bool:
        """Say whether this account was signed in to here since its password was last changed."""
        own = _mark(self.number, user)
        return any(constant_time_compare(own, mark) for mark in self.marks)

    def knowing(self, user: User) -> "Device":
        """Return this browser with an account in front of the others."""
        own = _mark(self.number, user)
        others = tuple(mark for mark in self.marks if mark != own)
        return Device(self.number, (own, *others)[:ACCOUNTS])

    def value(self) -> str:
        """Return what the cookie holds."""
        return ".".join((self.number, *self.marks))


def device_of(request: HttpRequest) -> Device:
    """Return the browser of a request; one that no account knows where there is no cookie, or not one of ours."""
    value = request.COOKIES.get(COOKIE, "")
    if not _SHAPE.fullmatch(value):
        return Device(secrets.token_hex(_LENGTH // 2))
    number, *marks = value.split(".")
    return Device(number, tuple(marks))


def remember(request: HttpRequest, user: User) -> None:
    """Let the response tell this browser that the account knows it from now on."""
    setattr(request, _REMEMBERED, user)


def device_cookies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Write the cookie where somebody has proved during the request who it is."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        user: User | None = getattr(request, _REMEMBERED, None)
        if user is not None:
            response.set_cookie(
                COOKIE,
                device_of(request).knowing(user).value(),
                max_age=KEPT,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return middleware


def _mark(number: str, user: User) -> str:
    signed = f"{number}:{user.pk}:{user.password}"
    return salted_hmac("accounts.devices", signed, algorithm="sha256").hexdigest()[:_LENGTH]
