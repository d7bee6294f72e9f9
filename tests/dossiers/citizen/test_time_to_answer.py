"""By when the applicant answers a request: the date, where one is set; else that none is, on the page and on the form."""

import pytest

from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at

NO_DATE = "Không quy định hạn trả lời."

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-02-02T09:00:00+07:00")]


def said(dossier, page: str) -> str:
    return read(Visitor("alice", language="vi").get(f"/ho-so/{dossier.code}/{page}")).words()


@pytest.mark.parametrize("page", ["", "bo-sung/"])
@pytest.mark.parametrize(
    ("place", "clock"),
    [
        ("filed.supplement-asked", "Thời hạn giải quyết bắt đầu tính khi hồ sơ đầy đủ và được tiếp nhận."),
        (
            "tham-dinh.supplement-asked",
            "Trong lúc chờ bạn bổ sung, thời hạn tạm dừng; khi hồ sơ đã đủ, thời hạn được tính lại từ đầu.",
        ),
    ],
)
def test_where_no_time_is_set_the_page_says_so_and_what_the_clock_does(page: str, place: str, clock: str) -> None:
    words = said(dossier_at(place).dossier, page)

    assert f"{NO_DATE} {clock}" in words


@pytest.mark.usefixtures("fifteen_days_to_answer")
@pytest.mark.parametrize("page", ["", "bo-sung/"])
def test_where_one_is_set_it_is_named(page: str) -> None:
    words = said(dossier_at("tham-dinh.supplement-asked").dossier, page)

    assert "17:00" in words
    assert NO_DATE not in words
