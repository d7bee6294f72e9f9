"""The cache of sessions: a help that may go away, hang or answer nonsense, and nobody is kept out by it."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from django.core import signing
from django.core.cache.backends.redis import RedisCache

log = structlog.get_logger()

LONGEST_SECONDS = 60
"""A session that was ended or changed while the cache did not hear of it is read from there no longer than this."""
QUIET_SECONDS = 5.0
"""After a failure the cache is not asked for so long, so that one that hangs does not make each page wait."""
CONNECTION = {"socket_connect_timeout": 0.3, "socket_timeout": 0.3}


class Signed:
    """Values as signed JSON: what the cache answers that we did not write there is refused by its signature."""

    def dumps(self, value: object) -> str:
        """Return the text for a value."""
        return signing.dumps(value, salt="session cache")

    def loads(self, text: bytes) -> Any:
        """Return the value of a text; raises ``BadSignature`` for what is not ours, ``ValueError`` for no text."""
        return signing.loads(text.decode(), salt="session cache")


class SessionCache(RedisCache):
    """Redis or Valkey, asked carefully for what sessions need: without an answer it is as if nothing were there."""

    quiet_until = 0.0
    """On the clock of ``time.monotonic``; one for all threads of the process."""

    def __init__(self, server: str, params: Mapping[str, Any]) -> None:
        """Take Django's parameters; serializer and time-outs are ours."""
        super().__init__(server, {**params, "OPTIONS": {"serializer": Signed, **CONNECTION}})

    def answers(self) -> bool:
        """Ask whether it is there."""
        return self._ask(lambda: bool(self._cache.get_client().ping()), otherwise=False)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return a value, or the default."""
        return self._ask(lambda: super(SessionCache, self).get(key, default, version), default)

    def set(self, key: Any, value: Any, timeout: float | None = None, version: int | None = None) -> None:
        """Keep a value for so many seconds, or the longest that anything is kept."""
        kept = LONGEST_SECONDS if timeout is None else min(timeout, LONGEST_SECONDS)
        self._ask(lambda: super(SessionCache, self).set(key, value, kept, version), None)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Drop a value; say whether it was there."""
        return self._ask(lambda: super(SessionCache, self).delete(key, version), otherwise=False)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """Say whether there is a value."""
        return self._ask(lambda: super(SessionCache, self).has_key(key, version), otherwise=False)

    def _ask[T](self, question: Callable[[], T], otherwise: T) -> T:
        """Return the answer; ``otherwise`` if there is none, or none that we wrote."""
        if time.monotonic() < SessionCache.quiet_until:
            return otherwise
        try:
            return question()
        except (signing.BadSignature, ValueError) as failure:
            log.warning("cache.nonsense", failure=type(failure).__name__)
        except _failures() as failure:
            SessionCache.quiet_until = time.monotonic() + QUIET_SECONDS
            log.warning("cache.away", failure=type(failure).__name__)
        return otherwise


def _failures() -> tuple[type[Exception], ...]:
    """Return what the client raises where the cache does not answer."""
    # Imported here: where no cache is named nobody needs the client, which holds 5 MB.
    from redis.exceptions import RedisError

    return RedisError, OSError
