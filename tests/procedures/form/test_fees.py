"""Which fees the answers make due, and how much that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.form import Condition, Fee, Text
from procedures.form.fees import Due, due, total

NAME = Text("Phí", "Fee")
FLAT = Fee(NAME, 200_000)
PER_PAGE = Fee(NAME, 15_000, per=Text("trang", "page"), quantity="pages")
PER_SOMETHING = Fee(NAME, 6_000, per=Text("đơn vị", "unit"))
ABROAD = Fee(NAME, 500_000, when=Condition("foreign", ("yes",)))
PRINTED = Fee(NAME, 1_000, per=Text("bản", "copy"), quantity="copies", when=Condition("media", ("printed", "both")))
FREE = Fee(NAME, 0)


@pytest.mark.parametrize(
    ("fee", "values", "quantity", "amount"),
    [
        (FLAT, {}, None, 200_000),
        (FREE, {}, None, 0),
        (PER_PAGE, {"pages": 12}, 12, 180_000),
        (PER_PAGE, {"pages": 0}, 0, 0),
        (PER_PAGE, {}, None, None),
        (PER_PAGE, {"pages": "12"}, None, None),
        (PER_PAGE, {"pages": True}, None, None),
        (PER_PAGE, {"pages": -1}, None, None),
        (PER_SOMETHING, {"pages": 12}, None, None),
        (ABROAD, {"foreign": True}, None, 500_000),
        (PRINTED, {"media": "both", "copies": 3}, 3, 3_000),
        (PRINTED, {"media": ["online", "printed"], "copies": 3}, 3, 3_000),
        (PRINTED, {"media": "printed"}, None, None),
    ],
)
def test_a_fee_is_due_as_far_as_the_answers_say_it(
    fee: Fee, values: dict[str, object], quantity: int | None, amount: int | None
) -> None:
    assert due([fee], values) == (Due(fee, quantity, amount),)


@pytest.mark.parametrize(
    ("fee", "values"),
    [
        (ABROAD, {}),
        (ABROAD, {"foreign": False}),
        (PRINTED, {"media": "online", "copies": 3}),
        (PRINTED, {"copies": 3}),
    ],
)
def test_a_fee_whose_condition_is_not_met_is_not_due(fee: Fee, values: dict[str, object]) -> None:
    assert due([fee], values) == ()


def test_fees_are_due_in_the_order_of_the_definition() -> None:
    dues = due([PER_PAGE, ABROAD, FLAT], {"pages": 2, "foreign": True})

    assert [each.fee for each in dues] == [PER_PAGE, ABROAD, FLAT]
    assert total(dues) == 730_000


def test_the_total_is_not_known_while_a_part_of_it_is_not() -> None:
    assert total(due([FLAT, PER_PAGE], {})) is None
    assert total(due([FLAT, PER_PAGE], {"pages": 1})) == 215_000


def test_without_fees_nothing_is_due() -> None:
    assert due([], {}) == ()
    assert total(()) == 0


@given(st.lists(st.integers(0, 10**9)))
def test_the_total_of_flat_fees_is_their_sum(amounts: list[int]) -> None:
    assert total(due([Fee(NAME, amount) for amount in amounts], {})) == sum(amounts)
