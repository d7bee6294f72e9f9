"""What a statement of many rows costs: nothing for each row that could be once for all of them."""

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
