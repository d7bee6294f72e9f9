"""What a statement of many rows costs: nothing for each row that could be once for all of them."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection

from accounts.models import Unit
from dossiers.models import Match, Statement
from dossiers.payments.statement import matching
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.payments.statement import made

NOON = local("2026-01-06 12:00")

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOON)]


def take_in(rows: list[tuple[str, str, str]]) -> Statement:
    agency = Unit.objects.get(slug="so-tttt")
    return matching.take_in(made.file_of(made.vietcombank(rows)), "sao-ke.csv", agency, by=None, at=NOON)


def test_what_the_commit_looks_up_for_each_row_is_planned_once() -> None:
    statement = take_in([("FT1", "1.800.000", dossier_at("tham-dinh").dossier.code)])

    # The foreign keys are looked up at the commit, with whatever this transaction has set for its own statements.
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("auto",)
    assert statement.transfers.get().match == Match.SURE


def test_a_thousand_rows_ask_as_often_as_one(django_assert_max_num_queries: Any) -> None:
    code = dossier_at("tham-dinh").dossier.code

    # What each thousand asks once: what is known, the dossiers, two times what was recorded by hand, and to store them.
    with django_assert_max_num_queries(11):
        statement = take_in([(f"FT{at}", "1.800.000", code if at % 3 else "nop phi") for at in range(900)])

    found = Counter(statement.transfers.values_list("match", flat=True))
    assert found == {Match.SURE: 1, Match.TWICE: 599, Match.NO_NUMBER: 300}


@pytest.mark.parametrize("message", ["O'Brien \\ {a,b} NULL", "null", "\u1ea5\U0001f600 100%", "[1]", "\t,\x1f,"])
def test_whatever_stands_in_a_message_is_stored_as_it_is(message: str) -> None:
    assert take_in([("FT1", "1.800.000", f"x{message}x")]).transfers.get().message == f"x{message}x"


def test_a_row_without_a_day_is_stored_without_one() -> None:
    text = made.vietcombank([("FT1", "1.800.000", "nop phi")]).replace("05/01/2026", "")
    agency = Unit.objects.get(slug="so-tttt")

    statement = matching.take_in(made.file_of(text), "sao-ke.csv", agency, by=None, at=NOON)

    assert statement.transfers.get().on is None
