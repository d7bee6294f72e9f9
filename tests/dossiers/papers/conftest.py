"""What the tests of papers share."""

import pytest
from pytest_django import Settings


@pytest.fixture
def one_key_and_one_address(settings: Settings) -> None:
    """Of both the code on a paper is made: its picture is the same on every machine."""
    settings.STATEMENT_KEY = f"{7:064x}"
    settings.PUBLIC_URL = "https://mot-cua.example.vn"
