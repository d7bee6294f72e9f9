"""Errands of another office, and beside them those that are ours: what this office does not do is not listed as if it did."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from procedures.catalogue import shelf
from procedures.catalogue.shelf import Found, Search
from tests.procedures.catalogue import test_queries as queries

HELD_OUT = tomllib.loads(Path(__file__).with_name("foreign.toml").read_text(encoding="utf-8"))["query"]
FOREIGN = [one["typed"] for one in HELD_OUT if not one["right"]]
OURS = [one for one in HELD_OUT if one["right"]]
FOREIGN_SHARE, OUR_SHARE = 1 / 8, 5 / 7
"""What has been reached, which is never to become less."""

pytestmark = pytest.mark.django_db


def found(typed: str) -> Found:
    return shelf.find(shelf.shelf_of(date(2026, 11, 27), "vi"), Search(typed))


def test_of_the_errands_of_another_office_that_were_held_out_so_many_list_nothing_as_ours() -> None:
    right = [not found(typed).total for typed in FOREIGN]

    assert len(FOREIGN) == 8
    assert sum(right) / len(right) >= FOREIGN_SHARE


def test_of_ours_beside_them_so_many_have_the_right_procedure_among_the_first_three() -> None:
    right = [bool(set(one["right"]) & set(queries.found(one["typed"]))) for one in OURS]

    assert len(OURS) == 7
    assert sum(right) / len(right) >= OUR_SHARE
