"""Handing a text message in to whoever sends it: an operator over HTTP, or a folder that keeps each as a file.

The key of a message goes with every try, and an operator sends what has the same key once: so a late answer, a broken line
and a worker that is killed before it has noted the answer double nothing.
"""

import json
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from dossiers.models import TextMessage
from dossiers.models.dispatch import SMS

SECONDS = 10
"""So long an answer is waited for."""
MOST_ANSWERED = 10_000
TOO_MANY = 429
MOST_COST = 1_000_000
_PASSING = frozenset({408, 425, TOO_MANY})
"""Answers below 500 after which another try may do better; 409 says that it is under way."""
_UNDER_WAY = 409


class RefusedError(Exception):
    """The operator will never send it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """That an operator has taken a message: how it is called there, and what it costs in đồng, where that is said."""

    reference: str
    cost: int | None = None


class _NoRedirects(HTTPRedirectHandler):
    """What is handed in goes to the address that was set, and to no other."""

    def redirect_request(self, *_args: object) -> None:
        """Follow none."""


_opener = build_opener(_NoRedirects)


def hand_in(message: TextMessage) -> Taken:
    """Hand a message in. Raises ``RefusedError`` where it will never be sent, ``OSError`` for what may go better later."""
    content = json.dumps(_content(message), ensure_ascii=False).encode()
    parts = urlsplit(settings.TEXTS_URL)
    if parts.scheme == "file":
        return _kept(Path(unquote(parts.path)), message.key, content)
    return _sent(settings.TEXTS_URL, message.key, content)


def _content(message: TextMessage) -> dict[str, object]:
    head = {"key": message.key, "channel": message.channel, "to": message.phone}
    if message.channel == SMS:
        return {**head, "text": message.text}
    return {**head, "template": message.template, "parameters": message.parameters}


def _kept(folder: Path, key: str, content: bytes) -> Taken:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{key.replace('/', '_')}.json").write_bytes(content)
    return Taken("file")


def _sent(url: str, key: str, content: bytes) -> Taken:
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    if settings.TEXTS_KEY:
        headers["Authorization"] = f"Bearer {settings.TEXTS_KEY}"
    request = Request(url, content, headers, method="POST")  # noqa: S310 - of our own setting, http or https
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            return _taken(answer.read(MOST_ANSWERED))
    except HTTPError as error:
        is_final = 400 <= error.code < 500 and error.code not in {*_PASSING, _UNDER_WAY}  # noqa: PLR2004 - RFC 9110, 15.5
        if is_final:
            raise RefusedError(f"HTTP {error.code}") from None
        raise
    except HTTPException as error:
        raise OSError(f"{type(error).__name__}") from error


def _taken(answer: bytes) -> Taken:
    """Return what an operator has answered. Raises ``OSError`` for what is no answer."""
    try:
        found = json.loads(answer)
        reference, cost = str(found["id"])[:80], found.get("cost")
        cost = None if cost is None else int(cost)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise OSError("the answer means nothing") from error
    if cost is not None and not 0 <= cost <= MOST_COST:
        raise OSError("the answer names a cost that there is not")
    return Taken(reference, cost)
