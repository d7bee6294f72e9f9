"""Where mail comes back to: a Maildir on this machine, or a mailbox by IMAP. What was read is marked so, and never deleted."""

import imaplib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

MOST_BYTES = 1024 * 1024
"""Of a return; what is larger is marked as read and counted as not understood."""
TIMEOUT_SECONDS = 20
"""For each answer of a mailbox."""
PORTS = {"imaps": 993, "imap": 143}
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Place(Protocol):
    """What has come back and was not read."""

    def waiting(self, size: int) -> Sequence[str]:
        """Return the names of the next, at most so many. Raises ``OSError``, as all here do."""

    def content(self, name: str) -> bytes | None:
        """Return one whole; None where it is too large, is no file, or is gone."""

    def seen(self, name: str) -> None:
        """Mark one as read."""


class Maildir:
    """A folder with ``new`` and ``cur``: what is new is unread."""

    def __init__(self, folder: Path) -> None:
        """Read what a mail server delivers into a folder."""
        self._new, self._cur = folder / "new", folder / "cur"

    def waiting(self, size: int) -> Sequence[str]:
        """Return the first by name, which begins with when it came."""
        with os.scandir(self._new) as entries:
            return sorted(entry.name for entry in entries if not entry.name.startswith("."))[:size]

    def content(self, name: str) -> bytes | None:
        """Return a file, which is not followed elsewhere."""
        try:
            handle = os.open(self._new / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        except OSError:
            # A link: nothing that a mail server makes.
            if (self._new / name).is_symlink():
                return None
            raise
        with os.fdopen(handle, "rb") as file:
            known = os.fstat(file.fileno())
            if not stat.S_ISREG(known.st_mode) or known.st_size > MOST_BYTES:
                return None
            return file.read(MOST_BYTES)

    def seen(self, name: str) -> None:
        """Move it to where mail programs keep what was read; what another run has moved stays so."""
        self._cur.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            (self._new / name).rename(self._cur / f"{name.partition(':')[0]}:2,S")


class Mailbox:
    """A mailbox by IMAP; what is not flagged as seen is unread."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        """Read the mailbox that was chosen there."""
        self._server = server

    def waiting(self, size: int) -> Sequence[str]:
        """Return the first by their lasting numbers."""
        found = self._asked("SEARCH", "UNSEEN")
        numbers = found[0].split() if found and isinstance(found[0], bytes) else []
        return [number.decode() for number in numbers[:size] if number.isdigit()]

    def content(self, name: str) -> bytes | None:
        """Return a mail without marking it; its size is asked first."""
        answered = b" ".join(part for part in self._asked("FETCH", name, "(RFC822.SIZE)") if isinstance(part, bytes))
        size = _SIZE.search(answered)
        if size is None or int(size[1]) > MOST_BYTES:
            return None
        parts = self._asked("FETCH", name, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        return next((part[1] for part in parts if isinstance(part, tuple)), None)

    def seen(self, name: str) -> None:
        """Set its flag."""
        self._asked("STORE", name, "+FLAGS.SILENT", r"(\Seen)")

    def _asked(self, *command: str) -> Sequence[bytes | tuple[bytes, bytes] | None]:
        try:
            status, found = self._server.uid(*command)
        except imaplib.IMAP4.error as failure:
            raise MailboxError(command[0]) from failure
        if status != "OK":
            raise MailboxError(command[0])
        return found


class MailboxError(OSError):
    """A mailbox does not do what it is asked; nothing of what it said is repeated, which might hold a name or a password."""


@contextmanager
def opened(url: str) -> Iterator[Place]:
    """Open the place of a setting. Raises ``OSError`` where it is not to be had."""
    parts = urlsplit(url)
    if parts.scheme == "maildir":
        yield Maildir(Path(unquote(parts.path)))
        return
    host, port = parts.hostname or "", parts.port
    server: imaplib.IMAP4
    try:
        if parts.scheme == "imaps":
            server = imaplib.IMAP4_SSL(host, port or PORTS[parts.scheme], timeout=TIMEOUT_SECONDS)
        else:
            server = imaplib.IMAP4(host, port or PORTS[parts.scheme], timeout=TIMEOUT_SECONDS)
    except imaplib.IMAP4.error as failure:
        raise MailboxError("greeting") from failure
    try:
        _enter(server, unquote(parts.username or ""), unquote(parts.password or ""), unquote(parts.path.strip("/")))
        yield Mailbox(server)
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()
        # Where the line was cut nothing else lets go of it.
        with suppress(OSError):
            server.shutdown()


def _enter(server: imaplib.IMAP4, user: str, password: str, mailbox: str) -> None:
    try:
        server.login(user, password)
        status, _found = server.select(f'"{mailbox or "INBOX"}"')
    except imaplib.IMAP4.error as failure:
        raise MailboxError("login") from failure
    if status != "OK":
        raise MailboxError("select")
