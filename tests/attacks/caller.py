"""A caller of the WSGI application that is not polite: what it is told to send is sent as it is."""

import io
import logging
import time
import traceback
from collections.abc import Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote_to_bytes

from tests.attacks.attempts import Answer, Attempt

HOST = "localhost"
UNPREFIXED = {"CONTENT_TYPE", "CONTENT_LENGTH"}


class CutOff(io.BytesIO):
    """A body whose sender goes away."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(size) or self._gone()

    def readline(self, size: int | None = -1) -> bytes:
        return super().readline(size) or self._gone()

    def _gone(self) -> bytes:
        raise ConnectionResetError("the sender went away")


class Traces(logging.Handler):
    """Keeps the traces of errors that Django answers with a 500."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[0]:
            self.kept.append("".join(traceback.format_exception(*record.exc_info)))


class Escape:
    """Keeps the trace of what the application lets out, which a server would answer with a bare 500."""

    trace = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _t: TracebackType | None) -> bool:
        if error is None or not issubclass(kind or BaseException, Exception):
            return False
        self.trace = "".join(traceback.format_exception(error))
        return True


class Caller:
    """A browser of one person without manners: it keeps cookies, and nothing else of what a browser does."""

    def __init__(self, application: Callable[..., Iterable[bytes]], cookies: dict[str, str] | None = None) -> None:
        self.application = application
        self.cookies = dict(cookies or {})

    def send(self, attempt: Attempt) -> Answer:
        """Send a request and read the answer to its end."""
        started: list[tuple[str, list[tuple[str, str]]]] = []
        body = b""
        traces, escape = Traces(), Escape()
        log = logging.getLogger("django.request")
        log.addHandler(traces)
        begun = time.perf_counter()
        with escape:
            body = _read(self.application, self._environ(attempt), started)
        seconds = time.perf_counter() - begun
        log.removeHandler(traces)
        status, headers = started[-1] if started and not escape.trace else ("500 let out", [])
        self._keep(headers)
        trace = escape.trace or "\n".join(traces.kept)
        return Answer(int(status.split()[0]), tuple(headers), body, seconds, trace)

    def _environ(self, attempt: Attempt) -> dict[str, Any]:
        cut = attempt.breaks_after
        environ = {
            "REQUEST_METHOD": attempt.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(attempt.path).decode("latin-1"),
            "QUERY_STRING": attempt.query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": HOST,
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "CONTENT_LENGTH": str(len(attempt.body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(attempt.body) if cut is None else CutOff(attempt.body[:cut]),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        for name, value in attempt.headers:
            key = name.upper().replace("-", "_")
            key = key if key in UNPREFIXED else f"HTTP_{key}"
            # As a server joins what comes twice; a cookie of the attacker's comes after the person's own.
            before = environ.get(key, "") if key == "HTTP_COOKIE" else ""
            environ[key] = f"{before}; {_wire(value)}" if before else _wire(value)
        return environ

    def _keep(self, headers: Iterable[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() == "set-cookie":
                self._keep_one(value)

    def _keep_one(self, line: str) -> None:
        try:
            morsels = SimpleCookie(line)
        except CookieError:
            return
        for name, morsel in morsels.items():
            if morsel["max-age"] == 0 or not morsel.value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value


def _wire(value: str) -> str:
    """Return a value as a server passes it on: each byte as one character."""
    return (
        value if value.isascii() or max(value) <= "\xff" else value.encode("utf-8", "surrogatepass").decode("latin-1")
    )


def _read(application: Callable[..., Iterable[bytes]], environ: dict[str, Any], started: list[Any]) -> bytes:
    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], None]:
        started.append((status, headers))
        return lambda _bytes: None

    answer = application(environ, start)
    try:
        return b"".join(answer)
    finally:
        # As a server does; for Django it is the end of the request.
        if hasattr(answer, "close"):
            answer.close()
