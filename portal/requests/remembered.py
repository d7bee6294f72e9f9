"""What a process remembers by itself for a minute: the things themselves, where Django's cache makes a copy at each look.

A page looks half a dozen times, and to copy who sits where took longer than to read its fifty rows. Whoever puts
something in gives it away: nobody changes what is remembered.
"""

import time
from collections import OrderedDict
from threading import Lock
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache


class Remembered(BaseCache):
    """A cache within the process, safe among threads; the oldest entry makes room for a new one."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        """Take Django's parameters; there is one for each alias and thread, and all share what is remembered."""
        super().__init__(params)

    _entries: OrderedDict[str, tuple[float | None, Any]] = OrderedDict()
    _lock = Lock()

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return what is remembered and not over, or the default."""
        with self._lock:
            until, value = self._entries.get(self.make_and_validate_key(key, version), (0.0, default))
        return value if until is None or until > time.time() else default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Remember something for so many seconds; None is for ever."""
        name, until = self.make_and_validate_key(key, version), self.get_backend_timeout(timeout)
        with self._lock:
            self._entries.pop(name, None)
            self._entries[name] = (until, value)
            while len(self._entries) > self._max_entries:
                self._entries.popitem(last=False)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Remember something unless there is something under the key; say whether it was done."""
        absent = object()
        if self.get(key, absent, version) is not absent:
            return False
        self.set(key, value, timeout, version)
        return True

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget what is under a key; say whether there was something."""
        with self._lock:
            return self._entries.pop(self.make_and_validate_key(key, version), None) is not None

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
