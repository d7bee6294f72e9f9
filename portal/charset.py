"""Requests are read as UTF-8, whatever charset their sender names: all our pages are sent in it."""

import re
from collections.abc import Callable, Iterable
from typing import Any

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_CHARSET = re.compile(r";\s*charset\s*=\s*(?:\"[^\"]*\"|[^;]*)", re.IGNORECASE)


def in_utf8(application: Application) -> Application:
    """Wrap a WSGI application so that no charset reaches it that it could not read a form in."""

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        sent = environ.get("CONTENT_TYPE", "")
        if "charset" in sent.lower():
            environ["CONTENT_TYPE"] = _CHARSET.sub("", sent)
        return application(environ, start_response)

    return wrapped
