"""How often laymen find what they mean: the share of frozen queries whose procedure is among the first three."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

import pytest

from procedures.catalogue import shelf
from procedures.catalogue.shelf import Search

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 27)
FIRST = 3
HELD_OUT_SHARE, LOOKED_AT_SHARE, LATE_SHARE = 64 / 64, 64 / 65, 13 / 13
"""What has been reached, which is never to become less."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody types, the procedures that are right, and where it was read."""

    typed: str
    right: frozenset[str]
    source: str

    @classmethod
    def all(cls, table: str) -> list[Self]:
        """Return the queries of a table in the order of the file."""
        stored = tomllib.loads(Path(__file__).with_name("queries.toml").read_text(encoding="utf-8"))[table]
        return [cls(one["typed"], frozenset(one["right"]), one["source"]) for one in stored]


ASKED, LATE = Asked.all("query"), Asked.all("late")
LOOKED_AT, HELD_OUT = ASKED[::2], ASKED[1::2]


def found(typed: str) -> list[str]:
    """Return what the shipped catalogue shows first."""
    return [entry.slug for entry in shelf.find(shelf.shelf_of(TODAY, "vi"), Search(typed)).entries[:FIRST]]


def missed(asked: list[Asked]) -> list[Asked]:
    return [one for one in asked if not one.right & set(found(one.typed))]


def share(asked: list[Asked]) -> float:
    return 1 - len(missed(asked)) / len(asked)


def test_of_the_queries_that_were_held_out_so_many_have_the_right_procedure_among_the_first_three() -> None:
    assert share(HELD_OUT) >= HELD_OUT_SHARE


def test_of_those_that_were_looked_at_so_many() -> None:
    assert share(LOOKED_AT) >= LOOKED_AT_SHARE, missed(LOOKED_AT)


def test_of_those_that_were_read_after_the_words_were_there_so_many() -> None:
    assert share(LATE) >= LATE_SHARE


def test_every_query_has_a_source_and_at_most_a_third_is_ours() -> None:
    slugs = {entry.slug for entry in shelf.shelf_of(TODAY, "vi").entries}

    assert len(ASKED) >= 100
    assert len({one.typed for one in ASKED}) == len(ASKED)
    assert all(one.source and one.right and one.right <= slugs for one in ASKED)
    assert sum(one.source == "ours" for one in ASKED) <= len(ASKED) / 3


@pytest.mark.parametrize("typed", ["photocopy màu", "máy photocopy màu", "photo màu", "mua máy photocopy màu"])
def test_of_names_that_have_the_words_alike_what_is_meant_first_comes_first(typed: str) -> None:
    assert found(typed) == ["dk-may-photocopy-mau", "chuyen-nhuong-may-photocopy-mau", *found(typed)[2:]]


def test_who_sells_a_machine_still_finds_how_it_is_made_over() -> None:
    for typed in ("bán máy photocopy màu", "bán lại máy photocopy", "sang nhượng máy photo màu", "chuyển nhượng"):
        assert found(typed)[0] == "chuyen-nhuong-may-photocopy-mau", typed


@pytest.mark.parametrize("typed", ["bán báo", "bán đĩa nhạc"])
def test_another_word_for_selling_leads_nobody_to_a_machine(typed: str) -> None:
    assert "chuyen-nhuong-may-photocopy-mau" not in found(typed)
