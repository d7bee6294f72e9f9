"""Of an identity paper that was shown at the desk its kind and last four digits are kept, whatever was typed."""

import pytest

from dossiers.pages.acting.handover.fields import last_four


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("CCCD 001185012345", "CCCD …2345"),
        ("CCCD 001 185 012 345", "CCCD …2345"),
        ("Hộ chiếu C1234567", "Hộ chiếu C…4567"),
        ("CCCD …2345", "CCCD …2345"),
        ("CCCD 2345, cấp 12/03/2015", "CCCD 2345, cấp 12/03/2015"),
        ("", ""),
    ],
)
def test_of_a_number_its_last_four_digits_are_kept(typed: str, kept: str) -> None:
    assert last_four(typed) == kept
