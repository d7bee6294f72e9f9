"""The demo's register of businesses says what a number is of, so that one sees it where it stands in for a paper."""

import pytest

from portal.demo.lookups import Registers
from procedures.form import Database


@pytest.mark.parametrize(("number", "what"), [("0100109106", "doanh nghiệp"), ("001185012345", "hộ kinh doanh")])
def test_a_personal_id_is_a_household_business_and_no_enterprise(number: str, what: str) -> None:
    found = Registers().find(Database.BUSINESS_REGISTRATION, number)

    assert found.text == f"Dữ liệu mẫu: {what} mã số {number}, đang hoạt động"
