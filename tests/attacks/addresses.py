"""Every address of the site, from the resolver: one that is added tomorrow is attacked tomorrow."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.urls import Resolver404, URLPattern, get_resolver, resolve
from django.urls.resolvers import RoutePattern

SLOT = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
GROUP = re.compile(r"\(\?P<(?P<name>\w+)>(?P<kind>[^()]*)\)")
GENERIC = ("1", "abc", "a-1", "00000000-0000-4000-8000-000000000000", "2026", "2026-01-05")
"""What is tried for a part of an address of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of an address that is filled, and what may stand there."""

    name: str
    regex: str


@dataclass(frozen=True, slots=True)
class Address:
    """An address with what is to be filled in; ``route`` is what the resolver calls it."""

    route: str
    name: str
    parts: tuple[str | Slot, ...]

    def filled(self, choose: Callable[[Slot], str]) -> str:
        """Return a path of it; what is chosen is put in as it is."""
        return "/" + "".join(choose(part) if isinstance(part, Slot) else part for part in self.parts)

    def real(self, chance: random.Random, known: Mapping[str, Sequence[str]]) -> str:
        """Return a path that this address answers, with real values where some are known."""

        def choose(slot: Slot) -> str:
            # A named address may know better: the users of the pages of users.
            values = [*known.get(f"{self.name}.{slot.name}", ()), *known.get(slot.name, ())]
            fitting = [value for value in values if re.fullmatch(slot.regex, value)]
            fitting = fitting or [value for value in GENERIC if re.fullmatch(slot.regex, value)]
            return quote(chance.choice(fitting or ["x"]), safe="")

        return self.filled(choose)


def addresses() -> list[Address]:
    """Return every address of the site, in the resolver's order."""
    return list(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns: Sequence[Any], route: str, parts: tuple[str | Slot, ...]) -> Iterator[Address]:
    for pattern in patterns:
        own = (route + str(pattern.pattern).removeprefix("^"), (*parts, *_parts(pattern.pattern)))
        if isinstance(pattern, URLPattern):
            yield Address(own[0], pattern.name or "", own[1])
        else:
            yield from _walk(pattern.url_patterns, *own)


def _parts(pattern: Any) -> Iterator[str | Slot]:
    """Take the text of a route or of a plain regular expression apart."""
    text, converters = str(pattern), pattern.converters
    is_route = isinstance(pattern, RoutePattern)
    cut, end = (SLOT if is_route else GROUP), 0
    for found in cut.finditer(text):
        yield _fixed(text[end : found.start()], is_route=is_route)
        name = found["name"]
        yield Slot(name, converters[name].regex if is_route else found["kind"])
        end = found.end()
    yield _fixed(text[end:], is_route=is_route)


def _fixed(text: str, *, is_route: bool) -> str:
    return text if is_route else text.removeprefix("^").removesuffix("$").replace("\\", "")


def route_of(path: str) -> str:
    """Return the route that answers an unquoted path; "" where none does."""
    try:
        return str(resolve(path).route)
    except Resolver404:
        return ""
