"""The product as it is served: gunicorn on a free port, and a client that keeps its connection."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.models import User

START_SECONDS = 60
TOKEN = "b" * 32
"""The CSRF token of the bench's client, which is its own."""


@contextmanager
def running() -> Iterator[int]:
    """Serve the bench's database; give the port; end the server by its pid."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:portal.web", "portal.wsgi"]
    with subprocess.Popen(command, env=os.environ | {"PORT": str(port)}, stderr=subprocess.DEVNULL) as process:
        try:
            _await(port)
            yield port
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"no server on port {port}")


class Client:
    """A signed-in person's browser, as far as the bench needs one."""

    def __init__(self, port: int, user: User) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.cookies = f"sessionid={_session(user)}; csrftoken={TOKEN}"

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Post a form; return where the answer leads, or its status where it leads nowhere."""
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(fields | {"csrfmiddlewaretoken": TOKEN})
        self.connection.request("POST", path, body, headers)
        response = self.connection.getresponse()
        response.read()
        return response.headers["Location"] or str(response.status)


def _session(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)
