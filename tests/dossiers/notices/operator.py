"""A stand-in for an operator of text messages, on a port of this machine: it sends what has the same key once."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Operator:
    """What was handed in, and how the next tries are answered: a status, or words for what goes wrong."""

    def __init__(self) -> None:
        self.url = ""
        self.next: list[int | str] = []
        self.asked: list[dict[str, Any]] = []
        self.sent: dict[str, dict[str, Any]] = {}
        self.headers: list[dict[str, str]] = []

    def take(self, message: dict[str, Any]) -> tuple[int, bytes]:
        """Return status and content of an answer; "late" and "lost" take the message all the same."""
        self.asked.append(message)
        how = self.next.pop(0) if self.next else 200
        if isinstance(how, int) and how != 200:
            return how, b"no"
        self.sent.setdefault(message["key"], message)
        if how == "late":
            time.sleep(0.6)
        if how == "nonsense":
            return 200, b"[1]"
        number = [*self.sent].index(message["key"]) + 1
        return (0 if how == "lost" else 200), json.dumps({"id": f"op-{number}", "cost": 830}).encode()


@contextmanager
def at_work() -> Iterator[Operator]:
    """Run an operator for the length of a block."""
    operator = Operator()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            operator.headers.append(dict(self.headers))
            status, answer = operator.take(content)
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    operator.url = f"http://127.0.0.1:{server.server_address[1]}/send"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield operator
    finally:
        server.shutdown()
        server.server_close()
