"""What only a socket can send, against the real server: it answers or hangs up, and goes on serving."""

import os
import random
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from pytest_django.plugin import DjangoDbBlocker

from portal import web
from tests import programs
from tests.programs import Program

START_SECONDS = 60
REQUESTS = 200
MOST_SECONDS = 20
"""So long an answer may take: the first ones come from a server that has just started."""
SEED = int(os.environ.get("HOSTILE_SEED", "2026"))
HOST = b"Host: localhost\r\nConnection: close\r\n"
FORM = b"Content-Type: multipart/form-data; boundary=abc\r\n"
LINES = (
    b"", b"\r\n" * 50, b"\x00" * 500, b"\xff\xfe" * 300, b"GET", b"GET /", b"GET / HTTP/9.9", b"GET / HTTP/1", b"GET  /  HTTP/1.1", b"GET /\x00 HTTP/1.1", b"GET / HTTP/1.1 x", b"GET http://evil.example/ HTTP/1.1", b"GET //evil.example HTTP/1.1",
    b"CONNECT evil.example:443 HTTP/1.1", b"OPTIONS * HTTP/1.1", b"G\xc3\x89T / HTTP/1.1", b"get / HTTP/1.1", b"GET /" + b"a" * 9_000 + b" HTTP/1.1", b"PRI * HTTP/2.0", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET /%zz?%zz HTTP/1.1",
    b"GET /\xe1\xba\xbf HTTP/1.1", b"GET ../../etc/passwd HTTP/1.1", b"GET /../../etc/passwd HTTP/1.1", b"GET /thu-tuc/?q=%00 HTTP/1.1", b"TRACE / HTTP/1.1", b"GET /#a HTTP/1.1", b"GET ? HTTP/1.1", b"GET /;a=b HTTP/1.0",
)  # fmt: skip
HEADS = (
    b"", b"Host: localhost\r\n" * 2, b"Host:\r\n", b": x\r\n", b"X\r\n", b" folded\r\n", b"X: a\r\n b\r\n", b"X : y\r\n", b"X: " + b"a" * 9_000 + b"\r\n", b"X: y\r\n" * 200, b"X: \x00\r\n", b"X: \xff\r\n", b"X_Y: z\r\n", b"Content-Length: -1\r\n", b"Content-Length: x\r\n",
    b"Content-Length: 1\r\nContent-Length: 2\r\n", b"Content-Length: 99999999999999999999\r\n", b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: gzip\r\n", b"Transfer-Encoding: xchunked\r\n",
    b"Expect: 100-continue\r\nContent-Length: 5\r\n", b"Upgrade: h2c\r\nConnection: Upgrade\r\n", b"Content-Length: 500\r\n" + FORM, b"Cookie: " + b"a=b; " * 1_500 + b"\r\n", b"X-Forwarded-For: \xff, 1\r\n", b"Script-Name: /x\r\n", b"SCRIPT_NAME: /x\r\n", b"Range: bytes=0-0\r\n",
)  # fmt: skip
BODIES = (b"", b"q=1", b"zz\r\nabc\r\n0\r\n\r\n", b"-5\r\n", b"ffffffffffffffffffff\r\nx", b"3\r\nabc\r\n0\r\n\r\n", b"5\r\nab", b"--abc\r\nContent-Disposition: form-data; name=a", b"\x00" * 3_000, b"0\r\n\r\nGET /admin/ HTTP/1.1\r\n\r\n")  # fmt: skip


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Program]:
    """Serve the site as a demo does, on this worker's database."""
    port = programs.free_port()
    with django_db_blocker.unblock():
        site = programs.web(port, python=sys.executable, DJANGO_SETTINGS_MODULE="tests.settings")
    with programs.running(site):
        site.wait(lambda: _serves(port), START_SECONDS)
        yield site


@pytest.fixture(scope="module")
def port(server: Program) -> int:
    """Where it listens."""
    return int(server.given["PORT"])


def _serves(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/thu-tuc/", timeout=20) as answer:
            return answer.status == 200
    except (URLError, ConnectionError):
        return False


def hostile(chance: random.Random) -> bytes:
    """Return bytes that begin like a request, or do not."""
    line = chance.choice(LINES) if chance.random() < 0.5 else b"POST /tra-cuu/ HTTP/1.1"
    head = chance.choice((HOST, HOST, b"")) + chance.choice(HEADS)
    whole = line + b"\r\n" + head + b"\r\n" + chance.choice(BODIES)
    return whole[: chance.randrange(len(whole) + 1)] if chance.random() < 0.2 else whole


def answered(port: int, sent: bytes) -> bytes:
    """Send bytes and no more after them; return what comes back until the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=MOST_SECONDS) as caller:
        received = b""
        try:
            caller.sendall(sent)
            caller.shutdown(socket.SHUT_WR)
            while chunk := caller.recv(65_536):
                received += chunk
        except ConnectionError:
            # Hung up on us before we had done: its right.
            return received
    return received


def test_the_server_answers_or_hangs_up_and_goes_on(port: int, server: Program):
    for index in range(REQUESTS):
        sent = hostile(random.Random(f"{SEED}/{index}"))

        first = answered(port, sent).partition(b"\r\n")[0]

        told = f"HOSTILE_SEED={SEED}, index {index}: {first!r} for {sent[:2_000].hex()}"
        assert not first or first.startswith(b"HTTP/1."), told
        assert not first or int(first.split()[1]) < 500 or first.split()[1] in (b"501", b"505"), told
    assert _serves(port)
    words = server.words()
    assert "Internal Server Error" not in words
    assert "Error handling request" not in words


def test_callers_who_say_nothing_more_keep_nobody_waiting(port: int):
    half = b"POST /tra-cuu/ HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 500\r\n\r\n--abc"
    with ExitStack() as calls:
        for _ in range(web.threads - 1):
            calls.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5)).sendall(half)

        # Whichever of the server's processes has got them all has a thread left.
        assert all(_serves(port) for _ in range(8))
    assert _serves(port)


def test_nobody_says_under_which_path_the_site_lies(port: int):
    head = b"GET //evil.example/ho-so HTTP/1.1\r\n" + HOST + b"SCRIPT_NAME: //evil.example\r\n\r\n"

    answer = answered(port, head)

    assert answer.startswith(b"HTTP/1.1 404")
    assert b'href="//evil.example' not in answer
