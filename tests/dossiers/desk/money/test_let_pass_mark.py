"""What a leader let go on unpaid is marked in every list, by a column of its row."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from dossiers import acts, queries
from dossiers.filing import dues
from dossiers.models import Dossier
from portal.demo.story import Walk
from tests.dossiers.lifecycle import MONDAY, act
from tests.dossiers.owing import OWED, owing

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(days=3))]


def passed(tmp_path: Path) -> Walk:
    walk = owing(tmp_path, "processing")
    act(walk, acts.LET_PASS, "lan", f"{walk.at:%Y-%m-%d} 17:00", reason="Hồ sơ gấp.")
    return walk


def marked(*walks: Walk) -> frozenset[int]:
    return dues.demanded_among(queries.rows_of([walk.dossier.pk for walk in walks]))


def test_only_that_is_marked(tmp_path: Path) -> None:
    walk, other = passed(tmp_path), owing(tmp_path, "processing")

    assert marked(walk, other) == {walk.dossier.pk}


def test_it_is_marked_no_more_once_nothing_is_owed(tmp_path: Path) -> None:
    walk = passed(tmp_path)
    act(walk, acts.RECEIVE_PAYMENT, "bob", f"{walk.at:%Y-%m-%d} 17:01")

    assert marked(walk) == set()


def test_no_list_asks_for_it(tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = queries.rows_of([passed(tmp_path).dossier.pk])

    with django_assert_num_queries(0):
        assert dues.demanded_among(rows)


def test_those_of_before_are_found_in_the_log(tmp_path: Path) -> None:
    walk, _other = passed(tmp_path), owing(tmp_path, "processing")
    Dossier.objects.update(let_pass_up_to=0)

    with connection.cursor() as cursor:
        cursor.execute(import_module("dossiers.migrations.0124_how_much_was_let_pass").FILL)

    assert list(Dossier.objects.filter(let_pass_up_to=OWED)) == [walk.dossier]
