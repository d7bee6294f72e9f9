"""A mailbox on this machine that speaks as much IMAP as is asked of one: it can refuse, hang up, and lie."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

USER, PASSWORD = "returns", "a b/c"


@dataclass
class Mailbox:
    """What lies there, by number, and which were read."""

    mails: dict[int, bytes]
    seen: set[int] = field(default_factory=set)
    port: int = 0
    dies_at: str = ""
    """The command at which the line is cut."""
    stopped: threading.Event = field(default_factory=threading.Event)


@contextmanager
def mailbox(*mails: bytes, dies_at: str = "") -> Iterator[Mailbox]:
    """Serve a mailbox on a port of its own."""
    found = Mailbox(dict(enumerate(mails, 7)), dies_at=dies_at)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found.port = listening.getsockname()[1]
        listening.settimeout(0.1)
        thread = threading.Thread(target=_serve, args=(found, listening))
        thread.start()
        try:
            yield found
        finally:
            found.stopped.set()
            thread.join(timeout=10)


def _serve(box: Mailbox, listening: socket.socket) -> None:
    while not box.stopped.is_set():
        with suppress(TimeoutError):
            client, _address = listening.accept()
            with suppress(OSError), client:
                client.settimeout(10)
                client.sendall(b"* OK ready\r\n")
                for line in client.makefile("rb"):
                    tag, _blank, command = line.decode().strip().partition(" ")
                    if box.dies_at and command.upper().startswith(box.dies_at):
                        break
                    client.sendall(_answer(box, tag, command))
                    if command == "LOGOUT":
                        break


def _answer(box: Mailbox, tag: str, command: str) -> bytes:
    done = f"{tag} OK done\r\n".encode()
    unread = " ".join(str(n) for n in sorted(box.mails) if n not in box.seen)
    fixed = {
        "CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n" + done,
        f'LOGIN {USER} "{PASSWORD}"': done,
        'SELECT "INBOX"': f"* {len(box.mails)} EXISTS\r\n".encode() + done,
        "UID SEARCH UNSEEN": f"* SEARCH {unread}\r\n".encode() + done,
        "LOGOUT": done,
    }
    if command in fixed:
        return fixed[command]
    said = _of_mail(box, command)
    return f"{tag} NO not that\r\n".encode() if said is None else said + done


def _of_mail(box: Mailbox, command: str) -> bytes | None:
    """Return what is said of one mail before the command is done; None for any other command."""
    if found := re.fullmatch(r"UID FETCH (\d+) \(RFC822\.SIZE\)", command):
        return f"* 1 FETCH (UID {found[1]} RFC822.SIZE {len(box.mails[int(found[1])])})\r\n".encode()
    if found := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", command):
        content = box.mails[int(found[1])][: int(found[2])]
        return f"* 1 FETCH (UID {found[1]} BODY[]<0> {{{len(content)}}}\r\n".encode() + content + b")\r\n"
    if found := re.fullmatch(r"UID STORE (\d+) \+FLAGS\.SILENT \(\\Seen\)", command):
        box.seen.add(int(found[1]))
        return b""
    return None
