"""A database that is away: every page says that it passes, and none calls it an error of its own."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client


@pytest.fixture
def no_database(committed_db: None) -> Iterator[None]:
    """Have the connection lead nowhere."""
    where = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["HOST"] = where


@pytest.mark.parametrize("address", ["/", "/thu-tuc/", "/tra-cuu/?code=H26.NN-260105-0001", "/ho-so/", "/mot-cua/"])
def test_a_page_says_when_to_come_again(no_database: None, address: str) -> None:
    browser = Client(raise_request_exception=False, headers={"cookie": f"sessionid={'a' * 32}"})

    page = browser.get(address)

    assert (page.status_code, page["Retry-After"]) == (503, "30")
    assert "<h1>Hệ thống đang được khôi phục</h1>" in page.content.decode()


def test_readyz_says_what_is_wrong_and_healthz_that_the_process_lives(no_database: None) -> None:
    browser = Client()

    assert browser.get("/healthz").status_code == 200
    told = browser.get("/readyz")
    assert told.status_code == 503
    assert told.content.startswith(b"not ready: database\n")
