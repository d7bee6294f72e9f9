"""What of a page no browser needs."""

import re

_BETWEEN_TAGS = re.compile(rb">\s*\n\s*<")
_BY_DEFAULT = re.compile(rb'<(input type="text"|button type="submit") ')


def condensed(page: bytes) -> bytes:
    """Return HTML in UTF-8 without the indents and empty lines between its tags, and without types that go without saying.

    A line ends where one did. What somebody has typed holds no sign of a tag that is not written otherwise, so that it
    stays as it is.
    """
    return _BY_DEFAULT.sub(lambda tag: b"<" + tag[1].partition(b" ")[0] + b" ", _BETWEEN_TAGS.sub(b">\n<", page))
