"""A mail server on this machine that does what real ones do: takes, refuses, puts off, hangs, dies in the middle of a message."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

OK = b"250 ok"
HANG, DIE = b"HANG", b"DIE"
"""Answers that are none: nothing is said any more, or the line is cut."""
END = b"\r\n.\r\n"


@dataclass
class Server:
    """What came in, and how each command is answered: the answers to one in their turn, then the last one always."""

    answers: dict[bytes, list[bytes]]
    port: int = 0
    senders: list[str] = field(default_factory=list)
    """To whom what cannot be delivered goes back."""
    recipients: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    """Those that were received whole, whether or not that was said."""
    stopped: threading.Event = field(default_factory=threading.Event)

    def answer(self, command: bytes) -> bytes:
        """Return what is said to a command."""
        own = self.answers.get(command, [OK])
        return own.pop(0) if len(own) > 1 else own[0]


@contextmanager
def serving(**answers: list[bytes]) -> Iterator[Server]:
    """Serve on a port of its own, one connection after the other; a name is a command, ``end`` the end of a message."""
    server = Server({name.upper().encode(): list(own) for name, own in answers.items()})
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        listening.settimeout(0.1)
        thread = threading.Thread(target=_serve, args=(server, listening))
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            thread.join(timeout=10)


def mailers(server: Server, *, timeout: float = 5) -> dict[str, dict[str, object]]:
    """Return the setting that sends mail there."""
    options = {"host": "127.0.0.1", "port": server.port, "timeout": timeout}
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


def _serve(server: Server, listening: socket.socket) -> None:
    while not server.stopped.is_set():
        with suppress(TimeoutError):
            client, _address = listening.accept()
            with suppress(OSError), client:
                client.settimeout(10)
                _talk(server, client)


def _talk(server: Server, client: socket.socket) -> None:
    lines = client.makefile("rb")
    if not _said(server, client, b"HELLO", server.answer(b"HELLO").replace(b"250", b"220")):
        return
    for line in lines:
        command = line[:4].upper().strip()
        _note(server, command, line)
        if command == b"QUIT":
            client.sendall(b"221 bye\r\n")
            return
        answer = b"354 go on" if command == b"DATA" and b"DATA" not in server.answers else server.answer(command)
        if not _said(server, client, command, answer):
            return
        if answer.startswith(b"354"):
            server.messages.append(b"".join(iter(lines.readline, b".\r\n")))
            if not _said(server, client, b"END", server.answer(b"END")):
                return


def _note(server: Server, command: bytes, line: bytes) -> None:
    """Keep from whom and to whom a message goes."""
    named = {b"MAIL": server.senders, b"RCPT": server.recipients}.get(command)
    if named is not None:
        named.append(line.partition(b"<")[2].partition(b">")[0].decode())


def _said(server: Server, client: socket.socket, command: bytes, answer: bytes) -> bool:
    """Answer; say whether the talk goes on."""
    if answer == HANG:
        while client.recv(4096):
            pass
    if answer in (HANG, DIE):
        return False
    client.sendall(answer + b"\r\n")
    return bool(command)
