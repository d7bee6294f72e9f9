"""Where mail comes back that could not be delivered: MAIL_RETURN_PATH and MAIL_BOUNCES, apart from all else of the environment."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from portal.env import EnvError

_ADDRESS = re.compile(r"[A-Za-z0-9._-]{1,30}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
_HERE = ("localhost", "127.0.0.1", "::1")
_EXPECTED = "maildir:///ABSOLUTE/FOLDER, or imaps://USER:PASSWORD@HOST:PORT/MAILBOX (imap:// on this machine alone)"


class Returned(NamedTuple):
    """The address to which mail comes back, and where what came is read; "" for none."""

    path: str
    place: str


def read(values: Mapping[str, str]) -> Returned:
    """Read both; raise EnvError for what is wrong."""
    path = values.get("MAIL_RETURN_PATH", "").strip()
    if path and not _ADDRESS.fullmatch(path):
        raise EnvError(
            "MAIL_RETURN_PATH", "an address such as bounces@motcua.example.vn, with 30 signs before the @ at most"
        )
    place = values.get("MAIL_BOUNCES", "").strip()
    if place and not _is_place(place):
        raise EnvError("MAIL_BOUNCES", _EXPECTED)
    return Returned(path, place)


def _is_place(value: str) -> bool:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme == "maildir":
        folder = Path(unquote(parts.path))
        return not parts.netloc and folder.is_absolute() and folder != Path(folder.root)
    is_safe = parts.scheme == "imaps" or (parts.scheme == "imap" and parts.hostname in _HERE)
    return is_safe and bool(parts.hostname and parts.username) and '"' not in unquote(parts.path)
