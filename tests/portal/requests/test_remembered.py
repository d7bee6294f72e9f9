"""What a process remembers: the thing itself, no longer than it was said, and no more of it than there is room for."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import caches
from time_machine import travel

from portal.requests.remembered import Remembered

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    caches["process"].clear()


def test_a_process_remembers_the_thing_itself_and_not_a_copy() -> None:
    thing, cache = object(), caches["process"]

    assert cache.get_or_set("thing", lambda: thing) is thing
    assert cache.get("thing") is thing
    assert not cache.add("thing", object())
    assert cache.delete("thing")
    assert cache.get("thing", "forgotten") == "forgotten"
    assert cache.add("thing", thing)


def test_what_is_over_is_as_if_it_had_not_been() -> None:
    cache = caches["process"]
    with travel(NOON, tick=False) as clock:
        cache.set("minute", 1, 60)
        cache.set("ever", 1, None)
        clock.shift(59)
        assert cache.get("minute") == 1
        clock.shift(1)
        assert cache.get("minute") is None
        assert cache.get("ever") == 1


def test_the_oldest_makes_room() -> None:
    cache = Remembered("", {"max_entries": 2})
    cache.clear()
    for name in ("one", "two", "one", "three"):
        cache.set(name, name)

    assert [cache.get(name) for name in ("one", "two", "three")] == ["one", None, "three"]
