"""A charset that a request names breaks nothing: all is read as UTF-8."""

from typing import Any

import pytest

from portal.charset import in_utf8


def passed_on(content_type: str | None) -> str:
    """Return the content type that reaches the application."""
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
        seen.update(environ)
        return [b""]

    in_utf8(application)({} if content_type is None else {"CONTENT_TYPE": content_type}, lambda *_given: None)
    return str(seen.get("CONTENT_TYPE", ""))


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (None, ""),
        ("text/html", "text/html"),
        ("text/html; charset=rot13", "text/html"),
        ('text/html; charset="idna"', "text/html"),
        ("application/x-www-form-urlencoded;charset=latin-1", "application/x-www-form-urlencoded"),
        ("multipart/form-data; charset=unicode_escape; boundary=abc", "multipart/form-data; boundary=abc"),
        ("multipart/form-data; boundary=abc; Charset = utf-7", "multipart/form-data; boundary=abc"),
        ("multipart/form-data; boundary=abc", "multipart/form-data; boundary=abc"),
    ],
)
def test_the_charset_is_left_out_and_nothing_else(sent: str | None, read: str) -> None:
    assert passed_on(sent) == read
