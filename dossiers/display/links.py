"""Addresses of our pages: as pages link them, and as papers and mail write them."""

from functools import cache
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.urls import Resolver404, get_resolver, get_script_prefix, resolve, reverse

SAFE = "!$&'()*+,;=/~:@"
"""What stands in a path as it is (RFC 3986), as Django leaves it."""
FROM = "from"
"""In the address of a dossier: the list of figures that it was opened from."""
LISTS = frozenset({"figure", "register_book"})
"""The pages that such a list can be."""
MOST_CHARACTERS = 2000
"""Of the address of one."""


def absolute(name: str, *args: str) -> str:
    """Return the absolute address of a page, for papers and mail."""
    return settings.PUBLIC_URL + reverse(name, args=args)


def on_site(url: str) -> str:
    """Return the path of a page of ours, with its query, of the address that papers and mail write."""
    return url.removeprefix(settings.PUBLIC_URL)


def path_to(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the path of a page as ``reverse`` does, at a tenth of its cost: a list has one in each row.

    Raises ``NoReverseMatch`` for a name that there is not. Values are written as they are given: they come from
    our own rows, and are not held against the pattern again.
    """
    pattern, names = _pattern(name, get_script_prefix())
    if not pattern:
        return _fixed(name, get_script_prefix()) if not args and not kwargs else reverse(name, args=args, kwargs=kwargs)
    return quote(pattern % (kwargs or dict(zip(names, args, strict=True))), safe=SAFE)


def came_from(path: str) -> str:
    """Return the query by which a dossier's page knows from which list of figures it was opened, for ``list_of``."""
    return urlencode({FROM: path})


def list_of(given: str) -> str:
    """Return the address of a list of figures that an address names, where it is one of ours; nothing for all else."""
    if len(given) > MOST_CHARACTERS or not given.isprintable():
        return ""
    try:
        parts = urlsplit(given)
        is_list = not (parts.scheme or parts.netloc) and resolve(parts.path).url_name in LISTS
    except (ValueError, Resolver404):
        return ""
    return with_query(parts.path, parts.query) if is_list else ""


def with_query(path: str, query: str) -> str:
    """Return a path with a query, where there is one."""
    return f"{path}?{query}" if query else path


@cache
def _fixed(name: str, prefix: str) -> str:
    del prefix
    return reverse(name)


@cache
def _pattern(name: str, prefix: str) -> tuple[str, tuple[str, ...]]:
    """Return the one pattern of a page's addresses and its parts; "" where it takes none, or has another shape."""
    known = get_resolver().reverse_dict.getlist(name)
    if len(known) != 1 or len(known[0][0]) != 1:
        return "", ()
    [(pattern, names)] = known[0][0]
    return (prefix.replace("%", "%%") + pattern, tuple(names)) if names else ("", ())
