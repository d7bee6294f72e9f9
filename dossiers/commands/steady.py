"""While nothing else changes, as in a long run of replays: what is the same each time is asked once.

Outside ``steady`` every question goes to the database, so that what is lived here sees each change at once.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)


@contextmanager
def steady() -> Iterator[None]:
    """Keep the answers of ``once`` until the end of the block."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def once[T](ask: Callable[..., T], *about: Hashable) -> T:
    """Return ``ask(*about)``, asked only the first time in a steady block and every time outside one."""
    known = _known.get()
    if known is None:
        return ask(*about)
    key = (ask.__qualname__, *about)
    if key not in known:
        known[key] = ask(*about)
    answer: T = known[key]
    return answer
