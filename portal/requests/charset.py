"""Requests are read as UTF-8, whatever charset their sender names: all our pages are sent in it."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

MOST_NAMED = 200
"""Characters of the name of a type."""
_CHARSET = re.compile(r";\s*charset\s*=\s*(?:\"[^\"]*\"|[^;]*)", re.IGNORECASE)


def in_utf8(application: Application) -> Application:
    """Wrap a WSGI application so that no charset reaches it that it could not read a form in."""

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        sent = environ.get("CONTENT_TYPE", "")
        if "charset" in sent.lower():
            environ["CONTENT_TYPE"] = _CHARSET.sub("", sent)
        if not _is_readable(environ.get("CONTENT_TYPE", "")):
            environ["CONTENT_TYPE"] = sent.partition(";")[0][:MOST_NAMED]
        if not all(map(_is_readable, environ.get("HTTP_ACCEPT", "").split(","))):
            # Who asks for nothing in particular takes everything.
            del environ["HTTP_ACCEPT"]
        return application(environ, start_response)

    return wrapped


def _is_readable(content_type: str) -> bool:
    """Say whether Django can read a content type; another is a 500, where a form is of it or a view asks for it."""
    try:
        parse_header_parameters(content_type)
    except ValueError:
        return False
    return True
