"""Rows that came before, or stand in a file more than once: each is counted once, and the page says which it was."""

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.models import Match
from dossiers.payments.statement import matching
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.money.test_statements import NOON, PAGE, matches, take_in
from tests.dossiers.lifecycle import act, dossier_at
from tests.dossiers.payments.statement import made

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOON)]


def test_the_head_says_what_came_with_an_earlier_statement_and_how_many_rows_money_went_out_by() -> None:
    take_in(made.bidv([("+15000", "le phi")]))
    rows = [("+15000", "le phi"), ("+16000", "le phi"), ("-20000", "rut tien"), ("-1.000", "phi SMS")]
    later = take_in(made.bidv(rows))
    first = take_in(made.vietcombank([("FT1", "1", "x"), ("FT2", "", "rut tien")]) + ";;;9;9;9;Tổng cộng\r\n")

    words = read(Visitor("bob", language="vi").get(f"{PAGE}{later.pk}/")).words()

    assert "2 khoản, trong đó 1 khoản đã có trong sao kê nạp trước" in words
    assert "Số dòng bỏ qua vì là tiền ra: 2" in words
    assert (later.went_out, first.went_out) == (2, 1)


def test_a_row_that_stands_in_a_file_once_more_is_said_to_be_of_that_file() -> None:
    take_in(made.vietcombank([("FT1", "15.000", "le phi")]))
    rows = [(f"FX{number}", "16.000", "le phi") for number in range(matching.AT_ONCE)]
    # The second one of FX5 comes among the first thousand, that of FX7 behind them; FT1 came before, however often.
    doubled = [*rows[:9], rows[5], *rows[9:], rows[7], ("FT1", "15.000", "le phi"), ("FT1", "15.000", "le phi")]
    statement = take_in(made.vietcombank(doubled))
    bob = Visitor("bob", language="vi")

    words, listed = read(bob.get(f"{PAGE}{statement.pk}/")).words(), read(bob.get(PAGE)).words()

    assert (statement.rows, statement.known, statement.repeated) == (1004, 2, 2)
    assert statement.transfers.count() == 1000
    assert "1.004 khoản, trong đó 2 khoản đã có trong sao kê nạp trước" in words
    assert "Số khoản bị lặp ngay trong tệp này, chỉ tính một lần: 2" in words
    assert "1.004 lặp trong tệp: 2" in listed


def test_a_payment_that_was_recorded_by_hand_is_one_row_of_a_file_that_repeats_it() -> None:
    walk = dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(1_800_000, "transfer", "FT1"))
    row = ("FT1", "1.800.000", walk.dossier.code)

    statement = take_in(made.vietcombank([row, row]))

    assert (statement.known, statement.repeated, matches(statement)) == (0, 1, [Match.RECORDED])
    assert statement.transfers.get().event is not None
