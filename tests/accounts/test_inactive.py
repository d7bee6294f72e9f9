"""Whoever knows the password of a closed account reads whom to ask."""

import pytest

from tests.dossiers.browsing import Visitor, read

pytestmark = pytest.mark.django_db


def test_the_page_of_a_closed_account_says_whom_to_ask() -> None:
    words = read(Visitor("", language="vi").get("/tai-khoan/inactive/")).words()

    assert "Tài khoản này đã đóng" in words
    assert "hỏi quản trị viên của cơ quan" in words
    assert "bộ phận một cửa" in words
