"""Sessions: kept in the database, and beside it in a cache where there is one."""

import re

_KEY = re.compile(r"[a-z0-9]{32}")
"""What Django makes a key of (``SessionBase._get_new_session_key``)."""


class OwnKeys:
    """A store that looks for no key that it cannot have given out: such a text may hold what no database takes."""

    def _validate_session_key(self, key: str | None) -> bool:
        """Say whether a key has the shape of ours; any other is as good as none."""
        return key is not None and _KEY.fullmatch(key) is not None
