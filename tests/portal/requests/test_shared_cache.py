"""What is counted for all processes lies in one place."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection


def in_another_connection(key: str) -> object:
    try:
        return cache.get(key)
    finally:
        connection.close()


@pytest.fixture
def portal_goes_back(committed_db: None) -> Iterator[None]:
    yield
    call_command("migrate", "portal", verbosity=0)


def test_what_one_process_sets_another_reads(committed_db: None) -> None:
    cache.set("counted", 5, 60)

    with ThreadPoolExecutor(1) as other:
        assert other.submit(in_another_connection, "counted").result() == 5


@pytest.mark.django_db
def test_django_finds_the_table_that_it_would_have_made() -> None:
    out = StringIO()

    call_command("createcachetable", stdout=out)

    assert "already exists" in out.getvalue()


def test_the_table_goes_and_comes_with_its_migration(portal_goes_back: None) -> None:
    call_command("migrate", "portal", "0001", verbosity=0)
    assert "shared_cache" not in connection.introspection.table_names()

    call_command("migrate", "portal", verbosity=0)
    cache.set("counted", 1, 60)
    assert cache.get("counted") == 1


@pytest.mark.django_db
def test_a_thousand_names_do_not_push_out_what_is_counted() -> None:
    cache.set("counted", 5, 60)

    for number in range(1_000):
        cache.set(f"{number:04}", 1, 60)

    assert cache.get("counted") == 5
