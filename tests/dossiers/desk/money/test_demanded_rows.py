"""What was asked for and is lacking again is due: in the row of a list, in its file, and without asking the log of others."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from dossiers import acts, queries
from dossiers.commands import Fee
from dossiers.filing import dues
from dossiers.log.money import only_confirms
from dossiers.models import Dossier
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor
from tests.dossiers.commands.test_fee_guards import do, receive
from tests.dossiers.desk.test_exports import ask, lines_of
from tests.dossiers.lifecycle import MONDAY, act
from tests.dossiers.listed import listed
from tests.dossiers.owing import OWED, owing

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(days=3))]


def given_back(tmp_path: Path) -> Walk:
    """Return a dossier that was asked to pay, paid all of it, goes on, and has all of it back."""
    walk = owing(tmp_path, "processing").until("tham-dinh").take("ask-payment", "dung", fee=Fee(OWED))
    paid = receive(walk, OWED).sequence
    confirms = next(one.name for one in walk.dossier.machine.actions_from(walk.dossier.state) if only_confirms(one, 0))
    do(walk, confirms, "bob")
    do(walk, acts.REVERSE_PAYMENT, "lan", reverses=paid, reason="Hoàn.", given_back=True)
    return walk


def of_file(bob: Visitor, code: str, column: str, query: str = "list=open") -> str:
    """Return what a file of a list says of a dossier in a column."""
    head, *lines = lines_of(bob, ask(bob, query))
    [line] = [line for line in lines if line[0] == code]
    return line[head.index(column)]


def test_what_was_given_back_is_owed_now_in_the_list_and_its_file(tmp_path: Path) -> None:
    walk, other = given_back(tmp_path), owing(tmp_path, "processing").until("tham-dinh")
    bob = Visitor("bob", language="vi")
    code, later = walk.dossier.code, other.dossier.code

    rows = listed(bob.get("/mot-cua/?list=open&fee=owed"))

    assert "chưa nộp 1.800.000 đ" in rows[code].marks
    assert "phí 1.800.000 đ" in rows[later].marks
    assert "chưa nộp 1.800.000 đ" in of_file(bob, code, "Lưu ý")
    assert "phí chưa đến hạn nộp" in of_file(bob, later, "Lưu ý")


def test_a_file_says_how_much_was_paid_too_much(tmp_path: Path) -> None:
    walk = owing(tmp_path, "processing").until("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, "bob", f"{walk.at:%Y-%m-%d} 17:00", fee=Fee(OWED + 50_000, "cash", is_meant=True))

    marks = of_file(Visitor("bob", language="vi"), walk.dossier.code, "Lưu ý", "list=open&fee=over")

    assert "nộp thừa 50.000 đ" in marks


def test_the_log_is_asked_of_nothing_that_was_not_asked_to_pay(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    paid, waits = owing(tmp_path, "processing").until("tham-dinh"), owing(tmp_path, "processing").until("tham-dinh")
    receive(paid, 5_000)
    waits.take("ask-payment", "dung", fee=Fee(OWED))
    rows = queries.rows_of([paid.dossier.pk, waits.dossier.pk])

    dues.demanded_among(rows)  # which machines they follow is read once

    with django_assert_num_queries(0):
        assert dues.demanded_among(rows) == set()


def test_demands_of_before_are_counted_as_they_stand(tmp_path: Path) -> None:
    walk, withdrawn = given_back(tmp_path), owing(tmp_path, "processing").until("tham-dinh")
    withdrawn.take("ask-payment", "dung", fee=Fee(OWED)).take(acts.WITHDRAW_DEMAND, "dung", reason="Nhầm.")
    told = dict(Dossier.objects.values_list("pk", "demands"))
    Dossier.objects.update(demands=0)

    with connection.schema_editor() as editor:
        import_module("dossiers.migrations.0128_demands_are_counted_for_before").fill(None, editor)

    assert told == {walk.dossier.pk: 1, withdrawn.dossier.pk: 0}
    assert dict(Dossier.objects.values_list("pk", "demands")) == told
