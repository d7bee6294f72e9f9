"""Sessions: kept in the database, and beside it in a cache where there is one."""

import json
import re
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import arrivals

_KEY = re.compile(r"[a-z0-9]{32}")
"""What Django makes a key of (``SessionBase._get_new_session_key``)."""
KEPT = 1024
"""Sessions that a process keeps as they were opened, of some 0.5 kB each."""


class Ours(SessionBase):
    """A store that looks for no key that it cannot have given out, and reads whose a session is together with it.

    Such a text may hold what no database takes.
    """

    def _validate_session_key(self, key: str | None) -> bool:
        """Say whether a key has the shape of ours; any other is as good as none."""
        return key is not None and _KEY.fullmatch(key) is not None

    def _get_session_from_db(self) -> Session | None:
        """Return the stored session; without one the key is forgotten."""
        found = arrivals.session(self.session_key, timezone.now()) if self.session_key else None
        if found is None:
            self._session_key = None
        return found

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return what a session holds, and remember whose it is."""
        data: dict[str, Any] = json.loads(_opened(type(self), session_data, settings.SECRET_KEY))
        if self.session_key and SESSION_KEY in data:
            arrivals.remember(self.session_key, data[SESSION_KEY])
        return data


@lru_cache(KEPT)
def _opened(store: type[SessionBase], session_data: bytes | str, _key: str) -> str:
    """Return the JSON of what a session holds, "{}" for what was not signed by us: a text is checked once."""
    return json.dumps(SessionBase.decode(store(), session_data))
