"""Whole sentences find what they mean: the share of frozen ones whose procedure is among the first three."""

import tomllib
from pathlib import Path

import pytest

from tests.procedures.catalogue import test_queries as queries

HELD_OUT = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))["sentence"]
SHARE = 19 / 20
"""What has been reached, which is never to become less."""


@pytest.mark.django_db
def test_of_the_sentences_that_were_held_out_so_many_have_the_right_procedure_among_the_first_three() -> None:
    right = [bool(set(one["right"]) & set(queries.found(one["typed"]))) for one in HELD_OUT]

    assert len(HELD_OUT) == 20
    assert sum(right) / len(right) >= SHARE
