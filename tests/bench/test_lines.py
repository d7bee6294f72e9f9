"""A connection that is kept outlives a server that does not keep it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.lines import Line

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@contextmanager
def server(*behaviours: str) -> Iterator[tuple[int, list[bytes]]]:
    """Serve one connection after the other: ``close`` ends it after an answer, ``drop`` upon the second request."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, behaviours, heard))
        thread.start()
        yield listener.getsockname()[1], heard
        thread.join(timeout=10)


def _serve(listener: socket.socket, behaviours: tuple[str, ...], heard: list[bytes]) -> None:
    for behaviour in behaviours:
        connection, _address = listener.accept()
        with connection:
            while request := connection.recv(65536):
                heard.append(request.partition(b" ")[0])
                if behaviour == "drop" and len(heard) > 1:
                    break
                connection.sendall(ANSWER)
                if behaviour == "close":
                    break


def test_a_connection_is_kept_while_the_server_keeps_it():
    with server("keep") as (port, heard), Line(port) as line:
        assert [line.get("/").status, line.get("/").status] == [200, 200]

    assert heard == [b"GET", b"GET"]


def test_one_that_the_server_has_closed_meanwhile_is_made_anew():
    with server("close", "close") as (port, heard), Line(port) as line:
        line.get("/")
        time.sleep(0.1)
        assert line.post("/", {"a": "1"}, "").body == b"ok"

    assert heard == [b"GET", b"POST"]


def test_one_that_ends_while_a_request_is_on_its_way_is_tried_once_more():
    with server("drop", "close") as (port, heard), Line(port) as line:
        line.get("/")
        assert line.post("/", {"a": "1"}, "").status == 200

    assert heard == [b"GET", b"POST", b"POST"]


def test_a_server_that_is_not_there_is_a_fault():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(ConnectionError), Line(port) as line:
        line.get("/")
