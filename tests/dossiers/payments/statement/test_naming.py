"""The number of a dossier in the message of a transfer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.payments.statement.naming import Named, named

AGENCIES = ("H26.NN", "H26.12.05")
CODE = "H26.NN-261125-0001"


@pytest.mark.parametrize(
    "message",
    [
        CODE,
        "h26.nn-261125-0001",
        "H26NN2611250001",
        "H26 NN 261125 0001",
        "MBVCB.4525077405.H26.NN-261125-0001 nop phi.CT tu 0351000646393 NGUYEN THI AN toi 0011001932418",
        "H26.NN-2611\n25-0001",
        "Nộp lệ phí H26.NN_261125_0001.",
        "NN-261125-0001",
        "26.NN-261125-0001 nop phi",
    ],
)
def test_a_number_is_known_as_people_and_banks_write_it(message: str) -> None:
    assert named(message, AGENCIES).numbers == (CODE,)


def test_digits_behind_a_number_may_be_its_own_or_not() -> None:
    assert named("H26NN2611250001 1800000", AGENCIES).numbers == (CODE, f"{CODE}1", f"{CODE}18")


def test_a_code_of_digits_is_known_as_a_whole_alone() -> None:
    assert named("H26.12.05-261125-0001", AGENCIES).numbers == ("H26.12.05-261125-0001",)
    assert named("05-261125-0001", AGENCIES) == Named(
        hinted=("H26.NN-261125-0001", "H26.12.05-261125-0001"),
    )


@pytest.mark.parametrize("message", ["H26.NN-261125-000", "H26NN2611", "nop phi H26.NN-", "H26.NN-261125-"])
def test_a_number_that_is_cut_is_known_as_such(message: str) -> None:
    assert named(message, AGENCIES) == Named(is_cut=True)


@pytest.mark.parametrize("message", ["2611250001", "261125-0001 le phi", "FT261125 0001"])
def test_a_day_and_a_serial_alone_are_a_hint(message: str) -> None:
    assert named(message, AGENCIES[:1]) == Named(hinted=(CODE,))


@pytest.mark.parametrize(
    "message", ["", "nop phi", "0912345678", "H26", "CT tu 0351000646393", "26112500012", "269925-0001"]
)
def test_other_digits_are_no_number(message: str) -> None:
    assert not named(message, AGENCIES)


def test_two_numbers_are_both_named() -> None:
    assert named(f"{CODE}, H26.NN-261125-0002", AGENCIES).numbers == (CODE, "H26.NN-261125-0002")


@given(st.text(max_size=300))
def test_any_message_names_something_or_nothing(message: str) -> None:
    assert isinstance(named(message, AGENCIES), Named)


SIGNS = st.lists(st.sampled_from(["", "-", ".", " ", "_"]), min_size=4, max_size=4)


@given(SIGNS, st.booleans(), st.text("abcxyz .,", max_size=20), st.text("abcxyz .,", max_size=20))
def test_a_number_is_found_whatever_stands_around_it_and_between(
    signs: list[str], is_small: bool, before: str, behind: str
) -> None:
    first, second, third, _fourth = signs
    number = f"H26{first}NN{second}261125{third}0001"

    assert CODE in named(f"{before}{number.lower() if is_small else number}{behind}", AGENCIES).numbers
